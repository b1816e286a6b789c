import { basename } from 'node:path';
import {
  addDecimals,
  compareDecimals,
  type DecimalSign,
  decimalToNumber,
  type ExactDecimal,
  parseDecimal,
  printDecimal,
  roundDecimal,
  ZERO,
} from '../../../shared/collect/exact-decimal.ts';
import { parseColumnExpression } from '../../../shared/collect/import-condition.ts';
import { evaluateFormula, type Formula, parseFormula } from '../../../shared/collect/import-formula.ts';
import type { ImportValue } from '../../../shared/collect/import-mapping.ts';
import { evaluate } from '../../../shared/expression/evaluate.ts';
import { fields } from '../../../shared/expression/expression.ts';
import { booleanOf, cellAt, decimalOf, textOf } from './cells.ts';
import { RowProblem, type SourceRow } from './source-row.ts';
import { type ClockChange, compileTimeFormat, TimeError, type TimeReader } from './time-format.ts';

/** What a value is computed from: the rows of a group and the named values of the mapping. */
export interface Scope {
  rows: readonly SourceRow[];
  values: Record<string, Scalar | undefined>;
}

export type Scalar = string | number | boolean;
/** Undefined = missing. Throws RowProblem with the line at fault. */
export type ValueReader = (scope: Scope) => Scalar | undefined;
export type ConditionReader = (row: SourceRow, values: Scope['values']) => boolean;

/** Settings of the mapping that decide how cells are read, and every column that was asked for. */
export interface ValueContext {
  decimalSign: DecimalSign;
  timeZone: string;
  clockChange: ClockChange;
  path: string;
  columns: Set<string>;
}

/** The cell of a row; `$line` and `$file` are columns of every file, a named value comes before a column. */
export function readCell(row: SourceRow, column: string, values: Scope['values'], path: string): unknown {
  if (column === '$line') return row.line;
  if (column === '$file') return basename(path);
  if (Object.hasOwn(values, column)) return values[column] ?? null;
  return cellAt(row.cells, column);
}

export function compileCondition(text: string, context: ValueContext): ConditionReader {
  const tree = parseColumnExpression(text);
  for (const field of fields(tree)) context.columns.add(field.replace(/^properties\./, ''));
  return (row, values) => evaluate(tree, { properties: { ...row.cells, ...values, $line: row.line } });
}

export function compileValue(value: ImportValue, context: ValueContext): ValueReader {
  if (typeof value === 'string') return compileTemplate(value, context);
  if (typeof value !== 'object') return () => value;
  if ('column' in value) return compileColumn(value, context);
  const select = compileSelection(value.where, context);
  if ('count' in value) return compileCount(value.count, select, context);
  if ('sum' in value) return compileSum(value, select, context);
  const isMin = 'min' in value;
  const read = compileFormula('min' in value ? value.min : value.max, context);
  return (scope) => {
    let found: ExactDecimal | null = null;
    for (const row of select(scope)) {
      const next = read(row, scope.values, undefined);
      if (found === null || compareDecimals(next, found) < 0 === isMin) found = next;
    }
    return found === null ? undefined : toNumber(found, null);
  };
}

/** `{Column}` in a text; the whole is missing when one of its columns is. */
function compileTemplate(text: string, context: ValueContext): ValueReader {
  const parts = text.split(/\{([^{}]+)\}/);
  for (const [index, part] of parts.entries()) if (index % 2 === 1) context.columns.add(part);
  if (parts.length === 1) return () => text;
  return ({ rows, values }) => {
    let out = '';
    for (const [index, part] of parts.entries()) {
      if (index % 2 === 0) {
        out += part;
        continue;
      }
      const cell = firstCell(rows, part, values, context.path);
      if (cell === null) return undefined;
      out += cell;
    }
    return out;
  };
}

function firstCell(
  rows: Scope['rows'],
  column: string,
  values: Scope['values'],
  path: string,
): string | null {
  for (const row of rows) {
    const text = textOf(readCell(row, column, values, path));
    if (text !== null) return text;
  }
  return null;
}

type ColumnValue = Extract<ImportValue, { column: string }>;

function compileColumn(value: ColumnValue, context: ValueContext): ValueReader {
  const { column, take } = value;
  context.columns.add(column);
  const convert = compileType(value, context);
  return ({ rows, values }) => {
    const ordered = take === 'last' ? rows.toReversed() : rows;
    let chosen: { row: SourceRow; cell: unknown; text: string } | null = null;
    for (const row of ordered) {
      const cell = readCell(row, column, values, context.path);
      const text = textOf(cell);
      if (text === null) continue;
      if (chosen === null) chosen = { row, cell, text };
      else if (text !== chosen.text)
        throw atLine(
          row,
          new RowProblem('different_values', describeDifference(column, text, chosen), column),
        );
      if (take !== 'same') break;
    }
    if (chosen === null) return value.default;
    const mapped =
      value.map === undefined || !Object.hasOwn(value.map, chosen.text) ? undefined : value.map[chosen.text];
    if (mapped !== undefined) return mapped;
    return onRow(chosen.row, () => convert(chosen.cell, chosen.text));
  };
}

