import {
  type CompareOperator,
  type Expression,
  ExpressionError,
} from '../../../shared/expression/expression.ts';
import { parseExpression } from '../../../shared/expression/parse.ts';
import { printExpression } from '../../../shared/expression/print.ts';
import type { Json, MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import type { JsonRecord } from '../use-map-session.ts';
import type { FreshIds } from './fresh-ids.ts';
import { listOf, recordOf } from './grid-columns.ts';

/** One of the events that a binding names: directly, or by an alias of the file that may carry a condition. */
export interface Reference {
  written: string;
  event: string;
  where: string | null;
  alias: string | null;
}

export function readReferences(written: Json | undefined, events: Json | undefined): Reference[] {
  const aliases = recordOf(events);
  return listOf(written)
    .filter((one) => typeof one === 'string')
    .map((one) => {
      const alias = aliases[one];
      if (alias === undefined) return { written: one, event: one, where: null, alias: null };
      if (typeof alias === 'string') return { written: one, event: alias, where: null, alias: one };
      const { name, where } = recordOf(alias);
      return {
        written: one,
        event: typeof name === 'string' ? name : one,
        where: typeof where === 'string' ? where : null,
        alias: one,
      };
    });
}

/** The short form where one event is named. */
export function writeReferences(names: readonly string[]): Json | undefined {
  const once = [...new Set(names)];
  return once.length > 1 ? once : once[0];
}

/** How the file refers to an event: by an alias that means exactly it, else by its name. */
export function nameEvent(event: string, events: Json | undefined): string {
  const found = Object.entries(recordOf(events)).find(([, meant]) => meant === event);
  return found ? found[0] : event;
}

/**
 * A condition on one event of a binding, as an alias of the file: the one it has changes where nothing else uses it, else
 * a new one is made. Gives the name to refer to, and the edits that must come first.
 */
export function setCondition(
  reference: Reference,
  where: string | null,
  { file, freshId }: { file: JsonRecord; freshId: FreshIds },
): { written: string; edits: MapEdit[] } {
  if (where === null) return { written: nameEvent(reference.event, file.events), edits: [] };
  const { alias } = reference;
  if (alias !== null && reference.where !== null && countUses(file, alias) <= 1)
    return {
      written: alias,
      edits: [{ kind: 'set', at: ['events', alias, 'where'], base: reference.where, value: where }],
    };
  const same = Object.entries(recordOf(file.events)).find(
    ([, meant]) => recordOf(meant).name === reference.event && recordOf(meant).where === where,
  );
  if (same) return { written: same[0], edits: [] };
  const made = freshId(reference.event, 'event').replaceAll('-', '_');
  return {
    written: made,
    edits: [{ kind: 'set', at: ['events', made], value: { name: reference.event, where } }],
  };
}

function countUses(value: Json | undefined, alias: string, key = ''): number {
  if (value === alias) return key === 'id' ? 0 : 1;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countUses(item, alias), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, inner]) => sum + countUses(inner, alias, name), 0);
}

/** One part of a condition that is composed by clicking. */
export interface Clause {
  path: string;
  operator: CompareOperator | 'exists' | 'contains';
  value: string | number | boolean | null;
}

/** The parts of a condition where it is plain enough to be clicked together: comparisons joined by `and`. */
export function readClauses(where: string | null): Clause[] | null {
  if (where === null || where.trim() === '') return [];
  try {
    const tree = parseExpression(where);
    const parts = (tree.kind === 'and' ? tree.items : [tree]).map(readClause);
    return parts.every((part) => part !== null) ? parts : null;
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

function readClause(tree: Expression): Clause | null {
  if (tree.kind === 'exists') return { path: printPath(tree.item.segments), operator: 'exists', value: null };
  if (tree.kind === 'contains')
    return { path: printPath(tree.item.segments), operator: 'contains', value: tree.value };
  if (tree.kind !== 'compare' || tree.left.kind !== 'path' || tree.right.kind !== 'literal') return null;
  return { path: printPath(tree.left.segments), operator: tree.operator, value: tree.right.value };
}

function printPath(segments: string[]): string {
  return printExpression({ kind: 'exists', item: { kind: 'path', segments } }).replace(/^exists /, '');
}

/** The condition of these parts; null = none is finished. */
export function writeClauses(clauses: readonly Clause[]): string | null {
  const parts = clauses.flatMap(({ path, operator, value }) => {
    if (path === '') return [];
    if (operator === 'exists') return [`exists ${path}`];
    if (value === null || value === '') return [];
    const literal =
      typeof value === 'string'
        ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
        : String(value);
    return [`${path} ${operator} ${literal}`];
  });
  return parts.length === 0 ? null : parts.join(' and ');
}

/** What is wrong with a condition; null = nothing. */
export function problemOf(where: string): string | null {
  try {
    parseExpression(where);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
