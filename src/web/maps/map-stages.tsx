import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { centresOf, shapeRibbon } from '../../shared/maps/drawing/ribbon-geometry.ts';
import type { Metric } from '../../shared/maps/journey-map.ts';
import { waysOf } from '../../shared/maps/stage-ways.ts';
import { useElementSize } from '../platform/element-size.ts';
import { useFormats } from '../platform/workspace.tsx';
import { Skeleton } from '../ui/states.tsx';
import { contentOf } from './editor/cell-content.ts';
import { useGridActions } from './editor/grid-actions.ts';
import { GridCell } from './editor/grid-cell.tsx';
import type { GridColumn } from './editor/grid-columns.ts';
import type { GridLayout } from './editor/grid-layout.ts';
import { useMapEditor } from './editor/map-editor.ts';
import type { MapShared } from './editor/map-shared.ts';
import { useGridMouse } from './editor/use-grid-mouse.ts';
import type { MapQuestion } from './map-question.ts';
import styles from './map-stages.module.css';
import type { LaneView } from './map-view.ts';
import { NeedsCell } from './needs/needs-lane.tsx';
import { CommentMark } from './panels/comment-mark.tsx';
import { RibbonDrawing, useRibbon } from './ribbon.tsx';
import { StageNow } from './stage-now.tsx';
import { StepFeelings } from './step-feelings.tsx';
import type { MapActions } from './use-people-of-map.tsx';

interface MapStagesProps {
  layout: GridLayout;
  lanes: readonly LaneView[];
  metrics: Record<string, Metric>;
  shared: MapShared;
  setRoot: (root: HTMLElement | null) => void;
}

const OVERVIEW_HEIGHT = 64;

/** The map on a phone: one stage at a time, swiped sideways, with the whole way above. A tap selects, a second one edits. */
export function MapStages({ layout, lanes, metrics, shared, setRoot }: MapStagesProps) {
  const t = useTranslations('maps');
  const tEditor = useTranslations('editor');
  const editor = useMapEditor();
  const actions = useGridActions();
  const strip = useRef<HTMLDivElement | null>(null);
  const [current, setCurrent] = useState(0);
  const mouse = useGridMouse(editor, actions, nothing);
  // the strip is as high as the stage that is seen: below a short one there would be screens of nothing
  const [setShown, shown] = useElementSize<HTMLElement>();
  const stages = layout.spans.map((span) => span.stage);
  const goTo = (index: number) => {
    const element = strip.current;
    element?.scrollTo({ left: index * element.clientWidth, behavior: 'smooth' });
  };
  const cell = (row: string, laneName: string, column: GridColumn, index: number) => (
    <GridCell
      role="group"
      row={row}
      laneName={laneName}
      column={column}
      columnIds={[column.id]}
      place={index}
      metrics={metrics}
      shared={shared}
      // the marks of a lane stand in its title, where they are seen when it is folded too
      isMarked={row === 'stage' || row === 'steps'}
      className={`${styles.cell} ${row === 'emotion' ? styles.emotion : ''}`}
    />
  );
  return (
    <>
      <div className={styles.overview}>
        <Overview question={shared.question} stages={stages} current={current} />
        <div className={styles.names} role="tablist" aria-label={t('stages')}>
          {stages.map((stage, index) => (
            <button
              key={stage.id}
              type="button"
              role="tab"
              aria-selected={index === current}
              onClick={() => goTo(index)}
            >
              <span>{stage.title}</span>
            </button>
          ))}
        </div>
      </div>
      <div
        className={styles.strip}
        style={{ height: shown.height === 0 ? undefined : shown.height }}
        ref={(element) => {
          strip.current = element;
          setRoot(element);
        }}
        onScroll={(event) => {
          const { scrollLeft, clientWidth } = event.currentTarget;
          setCurrent(Math.round(scrollLeft / Math.max(clientWidth, 1)));
        }}
        {...mouse}
      >
        {layout.columns.map((column, index) => (
          <section
            key={column.id}
            ref={index === current ? setShown : undefined}
            className={styles.stage}
            aria-label={column.stage.title}
          >
            <div className={styles.inside}>
              <div className={styles.head}>{cell('stage', tEditor('stageTitle'), column, index)}</div>
              {cell('steps', tEditor('stepTitle'), column, index)}
              <StageNow question={shared.question} stage={column.stage.id} title={column.stage.title} />
              <StageFlow
                question={shared.question}
                stage={column.stage.id}
                nextTitle={layout.columns[index + 1]?.stage.title ?? ''}
                onPick={shared.actions.onStage}
              />
              {lanes.map((lane) => {
                if (lane.id === 'flow') return null;
                const name = lane.title ?? t(`lanes.${lane.id as 'goal'}`);
                if (lane.id === 'emotion')
                  return (
                    <StageLane key={lane.id} lane={lane} title={name} column={column}>
                      <StepFeelings
                        question={shared.question}
                        column={column}
                        onPick={shared.actions.onKpi}
                      />
                    </StageLane>
                  );
                if (lane.id === 'needs')
                  return (
                    <StageLane key={lane.id} lane={lane} title={name} column={column}>
                      <NeedsCell
                        question={shared.question}
                        stage={column.stage}
                        touchpoints={column.steps.flatMap(({ step }) => step.touchpoints)}
                      />
                    </StageLane>
                  );
                if (!editor.canEdit && contentOf(column, lane.id, { metrics }).items.length === 0)
                  return null;
                return (
                  <StageLane key={lane.id} lane={lane} title={name} column={column}>
                    {cell(lane.id, name, column, index)}
                  </StageLane>
                );
              })}
            </div>
          </section>
        ))}
      </div>
    </>
  );
}

