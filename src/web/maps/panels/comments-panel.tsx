import { IconCheck, IconMessagePlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CommentThread } from '../../../shared/maps/comments-contract.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { isShownLane } from '../editor/lane-forms.ts';
import type { OpenMap } from '../use-map-session.ts';
import { CommentBox } from './comment-box.tsx';
import { titleOfCell, useThreads } from './comments.ts';
import styles from './comments-panel.module.css';
import panelStyles from './panel.module.css';
import { Panel } from './panel.tsx';
import type { Panels } from './use-panels.ts';

interface CommentsPanelProps {
  open: OpenMap;
  panels: Panels;
}

/** Talks about the map and its cells, and what mentions me anywhere. */
export default function CommentsPanel({ open, panels }: CommentsPanelProps) {
  const t = useTranslations('panels.comments');
  const [which, setWhich] = useState<'open' | 'all' | 'me'>('open');
  const threads = useThreads(open);
  const cell = panels.cell ?? '';
  const shown = (threads.data?.threads ?? []).filter(
    (thread) => (which === 'all' || thread.resolvedAt === null) && (cell === '' || thread.cell === cell),
  );
  return (
    <Panel title={t('title')} onClose={() => panels.show({ panel: undefined, cell: undefined })}>
      <fieldset className={styles.tabs} aria-label={t('which')}>
        {(['open', 'all', 'me'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={one === which} onClick={() => setWhich(one)}>
            {t(one)}
          </button>
        ))}
      </fieldset>
      {which === 'me' ? (
        <MyMentions />
      ) : (
        <>
          <NewThread open={open} cell={cell} onAll={() => panels.show({ cell: undefined })} />
          {threads.isError ? (
            <ErrorState error={threads.error} onRetry={() => threads.refetch()} isCompact />
          ) : threads.data === undefined ? (
            <SkeletonRows rows={3} />
          ) : (
            <ul className={styles.threads}>
              {shown.map((thread) => (
                <li key={thread.id}>
                  <Thread thread={thread} open={open} isNamed={cell === ''} />
                </li>
              ))}
              {shown.length === 0 && <li className={panelStyles.empty}>{t('none')}</li>}
            </ul>
          )}
        </>
      )}
    </Panel>
  );
}

function useCellName(open: OpenMap) {
  const t = useTranslations('panels.comments');
  const tLanes = useTranslations('maps.lanes');
  return (cell: string): string => {
    if (cell === '') return t('wholeMap');
    const found = titleOfCell(cell, open.map);
    if (found === null) return t('cellGone');
    const lane = open.map.lanes.find((one) => one.id === found.lane)?.title;
    return `${found.title} · ${lane ?? (isShownLane(found.lane) ? tLanes(found.lane) : t('titleCell'))}`;
  };
}

function NewThread({ open, cell, onAll }: { open: OpenMap; cell: string; onAll: () => void }) {
  const t = useTranslations('panels.comments');
  const nameOf = useCellName(open);
  return (
    <section className={panelStyles.stack}>
      <div className={panelStyles.row}>
        <span className={`${panelStyles.grow} ${panelStyles.meta}`}>
          <IconMessagePlus size={14} stroke={1.7} aria-hidden /> {t('about', { cell: nameOf(cell) })}
        </span>
        {cell !== '' && (
          <button type="button" className="button" data-kind="quiet" onClick={onAll}>
            {t('allCells')}
          </button>
        )}
      </div>
      <CommentBox key={cell} map={open.map.id} cell={cell} label={t('say')} />
    </section>
  );
}

function Thread({ thread, open, isNamed }: { thread: CommentThread; open: OpenMap; isNamed: boolean }) {
  const t = useTranslations('panels.comments');
  const formats = useFormats();
  const queries = useQueryClient();
  const nameOf = useCellName(open);
  const map = open.map.id;
  const me = useQuery(api.accounts.me.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const onSuccess = () => void queries.invalidateQueries({ queryKey: api.mapComments.key() });
  const resolve = useMutation(api.mapComments.resolve.mutationOptions({ onSuccess }));
  const remove = useMutation(api.mapComments.remove.mutationOptions({ onSuccess }));
  const isResolved = thread.resolvedAt !== null;
  return (
    <article className={styles.thread} data-resolved={isResolved || undefined}>
      <div className={panelStyles.row}>
        <span className={`${panelStyles.grow} ${panelStyles.meta}`}>{isNamed && nameOf(thread.cell)}</span>
        <button
          type="button"
          className="button"
          data-kind="quiet"
          aria-pressed={isResolved}
          onClick={() => resolve.mutate({ map, thread: thread.id, isResolved: !isResolved })}
        >
          <IconCheck size={14} stroke={1.8} aria-hidden />
          {t(isResolved ? 'reopen' : 'resolve')}
        </button>
      </div>
      <ol className={styles.talk}>
        {thread.comments.map((comment) => (
          <li key={comment.id}>
            <div className={panelStyles.row}>
              <span
                className={`${panelStyles.grow} ${panelStyles.meta}`}
                title={formats.exactMoment(comment.at)}
              >
                <b>{comment.author.split('@')[0]}</b> · {formats.ago(comment.at, Date.now())}
              </span>
              {comment.author === me.data?.email && (
                <button
                  type="button"
                  className={styles.remove}
                  aria-label={t('remove')}
                  title={t('remove')}
                  onClick={() => remove.mutate({ map, id: comment.id })}
                >
                  <IconTrash size={13} stroke={1.7} aria-hidden />
                </button>
              )}
            </div>
            <CommentText text={comment.text} mentions={comment.mentions} />
          </li>
        ))}
      </ol>
      {!isResolved && (
        <CommentBox map={map} cell={thread.cell} thread={thread.id} label={t('reply')} isSmall />
      )}
    </article>
  );
}

/** The text with the people it mentions set apart. */
export function CommentText({ text, mentions }: { text: string; mentions: readonly string[] }) {
  return (
    <p className={styles.text}>
      {text.split(/(@[^\s@]+@[^\s@,;:!?()]+)/).map((piece, index) => {
        const isMention = mentions.some((one) => piece.toLowerCase().startsWith(`@${one}`));
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text that never move
        return isMention ? <b key={index}>{piece.replace(/^@/, '').split('@')[0]}</b> : piece;
      })}
    </p>
  );
}

function MyMentions() {
  const t = useTranslations('panels.comments');
  const formats = useFormats();
  const query = useQuery(api.mapComments.mentions.queryOptions());
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />;
  if (!query.data) return <SkeletonRows rows={3} />;
  return (
    <ul className={panelStyles.list}>
      {query.data.threads.length === 0 && <li className={panelStyles.empty}>{t('noMentions')}</li>}
      {query.data.threads.map((thread) => {
        const last = thread.comments.at(-1);
        return (
          <li key={`${thread.map}/${thread.id}`}>
            <Link
              to="/maps/$map"
              params={{ map: thread.map }}
              search={{ panel: 'comments', cell: thread.cell || undefined }}
            >
              <span className={panelStyles.strong}>{thread.title}</span>
              <span className={panelStyles.meta}> · {last && formats.ago(last.at, Date.now())}</span>
              {last && <CommentText text={last.text} mentions={last.mentions} />}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
