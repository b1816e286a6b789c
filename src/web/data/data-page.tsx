import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { api } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';
import { ConnectCard } from './connect-card.tsx';
import styles from './data-page.module.css';
import { RecentEvents } from './recent-events.tsx';
import { RejectedItems } from './rejected-items.tsx';
import { SourcesTable } from './sources-table.tsx';

const REFRESH_MS = 10_000;

/** Where data comes from, what arrives right now, and what was refused and why. */
export function DataPage() {
  const t = useTranslations('data');
  const formats = useFormats();
  const sources = useQuery(api.data.sources.queryOptions({ refetchInterval: REFRESH_MS }));
  const hasNone = sources.data?.sources.length === 0;
  const share = sources.data?.identifiedShare ?? null;
  return (
    <>
      <PageHeader
        title={t('title')}
        tags={
          share !== null && (
            <Link to="/people" className="tag" title={formats.exact.ratio(share)}>
              {t('identified', { share: formats.percent(share) })}
            </Link>
          )
        }
      />
      <div className={styles.page} data-empty={hasNone || undefined}>
        <div className={styles.main}>
          {!hasNone && (
            <section>
              <h2>{t('sources')}</h2>
              {sources.isPending && <SkeletonRows rows={4} height={28} />}
              {sources.isError && <ErrorState error={sources.error} onRetry={() => sources.refetch()} />}
              {sources.data && <SourcesTable sources={sources.data.sources} />}
            </section>
          )}
          <RecentEvents />
          <RejectedItems />
        </div>
        <ConnectCard />
      </div>
    </>
  );
}
