import { CHANNEL_NAMES } from '../../shared/channels.ts';
import { evaluate } from '../../shared/expression/evaluate.ts';
import { fields } from '../../shared/expression/expression.ts';
import { parseExpression } from '../../shared/expression/parse.ts';
import type { EventBinding } from '../../shared/maps/journey-map.ts';
import { compileOnJourney } from '../journeys/expression-on-journey.ts';
import { compileExpression } from '../journeys/expression-sql.ts';
import { journeysOf } from '../journeys/source.ts';
import { arrayOf, type ChSql, ch, i64, joinCh, u16, u32, u64 } from '../platform/sql.ts';
import { ORDER_EVENT } from '../reports/money-events.ts';
import { findKept, type KeptReadings, readingRows } from './event-readings.ts';
import { EARLIEST_MS } from './latest-event.ts';
import type { MapQuestion } from './map-question.ts';

/** Groups that one mask has room for. */
export const MAX_GROUPS = 64;

/** What masks are made of. */
export interface MaskSource extends Pick<MapQuestion, 'workspace' | 'facts' | 'repeatedOrders'> {
  /** condition on `events` that narrows look-ups in the log, where only some people are asked about */
  log?: ChSql;
  /** what need not be read from the log again; left out = nothing */
  kept?: KeptReadings;
  /** a row holds some of a person's events only: the first and the last they ever had are looked for in all of them */
  isPartOfJourney?: boolean;
}

export interface BindingMasks {
  /**
   * Array(UInt64) over the columns code, channel, amount, seq of a journey: bit g is set where the event is one of
   * group g's. An order told a second time is none.
   */
  masks: ChSql;
  /** codes of all events that may match; empty = nothing can */
  codes: number[];
}

/**
 * What stands for a touchpoint, a stage or a side of a metric: group by group, each any of its bindings. Bits of events
 * before `fromMs` say nothing: conditions on properties are not looked up for them.
 */
export function compileMasks(
  question: MaskSource,
  groups: readonly (readonly EventBinding[])[],
  fromMs = EARLIEST_MS,
): BindingMasks {
  if (groups.length > MAX_GROUPS) throw new RangeError(`${groups.length} groups: at most ${MAX_GROUPS}`);
  const { eventCodes } = question.facts;
  // by condition (empty = none), the groups of each code
  const byCondition = new Map<string, Map<number, bigint>>();
  /** by event and channel, the groups that nothing else decides */
  const byPlace = new Map<number, bigint>();
  const singled = new Map<string, { binding: EventBinding; code: number; groups: bigint }>();
  groups.forEach((bindings, group) => {
    const bit = 1n << BigInt(group);
    for (const binding of bindings) {
      const code = eventCodes.get(binding.event);
      if (code === undefined) continue;
      const places = binding.count === 'all' ? placesOf(binding, code) : null;
      if (places !== null) {
        for (const place of places) byPlace.set(place, (byPlace.get(place) ?? 0n) | bit);
      } else if (binding.count === 'all') {
        const where = binding.where ?? '';
        const ofCode = byCondition.get(where) ?? new Map<number, bigint>();
        byCondition.set(where, ofCode.set(code, (ofCode.get(code) ?? 0n) | bit));
      } else {
        const key = JSON.stringify([binding.event, binding.where, binding.count]);
        singled.set(key, { binding, code, groups: (singled.get(key)?.groups ?? 0n) | bit });
      }
    }
  });
  const parts = [...byCondition].map(([where, groupsOf]) => {
    const isIt = condition(question, where, { codes: [...groupsOf.keys()], fromMs });
    return ch`if(${isIt}, ${lookUp(ch`code`, groupsOf)}, toUInt64(0))`;
  });
  if (byPlace.size > 0) {
    parts.push(lookUp(ch`toUInt32(code) * ${u32(PLACES_PER_CODE)} + channel`, byPlace));
  }
  const every = overJourney(
    joinCh(
      parts.map((part) => ch`bitOr(${part}, `),
      ch``,
      ch``,
    ),
    parts.length,
  );
  const masks = [...singled.values()].reduce(
    (all, one) => ch`arrayMap((a, b) -> bitOr(a, b), ${all}, ${maskOfOne(question, one)})`,
    every,
  );
  const codes = new Set([...byCondition.values()].flatMap((groupsOf) => [...groupsOf.keys()]));
  for (const place of byPlace.keys()) codes.add(Math.floor(place / PLACES_PER_CODE));
  for (const { code } of singled.values()) codes.add(code);
  return { masks: withoutRepeated(question, masks), codes: [...codes] };
}

