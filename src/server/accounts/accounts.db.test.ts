import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { readConfig } from '../platform/config.ts';
import { addKey, createKeyFinder, listKeys, makeKey } from './access-keys.ts';
import { createAuthenticator } from './authenticate.ts';
import { hashPassword } from './password.ts';
import { endSession, findSession, SESSION_COOKIE, startSession } from './sessions.ts';
import { addOwner, addWorkspace, ensureFirstWorkspace, readWorkspace } from './workspaces.ts';

let stores: TestStores;
let now = Date.UTC(2026, 0, 1);
const clock = { now: () => now };

beforeAll(async () => {
  stores = await openTestStores({ clock });
});
afterAll(() => stores.close());

async function addUser(email: string): Promise<{ workspace: number; userId: number }> {
  const { postgres } = stores.context;
  const workspace = await stores.createWorkspace();
  await addOwner(postgres, { workspace, email, passwordHash: await hashPassword('a good password') });
  const [user] = await postgres.query(
    sql`SELECT id FROM account_user WHERE email = ${email}`,
    z.object({ id: z.number() }),
  );
  if (!user) throw new Error('the owner was not stored');
  return { workspace, userId: user.id };
}

describe('first workspace', () => {
  it('is made once, from the settings, and its secrets work', async () => {
    const config = readConfig(
      {},
      {
        workspaceName: 'Tea House',
        timeZone: 'Europe/Berlin',
        currency: 'GBP',
        ownerEmail: 'Ann@Tea.example',
      },
    );
    const secrets = await ensureFirstWorkspace({ postgres: stores.context.postgres, config });
    if (!secrets) throw new Error('no secrets');
    expect(secrets.email).toBe('ann@tea.example');
    expect(secrets.apiKey).toMatch(/^dp_[\w-]{43}$/);
    expect(await ensureFirstWorkspace({ postgres: stores.context.postgres, config })).toBeNull();
    expect(await readWorkspace(stores.context, secrets.workspace)).toMatchObject({
      name: 'Tea House',
      timeZone: 'Europe/Berlin',
      currency: 'GBP',
      isDemo: false,
    });
    const findKey = createKeyFinder(stores.context);
    expect(await findKey('api', secrets.apiKey)).toEqual({ workspace: secrets.workspace, name: 'first' });
    expect(await findKey('write', secrets.writeKey)).toEqual({ workspace: secrets.workspace, name: 'web' });
    expect(await findKey('api', secrets.writeKey)).toBeNull();
    const kept = JSON.stringify(await listKeys(stores.context, secrets.workspace));
    expect(kept).toContain(secrets.writeKey);
    expect(kept).not.toContain(secrets.apiKey);
  });
});

describe('sessions', () => {
  it('hold for 30 days and end at once when signed out', async () => {
    const { workspace, userId } = await addUser('bob@example.com');
    const token = await startSession(stores.context, userId);
    expect(await findSession(stores.context, token)).toEqual({ userId, email: 'bob@example.com', workspace });
    now += 30 * 86_400_000 - 1;
    expect(await findSession(stores.context, token)).not.toBeNull();
    now += 1;
    expect(await findSession(stores.context, token)).toBeNull();
    const second = await startSession(stores.context, userId);
    await endSession(stores.context, second);
    expect(await findSession(stores.context, second)).toBeNull();
  });
});

describe('who asks', () => {
  const local = { host: 'localhost:4000' };
  const asking = (headers: Record<string, string>, remoteAddress: string | null = '127.0.0.1') => ({
    headers: new Headers(headers),
    remoteAddress,
  });

  it('is told by API key, local token and cookie', async () => {
    const { workspace, userId } = await addUser('carol@example.com');
    const key = makeKey('api');
    await addKey(stores.context.postgres, { workspace, kind: 'api', name: 'test', key });
    const authenticate = createAuthenticator(stores.context, {
      findKey: createKeyFinder(stores.context),
      localToken: 'local-token',
      isDemo: false,
    });
    expect(await authenticate(asking({ authorization: `Bearer ${key}` }))).toMatchObject({
      workspace,
      user: null,
      isAmbient: false,
    });
    expect(await authenticate(asking({ authorization: 'Bearer local-token' }))).not.toBeNull();
    expect(await authenticate(asking({ authorization: 'Bearer local-tokeN' }))).toBeNull();
    const token = await startSession(stores.context, userId);
    expect(await authenticate(asking({ cookie: `a=b; ${SESSION_COOKIE}=${token}` }))).toMatchObject({
      workspace,
      user: { id: userId, email: 'carol@example.com' },
      isAmbient: true,
    });
    expect(await authenticate(asking({ cookie: `${SESSION_COOKIE}=${token}x` }))).toBeNull();
    expect(await authenticate(asking(local))).toBeNull();
  });

  it('is the owner in a demo, but only for a browser on this machine that called it by a local name', async () => {
    const options = { findKey: createKeyFinder(stores.context), localToken: 't' };
    const demo = createAuthenticator(stores.context, { ...options, isDemo: true });
    expect(await demo(asking(local))).toBeNull();
    const workspace = await addWorkspace(stores.context.postgres, {
      name: 'Demo',
      timeZone: 'UTC',
      currency: 'EUR',
      isDemo: true,
    });
    const email = 'dora@example.com';
    await addOwner(stores.context.postgres, { workspace, email, passwordHash: 'no password' });
    expect(await demo(asking(local))).toMatchObject({ workspace, user: { email }, isAmbient: true });
    const serving = createAuthenticator(stores.context, { ...options, isDemo: false });
    expect(await serving(asking(local))).toBeNull();
    expect(await demo(asking({ ...local, host: '[::1]:4000' }, '::1'))).not.toBeNull();
    expect(await demo(asking(local, '192.168.1.7'))).toBeNull();
    expect(await demo(asking(local, null))).toBeNull();
    expect(await demo(asking({ host: 'evil.example' }))).toBeNull();
    expect(await demo(asking({ host: 'localhost.evil.example' }))).toBeNull();
    expect(await demo(asking({ ...local, 'x-forwarded-for': '8.8.8.8' }))).toBeNull();
  });
});
