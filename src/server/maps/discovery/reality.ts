import { z } from 'zod';
import { addToMap } from '../../../shared/maps/discovery/add-to-map.ts';
import type { RealityAnswer } from '../../../shared/maps/discovery/contract.ts';
import { countedBy, touchpointsOf } from '../../../shared/maps/journey-map.ts';
import { arrayOf, ch, u8, u16, u32 } from '../../platform/sql.ts';
import { hasSeveralPerPerson } from '../cases.ts';
import type { MapQuestion } from '../map-question.ts';
import { filterWalks, readLinks } from './links.ts';
import { createStops } from './stops.ts';
import { goalNumbers, OFF_MAP, visitsOf, WAY, walksOf } from './walks.ts';

/** Links told; the rest is counted as hidden. */
const MOST_LINKS = 400;
/** Ways that are not on the map, told. */
const MOST_NOT_ON_MAP = 30;
/** Stops in a row that one such way has at most. */
const MOST_IN_A_ROW = 4;

const count = z.coerce.number().int();
const totalsRow = z.object({ walks: count, people: count, ways: count });
const stopRow = z.object({ number: count, people: count, skipped: count });
const runRow = z.object({
  run: z.array(count),
  passages: count,
  people: count,
  reached: count,
  before: count,
  after: count,
});

/**
 * The ways people took over the map: what they were at and passed over, the steps between, and frequent ways that are not on
 * the map. `ways` leaves the journeys of so many most frequent ways; the steps are counted anew for these, and what is
 * hidden is told (a filtered graph is never the whole; van der Aalst 2019).
 */
export async function measureReality(question: MapQuestion, ways: number | null): Promise<RealityAnswer> {
  const { clickhouse } = question.context;
  const stopOf = createStops(question);
  const totalsOf = async (sql: ReturnType<typeof walksOf>) => {
    const [row] = await clickhouse.query(
      ch`SELECT count() AS walks, uniqExact(person) AS people, uniqExact(sipHash64(${WAY})) AS ways FROM (${sql})`,
      totalsRow,
      question.options,
    );
    return row ?? { walks: 0, people: 0, ways: 0 };
  };
  const [all, left, links, stops, runs] = await Promise.all([
    totalsOf(walksOf(question)),
    ways === null ? null : totalsOf(filterWalks(question, ways)),
    readLinks(question, ways),
    readStops(question),
    readRuns(question),
  ]);
  const touchpoints = touchpointsOf(question.map);
  const idOf = (number: number) => touchpoints[number - 1]?.touchpoint.id ?? null;
  const counts = new Map(stops.map((row) => [row.number, row]));
  const { by } = question.map.case;
  return {
    case: { by, countedBy: countedBy(by) },
    journeys: all.walks,
    people: all.people,
    ways: all.ways,
    hidden: {
      journeys: left ? all.walks - left.walks : 0,
      ways: left ? all.ways - left.ways : 0,
      links: Math.max(0, links.length - MOST_LINKS),
    },
    touchpoints: touchpoints.map(({ stage, touchpoint }, place) => ({
      touchpoint: touchpoint.id,
      stage: stage.id,
      stageTitle: stage.title,
      title: touchpoint.title,
      channel: touchpoint.channel,
      people: counts.get(place + 1)?.people ?? 0,
      skipped: counts.get(place + 1)?.skipped ?? 0,
    })),
    links: links.slice(0, MOST_LINKS).map(({ from, to, passages, people, medianMs }) => ({
      from: stopOf(from),
      to: stopOf(to),
      passages,
      people,
      medianMs,
    })),
    notOnMap: runs.map(({ run, passages, people, reached, before, after }) => {
      const near = { before: idOf(before), after: idOf(after) };
      const missing = run.map(stopOf);
      return {
        stops: missing,
        passages,
        people,
        conversion: people === 0 ? 0 : reached / people,
        ...near,
        edits: addToMap(
          question.map,
          missing.map(({ event, channel }) => ({ event: event ?? '', channel: channel ?? '' })),
          near,
        ),
      };
    }),
  };
}

/** By touchpoint: people who were there, and those who passed from before it to behind it (in one order) and never were. */
function readStops(question: MapQuestion): Promise<z.infer<typeof stopRow>[]> {
  const many = u16(touchpointsOf(question.map).length);
  const stops = ch`SELECT person, arrayMap(n -> toUInt64(has(visited, n)), numbers) AS seen,
      arrayMap(n -> toUInt64(NOT has(visited, n) AND n > arrayMin(visited) AND n < arrayMax(visited)), numbers) AS passed
    FROM (SELECT person, visited, range(1, ${many} + 1) AS numbers FROM (${visitsOf(question)}))`;
  const people = hasSeveralPerPerson(question)
    ? ch`SELECT maxForEach(o.seen) AS seen, maxForEach(o.passed) AS passed FROM (${stops}) AS o GROUP BY o.person`
    : stops;
  return question.context.clickhouse.query(
    ch`SELECT number, seen[number] AS people, passed[number] AS skipped
      FROM (SELECT sumForEach(p.seen) AS seen, sumForEach(p.passed) AS passed FROM (${people}) AS p) ARRAY JOIN range(1, ${many} + 1) AS number`,
    stopRow,
    question.options,
  );
}

/** Stops in a row that are not on the map, with the touchpoints that they mostly stand between (0 = none). */
function readRuns(question: MapQuestion): Promise<z.infer<typeof runRow>[]> {
  const goals = arrayOf('UInt32', goalNumbers(question));
  const isOff = ch`x >= ${u32(OFF_MAP)}`;
  // `runs`: (first place, length) of the stops in a row that are off the map
  return question.context.clickhouse.query(
    ch`SELECT arraySlice(items, one.1, least(one.2, ${u8(MOST_IN_A_ROW)})) AS run, count() AS passages,
        uniqExact(person) AS people, uniqExactIf(person, hasAny(arraySlice(items, one.1 + one.2), ${goals})) AS reached,
        topK(1)(if(one.1 = 1, toUInt32(0), items[one.1 - 1]))[1] AS before, topK(1)(items[one.1 + one.2])[1] AS after
      FROM (
        SELECT person, items, arrayJoin(arrayMap(r -> (r[1], length(r)),
          arraySplit((i, p) -> i != p + 1, places, arrayPopBack(arrayPushFront(places, -1))))) AS one
        FROM (SELECT person, items, arrayMap(i -> toInt64(i), arrayFilter((i, x) -> ${isOff}, arrayEnumerate(items), items)) AS places FROM (${walksOf(question)}))
        WHERE notEmpty(places)
      ) GROUP BY run ORDER BY people DESC, passages DESC, run LIMIT ${u8(MOST_NOT_ON_MAP)}`,
    runRow,
    question.options,
  );
}
