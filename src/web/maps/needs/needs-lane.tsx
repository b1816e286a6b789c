import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Stage } from '../../../shared/maps/journey-map.ts';
import type { NeedReading } from '../../../shared/maps/needs/contract.ts';
import type { Need } from '../../../shared/maps/needs/needs.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import type { StageSpan } from '../editor/grid-columns.ts';
import { WideCell } from '../editor/grid-parts.tsx';
import { useIsRecounting, useIsUnsaved } from '../editor/recounting.ts';
import type { MapQuestion } from '../map-question.ts';
import styles from './needs-lane.module.css';

const NeedsDrawer = lazy(() => import('./needs-drawer.tsx'));

/** Asked for again this often while the lane is shown: it reads single events, not the counts kept for the map. */
const REFRESH_MS = 5 * 60_000;
/** With fewer, a score is drawn hollow. */
const FEW = 30;

export function useNeeds({ map, period }: MapQuestion) {
  const isUnsaved = useIsUnsaved('needs');
  return useQuery(
    api.mapNeeds.audit.queryOptions({
      enabled: !isUnsaved,
      input: { map, period },
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
      staleTime: REFRESH_MS,
    }),
  );
}

/** Good, middling, low: the same limits in the lane and in its details. */
export function toneOf(score: number): 'good' | 'middling' | 'low' {
  if (score >= 80) return 'good';
  return score >= 50 ? 'middling' : 'low';
}

interface NeedsLaneProps {
  question: MapQuestion;
  spans: readonly StageSpan[];
  /** of a cell, and of the whole row */
  className: string;
  rowClassName: string;
}

/** The lane of the eleven needs: a cell for each stage. */
export function NeedsLane({ question, spans, className, rowClassName }: NeedsLaneProps) {
  const query = useNeeds(question);
  if (query.isError)
    return (
      <WideCell className={rowClassName}>
        <div className={styles.cell}>
          <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />
        </div>
      </WideCell>
    );
  return spans.map(({ stage, columns }) => (
    <WideCell
      key={stage.id}
      className={className}
      style={{ gridColumn: `span ${columns.length.toString()}` }}
    >
      <NeedsCell question={question} stage={stage.stage} touchpoints={columns.flatMap(touchpointsIn)} />
    </WideCell>
  ));
}

const touchpointsIn = ({ steps }: StageSpan['columns'][number]) =>
  steps.flatMap(({ step }) => step.touchpoints);

interface NeedsCellProps {
  question: MapQuestion;
  stage: Pick<Stage, 'id' | 'title'>;
  touchpoints: readonly { needs: Record<string, number> }[];
}

/** Eleven bars; the named one is the weakest, or the one that is pointed at (arrow keys too). Click for what each rests on. */
export function NeedsCell({ question, stage, touchpoints }: NeedsCellProps) {
  const t = useTranslations('needs');
  const query = useNeeds(question);
  const isRecounting = useIsRecounting('needs') || query.isPlaceholderData;
  const [pointed, setPointed] = useState<number | null>(null);
  /** where its details begin; false = they are closed */
  const [details, setDetails] = useState<{ first: Need | null } | false>(false);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />;
  const answer = query.data;
  const here = answer?.stages.find((one) => one.stage === stage.id);
  if (!answer || !here)
    return (
      <div className={styles.cell} aria-busy="true">
        <Skeleton width={154} height={32} />
        <Skeleton width={110} height={12} />
      </div>
    );
  const { needs } = here;
  const say = ({ need, score }: NeedReading) =>
    score === null
      ? t('saidNone', { need: t(`names.${need}`) })
      : t('said', { need: t(`names.${need}`), score: Math.round(score) });
  const scored = needs.filter(({ score }) => score !== null).length;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (event.key !== 'Escape') event.stopPropagation(); // the grid's own keys
    if (step === 0) return;
    event.preventDefault();
    setPointed(((pointed ?? (step > 0 ? -1 : needs.length)) + step + needs.length) % needs.length);
  };
  return (
    <div className={`${styles.cell} ${isRecounting ? 'recounting' : ''}`}>
      <button
        type="button"
        className={styles.button}
        aria-label={t('cell', { stage: stage.title, needs: needs.map(say).join(', ') })}
        onClick={() => setDetails({ first: pointed === null ? null : (needs[pointed]?.need ?? null) })}
        onKeyDown={onKeyDown}
        onPointerLeave={() => setPointed(null)}
        onBlur={() => setPointed(null)}
      >
        <span className={styles.bars} aria-hidden="true">
          {needs.map((reading, index) => (
            <span
              key={reading.need}
              className={styles.bar}
              data-tone={reading.score === null ? 'none' : toneOf(reading.score)}
              data-few={reading.sample < FEW || undefined}
              data-pointed={index === pointed || undefined}
              onPointerEnter={() => setPointed(index)}
            >
              {reading.score !== null && (
                <i style={{ height: `${Math.max(reading.score, 6).toString()}%` }} />
              )}
            </span>
          ))}
        </span>
        <span className={styles.caption} aria-hidden="true">
          <Caption needs={needs} pointed={pointed} say={say} />
        </span>
        {scored > 0 && (
          <small className={styles.scored} aria-hidden="true">
            {t('scored', { scored, needs: needs.length })}
          </small>
        )}
      </button>
      {details && (
        <Suspense fallback={null}>
          <NeedsDrawer
            title={stage.title}
            here={here}
            all={answer.all}
            touchpoints={touchpoints}
            first={details.first}
            onClose={() => setDetails(false)}
          />
        </Suspense>
      )}
    </div>
  );
}

interface CaptionProps {
  needs: readonly NeedReading[];
  pointed: number | null;
  say: (reading: NeedReading) => string;
}

function Caption({ needs, pointed, say }: CaptionProps) {
  const t = useTranslations('needs');
  const formats = useFormats();
  const one = pointed === null ? undefined : needs[pointed];
  if (one)
    return (
      <>
        {say(one)}
        {one.score !== null && <small> {t('sample', { sample: formats.count(one.sample) })}</small>}
      </>
    );
  const weakest = needs
    .filter(({ score }) => score !== null)
    .reduce<NeedReading | null>(
      (low, next) => (low && (low.score ?? 0) <= (next.score ?? 0) ? low : next),
      null,
    );
  return weakest ? t('weakest', { said: say(weakest) }) : t('nothing');
}
