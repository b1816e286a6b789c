import { journeysOf } from '../../journeys/source.ts';
import { type ChSql, ch, i64, u8, u16 } from '../../platform/sql.ts';
import { ORDER_EVENT } from '../../reports/money-events.ts';
import type { MapQuestion } from '../map-question.ts';
import { CHANNEL, codeOf, eventsOf, FACTS, OWN, withStages } from './evidence.ts';
import { pairedEvents } from './paired-events.ts';
import { factsOfProduct, itemsOf, NO_ITEMS, PRICED_EVENTS, reviewedIds, VIEW_EVENT } from './products.ts';
import { singleEventFacts } from './single-events.ts';

/** Stands among the parts for the people of a stage. */
export const PEOPLE = 255;

/**
 * SELECT of part, place (of the channel), stage (0 = everybody, else from 1), good, total, told, money: all that is counted
 * for the needs, in one statement, since who came to which stages is the dearest of it and is looked for once. The price of
 * a product in a channel is the latest of the period.
 */
export function needCounts(question: MapQuestion): ChSql {
  const order = codeOf(question, ORDER_EVENT);
  const view = codeOf(question, VIEW_EVENT);
  const evidence = withStages(question, [
    eventsOfPeriod(question),
    ...pairedEvents(question),
    peopleOfPeriod(question),
  ]);
  const said = ch`SELECT code, at_ms, place, stages, arrayJoin(arrayConcat(
      arrayMap(f -> (f.1, f.2, f.3, f.4, toUInt64(0), '', toFloat64(0), toFloat64(0)), facts),
      arrayMap(i -> (toUInt8(0), toFloat64(0), toFloat64(0), toFloat64(0), i.1, i.2, i.3, i.4), items))) AS r
    FROM (${evidence})`;
  const stages = ch`arrayConcat([toUInt16(0)], arrayMap(bit -> toUInt16(bit + 1), arrayFilter(bit -> bitTest(stages, bit), range(${u16(question.map.stages.length)}))))`;
  // thing: the number of a product, 0 = a fact of its own; by stages first, of which there are fewer sets than people
  const bySet = ch`SELECT r.5 AS thing, any(r.6) AS id, r.1 AS part, place, arrayJoin(${stages}) AS stage,
      sum(r.2) AS good, sum(r.3) AS total, sum(r.4) AS told,
      argMaxIf(r.7, at_ms, r.7 > 0) AS latest, maxIf(at_ms, r.7 > 0) AS priced_at,
      countIf(r.5 != 0 AND code = ${view}) AS views, sumIf(r.8, code = ${order}) AS units, sumIf(r.8 * r.7, code = ${order}) AS money
    FROM (${said}) GROUP BY thing, part, place, stages`;
  const byPlace = ch`SELECT thing, any(s.id) AS id, part, place, stage, sum(s.good) AS good, sum(s.total) AS total, sum(s.told) AS told,
      argMax(s.latest, s.priced_at) AS latest, sum(s.views) AS views, sum(s.units) AS units, sum(s.money) AS money
    FROM (${bySet}) AS s GROUP BY thing, part, place, stage`;
  const byThing = ch`SELECT thing, any(id) AS id, part, stage, groupArray((place, latest, views, units, money)) AS places,
      groupArray((part, place, good, total, told, 0)) AS facts, id IN (SELECT reviewed_id FROM (${reviewedIds(question)})) AS is_known
    FROM (${byPlace}) GROUP BY thing, part, stage`;
  return ch`SELECT f.1 AS part, f.2 AS place, stage, sum(f.3) AS good, sum(f.4) AS total, sum(f.5) AS told, sum(f.6) AS money
    FROM (SELECT stage, arrayJoin(CAST(if(thing = 0, facts, ${factsOfProduct()}),
      'Array(Tuple(UInt8, UInt8, Float64, Float64, Float64, Float64))')) AS f FROM (${byThing}))
    GROUP BY part, place, stage`;
}

/** What single events of the period say, and the products in them. */
function eventsOfPeriod(question: MapQuestion): ChSql {
  const { span, repeatedOrders } = question;
  const { events, facts } = singleEventFacts(question);
  return eventsOf(question, {
    events: [...new Set([...events, ...PRICED_EVENTS])],
    columns: ch`${OWN} AS own, code, toUnixTimestamp64Milli(at) AS at_ms, ${CHANNEL} AS place, ${facts} AS facts, ${itemsOf(question)} AS items`,
    fromMs: span.fromMs,
    toMs: span.toMs,
    where:
      repeatedOrders === null
        ? ch`1`
        : ch`NOT (code = ${codeOf(question, ORDER_EVENT)} AND seq IN (${repeatedOrders}))`,
  });
}

/** Every known person of the period, so that the people of stages are counted in the same statement. */
function peopleOfPeriod({ workspace, span }: MapQuestion): ChSql {
  return journeysOf(
    workspace,
    ch`person AS own, toUInt16(0) AS code, toInt64(0) AS at_ms, toUInt8(0) AS place,
      CAST([(${u8(PEOPLE)}, 1, 1, 0)], ${FACTS}) AS facts, ${NO_ITEMS} AS items`,
    ch`identified = 1 AND at[-1] >= ${i64(span.fromMs)} AND at[1] < ${i64(span.toMs)}`,
  );
}
