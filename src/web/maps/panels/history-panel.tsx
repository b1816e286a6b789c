import { IconArrowsDiff, IconBookmark, IconRestore } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { describeEdits, type MapChange } from '../../../shared/maps/edit/describe-edits.ts';
import { MapDocument } from '../../../shared/maps/edit/map-document.ts';
import type { MapVersion, PastBatch } from '../../../shared/maps/editing-contract.ts';
import { api, client } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { useMapEditor } from '../editor/map-editor.ts';
import type { OpenMap } from '../use-map-session.ts';
import { ChangeList } from './change-words.tsx';
import styles from './panel.module.css';
import { Panel } from './panel.tsx';
import type { Panels } from './use-panels.ts';

interface HistoryPanelProps {
  open: OpenMap;
  panels: Panels;
}

/** Named versions of the map, and everything that was done to it, in words. */
export default function HistoryPanel({ open, panels }: HistoryPanelProps) {
  const t = useTranslations('panels.history');
  const { map, state } = open;
  return (
    <Panel title={t('title')} onClose={() => panels.show({ panel: undefined })}>
      <p className={styles.meta} role="status">
        {t(!state.isConnected ? 'offline' : state.pending > 0 ? 'saving' : 'saved')}
      </p>
      <SaveVersion map={map.id} isSaved={state.pending === 0} />
      <Versions open={open} panels={panels} />
      <Edits open={open} />
    </Panel>
  );
}

function SaveVersion({ map, isSaved }: { map: string; isSaved: boolean }) {
  const t = useTranslations('panels.history');
  const queries = useQueryClient();
  const editor = useMapEditor();
  const [title, setTitle] = useState('');
  const [isPublished, setPublished] = useState(false);
  const save = useMutation(
    api.mapEditing.saveVersion.mutationOptions({
      onSuccess: () => {
        setTitle('');
        setPublished(false);
        void queries.invalidateQueries({ queryKey: api.mapEditing.versions.key({ input: { map } }) });
      },
    }),
  );
  if (!editor.canEdit) return null;
  return (
    <form
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim() !== '') save.mutate({ map, title: title.trim(), isPublished });
      }}
    >
      <div className={styles.row}>
        <input
          className={`${styles.field} ${styles.grow}`}
          aria-label={t('name')}
          placeholder={t('name')}
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <button type="submit" className="button" disabled={title.trim() === '' || !isSaved || save.isPending}>
          <IconBookmark size={15} stroke={1.7} aria-hidden />
          {t('save')}
        </button>
      </div>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={isPublished}
          onChange={(event) => setPublished(event.currentTarget.checked)}
        />
        {t('publish')}
      </label>
      {save.isError && <ErrorState error={save.error} isCompact />}
    </form>
  );
}

