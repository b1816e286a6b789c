import { CHANNEL_NAMES, channelCode } from '../../shared/channels.ts';
import { type ExpressionSubject, evaluate } from '../../shared/expression/evaluate.ts';
import { type Expression, fields } from '../../shared/expression/expression.ts';
import { arrayOf, type ChSql, ch, f64, joinCh } from '../platform/sql.ts';

type Comparison = Extract<Expression, { kind: 'compare' }>;

/**
 * A condition as SQL over the arrays of a journey, for a lambda with the parameters `code`, `channel`, `amount`; null where
 * it cannot be answered from these alone, exactly as `evaluate` would on the events themselves:
 * other properties, a channel that is none of ours, a condition that tells a missing amount from 0 (a journey holds 0 for both).
 * `eventCodes`: every event name of the workspace with its code.
 *
 * ch`arrayCount((code, channel, amount) -> ${condition}, code, channel, amount)`
 */
export function compileOnJourney(tree: Expression, eventCodes: ReadonlyMap<string, number>): ChSql | null {
  if (tree.kind === 'not') {
    const item = compileOnJourney(tree.item, eventCodes);
    return item && ch`(NOT ${item})`;
  }
  if (tree.kind === 'and' || tree.kind === 'or') {
    const items = tree.items.map((item) => compileOnJourney(item, eventCodes));
    const known = items.filter((item) => item !== null);
    return known.length < items.length
      ? null
      : ch`(${joinCh(known, tree.kind === 'and' ? ch` AND ` : ch` OR `)})`;
  }
  const used = fields(tree);
  if (used.length !== 1) return null;
  switch (used[0]) {
    case 'event':
      return compileByCode(tree, eventCodes);
    case 'channel':
      return compileByChannel(tree);
    case 'amount':
      return compileByAmount(tree);
    default:
      return null;
  }
}

/** The condition is asked of every name once; what is left is a list of codes. */
function compileByCode(tree: Expression, eventCodes: ReadonlyMap<string, number>): ChSql {
  const codes = [...eventCodes].filter(([event]) => evaluate(tree, { event })).map(([, code]) => code);
  return ch`has(${arrayOf('UInt16', codes)}, code)`;
}

function compileByChannel(tree: Expression): ChSql | null {
  // every event's channel is one of ours or empty; 0 stands for empty
  const subjects: ExpressionSubject[] = [{ channel: '' }, ...CHANNEL_NAMES.map((channel) => ({ channel }))];
  const codes = subjects
    .filter((subject) => evaluate(tree, subject))
    .map((subject) => channelCode(subject.channel ?? ''));
  return ch`has(${arrayOf('UInt8', codes)}, channel)`;
}

function compileByAmount(tree: Expression): ChSql | null {
  const isAlikeForNone = evaluate(tree, { amount: null }) === evaluate(tree, { amount: 0 });
  if (tree.kind !== 'compare' || !isAlikeForNone) return null;
  const isFlipped = tree.left.kind === 'literal';
  const literal = isFlipped ? tree.left : tree.right;
  if (literal.kind !== 'literal') return null;
  // numeric text compares as its number with a number; anything else is equal to no amount, which `evaluate` settles
  const number = typeof literal.value === 'string' ? Number(literal.value) : literal.value;
  const isNumeric = typeof number === 'number' && evaluate({ ...tree, operator: '=' }, { amount: number });
  if (!isNumeric)
    return evaluate(tree, { amount: 1 }) === evaluate(tree, { amount: 0 }) ? constant(tree) : null;
  return compareAmount(isFlipped ? FLIPPED[tree.operator] : tree.operator, number);
}

function constant(tree: Comparison): ChSql {
  return evaluate(tree, { amount: 0 }) ? ch`1` : ch`0`;
}

function compareAmount(operator: Comparison['operator'], value: number): ChSql {
  return ch`(toFloat64(amount) / 10000 ${OPERATORS[operator]} ${f64(value)})`;
}

const FLIPPED = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
const OPERATORS = { '=': ch`=`, '!=': ch`!=`, '<': ch`<`, '<=': ch`<=`, '>': ch`>`, '>=': ch`>=` } as const;
