/**
 * The one small language of `where` (conditions on events) and `segment` (conditions on people):
 *
 *   properties.total > 0 and channel in ('store', 'kiosk') and not exists properties.coupon
 *
 * | part | form |
 * |---|---|
 * | property | `event`, `channel`, `amount`, ... (COLUMNS), or `properties.a.b`, `context.a.b`, `traits.a.b`; a segment that is no plain word in quotes: `properties."first name"` |
 * | literal | `'text'`, `"text"` (escapes `\\ \' \" \n \r \t`), `12.5`, `true`, `false`, `null` |
 * | compare | `=` `!=` `<` `<=` `>` `>=` between properties and literals; `x = null` is `not exists x`, `x != null` is `exists x` |
 * | day | `day(x)` beside a comparison: the day of a time, `day(properties.delivered_at) <= day(properties.promised_at)` |
 * | list | `x in (1, 2)`, `x not in (1, 2)` |
 * | exists | `exists x` (or `x exists`) |
 * | contains | `x contains 'part'`: part of a text, or an element of a list |
 * | logic | `not`, `and`, `or` in this order of strength, parentheses |
 *
 * Meaning: `evaluate.ts`. Equal to it in SQL: `server/journeys/expression-sql.ts`.
 */
export type Expression =
  | { kind: 'and' | 'or'; items: Expression[] }
  | { kind: 'not'; item: Expression }
  | { kind: 'compare'; operator: CompareOperator; left: Operand; right: Operand }
  | { kind: 'in'; item: Path; values: Scalar[] }
  | { kind: 'exists'; item: Path }
  | { kind: 'contains'; item: Path; value: Scalar };

export const COMPARE_OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
export type CompareOperator = (typeof COMPARE_OPERATORS)[number];

export type Scalar = string | number | boolean;
/** `['properties', 'total']`; a column is a path of one segment. */
export interface Path {
  kind: 'path';
  segments: string[];
}
export interface Literal {
  kind: 'literal';
  /** null only beside = and != */
  value: Scalar | null;
}
/** The day of an ISO 8601 time: its first ten characters; missing where the value is no such text. */
export interface Day {
  kind: 'day';
  path: Path;
}
export type Operand = Path | Literal | Day;

/** Fields of an event that stand on their own, with their type. An empty text is missing. */
export const COLUMNS = {
  event: 'text',
  channel: 'text',
  amount: 'number',
  currency: 'text',
  order_id: 'text',
  device: 'text',
  location: 'text',
  campaign: 'text',
  category: 'text',
  session: 'text',
  source: 'text',
  source_kind: 'text',
  type: 'text',
} as const satisfies Record<string, 'text' | 'number'>;
export type Column = keyof typeof COLUMNS;
export const COLUMN_NAMES = Object.keys(COLUMNS) as Column[];

/** Bags of free properties: a path into one has at least two segments. */
export const ROOTS = ['properties', 'context', 'traits'] as const;
export type Root = (typeof ROOTS)[number];

export function isColumn(name: string): name is Column {
  return Object.hasOwn(COLUMNS, name);
}

export function isRoot(name: string): name is Root {
  return (ROOTS as readonly string[]).includes(name);
}

/** Longest expression text, in UTF-16 units. */
export const MAX_EXPRESSION_LENGTH = 2000;
/** Deepest nesting of `not` and parentheses. */
export const MAX_EXPRESSION_DEPTH = 32;
/** Most segments of a path. */
export const MAX_PATH_SEGMENTS = 10;

/** An expression that is not one: where, what was expected there, and what was probably meant. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  constructor(
    message: string,
    /** 0-based place in the text; for a compiled tree 0 */
    readonly position: number,
    readonly suggestion?: string,
  ) {
    super(message);
  }
}

/** Every path used, once each, in order of first use: `['properties.total', 'channel']` (segments joined by dots). */
export function fields(tree: Expression): string[] {
  const seen = new Set<string>();
  for (const path of paths(tree)) seen.add(path.segments.join('.'));
  return [...seen];
}

/** Every path of the tree, repeats included. */
export function paths(tree: Expression): Path[] {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return tree.items.flatMap(paths);
    case 'not':
      return paths(tree.item);
    case 'compare':
      return [tree.left, tree.right].flatMap((operand) =>
        operand.kind === 'literal' ? [] : operand.kind === 'day' ? operand.path : operand,
      );
    case 'in':
    case 'exists':
    case 'contains':
      return [tree.item];
  }
}
