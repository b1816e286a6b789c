import { readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ensureBuilt, type ServerProcess, startProcess } from './server-process.ts';
import { makeDataFolder } from './stores.ts';

const WRITE_KEY = 'wk_of_bad_input';
const API_KEY = 'dp_of_bad_input';
const BASIC = { Authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` };
const BEARER = { Authorization: `Bearer ${API_KEY}` };
const LIMIT_BYTES = 4_000_000;

let data: string;
let server: ServerProcess;
let url: string;
let port: number;
let pid: number;
/** every status that the server gave, by what was asked */
const statuses: { status: number; asked: string; answer: string }[] = [];
let good = 0;

beforeAll(async () => {
  await ensureBuilt('server');
  data = await makeDataFolder();
  server = startProcess(['serve', '--data', data, '--port', '0'], {
    DESIREPATH_WRITE_KEY: WRITE_KEY,
    DESIREPATH_API_KEY: API_KEY,
  });
  const said = await server.says(/Desirepath is at (\S+)/);
  url = /Desirepath is at (\S+)/.exec(said)?.[1] ?? '';
  port = Number(new URL(url).port);
  pid = server.child.pid ?? 0;
});
afterAll(async () => {
  await server?.stop();
  rmSync(data, { recursive: true, force: true });
});

async function ask(
  path: string,
  init: RequestInit & { duplex?: 'half' } = {},
): Promise<{ status: number; text: string }> {
  const answer = await fetch(url + path, init);
  const text = await answer.text();
  statuses.push({
    status: answer.status,
    asked: `${init.method ?? 'GET'} ${path.slice(0, 200)}`,
    answer: text.slice(0, 500),
  });
  return { status: answer.status, text };
}

const post = (path: string, body: BodyInit, headers: Record<string, string> = BASIC) =>
  ask(path, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } });

const goodItem = () => ({ type: 'track', event: 'Good', userId: `u${good}`, messageId: `good ${good++}` });

/** The server still takes good items, whatever came before. */
async function sendGood(): Promise<void> {
  const { status, text } = await post('/v1/batch', JSON.stringify({ batch: [goodItem()] }));
  expect(status, text).toBe(200);
}

const refusal = z.object({ success: z.literal(false), code: z.string(), message: z.string().min(10) });

describe('bodies of collection', () => {
  const item = { type: 'track', event: 'Bad', userId: 'u' };
  const batchOf = (count: number) => JSON.stringify({ batch: Array.from({ length: count }, () => item) });
  const large = (bytes: number) =>
    JSON.stringify({ batch: [{ ...item, properties: { text: '' } }] }).replace(
      '"text":""',
      `"text":"${'x'.repeat(bytes)}"`,
    );

  it.each<{
    what: string;
    body: () => BodyInit;
    headers?: Record<string, string>;
    status: number;
    code: string;
    says: RegExp;
  }>([
    { what: 'nothing', body: () => '', status: 400, code: 'empty_body', says: /empty.*Send a JSON object/ },
    {
      what: 'JSON that breaks off',
      body: () => '{"batch": [{"type": "track"',
      status: 400,
      code: 'malformed_json',
      says: /ends too early, at character 27/,
    },
    {
      what: 'JSON with a slip',
      body: () => '{"batch": [\n{"type": track}]}',
      status: 400,
      code: 'malformed_json',
      says: /line 2, column 10.*unexpected "t"|line 2, column 1\d/,
    },
    {
      what: 'a form',
      body: () => 'event=Signed+Up',
      status: 400,
      code: 'malformed_json',
      says: /not valid JSON/,
    },
    {
      what: 'a list',
      body: () => '[]',
      status: 400,
      code: 'not_an_object',
      says: /a list.*must be a JSON object/,
    },
    { what: 'a number', body: () => '17', status: 400, code: 'not_an_object', says: /a number/ },
    { what: 'null', body: () => 'null', status: 400, code: 'not_an_object', says: /null/ },
    {
      what: 'no batch',
      body: () => '{}',
      status: 400,
      code: 'no_batch',
      says: /batch is missing.*list of items/,
    },
    {
      what: 'a batch that is text',
      body: () => '{"batch":"x"}',
      status: 400,
      code: 'no_batch',
      says: /batch is a string/,
    },
    {
      what: 'a context that is text',
      body: () => '{"batch":[],"context":"x"}',
      status: 400,
      code: 'bad_envelope',
      says: /context is a string.*object/,
    },
    {
      what: 'a write key that is a number',
      body: () => '{"batch":[],"writeKey":7}',
      status: 400,
      code: 'bad_envelope',
      says: /writeKey is a number.*text/,
    },
    {
      what: '2,501 items',
      body: () => batchOf(2_501),
      status: 413,
      code: 'too_many_items',
      says: /2501 items.*2500.*several batches/,
    },
    {
      what: 'more than 4 MB',
      body: () => large(LIMIT_BYTES),
      status: 413,
      code: 'body_too_large',
      says: /40000\d\d bytes.*4000000.*smaller batches/,
    },
    {
      what: 'invalid UTF-8',
      body: () => Buffer.concat([Buffer.from('{"batch":["'), Buffer.from([0xc3, 0x28]), Buffer.from('"]}')]),
      status: 400,
      code: 'invalid_utf8',
      says: /not valid UTF-8 at byte 11.*Send UTF-8/,
    },
    {
      what: 'UTF-16',
      body: () => Buffer.from('{"batch":[]}', 'utf16le'),
      status: 400,
      code: 'malformed_json',
      says: /not valid JSON/,
    },
    {
      what: 'an unknown encoding',
      body: () => '{}',
      headers: { 'Content-Encoding': 'zstd' },
      status: 415,
      code: 'unknown_encoding',
      says: /"zstd".*gzip, deflate and br/,
    },
    {
      what: 'gzip that is none',
      body: () => '{"batch":[]}',
      headers: { 'Content-Encoding': 'gzip' },
      status: 400,
      code: 'broken_compression',
      says: /not valid gzip/,
    },
    {
      what: 'gzip cut short',
      body: () => gzipSync(batchOf(100)).subarray(0, 60),
      headers: { 'Content-Encoding': 'gzip' },
      status: 400,
      code: 'broken_compression',
      says: /not valid gzip/,
    },
    {
      what: 'a gzip bomb of 1 GB',
      body: makeBomb,
      headers: { 'Content-Encoding': 'gzip' },
      status: 413,
      code: 'body_too_large',
      says: /4000000.*when unpacked/,
    },
    {
      what: 'no key',
      body: () => batchOf(1),
      headers: { Authorization: '' },
      status: 401,
      code: 'no_write_key',
      says: /missing.*Basic authorization, or as writeKey/,
    },
    {
      what: 'a key of nobody',
      body: () => batchOf(1),
      headers: { Authorization: `Basic ${btoa('wk_of_nobody:')}` },
      status: 401,
      code: 'wrong_write_key',
      says: /unknown or revoked.*Settings > Keys/,
    },
    {
      what: 'a key with NUL',
      body: () => batchOf(1),
      headers: { Authorization: `Basic ${btoa('wk\0:')}` },
      status: 401,
      code: 'wrong_write_key',
      says: /unknown/,
    },
    {
      what: 'an API key as write key',
      body: () => batchOf(1),
      headers: { Authorization: `Basic ${btoa(`${API_KEY}:`)}` },
      status: 401,
      code: 'wrong_write_key',
      says: /unknown/,
    },
  ])('$what: $status $code', async ({ body, headers, status, code, says }) => {
    const answer = await post('/v1/batch', body(), { ...BASIC, ...headers });
    expect(answer.status, answer.text).toBe(status);
    const { code: given, message } = refusal.parse(JSON.parse(answer.text));
    expect(given).toBe(code);
    expect(message).toMatch(says);
    await sendGood();
  });

  it('a body without a length that does not end: 413 at the limit', async () => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        if (sent > 20 * LIMIT_BYTES) controller.close();
        else controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    });
    const answer = await ask('/v1/batch', { method: 'POST', body, duplex: 'half', headers: BASIC }).catch(
      () => null,
    );
    // The server may also hang up before the client has read the answer; it must not read on.
    if (answer) expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(10 * LIMIT_BYTES);
    await sendGood();
  });

  it('the bomb and the large bodies took no memory that stays', async () => {
    const residentMb = () =>
      Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
    const before = residentMb();
    const bomb = makeBomb();
    for (let count = 0; count < 20; count++) {
      const { status } = await post('/v1/batch', bomb, { ...BASIC, 'Content-Encoding': 'gzip' });
      expect(status).toBe(413);
    }
    expect(residentMb() - before).toBeLessThan(250);
  }, 60_000);
});

let bomb: Buffer | undefined;
/** 1 GB of spaces in 1 MB of gzip. */
function makeBomb(): Uint8Array<ArrayBuffer> {
  bomb ??= gzipSync(Buffer.alloc(1_000_000_000, 0x20), { level: 1 });
  return new Uint8Array(bomb).slice(0, LIMIT_BYTES - 1);
}

describe('items', () => {
  it('each bad one is refused with its reason, and no good one beside it is lost', async () => {
    const bad: unknown[] = [
      null,
      true,
      7,
      'text',
      [],
      {},
      { type: 'dance', userId: 'u' },
      { type: 7, userId: 'u' },
      { type: 'track', userId: 'u' },
      { type: 'track', event: '', userId: 'u' },
      { type: 'track', event: { name: 'x' }, userId: 'u' },
      { type: 'track', event: 'x'.repeat(10_000), userId: 'u' },
      { type: 'track', event: 'Bad', userId: 'u', timestamp: 'yesterday' },
      { type: 'track', event: 'Bad', userId: 'u', timestamp: '2026-13-45T99:00:00Z' },
      { type: 'track', event: 'Bad', userId: 'u', properties: 'text' },
      { type: 'track', event: 'Bad', userId: 'u', properties: [1, 2] },
      { type: 'track', event: 'Bad', userId: 'u', properties: { deep: 'DEEP' } },
      { type: 'track', event: 'Bad', userId: 'u', properties: { text: 'x'.repeat(100_000) } },
      { type: 'track', event: 'Bad \u0000', userId: 'u' },
      { type: 'track', event: 'Bad', userId: 'u\ud800' },
    ];
    const batch = bad.flatMap((item) => [item, goodItem()]);
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const { status, text } = await post('/v1/batch', JSON.stringify({ batch }).replace('"DEEP"', deep));
    expect(status, text).toBe(207);
    const { items } = z
      .object({
        items: z.array(
          z.object({
            index: z.number(),
            status: z.string(),
            code: z.string().optional(),
            message: z.string().optional(),
          }),
        ),
      })
      .parse(JSON.parse(text));
    expect(items.map(({ index }) => index)).toEqual(batch.map((_, index) => index));
    for (const [index, verdict] of items.entries()) {
      const what = `${JSON.stringify(batch[index])?.slice(0, 200)} -> ${JSON.stringify(verdict)}`;
      expect(verdict.status, what).toBe(index % 2 === 1 ? 'stored' : 'rejected');
      if (index % 2 === 1) continue;
      expect(verdict.code, what).toMatch(/^[a-z_0-9]+$/);
      // the reason says what to do instead
      expect(verdict.message, what).toMatch(/\. [A-Z]|must|Send|limit/);
    }
    const rejected = await ask('/api/data/rejected', { headers: BEARER });
    expect(JSON.parse(rejected.text).total).toBeGreaterThanOrEqual(bad.length);
  });

  it('odd ones that do say what happened are kept', async () => {
    const odd = [
      { messageId: 'm'.repeat(5_000) },
      { messageId: { id: 1 } },
      { context: 7 },
      { userId: ['u'] },
      { userId: 'null' },
      { properties: null },
    ].map((more) => ({ type: 'track', event: 'Good', userId: `odd ${good++}`, ...more }));
    const { status, text } = await post('/v1/batch', JSON.stringify({ batch: odd }));
    expect(status, text).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ stored: odd.length });
  });

  it('nested as deep as the body allows: refused, and the server lives', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ]) {
      const levels = open === '[' ? 1_900_000 : 600_000;
      const deep = `${open?.repeat(levels)}1${close?.repeat(levels)}`;
      for (const body of [
        deep,
        `{"batch":[${deep}]}`,
        `{"batch":[{"type":"track","event":"Bad","properties":{"a":${deep}}}]}`,
      ]) {
        const { status, text } = await post('/v1/batch', body);
        expect(status, text.slice(0, 300)).toBe(400);
        expect(JSON.parse(text).message.length).toBeGreaterThan(10);
      }
      await sendGood();
    }
  });
});

describe('addresses', () => {
  it.each([
    ['GET', '/v1/track', 404, /no_such_call.*GET \/v1\/track/],
    ['POST', '/v1/nothing', 404, /There is no POST \/v1\/nothing/],
    ['DELETE', '/v1/batch', 404, /There is no DELETE/],
    ['GET', '/api/nothing', 404, /NOT_FOUND.*\/api\/nothing/],
    ['DELETE', '/api/maps', 404, /NOT_FOUND/],
    ['POST', '/api/me', 404, /NOT_FOUND/],
    ['GET', '/v1/projects/wk_of_nobody/settings', 401, /wrong_write_key/],
    ['GET', '/file-that-is-not-there.js', 404, /Not found/],
    ['GET', '/..%2f..%2f..%2fetc%2fpasswd', 4, /^(?!.*root:)/],
    ['GET', '/assets/..%2f..%2fcli.js', 404, /^(?!.*import)/],
    ['GET', '/api/people/%E0%A4%A', 4, /./],
    ['GET', '/v1/projects/%/settings', 4, /./],
    ['GET', '/%', 4, /./],
    ['GET', '/%00', 4, /./],
  ])('%s %s: %d', async (method, path, status, says) => {
    const answer = await ask(path, { method, headers: BEARER, body: method === 'POST' ? '{}' : undefined });
    if (status > 99) expect(answer.status, answer.text).toBe(status);
    // the web app answers unknown addresses with its page, where it is built
    else expect([200, 400, 401, 404]).toContain(answer.status);
    expect(answer.text).toMatch(says);
    await sendGood();
  });
});

describe('connections', () => {
  it('that stall hold nobody up, and what was cut off in the middle is not stored', async () => {
    const body = JSON.stringify({
      batch: [{ type: 'track', event: 'Cut Off', userId: 'u', messageId: 'cut off' }],
    });
    const head = `POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: ${BASIC.Authorization}\r\n`;
    const open = (rest: string) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(`${head}${rest}`);
      return socket;
    };
    const times = (count: number, rest: string) => Array.from({ length: count }, () => open(rest));
    const stalled = [
      ...times(100, `Content-Length: ${body.length}\r\n\r\n${body.slice(0, -1)}`),
      ...times(100, `Content-Length: ${LIMIT_BYTES}\r\n\r\n{"batch":[`),
      ...times(60, 'Content-Length: 100000\r\n\r\n{"batch":['),
      ...times(200, 'Content-Length: 600\r\n\r\n{"batch":['),
      ...times(20, 'Content-Length: 60\r\n\r\n{"batch":['),
      ...times(100, 'Transfer-Encoding: chunked\r\n\r\n5\r\n{"bat\r\n'),
    ];
    await new Promise((resolve) => setTimeout(resolve, 300));
    const startedAt = performance.now();
    await sendGood();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    for (const socket of stalled) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await sendGood();
    const recent = await ask('/api/data/recent?limit=200', { headers: BEARER });
    expect(recent.text).not.toContain('Cut Off');
  });

  it('that speak no HTTP are closed with a 400', async () => {
    const answers = await Promise.all(
      [
        'hello\r\n\r\n',
        'GET / HTTP/9.9\r\n\r\n',
        `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      ].map(
        (text) =>
          new Promise<string>((resolve) => {
            const socket = connect(port, '127.0.0.1');
            let said = '';
            socket.on('data', (chunk) => {
              said += chunk;
            });
            socket.on('error', () => undefined);
            socket.on('close', () => resolve(said));
            socket.write(text);
          }),
      ),
    );
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
    await sendGood();
  });
});

