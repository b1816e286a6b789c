import { z } from 'zod';
import type { RepresentativesAnswer } from '../../../shared/maps/discovery/contract.ts';
import { findRepresentatives, MAX_VARIANTS } from '../../../shared/maps/discovery/representatives.ts';
import { ch, u16 } from '../../platform/sql.ts';
import type { MapQuestion } from '../map-question.ts';
import { readLinks } from './links.ts';
import { createStops } from './stops.ts';
import { goalNumbers, WAY, walksOf } from './walks.ts';

const count = z.coerce.number().int();
const variantRow = z.object({
  way: z.array(count),
  walks: count,
  people: count,
  median_ms: z.number(),
});
const totalsRow = z.object({ walks: count, people: count });

/** Everything that representatives are chosen from; the number of them may change without asking again. */
export interface Ways {
  totals: z.infer<typeof totalsRow>;
  variants: z.infer<typeof variantRow>[];
  /** median ms from one item to the next, by `from/to` */
  stepMs: ReadonlyMap<string, number | null>;
}

/** The most frequent ways of the period, with all journeys counted. */
export async function readWays(question: MapQuestion): Promise<Ways> {
  const { clickhouse } = question.context;
  const walks = walksOf(question);
  const [variants, [totals], links] = await Promise.all([
    clickhouse.query(
      ch`SELECT ${WAY} AS way, count() AS walks, uniqExact(person) AS people,
          toFloat64(quantileExactInclusive(0.5)(times[-1] - times[1])) AS median_ms
        FROM (${walks}) GROUP BY way ORDER BY walks DESC, way LIMIT ${u16(MAX_VARIANTS)}`,
      variantRow,
      question.options,
    ),
    clickhouse.query(
      ch`SELECT count() AS walks, uniqExact(person) AS people FROM (${walks})`,
      totalsRow,
      question.options,
    ),
    readLinks(question, null),
  ]);
  return {
    totals: totals ?? { walks: 0, people: 0 },
    variants,
    stepMs: new Map(links.map(({ from, to, medianMs }) => [`${from}/${to}`, medianMs])),
  };
}

/** The few journeys that stand for all (shared/maps/discovery/representatives.ts), heaviest first. */
export function representWays(
  question: MapQuestion,
  { totals, variants, stepMs }: Ways,
  wanted: number,
): RepresentativesAnswer {
  const stopOf = createStops(question);
  const goals = new Set(goalNumbers(question));
  const compared = variants.reduce((sum, { walks }) => sum + walks, 0);
  const found = findRepresentatives(
    variants.map(({ way, walks }) => ({ items: way, weight: walks })),
    wanted,
  );
  return {
    journeys: totals.walks,
    people: totals.people,
    compared,
    representatives: found.flatMap(({ medoid, members, weight }) => {
      const own = variants[medoid];
      if (!own) return [];
      const all = members.flatMap((member) => variants[member] ?? []);
      const reached = all.filter(({ way }) => way.some((item) => goals.has(item)));
      return [
        {
          stops: own.way.map(stopOf),
          stepMs: own.way.slice(1).map((to, index) => stepMs.get(`${own.way[index]}/${to}`) ?? null),
          journeys: weight,
          people: all.reduce((sum, { people }) => sum + people, 0),
          share: weight / compared,
          exact: own.walks,
          conversion: reached.reduce((sum, { walks }) => sum + walks, 0) / weight,
          lengthMs: weightedMedian(all.map(({ median_ms, walks }) => ({ value: median_ms, weight: walks }))),
        },
      ];
    }),
  };
}

/** The value at which half of the weight is reached. */
function weightedMedian(values: readonly { value: number; weight: number }[]): number {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  for (const { value, weight } of sorted) {
    sum += weight;
    if (sum >= half) return value;
  }
  return 0;
}
