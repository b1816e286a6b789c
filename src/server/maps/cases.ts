import { countedBy, type JourneyMap } from '../../shared/maps/journey-map.ts';
import { sequencesOf } from '../journeys/refresher.ts';
import { journeysOf } from '../journeys/source.ts';
import { arrayOf, type ChSql, ch, i64, u32 } from '../platform/sql.ts';
import type { MaskSource } from './binding-masks.ts';
import type { MapQuestion } from './map-question.ts';

/**
 * What one journey of a map is (`case.by`), for all that follows journeys one by one: conformance and the ways people took.
 * SELECT of person, at, code, channel, amount, seq, one row for each person, or, where the map follows orders, for each
 * order of each person; known people only, and only rows with an event since the period began, read from their beginning.
 * `codes`: only what has one of these events (of an order, only these events are read); null = any.
 *
 * A journey by account would be a branch here: the events of all people of an account, once it is kept which
 * account somebody belongs to.
 */
export function casesOf(question: MapQuestion, codes: readonly number[] | null): ChSql {
  if (countedBy(question.map.case.by) === 'order') return ordersOf(question, codes);
  const hasCode = codes === null ? ch`1` : ch`hasAny(code, ${arrayOf('UInt16', codes)})`;
  return journeysOf(
    question.workspace,
    ch`person, at, code, channel, amount, seq`,
    ch`identified = 1 AND at[-1] >= ${i64(question.span.fromMs)} AND ${hasCode}`,
  );
}

/** What ends a journey within a row of `casesOf`: an order ends with its last event, however long it takes. */
export function cutsOf({ case: { by, idleMs, windowMs } }: Pick<JourneyMap, 'case'>): {
  idleMs: number | null;
  windowMs: number | null;
} {
  return countedBy(by) === 'order' ? { idleMs: null, windowMs: null } : { idleMs, windowMs };
}

/** The question for masks over rows of `casesOf`. */
export function onCases(question: MapQuestion): MapQuestion & Pick<MaskSource, 'isPartOfJourney'> {
  return { ...question, isPartOfJourney: hasSeveralPerPerson(question) };
}

/** Can a person have several rows of `casesOf`? */
export function hasSeveralPerPerson({ map }: Pick<MapQuestion, 'map'>): boolean {
  return countedBy(map.case.by) === 'order';
}

/**
 * The events of an order stand in the log alone, journeys carry no order. Ids are told apart by their hashes: grouping by
 * text takes several times as long. Of events without an order nothing else is to be read (PREWHERE: a fifth faster).
 */
function ordersOf({ workspace, span }: MapQuestion, codes: readonly number[] | null): ChSql {
  const isAsked = codes === null ? ch`1` : ch`has(${arrayOf('UInt16', codes)}, code)`;
  const moved = ch`SELECT node AS moved_node, person AS moved_to FROM person_nodes FINAL WHERE workspace = ${u32(workspace)}`;
  const orders = sequencesOf(
    {
      person: ch`if(moved_to = 0, node, moved_to)`,
      identified: ch`1`,
      part: ch`sipHash128(order_id)`,
      from: ch`(SELECT workspace, node, at, seq, code, channel, amount, order_id FROM events
          PREWHERE workspace = ${u32(workspace)} AND ${isAsked} AND order_id != '' WHERE node != 0) AS e
        LEFT JOIN (${moved}) AS m ON node = moved_node`,
    },
    0,
  );
  return ch`SELECT person, at, code, channel, amount, seq FROM (${orders}) WHERE at[-1] >= ${i64(span.fromMs)}`;
}
