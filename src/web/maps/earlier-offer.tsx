import { IconDownload, IconRestore } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { client } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { saveFile } from '../ui/download.ts';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';
import { changedLines } from './changed-lines.ts';
import styles from './earlier-offer.module.css';
import { type EarlierState, findEarlierState } from './earlier-state.ts';
import type { MapSession } from './map-session.ts';

const MOST_LINES = 400;

interface EarlierOfferProps {
  session: MapSession;
  map: string;
  onRestored: () => void;
}

/** For a file that is no map: the last state of it that reads, what it would change, and the way back to it. */
export function EarlierOffer({ session, map, onRestored }: EarlierOfferProps) {
  const t = useTranslations('mapForms.broken');
  const formats = useFormats();
  const { text, inherited, revision } = session;
  const query = useQuery({
    queryKey: ['earlier-state', map, revision, inherited],
    queryFn: () => {
      const under = inherited === null ? {} : { base: inherited };
      return findEarlierState(
        {
          versions: async () => (await client.mapEditing.versions({ map })).versions,
          versionFile: async (version) => (await client.mapEditing.versionFile({ map, version })).file,
          batches: async () => (await client.mapEditing.history({ map })).batches,
        },
        text,
        (file) => readMapFile(file, under).map?.id === map,
      );
    },
  });
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />;
  if (query.data === undefined) return <SkeletonRows rows={2} />;
  if (query.data === null)
    return <p className="mute">{t(inherited === null ? 'noEarlier' : 'noEarlierOver')}</p>;
  const { file, title, author, at } = query.data;
  const values = { title: title ?? '', author, at: formats.moment(at) };
  return (
    <section className={styles.offer} aria-label={t('earlier')}>
      <h2>{t('earlier')}</h2>
      <p title={formats.exactMoment(at)}>{title === null ? t('beforeEdit', values) : t('version', values)}</p>
      <button
        type="button"
        className="button"
        onClick={() => {
          session.edit([{ kind: 'file', file }]);
          onRestored();
        }}
      >
        <IconRestore size={15} stroke={1.7} aria-hidden />
        {t('bringBack')}
      </button>
      <button
        type="button"
        className="button"
        data-kind="quiet"
        onClick={() => saveFile(`${map}.yaml`, text, 'application/yaml;charset=utf-8')}
      >
        <IconDownload size={15} stroke={1.7} aria-hidden />
        {t('download')}
      </button>
      <WhatWouldChange current={text} earlier={query.data} />
    </section>
  );
}

function WhatWouldChange({ current, earlier }: { current: string; earlier: EarlierState }) {
  const t = useTranslations('mapForms.broken');
  const lines = useMemo(() => changedLines(current, earlier.file), [current, earlier.file]);
  const changed = lines.filter(({ kind }) => kind === 'gone' || kind === 'new').length;
  return (
    <details>
      <summary>{t('wouldChange', { count: changed })}</summary>
      <ol className={styles.lines}>
        {lines.slice(0, MOST_LINES).map(({ kind, text, line }) => (
          <li key={`${kind}${line}`} data-kind={kind}>
            {kind === 'gap' ? (
              '…'
            ) : (
              <>
                <span className={styles.number}>{line}</span>
                {kind !== 'same' && <span className="only-read">{t(kind)} </span>}
                <code>{text}</code>
              </>
            )}
          </li>
        ))}
        {lines.length > MOST_LINES && <li>{t('moreLines', { count: lines.length - MOST_LINES })}</li>}
      </ol>
    </details>
  );
}
