import { useLocalStorage } from '@mantine/hooks';
import { memo, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useElementSize } from '../../platform/element-size.ts';
import { EmotionCurve } from '../emotion-curve.tsx';
import type { LaneView } from '../map-view.ts';
import { NeedsLane } from '../needs/needs-lane.tsx';
import { Ribbon } from '../ribbon.tsx';
import { StageNow } from '../stage-now.tsx';
import type { OpenMap } from '../use-map-session.ts';
import { createCellClipboard } from './cell-clipboard.ts';
import { ColumnTools } from './column-tools.tsx';
import { stageCentres, stepCentres, widthsOf } from './column-widths.ts';
import { useGridActions } from './grid-actions.ts';
import { GridCell } from './grid-cell.tsx';
import type { StageSpan } from './grid-columns.ts';
import type { GridLayout } from './grid-layout.ts';
import { GridMenu } from './grid-menu.tsx';
import { Row, RowHead, WideCell } from './grid-parts.tsx';
import { LaneHead } from './lane-head.tsx';
import { useMapEditor } from './map-editor.ts';
import styles from './map-grid.module.css';
import type { MapShared } from './map-shared.ts';
import type { StructureActions } from './structure-actions.ts';
import { useGridDrag } from './use-grid-drag.ts';
import { useGridKeys } from './use-grid-keys.ts';
import { useGridMouse } from './use-grid-mouse.ts';

/** Rows whose cells are as wide as a stage. */
export const STAGE_ROWS: readonly string[] = ['stage', 'kpis'];
const LANE_WIDTH = 116;

interface MapGridProps {
  open: OpenMap;
  layout: GridLayout;
  lanes: readonly LaneView[];
  shared: MapShared;
  structure: StructureActions;
  /** folds or unfolds the steps of a stage */
  onTurnStage: (stage: string) => void;
  setRoot: (root: HTMLElement | null) => void;
  /** stands below the last lane */
  after: ReactNode;
}

