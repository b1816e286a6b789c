import { type DecimalSign, type ExactDecimal, parseDecimal } from '../../../shared/collect/exact-decimal.ts';
import { RowProblem } from './source-row.ts';

/**
 * The cell of a column, null where it is empty or missing. `a.b` is the column of that name, or else the key b in the
 * object a (JSONL, lookups).
 */
export function cellAt(cells: Record<string, unknown>, column: string): unknown {
  if (Object.hasOwn(cells, column)) return cells[column] ?? null;
  const dot = column.indexOf('.');
  if (dot === -1) return null;
  const inner = cells[column.slice(0, dot)];
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return null;
  return cellAt(inner as Record<string, unknown>, column.slice(dot + 1)); // an object that is no list
}

/** A cell as text; null where it is empty. */
export function textOf(cell: unknown): string | null {
  if (cell === null || cell === undefined || cell === '') return null;
  return typeof cell === 'string' ? cell : typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

/** A cell as exact number; throws RowProblem where it is empty or none. */
export function decimalOf(cell: unknown, column: string, sign: DecimalSign): ExactDecimal {
  const text = textOf(cell);
  if (text === null) throw new RowProblem('missing_value', `${column} is empty, a number is needed`, column);
  // JSON numbers come with a point, whatever sign the texts of the file use.
  const value = parseDecimal(text, typeof cell === 'number' ? '.' : sign);
  if (value === null) throw new RowProblem('bad_number', `"${text}" is not a number`, column);
  return value;
}

const BOOLEANS = new Map<string, boolean>([
  ...['true', 't', 'yes', 'y', '1'].map((text) => [text, true] as const),
  ...['false', 'f', 'no', 'n', '0'].map((text) => [text, false] as const),
]);

/** A cell that says yes or no: true, t, yes, y, 1 and their opposites. */
export function booleanOf(text: string, column: string): boolean {
  const value = BOOLEANS.get(text.trim().toLowerCase());
  if (value === undefined) throw new RowProblem('bad_boolean', `"${text}" is neither yes nor no`, column);
  return value;
}
