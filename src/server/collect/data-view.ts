import sql from 'sql-template-tag';
import { z } from 'zod';
import { countPeople } from '../customers/people.ts';
import type { Context } from '../platform/context.ts';
import { ch, u32 } from '../platform/sql.ts';

const count = z.coerce.number().int();

/** Sources with their counters, freshest first, and the share of people tied to a known identifier. */
export async function listSources(context: Context, workspace: number) {
  const sources = await context.postgres.query(
    sql`SELECT source AS name, kind, received, stored, duplicates, conflicts, rejected, last_received_at
      FROM source_counter WHERE workspace = ${workspace} ORDER BY last_received_at DESC NULLS LAST, source`,
    z.object({
      name: z.string(),
      kind: z.string(),
      received: count,
      stored: count,
      duplicates: count,
      conflicts: count,
      rejected: count,
      last_received_at: z.date().nullable(),
    }),
  );
  const { people, known } = await countPeople(context, workspace);
  return {
    sources: sources.map(({ last_received_at, ...source }) => ({
      ...source,
      lastReceivedAt: last_received_at?.toISOString() ?? null,
    })),
    identifiedShare: people > 0 ? known / people : null,
  };
}

/** The latest events in the order they were stored, newest first. */
export async function listRecentEvents(
  context: Context,
  workspace: number,
  limit: number,
  signal?: AbortSignal,
) {
  const rows = await context.clickhouse.query(
    ch`SELECT seq, toUnixTimestamp64Milli(at) AS at_ms, toUnixTimestamp64Milli(received_at) AS received_ms, event, channel,
        source, node, amount
      FROM events WHERE workspace = ${u32(workspace)}
        AND seq > (SELECT max(seq) FROM events) - 100000
      ORDER BY seq DESC LIMIT ${u32(limit)}`,
    z.object({
      seq: z.string(),
      at_ms: count,
      received_ms: count,
      event: z.string(),
      channel: z.string(),
      source: z.string(),
      node: count,
      amount: z.coerce.number().nullable(),
    }),
    { signal },
  );
  const persons = await context.postgres.query(
    sql`SELECT node, person FROM identifier WHERE node = ANY(${rows.map((row) => row.node)}::bigint[])`,
    z.object({ node: count, person: z.string() }),
  );
  const personOf = new Map(persons.map((row) => [row.node, row.person]));
  return rows.map((row) => ({
    seq: row.seq,
    at: new Date(row.at_ms).toISOString(),
    receivedAt: new Date(row.received_ms).toISOString(),
    event: row.event,
    channel: row.channel,
    source: row.source,
    person: personOf.get(row.node) ?? null,
    amount: row.amount,
  }));
}

const REJECTED_PER_PAGE = 50;

/** Items that were refused or conflict, newest first; the cursor is the last id of the page before. */
export async function listRejected(context: Context, workspace: number, cursor: string | undefined) {
  const before = cursor !== undefined && /^\d{1,18}$/.test(cursor) ? cursor : '9223372036854775807';
  const rows = await context.postgres.query(
    sql`SELECT id, at, source, kind, code, message, payload FROM rejected_item
      WHERE workspace = ${workspace} AND id < ${before}::bigint ORDER BY id DESC LIMIT ${REJECTED_PER_PAGE + 1}`,
    z.object({
      id: z.string(),
      at: z.date(),
      source: z.string(),
      kind: z.enum(['rejected', 'conflict']),
      code: z.string(),
      message: z.string(),
      payload: z.string(),
    }),
  );
  const [total] = await context.postgres.query(
    sql`SELECT count(*) AS n FROM rejected_item WHERE workspace = ${workspace}`,
    z.object({ n: count }),
  );
  const items = rows
    .slice(0, REJECTED_PER_PAGE)
    .map(({ at, ...item }) => ({ ...item, at: at.toISOString() }));
  return {
    total: total?.n ?? 0,
    items,
    cursor: rows.length > REJECTED_PER_PAGE ? (items.at(-1)?.id ?? null) : null,
  };
}
