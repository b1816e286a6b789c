import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpParts, type Listening, listen } from './http.ts';
import type { HttpEnv } from './visitor.ts';

let folder: string;
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'desirepath-http-'));
  mkdirSync(join(folder, 'web/assets'), { recursive: true });
  mkdirSync(join(folder, 'tracker'));
  writeFileSync(
    join(folder, 'web/index.html'),
    '<script>start()</script><script src="/assets/a.js"></script>',
  );
  writeFileSync(join(folder, 'web/assets/a-1234.js'), 'let a = 1;');
  writeFileSync(join(folder, 'web/assets/a-1234.js.br'), brotliCompressSync('let a = 1;'));
  writeFileSync(join(folder, 'tracker/t.js'), 'track()');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function createApp(parts: Partial<HttpParts> = {}): Hono<HttpEnv> {
  return createHttpApp({
    log: pino({ level: 'debug' }, { write: (line) => logged.push(line) }),
    answerApi: async () => null,
    files: new Hono(),
    collect: new Hono<HttpEnv>(),
    checkReady: async () => {},
    mayEmbed: async () => false,
    webFolder: join(folder, 'web'),
    trackerFolder: join(folder, 'tracker'),
    ...parts,
  });
}

describe('files', () => {
  it('are sent packed where the browser takes it, and kept for long only under a hashed name', async () => {
    const app = createApp();
    const packed = await app.request('/assets/a-1234.js', { headers: { 'Accept-Encoding': 'gzip, br' } });
    expect(packed.headers.get('content-encoding')).toBe('br');
    expect(packed.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(packed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(brotliDecompressSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe('let a = 1;');
    const plain = await app.request('/assets/a-1234.js', { headers: { 'Accept-Encoding': 'br;q=0' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe('let a = 1;');
    const etag = plain.headers.get('etag') ?? '';
    const again = await app.request('/assets/a-1234.js', { headers: { 'If-None-Match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });

  it('give the page for every address of the web app, and nothing outside of the folder', async () => {
    const app = createApp();
    for (const path of ['/', '/maps/tea', '/people/12']) {
      const answer = await app.request(path);
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(await answer.text()).toContain('<script>');
    }
    for (const path of [
      '/assets/gone.js',
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/v1/x',
    ]) {
      const answer = await app.request(path);
      expect(await answer.text(), path).not.toContain('secret');
      expect(answer.status, path).toBe(404);
    }
  });

  it('let exactly the scripts of the page run', async () => {
    const policy = (await createApp().request('/')).headers.get('content-security-policy');
    const hash = createHash('sha256').update('start()').digest('base64');
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
  });

  it('offer the tracker to every site', async () => {
    const answer = await createApp().request('/t.js');
    expect(await answer.text()).toBe('track()');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });
});

describe('health', () => {
  it('says which store does not answer', async () => {
    const app = createApp({
      checkReady: async () => {
        throw new Error('Postgres does not answer');
      },
    });
    expect((await app.request('/healthz')).status).toBe(200);
    const answer = await app.request('/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('Postgres does not answer');
  });
});

describe('logs', () => {
  it('hold no query, no person and no key', async () => {
    const app = createApp();
    await app.request('/api/people?q=ann@example.com');
    await app.request('/api/people/4711/timeline');
    await app.request('/v1/projects/wk_123/settings');
    expect(logged).toHaveLength(3);
    expect(logged.join()).not.toMatch(/ann|4711|wk_123/);
    expect(logged.join()).toContain('/api/people/*/timeline');
  });

  it('hold the failure that the answer hides', async () => {
    const app = createApp({
      answerApi: async () => {
        throw new Error('the disk of Ann');
      },
    });
    const answer = await app.request('/api/me');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('Ann');
    expect(logged.join()).toContain('the disk of Ann');
  });
});

describe('a socket', () => {
  let server: Listening;
  let answerLater: () => void;
  let aborted: Promise<void>;
  let arrived: Promise<void>;

  beforeEach(async () => {
    let sayArrived = () => {};
    let sayAborted = () => {};
    arrived = new Promise((resolve) => {
      sayArrived = resolve;
    });
    aborted = new Promise((resolve) => {
      sayAborted = resolve;
    });
    const app = createApp({
      async answerApi(c) {
        c.req.raw.signal.addEventListener('abort', () => sayAborted());
        sayArrived();
        await new Promise<void>((resolve) => {
          answerLater = resolve;
        });
        return c.text('late but whole');
      },
    });
    server = await listen(app, { host: '127.0.0.1', port: 0 });
  });

  it('that closes stops the question', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await arrived;
    socket.destroy();
    await aborted;
    answerLater();
    await server.stop();
  });

  it('gets its answer while the server stops, and new ones are refused', async () => {
    const answer = fetch(`${server.url}/api/me`);
    await arrived;
    const stopped = server.stop();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    answerLater();
    expect(await (await answer).text()).toBe('late but whole');
    await stopped;
  });

  it('that is taken is said by the system', async () => {
    const port = Number(new URL(server.url).port);
    await expect(listen(createApp(), { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await server.stop();
  });
});
