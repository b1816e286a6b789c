import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { ch } from '../platform/sql.ts';
import type { CollectRequest, Verdict } from './collector-types.ts';

/** Counts of one source; received = stored + duplicates + conflicts + rejected. */
interface Counts {
  workspace: number;
  source: string;
  kind: string;
  stored: number;
  duplicates: number;
  conflicts: number;
  rejected: number;
  lastReceivedAtMs: number;
}

export interface SourceCounters {
  count(request: CollectRequest, verdicts: readonly Verdict[]): void;
  close(): Promise<void>;
}

const FLUSH_MS = 1_000;

/**
 * Counters per source, written once a second while something arrives. `stored` is counted again from the event log at
 * every start, so that a crash cannot leave the books out of balance.
 */
export async function createSourceCounters(context: Context): Promise<SourceCounters> {
  await recountStored(context);
  let open = new Map<string, Counts>();
  let timer: NodeJS.Timeout | null = null;

  async function flush(): Promise<void> {
    timer = null;
    const rows = [...open.values()];
    open = new Map();
    if (rows.length === 0) return;
    await context.postgres.run(
      sql`INSERT INTO source_counter AS c (workspace, source, kind, received, stored, duplicates, conflicts, rejected, last_received_at)
        SELECT workspace, source, kind, stored + duplicates + conflicts + rejected, stored, duplicates, conflicts, rejected,
          to_timestamp(at / 1000.0)
        FROM unnest(${rows.map((r) => r.workspace)}::int[], ${rows.map((r) => r.source)}::text[], ${rows.map((r) => r.kind)}::text[],
          ${rows.map((r) => r.stored)}::bigint[], ${rows.map((r) => r.duplicates)}::bigint[], ${rows.map((r) => r.conflicts)}::bigint[],
          ${rows.map((r) => r.rejected)}::bigint[], ${rows.map((r) => r.lastReceivedAtMs)}::double precision[])
          AS t(workspace, source, kind, stored, duplicates, conflicts, rejected, at)
        ON CONFLICT (workspace, source) DO UPDATE SET received = c.received + excluded.received,
          stored = c.stored + excluded.stored, duplicates = c.duplicates + excluded.duplicates,
          conflicts = c.conflicts + excluded.conflicts, rejected = c.rejected + excluded.rejected,
          last_received_at = excluded.last_received_at`,
    );
  }

  return {
    count(request, verdicts) {
      const key = `${request.workspace}\n${request.source}`;
      const counts = open.get(key) ?? {
        workspace: request.workspace,
        source: request.source,
        kind: request.kind,
        stored: 0,
        duplicates: 0,
        conflicts: 0,
        rejected: 0,
        lastReceivedAtMs: 0,
      };
      for (const { status } of verdicts) counts[FIELD[status]]++;
      counts.lastReceivedAtMs = context.clock.now();
      open.set(key, counts);
      timer ??= setTimeout(() => {
        flush().catch((error) => context.log.warn({ error: String(error) }, 'writing the counters failed'));
      }, FLUSH_MS);
    },
    async close() {
      if (timer) clearTimeout(timer);
      await flush();
    },
  };
}

const FIELD = {
  stored: 'stored',
  duplicate: 'duplicates',
  conflict: 'conflicts',
  rejected: 'rejected',
} as const satisfies Record<Verdict['status'], keyof Counts>;

async function recountStored(context: Context): Promise<void> {
  const rows = await context.clickhouse.query(
    ch`SELECT workspace, source, any(source_kind) AS kind, count() AS stored, toUnixTimestamp64Milli(max(received_at)) AS last_at
      FROM events WHERE source_kind != 'derived' GROUP BY workspace, source`,
    z.object({
      workspace: z.number(),
      source: z.string(),
      kind: z.string(),
      stored: z.coerce.number(),
      last_at: z.coerce.number(),
    }),
  );
  if (rows.length === 0) return;
  await context.postgres.run(
    sql`INSERT INTO source_counter AS c (workspace, source, kind, received, stored, last_received_at)
      SELECT workspace, source, kind, stored, stored, to_timestamp(at / 1000.0)
      FROM unnest(${rows.map((r) => r.workspace)}::int[], ${rows.map((r) => r.source)}::text[], ${rows.map((r) => r.kind)}::text[],
        ${rows.map((r) => r.stored)}::bigint[], ${rows.map((r) => r.last_at)}::double precision[]) AS t(workspace, source, kind, stored, at)
      ON CONFLICT (workspace, source) DO UPDATE SET stored = excluded.stored,
        received = excluded.stored + c.duplicates + c.conflicts + c.rejected`,
  );
}
