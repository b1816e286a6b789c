import { z } from 'zod';
import { type ChSql, ch, u16 } from '../../platform/sql.ts';
import type { MapQuestion } from '../map-question.ts';
import { WAY, walksOf } from './walks.ts';

const count = z.coerce.number().int();
const linkRow = z.object({
  from: count,
  to: count,
  passages: count,
  people: count,
  medianMs: z.number().nullable(),
});
export type LinkRow = z.infer<typeof linkRow>;

/** Journeys of the `ways` most frequent ways; null = all. */
export function filterWalks(question: MapQuestion, ways: number | null): ChSql {
  const walks = walksOf(question);
  if (ways === null) return walks;
  return ch`SELECT * FROM (${walks}) WHERE ${WAY} IN (
    SELECT ${WAY} AS way FROM (${walks}) GROUP BY way ORDER BY count() DESC, way LIMIT ${u16(ways)})`;
}

/** The directly-follows graph: every step from one stop to the next, counted anew for the journeys that are left. */
export function readLinks(question: MapQuestion, ways: number | null): Promise<LinkRow[]> {
  return question.context.clickhouse.query(
    ch`SELECT step.1 AS from, step.2 AS to, count() AS passages, uniqExact(person) AS people,
        quantileExactInclusive(0.5)(step.3) AS medianMs
      FROM (
        SELECT person, arrayJoin(arrayMap(i -> (items[i], items[i + 1], times[i + 1] - times[i]), range(1, length(items)))) AS step
        FROM (${filterWalks(question, ways)})
      ) GROUP BY from, to ORDER BY passages DESC, from, to`,
    linkRow,
    question.options,
  );
}
