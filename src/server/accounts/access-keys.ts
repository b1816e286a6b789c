import { LRUCache } from 'lru-cache';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import type { PostgresQueries } from '../platform/postgres.ts';
import { hashToken, makeToken } from './secrets.ts';

/** A write key (stands in web pages, kept readable) or a secret API key (only its hash is kept). */
export type KeyKind = 'write' | 'api';

/** A new key's text: shown once for an API key. */
export function makeKey(kind: KeyKind): string {
  return `${kind === 'api' ? 'dp' : 'wk'}_${makeToken()}`;
}

export interface NewKey {
  workspace: number;
  kind: KeyKind;
  /** for a write key also the name of the source in reports */
  name: string;
  key: string;
}

export async function addKey(
  queries: PostgresQueries,
  { workspace, kind, name, key }: NewKey,
): Promise<void> {
  await queries.run(
    sql`INSERT INTO access_key (workspace, kind, name, key, key_hash, last_four)
        VALUES (${workspace}, ${kind}, ${name}, ${kind === 'write' ? key : null}, ${hashToken(key)}, ${key.slice(-4)})`,
  );
}

/** Whose key it is. */
export interface KeyHolder {
  workspace: number;
  name: string;
}

const REMEMBERED_KEYS = 1_000;
const REMEMBERED_MS = 5_000;

/** Looks keys up, and remembers the answer for five seconds: collection asks with every request, and so may a stranger. */
export function createKeyFinder({ postgres, clock }: Pick<Context, 'postgres' | 'clock'>) {
  const known = new LRUCache<string, { holder: KeyHolder | null; at: number }>({ max: REMEMBERED_KEYS });
  const holderRow = z.object({ workspace: z.number(), name: z.string() });

  return async (kind: KeyKind, key: string): Promise<KeyHolder | null> => {
    const hash = hashToken(key);
    const remembered = known.get(kind + hash);
    if (remembered && clock.now() - remembered.at < REMEMBERED_MS) return remembered.holder;
    const rows = await postgres.query(
      sql`SELECT workspace, name FROM access_key
          WHERE key_hash = ${hash} AND kind = ${kind} AND revoked_at IS NULL`,
      holderRow,
    );
    const holder = rows[0] ?? null;
    known.set(kind + hash, { holder, at: clock.now() });
    return holder;
  };
}

export type KeyFinder = ReturnType<typeof createKeyFinder>;

const keyRow = z.object({
  kind: z.enum(['write', 'api']),
  name: z.string(),
  key: z.string().nullable(),
  lastFour: z.string(),
  createdAt: z.date().transform((at) => at.toISOString()),
});

/** The keys of a workspace that work, oldest first. */
export function listKeys({ postgres }: Pick<Context, 'postgres'>, workspace: number) {
  return postgres.query(
    sql`SELECT kind, name, key, last_four AS "lastFour", created_at AS "createdAt" FROM access_key
        WHERE workspace = ${workspace} AND revoked_at IS NULL ORDER BY id`,
    keyRow,
  );
}