function describeDifference(column: string, text: string, chosen: { row: SourceRow; text: string }): string {
  return `${column} is "${text}", but "${chosen.text}" in line ${chosen.row.line} of the same group`;
}

type Convert = (cell: unknown, text: string) => Scalar;

function compileType(value: ColumnValue, context: ValueContext): Convert {
  const { column } = value;
  switch (value.type) {
    case undefined:
      return (cell, text) => (typeof cell === 'number' || typeof cell === 'boolean' ? cell : text);
    case 'text':
      return (_, text) => text;
    case 'boolean':
      return (_, text) => booleanOf(text, column);
    case 'money':
      return (cell) => {
        const exact = decimalOf(cell, column, context.decimalSign);
        return toNumber(value.round === undefined ? exact : roundDecimal(exact, value.round), column);
      };
    case 'integer':
      return (cell, text) => {
        const plain = printDecimal(decimalOf(cell, column, context.decimalSign));
        if (plain.includes('.'))
          throw new RowProblem('bad_number', `"${text}" is not a whole number`, column);
        return Number.isSafeInteger(Number(plain)) ? Number(plain) : plain;
      };
    case 'number':
      return (cell) => Number(printDecimal(decimalOf(cell, column, context.decimalSign)));
    case 'time':
      return compileTime(
        { column, format: value.format, zone: value.zone ?? context.timeZone },
        context,
        (ms) => new Date(ms).toISOString(),
      );
    case 'date':
      return compileTime({ column, format: value.format, zone: 'UTC' }, context, (ms) =>
        new Date(ms).toISOString().slice(0, 10),
      );
  }
}

function compileTime(
  options: { column: string; format: string; zone: string },
  context: ValueContext,
  print: (ms: number) => string,
): Convert {
  const read = compileTimeFormat({ ...options, clockChange: context.clockChange });
  return (_, text) => print(readTime(read, text, options.column));
}

/** A time cell; what is wrong with it becomes a RowProblem. */
export function readTime(read: TimeReader, text: string, column: string): number {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof TimeError) throw new RowProblem('bad_time', error.message, column);
    throw error;
  }
}

type Selection = (scope: Scope) => readonly SourceRow[];

function compileSelection(where: string | undefined, context: ValueContext): Selection {
  if (where === undefined) return (scope) => scope.rows;
  const meets = compileCondition(where, context);
  return (scope) => scope.rows.filter((row) => meets(row, scope.values));
}

function compileCount(count: string, select: Selection, context: ValueContext): ValueReader {
  if (count === 'rows') return (scope) => select(scope).length;
  context.columns.add(count);
  return (scope) => {
    const seen = new Set(
      select(scope).map((row) => textOf(readCell(row, count, scope.values, context.path))),
    );
    seen.delete(null);
    return seen.size;
  };
}

function compileSum(
  value: { sum: string; default?: number; round?: number },
  select: Selection,
  context: ValueContext,
): ValueReader {
  const read = compileFormula(value.sum, context);
  const fallback = value.default === undefined ? undefined : (parseDecimal(String(value.default)) ?? ZERO);
  return (scope) => {
    let sum = ZERO;
    for (const row of select(scope)) sum = addDecimals(sum, read(row, scope.values, fallback));
    if (value.round !== undefined) sum = roundDecimal(sum, value.round);
    const [first] = scope.rows;
    return first === undefined ? undefined : onRow(first, () => toNumber(sum, null));
  };
}

function compileFormula(
  text: string,
  context: ValueContext,
): (row: SourceRow, values: Scope['values'], fallback: ExactDecimal | undefined) => ExactDecimal {
  const formula: Formula = parseFormula(text);
  for (const column of formula.columns) context.columns.add(column);
  return (row, values, fallback) =>
    onRow(row, () =>
      evaluateFormula(formula, (column) => {
        const cell = readCell(row, column, values, context.path);
        if (fallback !== undefined && textOf(cell) === null) return fallback;
        return decimalOf(cell, column, context.decimalSign);
      }),
    );
}

/** A number of at most 4 decimals and 15 digits: what the stores hold exactly. */
function toNumber(value: ExactDecimal, column: string | null): number {
  const plain = printDecimal(value);
  const decimals = plain.split('.')[1]?.length ?? 0;
  const number = decimalToNumber(value);
  if (decimals <= 4 && number !== null) return number;
  const why = decimals > 4 ? 'more than 4 decimals (`round` would allow it)' : 'more than 15 digits';
  throw new RowProblem('bad_number', `${plain} has ${why}`, column);
}

/** Runs `work`; a RowProblem from it gets the line of the row. */
export function onRow<T>(row: SourceRow, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RowProblem ? atLine(row, error) : error;
  }
}

function atLine(row: SourceRow, problem: RowProblem): RowProblem {
  problem.line ??= row.line;
  return problem;
}