/** The map as a grid: stages and steps across, lanes down, both titles always in sight. Arrows go from cell to cell. */
export function MapGrid({
  open,
  layout,
  lanes,
  shared,
  structure,
  onTurnStage,
  setRoot,
  after,
}: MapGridProps) {
  const t = useTranslations('editor');
  const tMaps = useTranslations('maps');
  const editor = useMapEditor();
  const actions = useGridActions();
  const { map } = open;
  const [turned, setTurned] = useLocalStorage<Record<string, boolean>>({
    key: `desirepath-lanes-${map.id}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const turn = useCallback(
    (id: string, isFolded: boolean) => setTurned((old) => ({ ...old, [id]: isFolded })),
    [setTurned],
  );
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const onKeyDown = useGridKeys(editor, actions, structure, setMenu);
  const mouse = useGridMouse(editor, actions, setMenu);
  const root = useRef<HTMLDivElement | null>(null);
  useGridDrag(editor, structure, root);
  const clipboard = useMemo(
    () =>
      createCellClipboard(editor, actions, {
        newStep: t('newStep'),
        copied: (cells) => t('copied', { cells }),
        pasted: (cells, left) => t('pasted', { cells, left }),
      }),
    [editor, actions, t],
  );
  const [scroll, { width }] = useElementSize<HTMLDivElement>();
  const { spans, columns } = layout;
  const widths = useMemo(() => widthsOf(columns, width - LANE_WIDTH), [columns, width]);
  const template = useMemo(
    () => ({
      gridTemplateColumns: `${LANE_WIDTH.toString()}px ${widths.map((one) => `${one.toString()}px`).join(' ')}`,
    }),
    [widths],
  );
  const stages = useMemo(() => spans.map(({ stage }) => ({ id: stage.id, title: stage.title })), [spans]);
  const nameOf = (lane: LaneView) => lane.title ?? tMaps(`lanes.${lane.id as 'goal'}`);
  const isDropped = (event: React.ClipboardEvent) =>
    event.target instanceof HTMLElement && event.target.closest('textarea, input') !== null;
  return (
    <div className={styles.scroll} ref={scroll} data-editing={editor.canEdit || undefined}>
      {/* biome-ignore lint/a11y/useSemanticElements: cells that are edited and take the focus are no table of the reading kind */}
      <div
        ref={(element) => {
          root.current = element;
          setRoot(element);
        }}
        role="grid"
        aria-label={map.title}
        aria-rowcount={lanes.length + 2}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-readonly={!editor.canEdit}
        className={styles.grid}
        onKeyDown={onKeyDown}
        {...mouse}
        onCopy={(event) => {
          if (isDropped(event)) return;
          event.preventDefault();
          clipboard.copy(event.clipboardData);
        }}
        onCut={(event) => {
          if (isDropped(event)) return;
          event.preventDefault();
          clipboard.copy(event.clipboardData);
          actions.clear();
        }}
        onPaste={(event) => {
          if (isDropped(event)) return;
          event.preventDefault();
          clipboard.paste(event.clipboardData, structure.whenDrawn);
        }}
      >
        <div className={styles.head}>
          <Row aria-rowindex={1} className={styles.row} style={template}>
            <RowHead className={styles.corner}>
              <span className="only-read">{tMaps('lane')}</span>
            </RowHead>
            <Cells
              row="stage"
              laneName={t('stageTitle')}
              spans={spans}
              metrics={map.metrics}
              shared={shared}
              isHead
            />
          </Row>
          <Row aria-rowindex={2} className={styles.row} style={template} data-steps>
            <RowHead className={styles.corner}>
              <span className="only-read">{t('steps')}</span>
            </RowHead>
            <Cells
              row="steps"
              laneName={t('stepTitle')}
              spans={spans}
              metrics={map.metrics}
              shared={shared}
              isHead
            />
          </Row>
          <Row className={styles.row} style={template} data-now>
            <RowHead className={styles.corner}>
              <span className="only-read">{t('hereNow')}</span>
            </RowHead>
            {spans.map(({ stage, columns: inside }) => (
              <WideCell key={stage.id} style={{ gridColumn: `span ${inside.length}` }}>
                <StageNow question={shared.question} stage={stage.id} title={stage.title} />
              </WideCell>
            ))}
          </Row>
          <ColumnTools
            spans={spans}
            widths={widths}
            offset={LANE_WIDTH}
            structure={structure}
            onTurnStage={onTurnStage}
          />
        </div>
        {lanes.map((lane, index) => {
          const isFolded = turned[lane.id] ?? lane.isFolded;
          return (
            <Row
              key={lane.id}
              aria-rowindex={index + 3}
              className={styles.row}
              style={template}
              data-lane={lane.id}
              data-folded={isFolded || undefined}
            >
              <LaneHead lane={lane} name={nameOf(lane)} lanes={lanes} isFolded={isFolded} onTurn={turn} />
              {isFolded ? (
                <WideCell className={styles.span} />
              ) : lane.id === 'flow' ? (
                <WideCell className={styles.span}>
                  <Ribbon
                    question={shared.question}
                    stages={stages}
                    centres={stageCentres(spans, widths)}
                    isComparing={shared.isComparing}
                    onPick={shared.actions.onStage}
                  />
                </WideCell>
              ) : lane.id === 'needs' ? (
                <NeedsLane
                  question={shared.question}
                  spans={spans}
                  className={`${styles.cell} ${styles.first}`}
                  rowClassName={styles.span ?? ''}
                />
              ) : (
                <>
                  {lane.id === 'emotion' && (
                    <div className={styles.curve} aria-hidden="true">
                      <EmotionCurve
                        question={shared.question}
                        steps={columns.flatMap((column) => column.steps)}
                        centres={stepCentres(columns, widths)}
                        width={widths.reduce((sum, one) => sum + one, 0)}
                      />
                    </div>
                  )}
                  <Cells
                    row={lane.id}
                    laneName={nameOf(lane)}
                    spans={spans}
                    metrics={map.metrics}
                    shared={shared}
                  />
                </>
              )}
            </Row>
          );
        })}
        {after}
        {menu && (
          <GridMenu at={menu} structure={structure} clipboard={clipboard} onClose={() => setMenu(null)} />
        )}
      </div>
    </div>
  );
}

interface CellsProps {
  row: string;
  laneName: string;
  spans: readonly StageSpan[];
  metrics: OpenMap['map']['metrics'];
  shared: MapShared;
  isHead?: boolean;
}

/** The cells of one row. */
const Cells = memo(function Cells({ spans, ...row }: CellsProps) {
  let place = 0;
  return spans.map((span) => {
    const at = place;
    place += span.columns.length;
    return <StageCells key={span.stage.id} {...row} span={span} place={at} />;
  });
});

interface StageCellsProps extends Omit<CellsProps, 'spans'> {
  span: StageSpan;
  /** of its first column in the grid */
  place: number;
}

/** The cells of one row in one stage. A stage that did not change keeps them as they are, whatever else was edited. */
const StageCells = memo(function StageCells(props: StageCellsProps) {
  const { row, laneName, span, place, metrics, shared, isHead } = props;
  const isOfStage = STAGE_ROWS.includes(row);
  const cells = isOfStage ? span.columns.slice(0, 1) : span.columns;
  return cells.map((column, index) => (
    <GridCell
      key={column.id}
      row={row}
      laneName={laneName}
      column={isOfStage ? wholeOf(span) : column}
      columnIds={isOfStage ? idsOf(span) : ownId(column)}
      place={place + index}
      metrics={metrics}
      shared={shared}
      {...(isHead ? { role: 'columnheader' as const } : {})}
      className={`${styles.cell} ${index === 0 ? styles.first : ''} ${isHead ? styles.headCell : ''} ${row === 'emotion' ? styles.emotion : ''}`}
      isFirst={isHead === true && row === 'stage' && place === 0}
    />
  ));
});

/** What is made of a span or column is made once, so that cells need not be drawn again for it. */
const wholes = new WeakMap<StageSpan, StageSpan['columns'][number]>();
function wholeOf(span: StageSpan): StageSpan['columns'][number] {
  const [first] = span.columns;
  if (!first) throw new Error('a stage has a column');
  if (span.columns.length === 1) return first;
  const made = wholes.get(span) ?? { ...first, steps: span.columns.flatMap((column) => column.steps) };
  wholes.set(span, made);
  return made;
}

const ids = new WeakMap<StageSpan, string[]>();
function idsOf(span: StageSpan): string[] {
  const made = ids.get(span) ?? span.columns.map((column) => column.id);
  ids.set(span, made);
  return made;
}

const ownIds = new WeakMap<StageSpan['columns'][number], string[]>();
function ownId(column: StageSpan['columns'][number]): string[] {
  const made = ownIds.get(column) ?? [column.id];
  ownIds.set(column, made);
  return made;
}