/** `bitOr(a, bitOr(b, 0))` for every event; `opened` = the parts with their open brackets. */
function overJourney(opened: ChSql, count: number): ChSql {
  const closing = joinCh(
    Array.from({ length: count }, () => ch`)`),
    ch``,
    ch``,
  );
  return ch`arrayMap((code, channel, amount, seq) -> ${opened}toUInt64(0)${closing}, code, channel, amount, seq)`;
}

function lookUp(key: ChSql, groupsOf: ReadonlyMap<number, bigint>): ChSql {
  return ch`transform(toUInt32(${key}), ${arrayOf('UInt32', [...groupsOf.keys()])}, ${arrayOf('UInt64', [...groupsOf.values()])}, toUInt64(0))`;
}

/** Room for every channel code (an 8-bit number) beside an event code. */
const PLACES_PER_CODE = 256;

function placesOf(binding: EventBinding, code: number): number[] | null {
  return channelsOf(binding)?.map((channel) => code * PLACES_PER_CODE + channel) ?? null;
}

/**
 * Where a binding asks for nothing but event and channel, the codes of the channels that meet it: most bindings of a map
 * do, and one look-up then answers all of them. null = it asks for more.
 */
export function channelsOf(binding: EventBinding): number[] | null {
  const tree = binding.where === undefined ? null : parseExpression(binding.where);
  if (tree !== null && fields(tree).some((field) => field !== 'channel' && field !== 'event')) return null;
  return ['', ...CHANNEL_NAMES].flatMap((channel, channelCode) =>
    tree === null || evaluate(tree, { event: binding.event, channel }) ? [channelCode] : [],
  );
}

/** Inside a lambda over code, channel, amount, seq. What these cannot tell is read from the log, for these codes only. */
function condition(
  { workspace, facts, kept, log = ch`1` }: Omit<MaskSource, 'repeatedOrders'>,
  where: string,
  { codes, fromMs }: { codes: readonly number[]; fromMs: number },
): ChSql {
  const tree = parseExpression(where);
  const onJourney = compileOnJourney(tree, facts.eventCodes);
  if (onJourney !== null) return onJourney;
  const readings = findKept(
    kept,
    codes.map((code) => ({ code, where, field: '', thing: '' })),
  );
  // 0 is never in a set, and asking for it again and again is cheap
  const isAsked = ch`if(has(${arrayOf('UInt16', codes)}, code), seq, 0)`;
  if (readings !== null)
    return ch`${isAsked} IN (SELECT seq FROM (${readingRows(workspace, readings, { fromMs, isOnce: false })}))`;
  return ch`${isAsked} IN (SELECT seq FROM events WHERE workspace = ${u32(workspace)} AND ${log}
    AND has(${arrayOf('UInt16', codes)}, code) AND at >= fromUnixTimestamp64Milli(${i64(fromMs)}) AND ${compileExpression(tree)})`;
}

/** Array(UInt64): `groups` at the first or the last of the journey's events that match, 0 at the others. */
export function maskOfOne(
  question: Omit<MaskSource, 'repeatedOrders'>,
  one: { binding: EventBinding; code: number; groups: bigint },
): ChSql {
  const { binding, code, groups } = one;
  if (question.isPartOfJourney) {
    const whole = maskOfOne({ ...question, isPartOfJourney: false }, one);
    const journeys = journeysOf(
      question.workspace,
      ch`code, channel, amount, seq`,
      ch`identified = 1 AND has(code, ${u16(code)})`,
    );
    return ch`arrayMap(s -> if(s IN (SELECT arrayJoin(arrayFilter((s, m) -> m != 0, seq, ${whole})) FROM (${journeys})), ${u64(groups)}, toUInt64(0)), seq)`;
  }
  const isIt =
    binding.where === undefined
      ? ch`1`
      : condition(question, binding.where, { codes: [code], fromMs: EARLIEST_MS });
  const matches = ch`arrayMap((code, channel, amount, seq) -> toUInt8(code = ${u16(code)} AND ${isIt}), code, channel, amount, seq)`;
  const counted =
    binding.count === 'first'
      ? ch`arrayCumSum(${matches})`
      : ch`arrayReverse(arrayCumSum(arrayReverse(${matches})))`;
  return ch`arrayMap((m, n) -> if(m = 1 AND n = 1, ${u64(groups)}, toUInt64(0)), ${matches}, ${counted})`;
}

function withoutRepeated(
  { facts, repeatedOrders }: Pick<MapQuestion, 'facts' | 'repeatedOrders'>,
  masks: ChSql,
): ChSql {
  const orderCode = facts.eventCodes.get(ORDER_EVENT);
  if (repeatedOrders === null || orderCode === undefined) return masks;
  return ch`arrayMap((mask, c, s) -> if(if(c = ${u16(orderCode)}, s, 0) IN (${repeatedOrders}), toUInt64(0), mask), ${masks}, code, seq)`;
}
