import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDataFolder } from '../../test/stores.ts';
import { contract } from '../shared/contract.ts';
import { type Server, startServer } from './main.ts';
import { readConfig } from './platform/config.ts';

const PASSWORD = 'a good password';
const API_KEY = 'dp_of_the_test';

let server: Server;
let data: string;

beforeAll(async () => {
  data = await makeDataFolder();
  server = await startServer(
    readConfig(
      {},
      {
        data,
        port: 0,
        logLevel: 'silent',
        trustedProxies: 1,
        ownerEmail: 'Owner@Shop.example',
        ownerPassword: PASSWORD,
        apiKey: API_KEY,
        writeKey: 'wk_of_the_test',
      },
    ),
  );
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

interface Asking {
  method?: string;
  body?: object | string;
  headers?: Record<string, string>;
}

async function ask(path: string, { method = 'GET', body, headers = {} }: Asking = {}) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : body && JSON.stringify(body),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}

const withKey = { Authorization: `Bearer ${API_KEY}` };
const signIn = (email: string, password: string, headers: Record<string, string> = {}) =>
  ask('/api/session', { method: 'POST', body: { email, password }, headers });

async function signInForCookie(): Promise<string> {
  const { headers } = await signIn('owner@shop.example', PASSWORD);
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('signing in', () => {
  it('gives a cookie that opens the API until signed out', async () => {
    const { status, headers } = await signIn(' owner@shop.example ', PASSWORD);
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toMatch(
      /^desirepath_session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    );
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await ask('/api/me', { headers: { cookie } })).toMatchObject({
      status: 200,
      body: { email: 'owner@shop.example', workspace: { name: 'My shop', isDemo: false } },
    });
    const out = await ask('/api/session', { method: 'DELETE', headers: { cookie, Origin: server.url } });
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await ask('/api/me', { headers: { cookie } })).status).toBe(401);
  });

  it('marks the cookie Secure behind https', async () => {
    const { headers } = await signIn('owner@shop.example', PASSWORD, { 'X-Forwarded-Proto': 'https' });
    expect(headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  it('says the same for a wrong password and an unknown user, and takes as long', async () => {
    const time = async (email: string) => {
      const startedAt = performance.now();
      const answer = await signIn(email, 'wrong');
      return { ms: performance.now() - startedAt, answer };
    };
    const wrong = await time('owner@shop.example');
    const unknown = await time('nobody@shop.example');
    expect(wrong.answer.status).toBe(401);
    expect(unknown.answer.body).toEqual(wrong.answer.body);
    // One scrypt takes some 60 ms; an answer without one would take 5.
    expect(unknown.ms).toBeGreaterThan(wrong.ms / 3);
  });

  it('stops guessing after ten failures, for that email from anywhere', async () => {
    const tries = await Promise.all(
      Array.from({ length: 14 }, (_, index) =>
        signIn('guessed@shop.example', 'wrong', { 'X-Forwarded-For': `10.0.0.${index}` }),
      ),
    );
    const late = tries.filter(({ status }) => status === 429);
    expect(late.length).toBe(4);
    expect(Number(late[0]?.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(late[0]?.body).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect((await signIn('owner@shop.example', PASSWORD)).status).toBe(200);
  });
});

describe('permissions', () => {
  const calls = Object.values(contract)
    .flatMap((part) => Object.values(part))
    .map((call) => call['~orpc']);

  it('every call but the public ones answers 401 to a stranger, before it reads the input', async () => {
    expect(calls.length).toBeGreaterThan(10);
    for (const { meta, route } of calls) {
      if (meta.permission === 'public') continue;
      const { status } = await ask(`/api${route.path?.replaceAll(/\{\w+\}/g, '1')}`, {
        method: route.method,
        body: route.method === 'GET' ? undefined : '{"nonsense":1}',
      });
      expect(status, `${route.method} ${route.path}`).toBe(401);
    }
  });

  it('a call that changes something by cookie must come from our own pages', async () => {
    const cookie = await signInForCookie();
    const signOut = (headers: Record<string, string>) =>
      ask('/api/session', { method: 'DELETE', headers: { cookie, ...headers } });
    for (const headers of [
      {},
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site', Origin: server.url },
    ] as Record<string, string>[]) {
      expect(await signOut(headers)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    }
    expect((await ask('/api/me', { headers: { cookie } })).status).toBe(200);
    expect((await signOut({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
    expect((await ask('/api/me', { headers: { cookie } })).status).toBe(401);
    expect((await signIn('owner@shop.example', PASSWORD, { Origin: 'https://evil.example' })).status).toBe(
      403,
    );
  });

  it('the keys of collection do not open the API', async () => {
    const headers = { Authorization: 'Bearer wk_of_the_test' };
    expect((await ask('/api/me', { headers })).status).toBe(401);
    const keys = await ask('/api/keys', { headers: withKey });
    expect(keys.body).toMatchObject({
      writeKeys: [{ name: 'web', key: 'wk_of_the_test' }],
      apiKeys: [{ name: 'first', lastFour: 'test' }],
      collectUrl: `${server.url}/v1`,
    });
    expect(JSON.stringify(keys.body)).not.toContain(API_KEY);
  });
});

describe('answers', () => {
  it('to wrong input name the field, the value and the limit', async () => {
    const { status, body } = await ask('/api/data/recent?limit=500', { headers: withKey });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'BAD_REQUEST', defined: true });
    expect(body.message).toContain('limit is "500"');
    expect(body.message).toContain('<=200');
    const broken = await ask('/api/session', { method: 'POST', body: '{"email": x}' });
    expect(broken.status).toBe(400);
    expect(broken.body.message).toMatch(/not valid JSON: .*x/);
    const deep = `{"email": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const nested = await ask('/api/session', { method: 'POST', body: deep });
    expect(nested.status).toBe(400);
    expect(nested.body.message).toContain('nested more than 200 deep');
    const half = await ask('/api/maps/m/links', {
      method: 'PUT',
      headers: withKey,
      body: '{"password":"\\ud83d-secret"}',
    });
    expect(half.status).toBe(400);
    expect(half.body.message).toMatch(/^password holds half of a character \(\\ud83d\) at character 1:/);
    const secret = await ask('/api/session', {
      method: 'POST',
      body: { email: 'a', password: 'p'.repeat(1_001) },
    });
    expect(secret.body.message).toContain('password is (not shown): Too big');
    expect(secret.body.message).not.toContain('ppp');
  });

  it('to unknown addresses are JSON under /api', async () => {
    expect(await ask('/api/nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('describe the API as OpenAPI, with every call', async () => {
    const { body } = await ask('/api/openapi.json');
    expect(body.openapi).toMatch(/^3\.1/);
    const operations = Object.values<object>(body.paths).flatMap((path) => Object.values(path));
    const ids = operations.map((operation) => operation.operationId);
    for (const [part, calls] of Object.entries(contract)) {
      for (const name of Object.keys(calls)) expect(ids).toContain(`${part}.${name}`);
    }
    expect(body.paths['/data/recent'].get.parameters[0]).toMatchObject({ name: 'limit', in: 'query' });
    expect(body.servers).toEqual([{ url: `${server.url}/api` }]);
  });

  it('say that the server lives and is ready, and carry the security headers', async () => {
    expect(await ask('/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
    const { status, headers } = await ask('/readyz');
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect((await ask('/api/me', { headers: withKey })).headers.get('cache-control')).toBe('no-store');
  });
});

describe('collection through the whole server', () => {
  it('stores an item once, counts a copy and refuses another under the same id', async () => {
    const send = (properties: object) =>
      ask('/v1/track', {
        method: 'POST',
        body: {
          event: 'Tea Drunk',
          userId: 'u1',
          messageId: 'm1',
          timestamp: '2026-01-05T10:00:00Z',
          properties,
        },
        headers: { Authorization: `Basic ${btoa('wk_of_the_test:')}` },
      });
    expect(await send({ cups: 1 })).toMatchObject({ status: 200, body: { stored: 1 } });
    expect(await send({ cups: 1 })).toMatchObject({ status: 200, body: { duplicates: 1 } });
    expect(await send({ cups: 2 })).toMatchObject({ status: 400, body: { conflicts: 1 } });
    const recent = await ask('/api/data/recent', { headers: withKey });
    expect(recent.body.events).toMatchObject([{ event: 'Tea Drunk', source: 'web' }]);
  });

  it('gives a verdict to every item of a bad batch, and survives the worst ones', async () => {
    const item = (more: object = {}) => ({ type: 'track', event: 'Tea Drunk', userId: 'u2', ...more });
    const deep = `${'['.repeat(15_000)}${']'.repeat(15_000)}`;
    const batch = [
      item(),
      item({ properties: { deep: 'DEEP' } }),
      item({ properties: { long: 'x'.repeat(40_000) } }),
      null,
      'text',
      [],
      { type: 'track' },
      { type: 'dance', userId: 'u2' },
      item({ timestamp: 'yesterday' }),
    ];
    const { status, body } = await ask('/v1/batch', {
      method: 'POST',
      body: JSON.stringify({ batch, writeKey: 'wk_of_the_test' }).replace('"DEEP"', deep),
    });
    expect(status).toBe(207);
    expect(body.items).toHaveLength(batch.length);
    expect(body.items[0].status).toBe('stored');
    for (const verdict of body.items.slice(1)) {
      expect(verdict, JSON.stringify(verdict)).toMatchObject({
        status: 'rejected',
        code: expect.any(String),
        message: expect.any(String),
      });
    }
  });
});

describe('people', () => {
  it('are counted apart: known by name, and browsers that were never seen to sign in', async () => {
    const before = (await ask('/api/people/counts', { headers: withKey })).body;
    const page = (anonymousId: string, more = {}) => ({ type: 'page', name: 'Home', anonymousId, ...more });
    const sent = await ask('/v1/batch', {
      method: 'POST',
      body: {
        writeKey: 'wk_of_the_test',
        batch: [
          page('browser-1'),
          page('browser-2'),
          page('browser-3'),
          // signs in, so that the third browser is somebody
          { type: 'identify', userId: 'ann', anonymousId: 'browser-3' },
          { type: 'track', event: 'Order Completed', context: { traits: { email: 'bob@shop.example' } } },
        ],
      },
    });
    expect(sent.status).toBe(200);
    await server.program.refresher.settle();
    const counted = (await ask('/api/people/counts', { headers: withKey })).body;
    expect(counted).toEqual({ people: before.people + 4, known: before.known + 2 });
    const { body } = await ask('/api/people', { headers: withKey });
    expect(body.total).toBe(counted.people);
    const isKnown = Object.fromEntries(
      body.people.map((person: { label: string; isKnown: boolean }) => [person.label, person.isKnown]),
    );
    expect(isKnown).toMatchObject({
      'browser-1': false,
      'browser-2': false,
      ann: true,
      'bob@shop.example': true,
    });
    expect(isKnown).not.toHaveProperty('browser-3');
    expect((await ask('/api/people/counts')).status).toBe(401);
  });
});

describe('the data directory', () => {
  it('says where the server is to its owner only, and where the first secrets are', () => {
    for (const name of ['server.json', 'first-secrets.json']) {
      expect(statSync(join(data, name)).mode & 0o777, name).toBe(0o600);
    }
    expect(JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'))).toMatchObject({
      url: server.url,
      pid: process.pid,
    });
    expect(JSON.parse(readFileSync(join(data, 'first-secrets.json'), 'utf8'))).toMatchObject({
      email: 'owner@shop.example',
      apiKey: API_KEY,
    });
    expect(existsSync(join(data, 'lock'))).toBe(true);
  });
});

// the last: what nobody reads of the body may close the connection while another request goes out on it
it('refuses too large bodies', async () => {
  const large = await ask('/api/session', { method: 'POST', body: { email: 'x'.repeat(4_000_001) } });
  expect(large).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
});
