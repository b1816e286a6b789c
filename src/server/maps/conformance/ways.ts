import { z } from 'zod';
import { callStages } from '../../platform/scan-calls.ts';
import { type ChSql, ch, i64, u16, u32 } from '../../platform/sql.ts';
import { casesOf, cutsOf } from '../cases.ts';
import type { MapQuestion } from '../map-question.ts';
import type { TouchpointLabels } from './touchpoint-labels.ts';

/** Different ways that are laid beside the plan; the rarest beyond are left out, and said to be. */
export const MAX_WAYS = 5_000;
/** Longer ways are robots'; they are left out, and said to be. */
export const MAX_WAY_LENGTH = 60;

/** A way that journeys took: the touchpoints of one journey in order, the same in a row once. */
export interface Way {
  /** number that names it in SQL (`way_id` of journeyWays) */
  id: bigint;
  /** what each place can have been; usually one touchpoint */
  places: string[][];
  journeys: number;
}

export interface Ways {
  ways: Way[];
  /** all journeys, those included whose way is not among `ways` */
  journeys: number;
  /** different ways of all of them */
  different: number;
  /** the journeys themselves (journeyWays); null = no touchpoint can be seen */
  base: ChSql | null;
}

/**
 * One row per journey of a known person that comes to a planned touchpoint inside the period: `person`, `way` (labels in order),
 * `way_id`. A journey begins with such a touchpoint and ends after the map's window or idle time, as the stages of the ribbon
 * do, or is one order (cases.ts); it is read from its beginning to the end of the period, so what is said about a day that is
 * over stays.
 */
export function journeyWays(question: MapQuestion, { labels, touchpoints, codes }: TouchpointLabels): ChSql {
  const { map, span } = question;
  // a journey that began before the period may still be at a touchpoint in it, so the whole row is read
  const journeys = casesOf(question, codes);
  const entries = callStages({
    ...cutsOf(map),
    stages: touchpoints.map((_, index) => [{ code: index + 1, flag: null }]),
  });
  return ch`SELECT person, arrayJoin(ways) AS way, cityHash64(way) AS way_id FROM (
      SELECT person, arrayMap(j -> arrayMap(e -> toUInt16(e.2), j), arrayFilter(j -> j[-1].3 >= ${i64(span.fromMs)},
          arraySplit((e, b) -> b, entries, arrayMap(d -> d != 0, arrayDifference(entries.1))))) AS ways
      FROM (SELECT person, arrayFilter(e -> e.3 < ${i64(span.toMs)}, arrayMap(e -> (e.1, e.2, at[e.3]), ${entries})) AS entries
        FROM (SELECT person, at, ${labels} AS code FROM (${journeys})))
      WHERE notEmpty(entries))`;
}

const count = z.coerce.number().int();
const wayRow = z.object({
  id: z.coerce.bigint(),
  labels: z.array(z.number()),
  journeys: count,
  all: count,
  different: count,
});

/** The ways taken in the period, most frequent first. */
export async function readWays(question: MapQuestion, labels: TouchpointLabels): Promise<Ways> {
  if (labels.codes.length === 0) return { ways: [], journeys: 0, different: 0, base: null };
  const base = journeyWays(question, labels);
  const rows = await question.context.clickhouse.query(
    ch`SELECT way_id AS id, any(way) AS labels, journeys, all, different FROM (
        SELECT way_id, any(way) AS way, count() AS journeys, sum(count()) OVER () AS all, count() OVER () AS different
        FROM (${base}) GROUP BY way_id)
      WHERE length(way) <= ${u16(MAX_WAY_LENGTH)}
      GROUP BY id, journeys, all, different ORDER BY journeys DESC, labels LIMIT ${u32(MAX_WAYS)}`,
    wayRow,
    question.options,
  );
  return {
    ways: rows.map((row) => ({
      id: row.id,
      places: row.labels.map((label) => labels.touchpoints[label - 1] ?? []),
      journeys: row.journeys,
    })),
    journeys: rows[0]?.all ?? 0,
    different: rows[0]?.different ?? 0,
    base,
  };
}
