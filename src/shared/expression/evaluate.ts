import { type CompareOperator, type Expression, isColumn, type Operand, type Path } from './expression.ts';

/** What an expression is asked about. Columns of the event log that are left out or empty are missing. */
export interface ExpressionSubject {
  event?: string;
  channel?: string;
  amount?: number | null;
  currency?: string;
  order_id?: string;
  device?: string;
  location?: string;
  campaign?: string;
  category?: string;
  session?: string;
  source?: string;
  source_kind?: string;
  type?: string;
  properties?: Record<string, unknown>;
  context?: Record<string, unknown>;
  traits?: Record<string, unknown>;
}

/**
 * Whether the subject meets the condition. The reference meaning; every other engine must agree with it.
 *
 * 1. A property that is not there, is null, or is an empty column is *missing*. A comparison with something missing is
 *    false, also `!=`. Logic has two values: `not (x = 1)` is true where x is missing.
 * 2. `x = null` is `not exists x`; `x != null` is `exists x`.
 * 3. Two texts compare by code point, case counts. Two numbers, or a number and a text that is a plain decimal number
 *    (`-12.50`), compare as numbers. Two booleans can be equal or not; `<` and the like are false.
 * 4. Anything else (text and boolean, list and anything) is not equal and in no order: `=` `<` `<=` `>` `>=` false, `!=` true.
 *    `day(x)` is the text of the first ten characters, missing where x is no text that begins like 2026-03-31.
 * 5. `x in (a, b)` is `x = a or x = b`.
 * 6. `x contains v`: x is a text and v a text that is part of it; or x is a list with an element that is equal to v and
 *    of the same type. Else false.
 * 7. A path walks objects only, own keys; into a list or a text there is no way (missing).
 */
export function evaluate(tree: Expression, subject: ExpressionSubject): boolean {
  switch (tree.kind) {
    case 'and':
      return tree.items.every((item) => evaluate(item, subject));
    case 'or':
      return tree.items.some((item) => evaluate(item, subject));
    case 'not':
      return !evaluate(tree.item, subject);
    case 'exists':
      return valueAt(tree.item, subject) !== null;
    case 'compare':
      return compareOperands(tree.operator, tree.left, tree.right, subject);
    case 'in': {
      const value = valueAt(tree.item, subject);
      return tree.values.some((wanted) => compareValues('=', value, wanted));
    }
    case 'contains': {
      const value = valueAt(tree.item, subject);
      if (Array.isArray(value)) return value.includes(tree.value);
      return typeof value === 'string' && typeof tree.value === 'string' && value.includes(tree.value);
    }
  }
}

/** The value at a path, or null where it is missing. */
export function valueAt(path: Path, subject: ExpressionSubject): unknown {
  const [root = '', ...keys] = path.segments;
  if (isColumn(root)) {
    const value = subject[root];
    return value === undefined || value === '' ? null : value;
  }
  let value: unknown =
    root === 'properties' || root === 'context' || root === 'traits' ? subject[root] : null;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
      return null;
    value = (value as Record<string, unknown>)[key]; // an object, not a list, that has the key
  }
  return value ?? null;
}

function compareOperands(
  operator: CompareOperator,
  left: Operand,
  right: Operand,
  subject: ExpressionSubject,
): boolean {
  const [a, b] = [left, right].map((side) => operandValue(side, subject));
  const isNullLiteral = [left, right].some((side) => side.kind === 'literal' && side.value === null);
  if (isNullLiteral) return (operator === '=') === (a === null && b === null);
  return compareValues(operator, a, b);
}

function operandValue(operand: Operand, subject: ExpressionSubject): unknown {
  if (operand.kind === 'literal') return operand.value;
  if (operand.kind === 'path') return valueAt(operand, subject);
  const value = valueAt(operand.path, subject);
  return typeof value === 'string' && ISO_DAY.test(value) ? value.slice(0, 10) : null;
}

/** How a text begins that `day()` can read. */
const ISO_DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}/;

function compareValues(operator: CompareOperator, left: unknown, right: unknown): boolean {
  if (left === null || right === null || left === undefined || right === undefined) return false;
  if (operator === '!=') return !compareValues('=', left, right);
  if (typeof left === 'string' && typeof right === 'string')
    return holds(operator, compareTexts(left, right));
  if (typeof left === 'boolean' && typeof right === 'boolean') return operator === '=' && left === right;
  const [a, b] = [numberOf(left), numberOf(right)];
  return a !== null && b !== null && holds(operator, a - b);
}

function holds(operator: CompareOperator, difference: number): boolean {
  switch (operator) {
    case '=':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
  }
}

/** A text that counts as a number beside a number: plain decimal, at most 15 digits before and after the point. */
export const NUMERIC_TEXT = /^-?[0-9]{1,15}(\.[0-9]{1,15})?$/;

/** A number, or the number that a plain decimal text stands for; else null. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMERIC_TEXT.test(value) ? Number(value) : null;
}

/** By code point, as a store that holds UTF-8 does it; plain `<` would put U+FFxx after emoji. */
function compareTexts(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  let index = 0;
  while (index < length && left.charCodeAt(index) === right.charCodeAt(index)) index++;
  if (index === length) return left.length - right.length;
  // the first half of a pair is equal, the second differs: step back to read whole code points
  const isInsidePair = index > 0 && /[\ud800-\udbff]/.test(left.charAt(index - 1));
  const start = isInsidePair ? index - 1 : index;
  return (left.codePointAt(start) ?? 0) - (right.codePointAt(start) ?? 0);
}
