import { timingSafeEqual } from 'node:crypto';
import { PERMISSIONS } from '../../shared/platform/base-contract.ts';
import type { Caller } from '../platform/caller.ts';
import type { Context } from '../platform/context.ts';
import type { KeyFinder } from './access-keys.ts';
import { hashToken } from './secrets.ts';
import { findSession, readSessionCookie } from './sessions.ts';
import { findDemoWorkspace, findFirstWorkspace, findOwner } from './workspaces.ts';

/** Today the owner, secret API keys and the command line hold every permission. */
const ALL_PERMISSIONS = new Set(PERMISSIONS);

export interface AuthenticatorOptions {
  findKey: KeyFinder;
  /** known to those who may read server.json in the data directory */
  localToken: string;
  /** the demo opens signed in for browsers on this machine */
  isDemo: boolean;
}

export interface RequestOrigin {
  headers: Headers;
  remoteAddress: string | null;
}

/** Finds out who asks, by `Authorization: Bearer`, session cookie or, in the demo, by being on this machine. */
export function createAuthenticator(
  context: Pick<Context, 'postgres' | 'clock'>,
  options: AuthenticatorOptions,
) {
  const asOwner = (workspace: number, user: Caller['user'], isAmbient: boolean): Caller => ({
    workspace,
    user,
    permissions: ALL_PERMISSIONS,
    isAmbient,
  });

  return async ({ headers, remoteAddress }: RequestOrigin): Promise<Caller | null> => {
    const bearer = readBearer(headers);
    if (bearer !== null) {
      if (isSame(bearer, options.localToken)) {
        const workspace = await findFirstWorkspace(context);
        return workspace && asOwner(workspace.id, null, false);
      }
      const holder = await options.findKey('api', bearer);
      return holder && asOwner(holder.workspace, null, false);
    }
    const token = readSessionCookie(headers);
    const session = token === null ? null : await findSession(context, token);
    if (session) return asOwner(session.workspace, { id: session.userId, email: session.email }, true);
    if (options.isDemo && isOnThisMachine({ headers, remoteAddress })) {
      const workspace = await findDemoWorkspace(context);
      return workspace && asOwner(workspace.id, await findOwner(context, workspace.id), true);
    }
    return null;
  };
}

export type Authenticator = ReturnType<typeof createAuthenticator>;

const FORWARDING_HEADERS = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/**
 * Both ends on this machine: the socket is a loopback one, the page's address too (else a foreign name that resolves to
 * 127.0.0.1 would get in), and no proxy stands between (its outside visitors would look local).
 */
export function isOnThisMachine({ headers, remoteAddress }: RequestOrigin): boolean {
  const isLoopbackAddress = remoteAddress !== null && /^(::ffff:)?127\.|^::1$/.test(remoteAddress);
  const host = headers.get('host')?.toLowerCase() ?? '';
  const isLoopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
  return isLoopbackAddress && isLoopbackName && !FORWARDING_HEADERS.some((name) => headers.has(name));
}

function readBearer(headers: Headers): string | null {
  const match = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '');
  return match?.[1] ?? null;
}

function isSame(given: string, expected: string): boolean {
  return expected !== '' && timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(expected)));
}

/** User name of `Authorization: Basic`, where Segment's clients put the write key. */
export function readBasicUser(headers: Headers): string | null {
  const match = /^Basic\s+(\S+)$/i.exec(headers.get('authorization') ?? '');
  if (!match?.[1]) return null;
  return Buffer.from(match[1], 'base64').toString('utf8').split(':')[0] ?? null;
}