describe('a second process on the same data directory', () => {
  it.each([['serve', '--port', '0'], ['demo', '--port', '0', '--people', '10'], ['init']])(
    '%s: says who has it and how to go on, and ends with 1',
    async (...command) => {
      const second = startProcess([...command.filter(Boolean), '--data', data]);
      expect(await second.ended).toBe(1);
      expect(second.said()).toContain(`is in use by process ${pid}`);
      expect(second.said()).toContain(data);
      expect(second.said()).toMatch(/Stop that one, or start with another directory: --data DIR/);
      await sendGood();
    },
  );
});

describe('in the end', () => {
  it('nothing but 503 was a failure of the server, every good item is there, and the books balance', async () => {
    expect(statuses.length).toBeGreaterThan(100);
    expect(statuses.filter(({ status }) => status >= 500 && status !== 503)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 1_500)); // counters are written once a second
    const { sources } = JSON.parse((await ask('/api/data/sources', { headers: BEARER })).text);
    expect(sources).toHaveLength(1);
    const [{ received, stored, duplicates, conflicts, rejected }] = sources;
    expect({ stored, duplicates, conflicts }).toEqual({ stored: good, duplicates: 0, conflicts: 0 });
    expect(received).toBe(stored + rejected);
    const { events } = JSON.parse((await ask('/api/reports/vocabulary', { headers: BEARER })).text);
    expect(events).toMatchObject([{ name: 'Good', events: good }]);
    expect(server.child.exitCode).toBe(null);
  });
});
