import { Link, Outlet } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { useVocabulary } from '../platform/vocabulary.ts';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import styles from './reports-layout.module.css';

const REPORTS = [
  { to: '/reports/funnel', name: 'funnel' },
  { to: '/reports/paths', name: 'paths' },
  { to: '/reports/channels', name: 'channels' },
] as const;

export function ReportsLayout() {
  const t = useTranslations('reports');
  const { isEmpty, query } = useVocabulary();
  return (
    <>
      <nav className={styles.tabs} aria-label={t('title')}>
        {REPORTS.map(({ to, name }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ includeSearch: false }}
            activeProps={{ 'data-active': true }}
          >
            {t(`${name}.title`)}
          </Link>
        ))}
      </nav>
      {query.isError ? (
        <div className={styles.broken}>
          <ErrorState error={query.error} onRetry={() => query.refetch()} />
        </div>
      ) : isEmpty ? (
        <EmptyState
          title={t('noneTitle')}
          text={t('noneText')}
          action={
            <Link to="/data" className="button" data-kind="primary">
              {t('connect')}
            </Link>
          }
        />
      ) : (
        <Outlet />
      )}
    </>
  );
}
