import sql from 'sql-template-tag';
import { z } from 'zod';
import { ConfigError } from '../platform/config.ts';
import type { Context } from '../platform/context.ts';
import type { PostgresQueries } from '../platform/postgres.ts';
import { addKey, makeKey } from './access-keys.ts';
import { hashPassword } from './password.ts';
import { makeToken } from './secrets.ts';

const workspaceRow = z.object({
  id: z.number(),
  name: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  isDemo: z.boolean(),
});
export type Workspace = z.infer<typeof workspaceRow>;

const columns = sql`id, name, time_zone AS "timeZone", currency, is_demo AS "isDemo"`;

export async function readWorkspace({ postgres }: Pick<Context, 'postgres'>, id: number): Promise<Workspace> {
  const [row] = await postgres.query(sql`SELECT ${columns} FROM workspace WHERE id = ${id}`, workspaceRow);
  if (!row) throw new Error(`Workspace ${id} does not exist.`);
  return row;
}

/** The workspace that the command line works in; null before the first start. */
export async function findFirstWorkspace({ postgres }: Pick<Context, 'postgres'>): Promise<Workspace | null> {
  const rows = await postgres.query(sql`SELECT ${columns} FROM workspace ORDER BY id LIMIT 1`, workspaceRow);
  return rows[0] ?? null;
}

/** The made-up shop that opens signed in; null where there is none. */
export async function findDemoWorkspace({ postgres }: Pick<Context, 'postgres'>): Promise<Workspace | null> {
  const rows = await postgres.query(
    sql`SELECT ${columns} FROM workspace WHERE is_demo ORDER BY id LIMIT 1`,
    workspaceRow,
  );
  return rows[0] ?? null;
}

export async function addWorkspace(
  queries: PostgresQueries,
  given: { name: string; timeZone: string; currency: string; isDemo: boolean },
): Promise<number> {
  const [row] = await queries.query(
    sql`INSERT INTO workspace (name, time_zone, currency, is_demo)
        VALUES (${given.name}, ${given.timeZone}, ${given.currency}, ${given.isDemo}) RETURNING id`,
    z.object({ id: z.number() }),
  );
  if (!row) throw new Error('INSERT ... RETURNING gave no row.');
  return row.id;
}

export async function addOwner(
  queries: PostgresQueries,
  given: { workspace: number; email: string; passwordHash: string },
): Promise<void> {
  await queries.run(
    sql`INSERT INTO account_user (workspace, email, password_hash, role)
        VALUES (${given.workspace}, ${normalizeEmail(given.email)}, ${given.passwordHash}, 'owner')`,
  );
}

/** The first owner; null where a workspace has none. */
export async function findOwner(
  { postgres }: Pick<Context, 'postgres'>,
  workspace: number,
): Promise<{ id: number; email: string } | null> {
  const [row] = await postgres.query(
    sql`SELECT id, email FROM account_user WHERE workspace = ${workspace} AND role = 'owner' ORDER BY id LIMIT 1`,
    z.object({ id: z.number(), email: z.string() }),
  );
  return row ?? null;
}

export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** What the first start made. Shown once: only hashes of password and API key are kept. */
export interface FirstSecrets {
  workspace: number;
  email: string;
  password: string;
  writeKey: string;
  apiKey: string;
}

/** Makes workspace, owner and keys on the first start, from the settings or at random; null when they are there. */
export async function ensureFirstWorkspace(
  context: Pick<Context, 'postgres' | 'config'>,
  isDemo = false,
): Promise<FirstSecrets | null> {
  if ((await findFirstWorkspace(context)) !== null) return null;
  const { config, postgres } = context;
  assertTimeZone(config.timeZone);
  assertCurrency(config.currency);
  const password = config.ownerPassword || makeToken().slice(0, 20);
  const writeKey = config.writeKey || makeKey('write');
  const apiKey = config.apiKey || makeKey('api');
  const passwordHash = await hashPassword(password);
  const workspace = await postgres.transaction(async (queries) => {
    const id = await addWorkspace(queries, {
      name: config.workspaceName,
      timeZone: config.timeZone,
      currency: config.currency,
      isDemo,
    });
    await addOwner(queries, { workspace: id, email: config.ownerEmail, passwordHash });
    await addKey(queries, { workspace: id, kind: 'write', name: 'web', key: writeKey });
    await addKey(queries, { workspace: id, kind: 'api', name: 'first', key: apiKey });
    return id;
  });
  return { workspace, email: normalizeEmail(config.ownerEmail), password, writeKey, apiKey };
}

function assertTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new ConfigError(
      `DESIREPATH_TIME_ZONE is "${timeZone}", but it must be an IANA zone such as Europe/Berlin.`,
    );
  }
}

function assertCurrency(currency: string): void {
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new ConfigError(`DESIREPATH_CURRENCY is "${currency}", but it must be three letters such as EUR.`);
  }
}
