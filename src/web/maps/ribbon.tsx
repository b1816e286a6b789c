import { IconArrowBackUp } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { RibbonAnswer } from '../../shared/maps/contract.ts';
import { type RibbonShape, shapeRibbon } from '../../shared/maps/drawing/ribbon-geometry.ts';
import { waysOf } from '../../shared/maps/stage-ways.ts';
import { api } from '../platform/api.ts';
import { useElementSize } from '../platform/element-size.ts';
import { previousPeriod } from '../platform/period.ts';
import { useFormats } from '../platform/workspace.tsx';
import { ErrorState } from '../ui/states.tsx';
import { useIsRecounting } from './editor/recounting.ts';
import { type MapQuestion, REFRESH_MS } from './map-question.ts';
import styles from './ribbon.module.css';

export type StageGroup = 'entered' | 'onward' | 'left' | 'returned' | 'skipped';

interface RibbonProps {
  question: MapQuestion;
  stages: readonly { id: string; title: string }[];
  /** the middle of each stage in pixels */
  centres: readonly number[];
  isComparing: boolean;
  onPick: (stage: string, group: StageGroup, answer: RibbonAnswer) => void;
}

const HEIGHT = 194;
const MAX_RADIUS = 37;

export function useRibbon({ map, period }: MapQuestion) {
  return useQuery(
    api.maps.ribbon.queryOptions({
      input: { map, period },
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
}

/** People through the stages: planned straight and dashed, walked organic and solid, the circle's area is people. */
export function Ribbon({ question, stages, centres, isComparing, onPick }: RibbonProps) {
  const t = useTranslations('maps.ribbon');
  const [ref, { width }] = useElementSize<HTMLDivElement>();
  const query = useRibbon(question);
  const before = useQuery(
    api.maps.ribbon.queryOptions({
      input: { map: question.map, period: previousPeriod(question.period) },
      enabled: isComparing,
    }),
  );
  const isRecounting = useIsRecounting('ribbon') || query.isPlaceholderData;
  const answer = useMemo(() => query.data && arrange(query.data, stages), [query.data, stages]);
  const shape =
    answer && shapeRibbon(answer.stages, { centres, width, height: HEIGHT, maxRadius: MAX_RADIUS });
  return (
    <div
      ref={ref}
      className={styles.ribbon}
      style={{ height: HEIGHT }}
      data-recounting={isRecounting || undefined}
    >
      {width > 0 && !query.isError && (
        <svg width={width} height={HEIGHT} role="img" aria-label={t('title')}>
          <line
            x1={8}
            x2={width - 8}
            y1={HEIGHT * 0.52}
            y2={HEIGHT * 0.52}
            stroke="var(--mute)"
            strokeDasharray="4 6"
            strokeWidth={1.2}
            opacity={0.8}
          />
          {shape ? <RibbonDrawing shape={shape} /> : <RibbonSkeleton centres={centres} />}
        </svg>
      )}
      {answer?.stages.every((stage) => stage.people === 0) && <p className={styles.nobody}>{t('nobody')}</p>}
      {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />}
      {shape && answer && !query.isError && (
        <RibbonLabels
          shape={shape}
          answer={answer}
          before={isComparing ? before.data : undefined}
          titles={stages.map((stage) => stage.title)}
          onPick={(stage, group) => onPick(stage, group, answer)}
        />
      )}
    </div>
  );
}

/** As the map has its stages now: while an edit is on its way to the numbers, a new stage has nobody. */
function arrange(answer: RibbonAnswer, stages: readonly { id: string }[]): RibbonAnswer {
  const nobody = {
    people: 0,
    onward: 0,
    left: 0,
    returned: 0,
    skipped: 0,
    conversionToNext: null,
    medianMsToNext: null,
  };
  return {
    ...answer,
    stages: stages.map(
      ({ id }) => answer.stages.find((stage) => stage.stage === id) ?? { ...nobody, stage: id },
    ),
  };
}

function RibbonSkeleton({ centres }: { centres: readonly number[] }) {
  return centres.map((x, index) => (
    <circle key={x} cx={x} cy={HEIGHT * 0.52} r={Math.max(6, 34 - index * 8)} className={styles.waiting} />
  ));
}

export function RibbonDrawing({ shape }: { shape: RibbonShape }) {
  return (
    <g className={styles.drawing}>
      {shape.bands.map((path) => (
        <path key={path} d={path} fill="var(--green)" opacity={0.8} />
      ))}
      {shape.leavers.map((one) => (
        <path
          key={one.stage}
          d={one.path}
          fill="none"
          stroke="var(--red)"
          strokeWidth={one.thickness}
          strokeLinecap="round"
          opacity={0.5}
        />
      ))}
      {shape.returns.map((one) => (
        <path
          key={one.stage}
          d={one.path}
          fill="none"
          stroke="var(--amber)"
          strokeWidth={1.8}
          strokeLinecap="round"
        />
      ))}
      {shape.nodes.map((node) =>
        node.radius > 0 ? (
          <circle key={node.stage} cx={node.x} cy={node.y} r={node.radius} fill="var(--green)" />
        ) : (
          <circle
            key={node.stage}
            cx={node.x}
            cy={shape.planY}
            r={5}
            fill="var(--paper)"
            stroke="var(--mute)"
            strokeDasharray="2 2"
          />
        ),
      )}
    </g>
  );
}

interface RibbonLabelsProps {
  shape: RibbonShape;
  answer: RibbonAnswer;
  before: RibbonAnswer | undefined;
  titles: readonly string[];
  onPick: (stage: string, group: StageGroup) => void;
}

/** The numbers are text and buttons over the drawing, so that they can be read aloud, reached and copied. */
function RibbonLabels({ shape, answer, before, titles, onPick }: RibbonLabelsProps) {
  const t = useTranslations('maps.ribbon');
  const formats = useFormats();
  return answer.stages.map((stage, index) => {
    const node = shape.nodes[index];
    if (!node) return null;
    const next = shape.nodes[index + 1];
    const leaver = shape.leavers.find((one) => one.stage === stage.stage);
    const back = shape.returns.find((one) => one.stage === stage.stage);
    const was = before?.stages.find((one) => one.stage === stage.stage)?.people;
    const change = was === undefined ? null : formats.change(stage.people, was, 'count');
    const title = titles[index] ?? stage.stage;
    const nextTitle = titles[index + 1] ?? '';
    const ways = waysOf(stage);
    const waysInWords =
      ways === null ? undefined : t('ways', { ...ways, people: stage.people, stage: title, nextTitle });
    return (
      <div key={stage.stage} className={styles.stage}>
        <button
          type="button"
          className={styles.people}
          style={{ left: node.x, top: node.y + Math.max(node.radius, 8) }}
          aria-label={t('showEntered', { people: stage.people, stage: title })}
          onClick={() => onPick(stage.stage, 'entered')}
        >
          {formats.count(stage.people)}
          {change && change.direction !== 0 && (
            <small title={t('before', { people: formats.count(was ?? 0) })}>
              {change.direction === 1 ? '▲' : '▼'} {change.text}
            </small>
          )}
        </button>
        {next && stage.conversionToNext !== null && (
          <button
            type="button"
            className={styles.rate}
            style={{ left: (node.x + next.x) / 2, maxWidth: next.x - node.x - 10 }}
            title={`${waysInWords ?? ''} (${formats.exact.ratio(stage.conversionToNext)})`}
            aria-label={`${waysInWords ?? ''} ${t('showOnward', { people: stage.onward, stage: title })}`}
            onClick={() => onPick(stage.stage, 'onward')}
          >
            <b>{formats.percent(stage.conversionToNext)}</b>
            <span>{t('toNext', { stage: nextTitle })}</span>
            {stage.medianMsToNext !== null && (
              <small title={formats.exact.ms(stage.medianMsToNext)}>
                {formats.duration(stage.medianMsToNext)}
              </small>
            )}
          </button>
        )}
        {leaver && (
          <button
            type="button"
            className={styles.left}
            style={{ left: leaver.endX + leaver.thickness / 2 + 4, top: leaver.endY }}
            title={waysInWords}
            onClick={() => onPick(stage.stage, 'left')}
          >
            {t('leave', { people: formats.count(stage.left) })}
            <span>{t('noLater')}</span>
          </button>
        )}
        {back && (
          <button
            type="button"
            className={styles.back}
            style={{ left: back.labelX, top: back.labelY }}
            onClick={() => onPick(stage.stage, 'returned')}
          >
            <IconArrowBackUp size={13} stroke={1.8} aria-hidden />
            {t('comeBack', { people: formats.count(stage.returned) })}
          </button>
        )}
      </div>
    );
  });
}
