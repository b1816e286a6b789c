import sql from 'sql-template-tag';
import { z } from 'zod';
import { journeysOf } from '../journeys/source.ts';
import type { QuestionOptions } from '../platform/clickhouse.ts';
import type { Context } from '../platform/context.ts';
import { ch, u32, u64 } from '../platform/sql.ts';
import { channelName } from './channel-names.ts';
import type { WorkspaceFacts } from './workspace-facts.ts';

export interface VocabularyAnswer {
  events: { name: string; events: number; lastAt: string }[];
  channels: { name: string; events: number }[];
  firstAt: string | null;
  lastAt: string | null;
  countedAt: string | null;
}

const count = z.coerce.number().int();
const usedRow = z.object({ code: count, channel: count, events: count, first_at: count, last_at: count });
const cursorRow = z.object({ seq: count });
const waitingRow = z.object({ received_at: count, waiting: count });

/** Every event name and channel of the workspace with its number of events, most frequent first. */
export async function readVocabulary(
  context: Context,
  workspace: number,
  facts: WorkspaceFacts,
  options: QuestionOptions,
): Promise<VocabularyAnswer> {
  const [used, countedAt] = await Promise.all([
    context.clickhouse.query(
      ch`SELECT code, channel, count() AS events, min(at) AS first_at, max(at) AS last_at
        FROM (${journeysOf(workspace, ch`at, code, channel`)}) ARRAY JOIN at, code, channel
        GROUP BY code, channel`,
      usedRow,
      options,
    ),
    readCountedAt(context, workspace, options),
  ]);
  const names = new Map([...facts.eventCodes].map(([name, code]) => [code, name]));
  const sumBy = (key: (row: z.infer<typeof usedRow>) => string) => {
    const groups = new Map<string, { name: string; events: number; lastMs: number }>();
    for (const row of used) {
      const name = key(row);
      const group = groups.get(name) ?? { name, events: 0, lastMs: row.last_at };
      groups.set(name, {
        name,
        events: group.events + row.events,
        lastMs: Math.max(group.lastMs, row.last_at),
      });
    }
    return [...groups.values()].sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1));
  };
  const firstMs = Math.min(...used.map((row) => row.first_at));
  const lastMs = Math.max(...used.map((row) => row.last_at));
  const isEmpty = used.length === 0;
  return {
    events: sumBy((row) => names.get(row.code) ?? `event ${row.code}`).map(({ lastMs: at, ...group }) => ({
      ...group,
      lastAt: new Date(at).toISOString(),
    })),
    channels: sumBy((row) => channelName(row.channel)).map(({ name, events }) => ({ name, events })),
    firstAt: isEmpty ? null : new Date(firstMs).toISOString(),
    lastAt: isEmpty ? null : new Date(lastMs).toISOString(),
    countedAt: isEmpty ? null : countedAt,
  };
}

/**
 * Events received before this instant are in the reports: now, or the arrival of the first event that the journeys do
 * not hold yet.
 */
async function readCountedAt(context: Context, workspace: number, options: QuestionOptions): Promise<string> {
  const nowMs = context.clock.now();
  const [cursor] = await context.postgres.query(
    sql`SELECT seq FROM log_cursor WHERE name = 'journeys'`,
    cursorRow,
  );
  const [waiting] = await context.clickhouse.query(
    ch`SELECT toUnixTimestamp64Milli(min(received_at)) AS received_at, count() AS waiting FROM events
      WHERE workspace = ${u32(workspace)} AND seq > ${u64(cursor?.seq ?? 0)}`,
    waitingRow,
    options,
  );
  const isWaiting = waiting !== undefined && waiting.waiting > 0;
  return new Date(isWaiting ? waiting.received_at : nowMs).toISOString();
}
