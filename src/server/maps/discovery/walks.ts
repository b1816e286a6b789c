import { type Touchpoint, touchpointsOf } from '../../../shared/maps/journey-map.ts';
import { journeysOf } from '../../journeys/source.ts';
import { arrayOf, type ChSql, ch, i64, u8, u16, u32 } from '../../platform/sql.ts';
import { derivedCodesOf } from '../../reports/workspace-facts.ts';
import { compileMasks, MAX_GROUPS } from '../binding-masks.ts';
import type { MapQuestion } from '../map-question.ts';

/** Stops of a journey that are looked at. */
export const MOST_STOPS = 40;
/** Items from here on are events that are not on the map: OFF_MAP + channel << 16 + code. Below: touchpoints from 1. */
export const OFF_MAP = 1 << 24;

/** Touchpoints that journeys can stop at, in the order of the map: number n is at place n - 1. */
export function stopsOf({ map }: MapQuestion): Touchpoint[] {
  return touchpointsOf(map).map(({ touchpoint }) => touchpoint);
}

/**
 * One row per journey of a known person: person, items Array(UInt32), times Array(Int64) of its stops. A touchpoint or an
 * unmapped event that comes several times in a row is one stop, with the time of the first. An event that several
 * touchpoints match is at the first of them.
 */
export function walksOf(question: MapQuestion): ChSql {
  const { workspace, facts, span, map } = question;
  const gapMs = map.case.idleMs ?? map.case.windowMs;
  const derived = arrayOf('UInt16', derivedCodesOf(facts.eventCodes));
  const journeys = journeysOf(workspace, ch`person, at, code, channel, amount, seq`, ch`identified = 1`);
  return ch`SELECT person, arraySlice(arrayMap(x -> x.1, stops), 1, ${u8(MOST_STOPS)}) AS items,
      arraySlice(arrayMap(x -> x.2, stops), 1, ${u8(MOST_STOPS)}) AS times
    FROM (
      SELECT person, arrayFilter((x, d, i) -> d != 0 OR i = 1, walk,
        arrayDifference(arrayMap(x -> toInt64(x.1), walk)), arrayEnumerate(walk)) AS stops
      FROM (
        SELECT person, arrayJoin(arraySplit((x, d) -> d > ${i64(gapMs)}, inside, arrayDifference(arrayMap(x -> x.2, inside)))) AS walk
        FROM (
          SELECT person, arrayMap(x -> (x.1, x.2), arrayFilter(
            x -> x.2 >= ${i64(span.fromMs)} AND x.2 < ${i64(span.toMs)} AND NOT has(${derived}, x.3), arrayZip(${itemsOf(question)}, at, code))) AS inside
          FROM (${journeys}) WHERE notEmpty(inside)
        )
      )
    )`;
}

/** Array(UInt32) over the columns code, channel, amount, seq: the item of every event. */
function itemsOf(question: MapQuestion): ChSql {
  const bindings = stopsOf(question).map(({ events }) => events);
  let items = ch`arrayMap((c, h) -> toUInt32(${u32(OFF_MAP)} + bitShiftLeft(toUInt32(h), 16) + c), code, channel)`;
  // from the last touchpoints to the first: the first that matches counts
  for (let start = Math.floor(bindings.length / MAX_GROUPS) * MAX_GROUPS; start >= 0; start -= MAX_GROUPS) {
    const groups = bindings.slice(start, start + MAX_GROUPS);
    if (groups.length === 0) continue;
    // a second report of an order is known to the map like the first
    const { masks } = compileMasks({ ...question, repeatedOrders: null }, groups, question.span.fromMs);
    // the lowest bit that is set, from 1
    items = ch`arrayMap((m, other) -> if(m = 0, other, toUInt32(${u16(start + 1)} + bitCount(bitAnd(bitNot(m), m - 1)))), ${masks}, ${items})`;
  }
  return items;
}

/** Numbers of the touchpoints at which a journey has reached what the map is for. */
export function goalNumbers({ map }: MapQuestion): number[] {
  const exits = map.stages.filter(({ isExit }) => isExit);
  const goals = new Set((exits.length > 0 ? exits : map.stages.slice(-1)).map(({ id }) => id));
  return touchpointsOf(map).flatMap(({ stage }, place) => (goals.has(stage.id) ? [place + 1] : []));
}
