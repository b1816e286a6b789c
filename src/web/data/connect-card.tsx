import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../platform/api.ts';
import { CopyText } from '../ui/copy-text.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';
import styles from './connect-card.module.css';
import { curlCommand, importCommand, trackerSnippet } from './connect-snippets.ts';

const WAYS = ['website', 'server', 'import'] as const;
type Way = (typeof WAYS)[number];

/** How data gets in: a line for the shop's pages, one for a server, one for files. */
export function ConnectCard() {
  const t = useTranslations('data.connect');
  const [way, setWay] = useState<Way>('website');
  const panelId = useId();
  const keys = useQuery(api.accounts.keys.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const writeKey = keys.data?.writeKeys[0];
  return (
    <section className={`card ${styles.card}`}>
      <h2>{t('title')}</h2>
      <p className="mute">{t('text')}</p>
      {keys.isPending && <SkeletonRows rows={4} />}
      {keys.isError && <ErrorState error={keys.error} onRetry={() => keys.refetch()} isCompact />}
      {keys.isSuccess && !writeKey && <p className="mute">{t('noKey')}</p>}
      {keys.data && writeKey && (
        <>
          <h3>{t('writeKey')}</h3>
          <CopyText text={writeKey.key} isOneLine />
          <div className={styles.ways} role="tablist" aria-label={t('ways')}>
            {WAYS.map((one) => (
              <button
                key={one}
                type="button"
                role="tab"
                aria-selected={one === way}
                aria-controls={panelId}
                onClick={() => setWay(one)}
              >
                {t(one)}
              </button>
            ))}
          </div>
          <div id={panelId} role="tabpanel">
            <p className={styles.how}>{t(`${way}How`)}</p>
            {way === 'website' && <CopyText text={trackerSnippet(keys.data.collectUrl, writeKey.key)} />}
            {way === 'server' && <CopyText text={curlCommand(keys.data.collectUrl, writeKey.key)} />}
            {way === 'import' && <CopyText text={importCommand(keys.data.collectUrl, writeKey.key)} />}
          </div>
        </>
      )}
    </section>
  );
}