const nothing = () => undefined;

interface StageLaneProps {
  lane: LaneView;
  title: string;
  column: GridColumn;
  children: React.ReactNode;
}

function StageLane({ lane, title, column, children }: StageLaneProps) {
  return (
    <details className={styles.lane} open={!lane.isFolded}>
      <summary>
        {title}
        <CommentMark row={lane.id} column={column} />
      </summary>
      {children}
    </details>
  );
}

interface OverviewProps {
  question: MapQuestion;
  stages: readonly { id: string }[];
  current: number;
}

function Overview({ question, stages, current }: OverviewProps) {
  const [ref, { width }] = useElementSize<HTMLDivElement>();
  const query = useRibbon(question);
  const centres = centresOf(stages.length, width);
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
  nextTitle: string;
  onPick: MapActions['onStage'];
}

function StageFlow({ question, stage, nextTitle, onPick }: StageFlowProps) {
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
  const ways = waysOf(row);
  return (
    <div className={`${styles.flow} ${query.isPlaceholderData ? 'recounting' : ''}`}>
      <button type="button" className={styles.people} onClick={() => onPick(stage, 'entered', answer)}>
        <strong>{formats.count(row.people)}</strong> {t('peopleHere')}
      </button>
      <p>
        {row.conversionToNext !== null && (
          <button type="button" onClick={() => onPick(stage, 'onward', answer)}>
            {t('reachNext', { rate: formats.percent(row.conversionToNext), stage: nextTitle })}
          </button>
        )}
        {row.medianMsToNext !== null && (
          <span>{t('inMedian', { time: formats.duration(row.medianMsToNext) })}</span>
        )}
        {ways !== null && ways.past > 0 && (
          <span>{t('pastNext', { people: formats.count(ways.past), stage: nextTitle })}</span>
        )}
        {row.left > 0 && (
          <button type="button" className={styles.left} onClick={() => onPick(stage, 'left', answer)}>
            {ways === null
              ? t('leave', { people: formats.count(row.left) })
              : t('reachNone', { people: formats.count(row.left) })}
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