function Versions({ open, panels }: HistoryPanelProps) {
  const t = useTranslations('panels.history');
  const formats = useFormats();
  const { map, state } = open;
  const query = useQuery(api.mapEditing.versions.queryOptions({ input: { map: map.id } }));
  const { refetch } = query;
  const heard = state.heard.versions;
  useEffect(() => {
    if (heard > 0) void refetch();
  }, [heard, refetch]);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => refetch()} isCompact />;
  if (!query.data) return <SkeletonRows rows={2} />;
  const { versions } = query.data;
  return (
    <section>
      <div className={styles.row}>
        <h3 className={styles.grow}>{t('versions')}</h3>
        {(versions.length > 0 || map.basedOn !== null) && (
          <button
            type="button"
            className="button"
            data-kind="quiet"
            onClick={() =>
              panels.show({
                view: 'compare',
                panel: undefined,
                from: map.basedOn === null ? String(versions[0]?.version ?? '') : 'based-on',
                to: 'current',
              })
            }
          >
            <IconArrowsDiff size={15} stroke={1.7} aria-hidden />
            {t(map.basedOn === null ? 'compare' : 'compareAsIs')}
          </button>
        )}
      </div>
      {versions.length === 0 && <p className={styles.empty}>{t('noVersions')}</p>}
      <ul className={styles.list}>
        {versions.map((version) => (
          <li key={version.version}>
            <div className={styles.row}>
              <span className={`${styles.grow} ${styles.strong}`}>{version.title}</span>
              {version.isPublished && (
                <span className="tag" data-tone="live">
                  {t('published')}
                </span>
              )}
            </div>
            <div className={styles.row}>
              <span className={`${styles.meta} ${styles.grow}`} title={formats.exactMoment(version.at)}>
                {t('versionBy', { author: version.author, at: formats.moment(version.at) })}
              </span>
              <VersionActions open={open} version={version} panels={panels} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function VersionActions({ open, version, panels }: HistoryPanelProps & { version: MapVersion }) {
  const t = useTranslations('panels.history');
  const editor = useMapEditor();
  const [isFailed, setFailed] = useState(false);
  const restore = async () => {
    try {
      const { file } = await client.mapEditing.versionFile({ map: open.map.id, version: version.version });
      // through the session, so that it shows at once and can be undone
      editor.edit([{ kind: 'file', file }]);
      editor.tell(t('restored', { title: version.title }));
    } catch {
      setFailed(true);
    }
  };
  const quiet = { type: 'button', className: 'button', 'data-kind': 'quiet', 'data-size': 'icon' } as const;
  return (
    <>
      {isFailed && <span role="alert">{t('failed')}</span>}
      <button
        {...quiet}
        aria-label={t('compareWith', { title: version.title })}
        title={t('compareWith', { title: version.title })}
        onClick={() =>
          panels.show({ view: 'compare', panel: undefined, from: String(version.version), to: 'current' })
        }
      >
        <IconArrowsDiff size={15} stroke={1.7} aria-hidden />
      </button>
      {editor.canEdit && (
        <button
          {...quiet}
          aria-label={t('restore', { title: version.title })}
          title={t('restore', { title: version.title })}
          onClick={() => void restore()}
        >
          <IconRestore size={15} stroke={1.7} aria-hidden />
        </button>
      )}
    </>
  );
}

/** Edits by one person with no longer pause between them are told together. */
const SITTING_MS = 10 * 60_000;

interface Sitting {
  key: string;
  author: string;
  at: string;
  changes: MapChange[];
}

function Edits({ open }: { open: OpenMap }) {
  const t = useTranslations('panels.history');
  const formats = useFormats();
  const { map, session, state } = open;
  const query = useInfiniteQuery(
    api.mapEditing.history.infiniteOptions({
      input: (before: number | undefined) => ({ map: map.id, before }),
      initialPageParam: undefined,
      getNextPageParam: ({ batches }) => (batches.length === 100 ? batches.at(-1)?.revision : undefined),
      queryKey: ['map-history', map.id, session.revision],
      enabled: state.pending === 0,
      placeholderData: (old) => old,
    }),
  );
  const pages = query.data?.pages;
  const confirmed = state.pending === 0 ? session.text : null;
  const sittings = useMemo(
    () =>
      pages && confirmed !== null
        ? sittingsOf(
            pages.flatMap((page) => page.batches),
            confirmed,
          )
        : null,
    [pages, confirmed],
  );
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />;
  return (
    <section>
      <h3>{t('edits')}</h3>
      {sittings === null && <SkeletonRows rows={4} />}
      {sittings?.length === 0 && <p className={styles.empty}>{t('noEdits')}</p>}
      <ol className={styles.list}>
        {sittings?.map((sitting) => (
          <li key={sitting.key}>
            <div className={styles.meta} title={formats.exactMoment(sitting.at)}>
              <span className={styles.strong}>{sitting.author}</span> · {formats.moment(sitting.at)}
            </div>
            <ChangeList changes={sitting.changes} most={8} />
          </li>
        ))}
      </ol>
      <MoreButton query={query}>{t('earlier')}</MoreButton>
    </section>
  );
}

/** Batches, newest first, told from the file as it is now backwards; what changed nothing is left out. */
function sittingsOf(batches: readonly PastBatch[], file: string): Sitting[] {
  const sittings: Sitting[] = [];
  let document = MapDocument.openAny(file);
  for (const batch of batches) {
    const before = document.clone();
    try {
      before.apply(batch.undo);
    } catch {
      break; // a file of long ago that is none any more
    }
    const changes = describeEdits(batch.edits, before);
    document = before;
    if (changes.length === 0) continue;
    const last = sittings.at(-1);
    const isSame =
      last !== undefined &&
      last.author === batch.author &&
      Date.parse(last.at) - Date.parse(batch.at) < SITTING_MS;
    if (isSame) last.changes.push(...changes.toReversed());
    else
      sittings.push({
        key: String(batch.revision),
        author: batch.author,
        at: batch.at,
        changes: changes.toReversed(),
      });
  }
  return sittings;
}
