import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState } from '../ui/states.tsx';

export function NotFoundPage() {
  const t = useTranslations('shell');
  return (
    <EmptyState
      title={t('notFound.title')}
      text={t('notFound.text')}
      action={
        <Link to="/maps" className="button" data-kind="primary">
          {t('notFound.action')}
        </Link>
      }
    />
  );
}

export function RouteErrorPage({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <div style={{ padding: 24 }}>
      <ErrorState error={error} onRetry={reset} />
    </div>
  );
}
