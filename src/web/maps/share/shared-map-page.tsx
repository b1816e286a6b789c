import { PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { sharedMap } from '../../../shared/maps/files-contract.ts';
import { api, codeOf } from '../../platform/api.ts';
import { WorkspaceProvider } from '../../platform/workspace.tsx';
import { Logo } from '../../ui/logo.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { REFRESH_MS } from '../map-question.ts';
import { MapSkeleton } from '../map-skeleton.tsx';
import styles from './shared-map-page.module.css';
import { SharedMapView } from './shared-map-view.tsx';

const route = getRouteApi('/shared/$token');

/** A map for whoever has the link: no account, nothing else of the shop within reach. */
export function SharedMapPage() {
  const t = useTranslations('share.page');
  const { token } = route.useParams();
  const [password, setPassword] = useState<string | undefined>();
  // not a query: who has no account is not to be sent to the sign-in page
  const { mutate: open, ...asked } = useMutation(api.mapFiles.shared.mutationOptions());
  useEffect(() => open({ token, password }), [open, token, password]);
  const isLive = asked.data?.isLive ?? false;
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => open({ token, password }), REFRESH_MS);
    return () => clearInterval(timer);
  }, [isLive, open, token, password]);
  const [shown, setShown] = useState(asked.data);
  useEffect(() => {
    // the old numbers stay while the new ones are counted
    if (asked.data) setShown(asked.data);
  }, [asked.data]);

  const code = asked.isError ? codeOf(asked.error) : null;
  if (code === 'NOT_FOUND') return <EmptyState title={t('goneTitle')} text={t('goneText')} />;
  if (code === 'FORBIDDEN' || code === 'TOO_MANY_REQUESTS') {
    const problem = code === 'TOO_MANY_REQUESTS' ? t('tooOften') : password === undefined ? null : t('wrong');
    return (
      <PasswordForm
        problem={problem}
        onEnter={(given) => (given === password ? open({ token, password }) : setPassword(given))}
      />
    );
  }
  if (shown) {
    const { currency, timeZone } = shown.figures;
    return (
      <WorkspaceProvider workspace={{ name: '', currency, timeZone, isDemo: false }}>
        <SharedMapView shared={sharedMap.parse(shown)} />
      </WorkspaceProvider>
    );
  }
  if (asked.isError)
    return (
      <main className={styles.page}>
        <ErrorState error={asked.error} onRetry={() => open({ token, password })} />
      </main>
    );
  return (
    <main className={styles.page} aria-label={t('opening')} aria-busy="true">
      <MapSkeleton />
    </main>
  );
}

function PasswordForm({ problem, onEnter }: { problem: string | null; onEnter: (password: string) => void }) {
  const t = useTranslations('share.page');
  const [text, setText] = useState('');
  return (
    <main className={styles.locked}>
      <form
        className={`card ${styles.form}`}
        onSubmit={(event) => {
          event.preventDefault();
          if (text !== '') onEnter(text);
        }}
      >
        <Logo size={30} />
        <h1>{t('locked')}</h1>
        <PasswordInput
          label={t('password')}
          autoFocus
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {problem && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="button" data-kind="primary">
          {t('enter')}
        </button>
      </form>
    </main>
  );
}
