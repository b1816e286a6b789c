import { WORD_ITEMS } from '../../../shared/maps/discovery/edit-distance.ts';
import { CALL_EVENTS } from '../../../shared/maps/discovery/standard-events.ts';
import { type Touchpoint, touchpointsOf } from '../../../shared/maps/journey-map.ts';
import { arrayOf, type ChSql, ch, i64, joinCh, u8, u16, u32 } from '../../platform/sql.ts';
import { derivedCodesOf } from '../../reports/workspace-facts.ts';
import { compileMasks, MAX_GROUPS } from '../binding-masks.ts';
import { casesOf, cutsOf, onCases } from '../cases.ts';
import type { MapQuestion } from '../map-question.ts';

/** Stops from the first on that make a way: what the distance between ways has room for (edit-distance.ts). */
const MOST_STOPS = WORD_ITEMS;
/** Items from here on are events that are not on the map: OFF_MAP + channel << 16 + code. Below: touchpoints from 1. */
export const OFF_MAP = 1 << 24;

/** More than lies between any two instants. */
const NEVER_MS = 2n ** 62n;

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
  const { facts, span, map } = question;
  const { idleMs, windowMs } = cutsOf(map);
  const gapMs = idleMs ?? windowMs ?? NEVER_MS;
  const derived = arrayOf('UInt16', [...derivedCodesOf(facts.eventCodes), ...callCodesOf(facts.eventCodes)]);
  const journeys = casesOf(question, null);
  return ch`SELECT person, arrayMap(x -> x.1, stops) AS items, arrayMap(x -> x.2, stops) AS times
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

/** Calls that only say who somebody is: no stop of a journey. */
function callCodesOf(eventCodes: ReadonlyMap<string, number>): number[] {
  return CALL_EVENTS.flatMap((name) => eventCodes.get(name) ?? []);
}

/** The way of a journey, an expression over `items`: journeys with the same first stops are of one way. */
export const WAY = ch`arraySlice(items, 1, ${u8(MOST_STOPS)})`;

/**
 * One row per known person who was at a touchpoint in the period, or per order of theirs that was: person, visited = numbers
 * of all touchpoints there.
 */
export function visitsOf(question: MapQuestion): ChSql {
  const { span } = question;
  const journeys = casesOf(question, null);
  const isIn = ch`arrayMap(t -> toUInt64(if(t >= ${i64(span.fromMs)} AND t < ${i64(span.toMs)}, 18446744073709551615, 0)), at)`;
  const visited = maskChunks(question).map(
    ({ start, masks }) =>
      ch`arrayMap(p -> toUInt32(p + ${u16(start + 1)}), bitPositionsToArray(arrayReduce('groupBitOr', arrayMap((m, i) -> bitAnd(m, i), ${masks}, ${isIn}))))`,
  );
  return ch`SELECT person, arrayConcat(CAST([], 'Array(UInt32)'), ${joinCh(visited, ch`, `, ch`[]`)}) AS visited
    FROM (${journeys}) WHERE notEmpty(visited)`;
}

/** The touchpoints, as many at a time as a mask has room for: bit b is touchpoint number start + b + 1. */
function maskChunks(question: MapQuestion): { start: number; masks: ChSql }[] {
  const bindings = stopsOf(question).map(({ events }) => events);
  const starts = Array.from(
    { length: Math.ceil(bindings.length / MAX_GROUPS) },
    (_, index) => index * MAX_GROUPS,
  );
  return starts.map((start) => {
    // a second report of an order is known to the map like the first
    const all = { ...onCases(question), repeatedOrders: null };
    const { masks } = compileMasks(all, bindings.slice(start, start + MAX_GROUPS), question.span.fromMs);
    return { start, masks };
  });
}

/** Array(UInt32) over the columns code, channel, amount, seq: the item of every event. */
function itemsOf(question: MapQuestion): ChSql {
  const offMap = ch`arrayMap((c, h) -> toUInt32(${u32(OFF_MAP)} + bitShiftLeft(toUInt32(h), 16) + c), code, channel)`;
  // the lowest bit that is set, from 1; from the last touchpoints to the first, so that the first that matches counts
  return maskChunks(question).reduceRight(
    (items, { start, masks }) =>
      ch`arrayMap((m, other) -> if(m = 0, other, toUInt32(${u16(start + 1)} + bitCount(bitAnd(bitNot(m), m - 1)))), ${masks}, ${items})`,
    offMap,
  );
}

/** Numbers of the touchpoints at which a journey has reached what the map is for. */
export function goalNumbers({ map }: MapQuestion): number[] {
  const exits = map.stages.filter(({ isExit }) => isExit);
  const goals = new Set((exits.length > 0 ? exits : map.stages.slice(-1)).map(({ id }) => id));
  return touchpointsOf(map).flatMap(({ stage }, place) => (goals.has(stage.id) ? [place + 1] : []));
}
