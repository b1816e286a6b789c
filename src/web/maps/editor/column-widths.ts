import type { GridColumn, StageSpan } from './grid-columns.ts';

/** Pixels that a column needs at least: a step, and a stage with all its steps gathered. */
export const MIN_STEP = 176;
export const MIN_STAGE = 226;

const leastOf = (column: GridColumn) => (column.id.startsWith('stage:') ? MIN_STAGE : MIN_STEP);

/** Widths of the columns in pixels: what is left over is shared by all in proportion. */
export function widthsOf(columns: readonly GridColumn[], available: number): number[] {
  const least = columns.map(leastOf);
  const sum = least.reduce((total, width) => total + width, 0);
  const factor = Math.max(1, available / Math.max(sum, 1));
  return least.map((width) => Math.floor(width * factor));
}

/** The middle of each stage, over all its columns. */
export function stageCentres(spans: readonly StageSpan[], widths: readonly number[]): number[] {
  let [left, index] = [0, 0];
  return spans.map((span) => {
    const width = span.columns.reduce((total) => total + (widths[index++] ?? 0), 0);
    left += width;
    return left - width / 2;
  });
}

/** The middle of each step: evenly within its column. */
export function stepCentres(columns: readonly GridColumn[], widths: readonly number[]): number[] {
  let left = 0;
  return columns.flatMap((column, index) => {
    const width = widths[index] ?? 0;
    const start = left;
    left += width;
    return column.steps.map((_, at) => start + (width * (at + 0.5)) / column.steps.length);
  });
}
