import { parseExpression } from '../../shared/expression/parse.ts';
import type { EventBinding } from '../../shared/maps/journey-map.ts';
import { compileOnJourney } from '../journeys/expression-on-journey.ts';
import { compileExpression } from '../journeys/expression-sql.ts';
import { arrayOf, type ChSql, ch, i64, joinCh, u16, u32, u64 } from '../platform/sql.ts';
import { ORDER_EVENT } from '../reports/money-events.ts';
import { EARLIEST_MS } from './latest-event.ts';
import type { MapQuestion } from './map-question.ts';

/** Groups that one mask has room for. */
export const MAX_GROUPS = 64;

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
  question: Pick<MapQuestion, 'workspace' | 'facts' | 'repeatedOrders'>,
  groups: readonly (readonly EventBinding[])[],
  fromMs = EARLIEST_MS,
): BindingMasks {
  if (groups.length > MAX_GROUPS) throw new RangeError(`${groups.length} groups: at most ${MAX_GROUPS}`);
  const { eventCodes } = question.facts;
  // by condition (empty = none), the groups of each code
  const byCondition = new Map<string, Map<number, bigint>>([['', new Map()]]);
  const singled = new Map<string, { binding: EventBinding; code: number; groups: bigint }>();
  groups.forEach((bindings, group) => {
    const bit = 1n << BigInt(group);
    for (const binding of bindings) {
      const code = eventCodes.get(binding.event);
      if (code === undefined) continue;
      if (binding.count === 'all') {
        const where = binding.where ?? '';
        const ofCode = byCondition.get(where) ?? new Map<number, bigint>();
        byCondition.set(where, ofCode.set(code, (ofCode.get(code) ?? 0n) | bit));
      } else {
        const key = JSON.stringify([binding.event, binding.where, binding.count]);
        singled.set(key, { binding, code, groups: (singled.get(key)?.groups ?? 0n) | bit });
      }
    }
  });
  const parts = [...byCondition]
    .filter(([, groupsOf]) => groupsOf.size > 0)
    .map(([where, groupsOf]) => {
      const bits = lookUp(groupsOf);
      return where === ''
        ? bits
        : ch`if(${condition(question, where, { codes: [...groupsOf.keys()], fromMs })}, ${bits}, toUInt64(0))`;
    });
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

function lookUp(groupsOf: ReadonlyMap<number, bigint>): ChSql {
  return ch`transform(code, ${arrayOf('UInt16', [...groupsOf.keys()])}, ${arrayOf('UInt64', [...groupsOf.values()])}, toUInt64(0))`;
}

/** Inside a lambda over code, channel, amount, seq. What these cannot tell is read from the log, for these codes only. */
function condition(
  { workspace, facts }: Pick<MapQuestion, 'workspace' | 'facts'>,
  where: string,
  { codes, fromMs }: { codes: readonly number[]; fromMs: number },
): ChSql {
  const tree = parseExpression(where);
  const onJourney = compileOnJourney(tree, facts.eventCodes);
  if (onJourney !== null) return onJourney;
  return ch`seq IN (SELECT seq FROM events WHERE workspace = ${u32(workspace)}
    AND has(${arrayOf('UInt16', codes)}, code) AND at >= fromUnixTimestamp64Milli(${i64(fromMs)}) AND ${compileExpression(tree)})`;
}

/** The first or the last of the journey's events that match. */
function maskOfOne(
  question: Pick<MapQuestion, 'workspace' | 'facts'>,
  { binding, code, groups }: { binding: EventBinding; code: number; groups: bigint },
): ChSql {
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
  return ch`arrayMap((mask, c, s) -> if(c = ${u16(orderCode)} AND s IN (${repeatedOrders}), toUInt64(0), mask), ${masks}, code, seq)`;
}
