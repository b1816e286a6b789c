import sql from 'sql-template-tag';
import type { Postgres } from '../platform/postgres.ts';

/** An item that was not stored. */
export interface Rejected {
  kind: 'rejected' | 'conflict';
  code: string;
  message: string;
  raw: unknown;
}

const PAYLOAD_LIMIT = 32 * 1024;
const WRITTEN_LEVELS = 30;

/** Keeps what was not stored, with its reason, where a person can see it. */
export async function keepRejected(
  postgres: Postgres,
  from: { workspace: number; source: string; atMs: number },
  items: readonly Rejected[],
): Promise<void> {
  if (items.length === 0) return;
  // Postgres text cannot hold the character U+0000.
  const clean = (text: string) => text.replaceAll('\0', '\u2400');
  const payload = (raw: unknown) =>
    clean((JSON.stringify(cutDeep(raw, WRITTEN_LEVELS)) ?? 'undefined').slice(0, PAYLOAD_LIMIT));
  await postgres.run(
    sql`INSERT INTO rejected_item (workspace, at, source, kind, code, message, payload)
      SELECT ${from.workspace}::int, to_timestamp(${from.atMs / 1000}::double precision), ${from.source}::text, kind, code, message, payload
      FROM unnest(${items.map((item) => item.kind)}::text[], ${items.map((item) => item.code)}::text[],
        ${items.map((item) => clean(item.message))}::text[], ${items.map((item) => payload(item.raw))}::text[])
        AS t(kind, code, message, payload)`,
  );
}

/** The value without what is nested deeper: writing 15,000 levels down overflows the stack, and 2 MB of batch can hold them. */
function cutDeep(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '(nested deeper)';
  if (Array.isArray(value)) return value.map((item) => cutDeep(item, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cutDeep(item, levels - 1)]));
}
