import { parseExpression } from '../../shared/expression/parse.ts';
import type { EventBinding } from '../../shared/maps/journey-map.ts';
import { compileOnJourney } from '../journeys/expression-on-journey.ts';
import { compileExpression } from '../journeys/expression-sql.ts';
import { TOLD_FLAG } from '../platform/scan-calls.ts';
import { arrayOf, type ChParam, type ChSql, ch, i64, joinCh, u16, u32, u64 } from '../platform/sql.ts';
import { ORDER_EVENT } from '../reports/money-events.ts';
import { maskOfOne } from './binding-masks.ts';
import { findKept, type KeptReading, readingRows } from './event-readings.ts';
import type { MapQuestion } from './map-question.ts';

/** Flags of one pass; the last is for orders told again. */
export const MAX_FLAGS = TOLD_FLAG;

/** A binding that event and channel do not decide, with its code. */
export interface FlaggedBinding {
  binding: EventBinding;
  code: number;
}

/** Numbers of events are far below: the bits above tell which condition an event meets. */
const CONDITION_SHIFT = 56n;

/** Flags of events as SQL; null = nothing to be computed. */
export interface Flags {
  /**
   * Array(UInt32) over the columns code, channel, amount, seq of a journey or its end: bit i where the event is one of
   * binding i, the last bit where it is an order told again
   */
  single: ChSql | null;
  /** the same for bindings of the first or last of all events of a person: over whole journeys only */
  ofWhole: ChSql | null;
}

/**
 * The flags of bindings. What the journey's own columns cannot tell is read from the log from `fromMs` on, once for all
 * conditions: each of them asks the same set.
 */
export function compileFlags(
  question: MapQuestion,
  flagged: readonly FlaggedBinding[],
  fromMs: number,
): Flags {
  const orderCode = question.facts.eventCodes.get(ORDER_EVENT);
  const inLambda: ChSql[] = [];
  /** conditions by their text, each with the bit of every event name that it stands at */
  const inJourney = new Map<string, Map<number, bigint>>();
  const inLog = new Map<string, Map<number, bigint>>();
  const wholes: ChSql[] = [];
  flagged.forEach(({ binding, code }, flag) => {
    const bit = 2 ** flag;
    if (binding.count !== 'all') {
      wholes.push(
        ch`arrayMap(m -> toUInt32(m), ${maskOfOne(question, { binding, code, groups: BigInt(bit) })})`,
      );
      return;
    }
    const where = binding.where ?? '';
    const isKnown = compileOnJourney(parseExpression(where), question.facts.eventCodes) !== null;
    const conditions = isKnown ? inJourney : inLog;
    conditions.set(where, (conditions.get(where) ?? new Map<number, bigint>()).set(code, BigInt(bit)));
  });
  for (const [where, bits] of inJourney) {
    const isIt = compileOnJourney(parseExpression(where), question.facts.eventCodes) ?? ch`0`;
    inLambda.push(ch`if(${isIt}, ${bitsByCode(bits)}, 0)`);
  }
  const conditions = [...inLog].map(([where, bits], index) => ({
    where,
    bits,
    codes: arrayOf('UInt16', [...bits.keys()]),
    key: u64(BigInt(index + 1) << CONDITION_SHIFT),
  }));
  const keys = keysOf(question, conditions, fromMs);
  for (const { bits, codes, key } of conditions) {
    // 0 is never in the set, and asking for it again and again is cheap
    inLambda.push(
      ch`if(if(has(${codes}, code), bitOr(seq, ${key}), 0) IN (${keys}), ${bitsByCode(bits)}, 0)`,
    );
  }
  if (question.repeatedOrders !== null && orderCode !== undefined) {
    inLambda.push(
      ch`if(if(code = ${u16(orderCode)}, seq, 0) IN (${question.repeatedOrders}), ${u32(2 ** TOLD_FLAG)}, 0)`,
    );
  }
  const sum = joinCh(inLambda, ch` + `, ch`0`);
  const single =
    inLambda.length === 0
      ? null
      : ch`arrayMap((code, channel, amount, seq) -> toUInt32(${sum}), code, channel, amount, seq)`;
  return { single, ofWhole: wholes.length === 0 ? null : wholes.reduce(addFlags) };
}

/** The bits of both, none of which is in both. */
export function addFlags(one: ChSql, other: ChSql): ChSql {
  return ch`arrayMap((a, b) -> toUInt32(a + b), ${one}, ${other})`;
}

/** UInt32 over `code`. */
function bitsByCode(bits: ReadonlyMap<number, bigint>): ChSql {
  return ch`transform(code, ${arrayOf('UInt16', [...bits.keys()])}, ${arrayOf('UInt32', [...bits.values()])}, toUInt32(0))`;
}

interface Condition {
  where: string;
  bits: ReadonlyMap<number, bigint>;
  codes: ChParam;
  key: ChParam;
}

/** SELECT of the keys of all events that meet a condition: those kept, and those of the log where one is not. */
function keysOf(
  { workspace, kept }: Pick<MapQuestion, 'workspace' | 'kept'>,
  conditions: readonly Condition[],
  fromMs: number,
): ChSql {
  const keyOf = new Map<bigint, ChParam>();
  const readings: KeptReading[] = [];
  const inLog = conditions.filter(({ where, bits, key }) => {
    const found = findKept(
      kept,
      [...bits.keys()].map((code) => ({ code, where, field: '', thing: '' })),
    );
    for (const reading of found ?? []) {
      readings.push(reading);
      keyOf.set(reading.id, key);
    }
    return found === null;
  });
  if (readings.length === 0) return keysInLog(workspace, inLog, fromMs);
  const ids = arrayOf('UInt64', [...keyOf.keys()]);
  const rows = readingRows(workspace, readings, { fromMs, isOnce: false });
  const known = ch`SELECT bitOr(seq, transform(reading, ${ids}, [${joinCh(
    [...keyOf.values()].map((key) => ch`${key}`),
    ch`, `,
  )}], toUInt64(0))) FROM (${rows})`;
  return inLog.length === 0 ? known : ch`${known} UNION ALL ${keysInLog(workspace, inLog, fromMs)}`;
}

function keysInLog(workspace: number, conditions: readonly Condition[], fromMs: number): ChSql {
  const codes = arrayOf('UInt16', [...new Set(conditions.flatMap(({ bits }) => [...bits.keys()]))]);
  const keys = conditions.map(
    (one) =>
      ch`if(has(${one.codes}, code) AND ${compileExpression(parseExpression(one.where))}, bitOr(seq, ${one.key}), 0)`,
  );
  return ch`SELECT arrayJoin(arrayFilter(key -> key != 0, [${joinCh(keys, ch`, `)}])) FROM events
    PREWHERE workspace = ${u32(workspace)} AND has(${codes}, code) AND at >= fromUnixTimestamp64Milli(${i64(fromMs)})`;
}
