import { memo, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Metric } from '../../../shared/maps/journey-map.ts';
import { CommentMark } from '../panels/comment-mark.tsx';
import { contentOf } from './cell-content.ts';
import { CellEditor } from './cell-editor.tsx';
import { CellView } from './cell-view.tsx';
import styles from './grid-cell.module.css';
import type { GridColumn } from './grid-columns.ts';
import { keyOf } from './grid-layout.ts';
import { type GridState, useGrid } from './grid-store.ts';
import { useMapEditor } from './map-editor.ts';
import type { MapShared } from './map-shared.ts';
import { useVisitorsAt } from './visitors.ts';

export interface GridCellProps {
  row: string;
  /** the lane as people call it */
  laneName: string;
  column: GridColumn;
  /** ids of the columns that it spans */
  columnIds: readonly string[];
  /** place of its first column in the grid, from 0 */
  place: number;
  metrics: Record<string, Metric>;
  shared: MapShared;
  /** `group`: where it stands in no grid */
  role?: 'columnheader' | 'gridcell' | 'group';
  className?: string | undefined;
  /** the cell that Tab comes to before any was chosen */
  isFirst?: boolean;
  /** false: the talks about it are marked elsewhere */
  isMarked?: boolean;
}

const isIn = (state: GridState, row: string, columns: readonly string[]) =>
  state.active !== null && state.active.row === row && columns.includes(state.active.column);

/** One cell of the grid. It listens to the place where one is by itself, so that an arrow key draws two cells. */
export const GridCell = memo(function GridCell(props: GridCellProps) {
  const { row, laneName, column, columnIds, place, metrics, shared } = props;
  const t = useTranslations('editor');
  const { store, canEdit } = useMapEditor();
  const key = keyOf(row, column.id);
  const isActive = useGrid(store, (state) => isIn(state, row, columnIds));
  const isSelected = useGrid(store, (state) => state.selected?.has(key) ?? false);
  const isEditing = useGrid(store, (state) => state.editing !== null && isIn(state, row, columnIds));
  const item = useGrid(store, (state) => (isIn(state, row, columnIds) ? state.item : null));
  const mark = useGrid(store, (state) => {
    const target = state.lift?.places[state.lift.place];
    return target && target.cell.row === row && columnIds.includes(target.cell.column) ? target.before : null;
  });
  const isNowhere = useGrid(store, (state) => state.active === null);
  const visitor = useVisitorsAt(row, column);
  const content = useMemo(() => contentOf(column, row, { metrics }), [column, row, metrics]);
  const where =
    row === 'stage'
      ? t('stageCell')
      : column.steps.length === 1
        ? t('inStep', { step: column.steps[0]?.title ?? '', lane: laneName })
        : t('inStage', { stage: column.stage.title, lane: laneName });
  const said = content.items.length === 0 ? t('empty') : content.items.map((one) => one.text).join('; ');
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: in a group they are left out
    <div
      role={props.role ?? 'gridcell'}
      data-cell={key}
      aria-label={`${where}: ${said}`}
      {...(props.role === 'group'
        ? {}
        : {
            'aria-colindex': place + 2,
            'aria-colspan': columnIds.length > 1 ? columnIds.length : undefined,
            'aria-selected': isActive || isSelected,
            'aria-readonly': !canEdit || undefined,
          })}
      tabIndex={isActive || (isNowhere && props.isFirst) ? 0 : -1}
      className={`${styles.cell} ${props.className ?? ''}`}
      style={columnIds.length > 1 ? { gridColumnEnd: `span ${columnIds.length.toString()}` } : undefined}
      data-active={isActive || undefined}
      data-selected={isSelected || undefined}
      data-editing={isEditing || undefined}
      data-end={mark !== null && mark >= content.items.length ? true : undefined}
      data-visitor={visitor?.name}
      {...(visitor ? { 'data-visited': true } : {})}
    >
      {props.isMarked !== false && <CommentMark row={row} column={column} />}
      {visitor && (
        <span className={styles.visitor} style={{ background: visitor.color }}>
          {visitor.name}
        </span>
      )}
      {visitor && <span className={styles.ring} style={{ borderColor: visitor.color }} />}
      {isEditing ? (
        <CellEditor content={content} row={row} laneName={laneName} />
      ) : (
        <CellView row={row} content={content} column={column} shared={shared} item={item} mark={mark} />
      )}
    </div>
  );
});
