import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { describeEdits } from '../../../shared/maps/edit/describe-edits.ts';
import { diffMapFiles } from '../../../shared/maps/edit/diff-map.ts';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { api, client } from '../../platform/api.ts';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import type { OpenMap } from '../use-map-session.ts';
import { ChangeList } from './change-words.tsx';
import { type ComparedColumn, compareSteps, TEXT_LANES } from './lane-texts.ts';
import panelStyles from './panel.module.css';
import type { Panels } from './use-panels.ts';
import styles from './view.module.css';
import { ViewFrame } from './view-frame.tsx';

interface ViewProps {
  open: OpenMap;
  panels: Panels;
}

/** Two states of the map side by side: every cell that differs with both texts, and the difference in words. */
export default function CompareView({ open, panels }: ViewProps) {
  const t = useTranslations('panels.compare');
  const { map } = open;
  const versions = useQuery(api.mapEditing.versions.queryOptions({ input: { map: map.id } }));
  const list = versions.data?.versions ?? [];
  const from = panels.from ?? (map.basedOn === null ? String(list[0]?.version ?? 'current') : 'based-on');
  const to = panels.to ?? 'current';
  const before = useFileOf(open, from);
  const after = useFileOf(open, to);
  const result = useMemo(() => compare(before.data, after.data), [before.data, after.data]);
  const choices = [
    { value: 'current', label: t('current') },
    ...(map.basedOn === null ? [] : [{ value: 'based-on', label: t('basedOn', { map: map.basedOn }) }]),
    ...list.map((one) => ({ value: String(one.version), label: one.title })),
  ];
  const pick = (name: 'from' | 'to', value: string) => (
    <select
      className={styles.select}
      aria-label={t(name)}
      value={value}
      onChange={(event) => panels.show({ [name]: event.currentTarget.value })}
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  );
  const error = before.error ?? after.error;
  return (
    <ViewFrame
      title={t('title')}
      panels={panels}
      tools={
        <>
          {pick('from', from)}
          <span aria-hidden="true">→</span>
          {pick('to', to)}
        </>
      }
    >
      {choices.length === 1 ? (
        <EmptyState
          title={t('emptyTitle')}
          text={t('emptyText')}
          action={
            <button
              type="button"
              className="button"
              data-kind="primary"
              onClick={() => panels.show({ view: undefined, panel: 'history' })}
            >
              {t('emptyAction')}
            </button>
          }
        />
      ) : error ? (
        <ErrorState error={error} isCompact />
      ) : result === null ? (
        <SkeletonRows />
      ) : (
        <div className={styles.columns}>
          <div className={styles.scroll}>
            <ComparedCells columns={result.columns} />
          </div>
          <section className={panelStyles.stack} aria-label={t('inWords')}>
            <h3 className="mute">{t('count', { count: result.changes.length })}</h3>
            <ChangeList changes={result.changes} most={100} />
          </section>
        </div>
      )}
    </ViewFrame>
  );
}

function useFileOf({ map, session, state }: OpenMap, ref: string) {
  const own = ref === 'current' ? session.text : null;
  return useQuery({
    queryKey: ['map-file-of', map.id, ref, map.basedOn, own],
    queryFn: async () => {
      if (own !== null) return own;
      if (ref === 'based-on') return (await client.maps.get({ map: map.basedOn ?? '' })).file;
      return (await client.mapEditing.versionFile({ map: map.id, version: Number(ref) })).file;
    },
    placeholderData: (old) => old,
    enabled: ref !== 'based-on' || state.map !== null,
  });
}

function compare(before: string | undefined, after: string | undefined) {
  if (before === undefined || after === undefined) return null;
  const [old, fresh] = [readMapFile(before).map, readMapFile(after).map];
  if (old === null || fresh === null) return null;
  return { columns: compareSteps(old, fresh), changes: describeEdits(diffMapFiles(before, after), before) };
}

function ComparedCells({ columns }: { columns: readonly ComparedColumn[] }) {
  const t = useTranslations('panels.compare');
  const tLanes = useTranslations('maps.lanes');
  const lanes = TEXT_LANES.filter((lane) =>
    columns.some(({ cells }) =>
      cells.some((cell) => cell.lane === lane && (cell.before.length || cell.after.length)),
    ),
  );
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="row">
            <span className="only-read">{t('lane')}</span>
          </th>
          {columns.map(({ id, title, stage, state }) => (
            <th key={id} scope="col" data-state={state}>
              <small>
                <Renamed {...stage} />
              </small>
              <Renamed {...title} />
              {state !== 'same' && <small>{t(state)}</small>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lanes.map((lane) => (
          <tr key={lane}>
            <th scope="row">{tLanes(lane)}</th>
            {columns.map(({ id, cells, state }) => {
              const cell = cells.find((one) => one.lane === lane);
              return (
                <td
                  key={id}
                  data-changed={(state === 'same' && cell?.isChanged) || undefined}
                  data-state={state}
                >
                  <ul>
                    {cell && <Texts before={cell.before} after={cell.after} isMarked={state === 'same'} />}
                  </ul>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A title; where it changed, both. */
function Renamed({ before, after }: { before: string | null; after: string | null }) {
  if (before === null || after === null || before === after) return after ?? before;
  return (
    <ul>
      <Texts before={[before]} after={[after]} isMarked />
    </ul>
  );
}

interface TextsProps {
  before: readonly string[];
  after: readonly string[];
  isMarked: boolean;
}

function Texts({ before, after, isMarked }: TextsProps) {
  const t = useTranslations('panels.compare');
  if (!isMarked) return [...before, ...after].map((text) => <li key={text}>{text}</li>);
  return (
    <>
      {before
        .filter((text) => !after.includes(text))
        .map((text) => (
          <li key={`- ${text}`} data-mark="gone">
            <span className="only-read">{t('before')} </span>
            {text}
          </li>
        ))}
      {after.map((text) => (
        <li key={text} data-mark={before.includes(text) ? undefined : 'new'}>
          {!before.includes(text) && <span className="only-read">{t('after')} </span>}
          {text}
        </li>
      ))}
    </>
  );
}
