import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { useElementSize } from '../platform/element-size.ts';
import { useFormats } from '../platform/workspace.tsx';
import { Skeleton } from '../ui/states.tsx';
import { LaneCell, type MapActions } from './lane-cell.tsx';
import type { MapQuestion } from './map-question.ts';
import styles from './map-stages.module.css';
import type { LaneView, StageColumn } from './map-view.ts';
import { RibbonDrawing, useRibbon } from './ribbon.tsx';
import { centresOf, shapeRibbon } from './ribbon-geometry.ts';
import { StageNow } from './stage-now.tsx';
import { StepFeelings } from './step-feelings.tsx';

interface MapStagesProps {
  map: JourneyMap;
  columns: readonly StageColumn[];
  lanes: readonly LaneView[];
  question: MapQuestion;
  isComparing: boolean;
  actions: MapActions;
}

const OVERVIEW_HEIGHT = 64;

/** The map on a phone: one stage at a time, swiped sideways, with the whole way above. */
export function MapStages({ map, columns, lanes, question, isComparing, actions }: MapStagesProps) {
  const t = useTranslations('maps');
  const strip = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const goTo = (index: number) => {
    const element = strip.current;
    element?.scrollTo({ left: index * element.clientWidth, behavior: 'smooth' });
  };
  return (
    <>
      <div className={styles.overview}>
        <Overview question={question} columns={columns} current={current} />
        <div className={styles.names} role="tablist" aria-label={t('stages')}>
          {columns.map((column, index) => (
            <button
              key={column.id}
              type="button"
              role="tab"
              aria-selected={index === current}
              onClick={() => goTo(index)}
            >
              <span>{column.title}</span>
            </button>
          ))}
        </div>
      </div>
      <div
        className={styles.strip}
        ref={strip}
        onScroll={(event) => {
          const { scrollLeft, clientWidth } = event.currentTarget;
          setCurrent(Math.round(scrollLeft / Math.max(clientWidth, 1)));
        }}
      >
        {columns.map((column) => (
          <section key={column.id} className={styles.stage} aria-label={column.title}>
            <h2>{column.title}</h2>
            {column.goal && <p className="mute">{column.goal}</p>}
            <StageNow map={map.id} stage={column.id} title={column.title} />
            <StageFlow question={question} stage={column.id} onPick={actions.onStage} />
            {lanes.map((lane) => {
              if (lane.id === 'flow') return null;
              if (lane.id === 'emotion')
                return (
                  <StageLane key={lane.id} title={lane.title ?? t('lanes.emotion')} isFolded={lane.isFolded}>
                    <StepFeelings question={question} steps={column.steps} />
                  </StageLane>
                );
              if (isEmptyIn(lane.id, column)) return null;
              return (
                <StageLane key={lane.id} title={lane.title ?? t(`lanes.${lane.id}`)} isFolded={lane.isFolded}>
                  <LaneCell
                    lane={lane.id}
                    column={column}
                    map={map}
                    question={question}
                    isComparing={isComparing}
                    actions={actions}
                  />
                </StageLane>
              );
            })}
          </section>
        ))}
      </div>
    </>
  );
}

function isEmptyIn(lane: Exclude<LaneView['id'], 'flow' | 'emotion'>, column: StageColumn): boolean {
  switch (lane) {
    case 'kpis':
    case 'touchpoints':
    case 'pains':
    case 'opportunities':
    case 'backstage':
      return column[lane].length === 0;
    case 'cta':
      return column.targetActions.length === 0;
    case 'owner':
      return column.owners.length === 0;
    default:
      return column.texts[lane].length === 0;
  }
}

function StageLane({
  title,
  isFolded,
  children,
}: {
  title: string;
  isFolded: boolean;
  children: React.ReactNode;
}) {
  return (
    <details className={styles.lane} open={!isFolded}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

interface OverviewProps {
  question: MapQuestion;
  columns: readonly StageColumn[];
  current: number;
}

function Overview({ question, columns, current }: OverviewProps) {
  const [ref, { width }] = useElementSize<HTMLDivElement>();
  const query = useRibbon(question);
  const centres = centresOf(columns.length, width);
  const shape =
    query.data &&
    shapeRibbon(
      query.data.stages.map((stage) => ({ ...stage, left: 0, returned: 0 })),
      { centres, width, height: OVERVIEW_HEIGHT, maxRadius: 19 },
    );
  const here = centres[current];
  return (
    <div ref={ref} style={{ height: OVERVIEW_HEIGHT }}>
      {width > 0 && (
        <svg width={width} height={OVERVIEW_HEIGHT} style={{ display: 'block' }} aria-hidden="true">
          <line
            x1={0}
            x2={width}
            y1={OVERVIEW_HEIGHT * 0.52}
            y2={OVERVIEW_HEIGHT * 0.52}
            stroke="var(--mute)"
            strokeDasharray="4 6"
          />
          {shape && <RibbonDrawing shape={shape} />}
          {shape && here !== undefined && (
            <circle
              cx={here}
              cy={shape.nodes[current]?.y}
              r={(shape.nodes[current]?.radius ?? 0) + 3.5}
              fill="none"
              stroke="var(--ink)"
              strokeWidth={1.5}
            />
          )}
        </svg>
      )}
    </div>
  );
}

interface StageFlowProps {
  question: MapQuestion;
  stage: string;
  onPick: MapActions['onStage'];
}

function StageFlow({ question, stage, onPick }: StageFlowProps) {
  const t = useTranslations('maps.ribbon');
  const formats = useFormats();
  const query = useRibbon(question);
  const answer = query.data;
  const row = answer?.stages.find((one) => one.stage === stage);
  if (!answer || !row)
    return (
      <div className={styles.flow}>
        <Skeleton width={110} height={30} />
        <Skeleton width={190} />
      </div>
    );
  return (
    <div className={`${styles.flow} ${query.isPlaceholderData ? 'recounting' : ''}`}>
      <button type="button" className={styles.people} onClick={() => onPick(stage, 'entered', answer)}>
        <strong>{formats.count(row.people)}</strong> {t('peopleHere')}
      </button>
      <p>
        {row.conversionToNext !== null && (
          <button type="button" onClick={() => onPick(stage, 'onward', answer)}>
            {t('goOn', { rate: formats.percent(row.conversionToNext) })}
          </button>
        )}
        {row.medianMsToNext !== null && (
          <span>{t('inMedian', { time: formats.duration(row.medianMsToNext) })}</span>
        )}
        {row.left > 0 && (
          <button type="button" className={styles.left} onClick={() => onPick(stage, 'left', answer)}>
            {t('leave', { people: formats.count(row.left) })}
          </button>
        )}
        {row.returned > 0 && (
          <button type="button" onClick={() => onPick(stage, 'returned', answer)}>
            {t('comeBack', { people: formats.count(row.returned) })}
          </button>
        )}
      </p>
    </div>
  );
}
