import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { hashToken, makeToken } from './secrets.ts';

export const SESSION_COOKIE = 'desirepath_session';
const SESSION_DAYS = 30;

type Needs = Pick<Context, 'postgres' | 'clock'>;

export interface SignedIn {
  userId: number;
  email: string;
  workspace: number;
}

/** Starts a session; the token goes to the browser, only its hash is kept. */
export async function startSession({ postgres, clock }: Needs, userId: number): Promise<string> {
  const token = makeToken();
  const now = clock.now();
  await postgres.run(sql`DELETE FROM session WHERE expires_at < ${new Date(now)}`);
  await postgres.run(
    sql`INSERT INTO session (token_hash, account_user, created_at, expires_at)
        VALUES (${hashToken(token)}, ${userId}, ${new Date(now)}, ${new Date(now + SESSION_DAYS * 86_400_000)})`,
  );
  return token;
}

const signedInRow = z.object({ userId: z.number(), email: z.string(), workspace: z.number() });

export async function findSession({ postgres, clock }: Needs, token: string): Promise<SignedIn | null> {
  const rows = await postgres.query(
    sql`SELECT u.id AS "userId", u.email, u.workspace FROM session s JOIN account_user u ON u.id = s.account_user
        WHERE s.token_hash = ${hashToken(token)} AND s.expires_at > ${new Date(clock.now())}`,
    signedInRow,
  );
  return rows[0] ?? null;
}

export async function endSession({ postgres }: Needs, token: string): Promise<void> {
  await postgres.run(sql`DELETE FROM session WHERE token_hash = ${hashToken(token)}`);
}

/** `Set-Cookie` for a session; an empty token takes the cookie away. */
export function writeSessionCookie(token: string, isHttps: boolean): string {
  const maxAgeSeconds = token === '' ? 0 : SESSION_DAYS * 86_400;
  return `${SESSION_COOKIE}=${token}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`;
}

export function readSessionCookie(headers: Headers): string | null {
  for (const part of headers.get('cookie')?.split(';') ?? []) {
    const [name, value] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE && value) return value;
  }
  return null;
}
