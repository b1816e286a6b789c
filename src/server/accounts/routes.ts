import sql from 'sql-template-tag';
import { z } from 'zod';
import { api, publicApi } from '../platform/api.ts';
import { apiError } from '../platform/api-errors.ts';
import type { Context } from '../platform/context.ts';
import { listKeys } from './access-keys.ts';
import { isPassword, NOBODYS_HASH } from './password.ts';
import { endSession, readSessionCookie, startSession, writeSessionCookie } from './sessions.ts';
import { createSignInLimit } from './sign-in-limit.ts';
import { normalizeEmail, readWorkspace } from './workspaces.ts';

const userRow = z.object({ id: z.number(), passwordHash: z.string() });

/** Signing in and out, who am I, and the keys. `version` is the program's. */
export function accountsRoutes(context: Pick<Context, 'postgres' | 'clock'>, version: string) {
  const limit = createSignInLimit(context.clock);

  return {
    signIn: publicApi.accounts.signIn.handler(async ({ input, context: request }) => {
      const email = normalizeEmail(input.email);
      const keys = [`address ${request.remoteAddress ?? 'none'}`, `email ${email}`];
      const waitSeconds = limit.count(keys);
      if (waitSeconds > 0) {
        request.responseHeaders.set('Retry-After', String(waitSeconds));
        throw apiError('TOO_MANY_REQUESTS', `Too many failed sign-ins. Try again in ${waitSeconds} seconds.`);
      }
      const [user] = await context.postgres.query(
        sql`SELECT id, password_hash AS "passwordHash" FROM account_user WHERE email = ${email}`,
        userRow,
      );
      const isRight = await isPassword(input.password, user?.passwordHash ?? NOBODYS_HASH);
      if (!user || !isRight) throw apiError('UNAUTHORIZED', 'The email or the password is wrong.');
      limit.takeBack(keys);
      const token = await startSession(context, user.id);
      request.responseHeaders.append('Set-Cookie', writeSessionCookie(token, isHttps(request.baseUrl)));
      return { ok: true as const };
    }),

    signOut: publicApi.accounts.signOut.handler(async ({ context: request }) => {
      const token = readSessionCookie(request.headers);
      if (token !== null) await endSession(context, token);
      request.responseHeaders.append('Set-Cookie', writeSessionCookie('', isHttps(request.baseUrl)));
      return { ok: true as const };
    }),

    me: api.accounts.me.handler(async ({ context: { workspace, caller } }) => {
      const { id, ...view } = await readWorkspace(context, workspace);
      return { email: caller.user?.email ?? '', workspace: { id: String(id), ...view }, version };
    }),

    keys: api.accounts.keys.handler(async ({ context: { workspace, baseUrl } }) => {
      const keys = await listKeys(context, workspace);
      return {
        writeKeys: keys.flatMap(({ kind, name, key, createdAt }) =>
          kind === 'write' && key !== null ? [{ name, key, createdAt }] : [],
        ),
        apiKeys: keys
          .filter(({ kind }) => kind === 'api')
          .map(({ name, lastFour, createdAt }) => ({ name, lastFour, createdAt })),
        collectUrl: `${baseUrl}/v1`,
      };
    }),
  };
}

function isHttps(baseUrl: string): boolean {
  return baseUrl.startsWith('https:');
}
