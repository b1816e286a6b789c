import { z } from 'zod';
import type { CoverageAnswer } from '../../shared/maps/contract.ts';
import { touchpointsOf } from '../../shared/maps/journey-map.ts';
import { journeysOf } from '../journeys/source.ts';
import { arrayOf, type ChSql, ch, i64, u16 } from '../platform/sql.ts';
import { BadQuestion } from '../reports/bad-question.ts';
import { channelName, readChannel } from '../reports/channel-names.ts';
import { derivedCodesOf } from '../reports/workspace-facts.ts';
import { compileMasks } from './binding-masks.ts';
import type { MapQuestion } from './map-question.ts';
import type { TallyAnswer, TallyPlan } from './map-tally.ts';

/** Names listed as not on the map. */
const MOST_UNMAPPED = 20;

const count = z.coerce.number().int();
const totalsRow = z.object({ events: count, covered_events: count, people: count, covered_people: count });
const unmappedRow = z.object({ code: count, channel: count, events: count, people: count });

/**
 * How much of what happened in the period the map knows: events (all of them, known people or not; those that the
 * product derives itself left out) that at least one touchpoint matches, known people with at least one such event, and
 * the most frequent events, by name and channel, that none matches.
 */
export async function measureCoverage(question: MapQuestion): Promise<CoverageAnswer> {
  const { clickhouse } = question.context;
  const events = eventsInPeriod(question);
  const [totals, unmapped] = await Promise.all([
    clickhouse.query(
      ch`SELECT sum(length(inside)) AS events, sum(arrayCount(x -> x.3, inside)) AS covered_events,
          countIf(identified = 1) AS people, countIf(identified = 1 AND arrayExists(x -> x.3, inside)) AS covered_people
        FROM (${events})`,
      totalsRow,
      question.options,
    ),
    clickhouse.query(
      ch`SELECT x.1 AS code, x.2 AS channel, count() AS events, uniqExactIf(person, identified = 1) AS people
        FROM (${events}) ARRAY JOIN arrayFilter(y -> NOT y.3, inside) AS x
        GROUP BY code, channel ORDER BY events DESC, code, channel LIMIT ${u16(MOST_UNMAPPED)}`,
      unmappedRow,
      question.options,
    ),
  ]);
  const [row] = totals;
  return {
    events: row?.events ?? 0,
    coveredEvents: row?.covered_events ?? 0,
    people: row?.people ?? 0,
    coveredPeople: row?.covered_people ?? 0,
    notOnMap: nameUnmapped(question, unmapped),
  };
}

/** The same from a pass that several questions share. */
export function planCoverage(question: MapQuestion, plan: TallyPlan) {
  plan.addCoverage(touchpointsOf(question.map).flatMap(({ touchpoint }) => touchpoint.events));
  return (answer: TallyAnswer): CoverageAnswer => {
    const [all, covered] = [0, 1].map((bucket) => answer.coverage().find((row) => row.bucket === bucket));
    const unmapped = answer
      .uncovered()
      .map(({ item, events, people }) => ({ code: item >> 8, channel: item & 255, events, people }))
      .sort((a, b) => b.events - a.events || a.code - b.code || a.channel - b.channel);
    return {
      events: all?.events ?? 0,
      coveredEvents: covered?.events ?? 0,
      people: all?.people ?? 0,
      coveredPeople: covered?.people ?? 0,
      notOnMap: nameUnmapped(question, unmapped.slice(0, MOST_UNMAPPED)),
    };
  };
}

function nameUnmapped(
  { facts }: MapQuestion,
  unmapped: readonly z.infer<typeof unmappedRow>[],
): CoverageAnswer['notOnMap'] {
  const names = new Map([...facts.eventCodes].map(([name, code]) => [code, name]));
  return unmapped.map(({ code, channel, ...numbers }) => ({
    event: names.get(code) ?? `event ${code}`,
    channel: channelName(channel),
    ...numbers,
  }));
}

/** The known people whom the map sees in the period, or those it does not; the same base query. */
export function coverageMembers(question: MapQuestion, group: 'covered' | 'uncovered'): ChSql {
  const isCovered = ch`arrayExists(x -> x.3, inside)`;
  return ch`SELECT person FROM (${eventsInPeriod(question)})
    WHERE identified = 1 AND ${group === 'covered' ? isCovered : ch`NOT ${isCovered}`}`;
}

/** The known people with an event of this name and channel that no touchpoint holds. */
export function notOnMapMembers(question: MapQuestion, asked: { event: string; channel: string }): ChSql {
  const code = question.facts.eventCodes.get(asked.event);
  if (code === undefined) throw new BadQuestion(`No event "${asked.event}" was ever collected.`);
  const channel = readChannel(asked.channel);
  return ch`SELECT person FROM (${eventsInPeriod(question)})
    WHERE identified = 1 AND arrayExists(x -> x.1 = ${u16(code)} AND x.2 = ${u16(channel)} AND NOT x.3, inside)`;
}

/** One row per journey with an event in the period: `inside` = (code, channel, is covered) of these events. */
function eventsInPeriod(question: MapQuestion): ChSql {
  const bindings = touchpointsOf(question.map).flatMap(({ touchpoint }) => touchpoint.events);
  // a second report of an order is known to the map like the first
  const { masks } = compileMasks({ ...question, repeatedOrders: null }, [bindings]);
  const { fromMs, toMs } = question.span;
  const derived = arrayOf('UInt16', derivedCodesOf(question.facts.eventCodes));
  const journeys = journeysOf(question.workspace, ch`person, identified, at, code, channel, amount, seq`);
  return ch`SELECT person, identified, arrayMap(x -> (x.1, x.2, x.3 != 0),
      arrayFilter(x -> x.4 >= ${i64(fromMs)} AND x.4 < ${i64(toMs)} AND NOT has(${derived}, x.1), arrayZip(code, channel, ${masks}, at))) AS inside
    FROM (${journeys}) WHERE notEmpty(inside)`;
}
