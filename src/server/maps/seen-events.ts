import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { SeenVocabulary } from '../../shared/maps/lint-map.ts';
import type { Period } from '../../shared/platform/base-contract.ts';
import type { QuestionOptions } from '../platform/clickhouse.ts';
import type { Context } from '../platform/context.ts';
import { ch, i64, u32 } from '../platform/sql.ts';
import type { Span } from '../reports/period.ts';

const seenRow = z.object({ event: z.string(), latest: z.coerce.number() });

/** Every event name ever collected in the workspace with the time of its latest. */
export async function readSeenEvents(
  { clickhouse }: Pick<Context, 'clickhouse'>,
  workspace: number,
): Promise<SeenVocabulary> {
  const rows = await clickhouse.query(
    ch`SELECT event, toUnixTimestamp64Milli(max(at)) AS latest FROM events WHERE workspace = ${u32(workspace)} GROUP BY event`,
    seenRow,
  );
  return {
    events: rows.map(({ event, latest }) => ({ name: event, lastAt: new Date(latest).toISOString() })),
  };
}

/** Was any event collected that happened then, whoever's it is? */
export async function hasEvents(
  { clickhouse }: Pick<Context, 'clickhouse'>,
  workspace: number,
  { fromMs, toMs }: Span,
  options: QuestionOptions = {},
): Promise<boolean> {
  const rows = await clickhouse.query(
    ch`SELECT 1 AS one FROM events WHERE workspace = ${u32(workspace)} AND at >= fromUnixTimestamp64Milli(${i64(fromMs)})
      AND at < fromUnixTimestamp64Milli(${i64(toMs)}) LIMIT 1`,
    z.object({ one: z.number() }),
    options,
  );
  return rows.length > 0;
}

/** The days that a map shows first: the last of them is that of the latest event (today where none came, or it lies ahead). */
export function lastDays(
  seen: SeenVocabulary,
  given: { days: number; nowMs: number; timeZone: string },
): Period {
  const times = seen.events.map((event) => Date.parse(event.lastAt));
  const latestMs = times.length === 0 ? given.nowMs : Math.min(given.nowMs, Math.max(...times));
  const to = Temporal.Instant.fromEpochMilliseconds(latestMs)
    .toZonedDateTimeISO(given.timeZone)
    .toPlainDate();
  return { from: to.subtract({ days: given.days - 1 }).toString(), to: to.toString() };
}
