import sql from 'sql-template-tag';
import type { Postgres } from '../platform/postgres.ts';

/** Traits learnt from one event, filed under the node of the event. */
export interface LearntTraits {
  workspace: number;
  node: number;
  traits: Record<string, unknown>;
  atMs: number;
  source: string;
}

/** Keeps the newest value of each trait by node; older news that arrive late change nothing. */
export async function learnTraits(postgres: Postgres, learnt: readonly LearntTraits[]): Promise<void> {
  const newest = new Map<string, { item: LearntTraits; name: string; value: string }>();
  for (const item of learnt) {
    for (const [name, value] of Object.entries(item.traits)) {
      if (value === undefined || name.includes('\0')) continue;
      const key = `${item.node}\n${name}`;
      const before = newest.get(key);
      // jsonb cannot hold the character U+0000.
      const text = JSON.stringify(value).replaceAll('\\u0000', '');
      if (!before || before.item.atMs <= item.atMs)
        newest.set(key, { item, name: name.slice(0, 200), value: text });
    }
  }
  const rows = [...newest.values()];
  if (rows.length === 0) return;
  await postgres.run(
    sql`INSERT INTO trait (workspace, node, name, value, at, source)
      SELECT workspace, node, name, value::jsonb, to_timestamp(at / 1000.0), source
      FROM unnest(${rows.map((r) => r.item.workspace)}::int[], ${rows.map((r) => r.item.node)}::bigint[],
        ${rows.map((r) => r.name)}::text[], ${rows.map((r) => r.value)}::text[],
        ${rows.map((r) => r.item.atMs)}::double precision[], ${rows.map((r) => r.item.source)}::text[])
        AS t(workspace, node, name, value, at, source)
      ON CONFLICT (node, name) DO UPDATE SET value = excluded.value, at = excluded.at, source = excluded.source
        WHERE trait.at <= excluded.at`,
  );
}
