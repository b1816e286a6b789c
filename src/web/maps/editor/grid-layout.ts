import type { GridColumn, StageSpan } from './grid-columns.ts';

/** A row that cells can be focused in. A cell is either a step's column wide, or as wide as its stage. */
export interface GridRow {
  id: string;
  isOfStage: boolean;
}

/** Where one is in the grid: a row, and the column that one came along, though the cell may be wider. */
export interface Position {
  row: string;
  column: string;
}

/** A cell of the grid: `column` is the first that it spans. */
export interface Cell {
  key: string;
  row: GridRow;
  column: GridColumn;
  span: StageSpan;
}

export interface GridLayout {
  rows: readonly GridRow[];
  spans: readonly StageSpan[];
  columns: readonly GridColumn[];
}

export function layoutOf(rows: readonly GridRow[], spans: readonly StageSpan[]): GridLayout {
  return { rows, spans, columns: spans.flatMap((span) => span.columns) };
}

export function keyOf(row: string, column: string): string {
  return `${row}|${column}`;
}

/** The cell at a position; null where row or column are not there (any more). */
export function cellAt(layout: GridLayout, at: Position | null): Cell | null {
  const row = at && layout.rows.find((one) => one.id === at.row);
  if (!at || !row) return null;
  const span = layout.spans.find((one) => one.columns.some((column) => column.id === at.column));
  const own = span?.columns.find((column) => column.id === at.column);
  const column = row.isOfStage ? span?.columns[0] : own;
  return span && column ? { key: keyOf(row.id, column.id), row, column, span } : null;
}

/** The position so many rows and cells away; stays within the grid. */
export function move(layout: GridLayout, from: Position, by: { rows?: number; cells?: number }): Position {
  const { rows, columns } = layout;
  const rowIndex = rows.findIndex((row) => row.id === from.row);
  const row = rows[clamp(rowIndex + (by.rows ?? 0), rows.length)] ?? rows[0];
  if (!row) return from;
  const cells = by.cells ?? 0;
  const index = columns.findIndex((column) => column.id === from.column);
  if (cells === 0) return { row: row.id, column: from.column };
  if (!row.isOfStage)
    return { row: row.id, column: columns[clamp(index + cells, columns.length)]?.id ?? from.column };
  const spanIndex = layout.spans.findIndex((span) =>
    span.columns.some((column) => column.id === from.column),
  );
  const target = layout.spans[clamp(spanIndex + cells, layout.spans.length)];
  return { row: row.id, column: target?.columns[0]?.id ?? from.column };
}

/** The cells between two positions, by rows; each cell once. */
export function cellsBetween(layout: GridLayout, from: Position, to: Position): Cell[][] {
  const rowsAt = [from, to].map((at) => layout.rows.findIndex((row) => row.id === at.row));
  const columnsAt = [from, to].map((at) => layout.columns.findIndex((column) => column.id === at.column));
  const rows = layout.rows.slice(Math.min(...rowsAt), Math.max(...rowsAt) + 1);
  const columns = layout.columns.slice(Math.min(...columnsAt), Math.max(...columnsAt) + 1);
  return rows.map((row) => {
    const cells = columns.flatMap((column) => cellAt(layout, { row: row.id, column: column.id }) ?? []);
    return cells.filter((cell, index) => cells[index - 1]?.key !== cell.key);
  });
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}
