import { deflateSync, gzipSync } from 'node:zlib';
import { Analytics } from '@segment/analytics-node';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../platform/http.ts';
import type { HttpEnv } from '../platform/visitor.ts';
import { type Collector, type CollectRequest, NotNow, type Verdict } from './collector-types.ts';
import { collectRoutes } from './routes.ts';

/** Records what arrives; judges an item by its own `judge` property, else stores it. */
class RecordingCollector implements Collector {
  readonly requests: CollectRequest[] = [];
  failure: Error | null = null;

  async accept(request: CollectRequest): Promise<Verdict[]> {
    if (this.failure) throw this.failure;
    this.requests.push(request);
    return request.items.map((item, index): Verdict => {
      const judged = typeof item === 'object' && item !== null ? Reflect.get(item, 'judge') : 'rejected';
      if (judged === 'rejected' || judged === 'conflict') {
        return { index, status: judged, messageId: null, code: 'bad', message: 'not like this' };
      }
      return { index, status: judged === 'duplicate' ? 'duplicate' : 'stored', messageId: `m${index}` };
    });
  }

  async close() {}

  get items(): unknown[] {
    return this.requests.flatMap((request) => request.items);
  }
}

let collector: RecordingCollector;
let app: Hono<HttpEnv>;

beforeEach(() => {
  collector = new RecordingCollector();
  app = new Hono<HttpEnv>();
  app.route(
    '/v1',
    collectRoutes({
      collector,
      findKey: async (kind, key) => (kind === 'write' && key === 'wk' ? { workspace: 7, name: 'web' } : null),
      findImporter: async (headers) =>
        headers.get('authorization') === 'Bearer secret' ? { workspace: 7 } : null,
      config: { publicUrl: '' },
      log: pino({ level: 'silent' }),
    }),
  );
});

const basic = { Authorization: `Basic ${Buffer.from('wk:').toString('base64')}` };

async function post(path: string, body: string | object, headers: Record<string, string> = basic) {
  const answer = await app.request(`http://localhost/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: encodeBody(body),
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

function encodeBody(body: string | object): BodyInit {
  if (typeof body === 'string' || body instanceof ReadableStream) return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

const track = (more: object = {}) => ({ type: 'track', event: 'Tea Drunk', userId: 'u1', ...more });

describe('verdicts', () => {
  it('says 200 when all is stored or known already', async () => {
    const { status, body } = await post('batch', { batch: [track(), track({ judge: 'duplicate' })] });
    expect(status).toBe(200);
    expect(body).toEqual({ success: true, received: 2, stored: 1, duplicates: 1, conflicts: 0, rejected: 0 });
  });

  it('says 207 with one verdict per item when some are refused', async () => {
    const { status, body } = await post('batch', { batch: [track(), track({ judge: 'rejected' }), 17] });
    expect(status).toBe(207);
    expect(body).toMatchObject({ success: false, received: 3, stored: 1, rejected: 2 });
    expect(body.items).toEqual([
      { index: 0, status: 'stored', messageId: 'm0' },
      { index: 1, status: 'rejected', messageId: null, code: 'bad', message: 'not like this' },
      { index: 2, status: 'rejected', messageId: null, code: 'bad', message: 'not like this' },
    ]);
  });

  it('says 400 when nothing is stored', async () => {
    expect((await post('track', track({ judge: 'rejected' }))).status).toBe(400);
    const { status, body } = await post('batch', { batch: [track({ judge: 'conflict' })] });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'bad', message: 'not like this', conflicts: 1 });
  });

  it('says 503 with Retry-After when the stores cannot write', async () => {
    collector.failure = new NotNow('The disk is full.', 30);
    const { status, headers, body } = await post('track', track());
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('30');
    expect(body).toEqual({ success: false, code: 'not_now', message: 'The disk is full.' });
  });

  it('keeps the order of a batch whose items come from several kinds of source', async () => {
    const { body } = await post('batch', {
      batch: [
        track({ context: { channel: 'server' } }),
        track({ context: { channel: 'browser' }, judge: 'rejected' }),
        track({ context: { channel: 'server' }, judge: 'duplicate' }),
      ],
    });
    expect(collector.requests.map(({ kind, items }) => [kind, items.length])).toEqual([
      ['server', 2],
      ['browser', 1],
    ]);
    expect(body.items.map((item: Verdict) => [item.index, item.status])).toEqual([
      [0, 'stored'],
      [1, 'rejected'],
      [2, 'duplicate'],
    ]);
  });
});

describe('addresses', () => {
  it('gives single calls the type of their address, on long and short paths', async () => {
    for (const path of [
      'identify',
      'track',
      'page',
      'screen',
      'group',
      'alias',
      'i',
      't',
      'p',
      's',
      'g',
      'a',
    ]) {
      expect((await post(path, { userId: 'u1' })).status).toBe(200);
    }
    const types = ['identify', 'track', 'page', 'screen', 'group', 'alias'];
    expect(collector.items).toEqual([...types, ...types].map((type) => ({ type, userId: 'u1' })));
  });

  it('takes what belongs to the way and not to the event out of the item', async () => {
    await post('t', {
      ...track(),
      sentAt: '2026-01-01T00:00:00.000Z',
      writeKey: 'wk',
      _metadata: { retryCount: 2 },
    });
    expect(collector.requests[0]).toMatchObject({
      workspace: 7,
      source: 'web',
      sentAt: '2026-01-01T00:00:00.000Z',
    });
    expect(collector.items).toEqual([track()]);
  });

  it('hands on the context of a batch and when it was sent', async () => {
    await post('b', { batch: [track()], context: { ip: '1.2.3.4' }, sentAt: '2026-01-01T00:00:00.000Z' });
    expect(collector.requests[0]).toMatchObject({
      context: { ip: '1.2.3.4' },
      sentAt: '2026-01-01T00:00:00.000Z',
      kind: 'browser',
    });
  });

  it('knows imports, browsers, servers and phones apart', async () => {
    const library = (name: string) => ({ context: { library: { name } } });
    await post('import', { batch: [track(library('analytics.js'))] });
    await post('batch', { batch: [track(library('analytics.js'))] });
    await post('batch', { batch: [track(library('@segment/analytics-node'))] });
    await post('batch', { batch: [track(library('analytics-kotlin'))] });
    await post('batch', { batch: [track()], ...library('desirepath.js') });
    await post('track', track());
    await post('track', track({ context: { channel: 'store' } }));
    await post('track', track(), { ...basic, Origin: 'https://shop.example' });
    expect(collector.requests.map(({ kind }) => kind)).toEqual([
      'import',
      'browser',
      'server',
      'mobile',
      'browser',
      'server',
      'server',
      'browser',
    ]);
  });

  it('lets only the bearer of a secret name the source of an import', async () => {
    const secret = { Authorization: 'Bearer secret' };
    await post('import', { source: 'till', batch: [track()] }, secret);
    await post('import', { batch: [track()] }, secret);
    await post('import', { source: 'till', batch: [track()] });
    expect(collector.requests.map(({ source, kind, workspace }) => [source, kind, workspace])).toEqual([
      ['till', 'import', 7],
      ['import', 'import', 7],
      ['web', 'import', 7],
    ]);
    const wrong = await post(
      'import',
      { source: 'till', batch: [track()] },
      { Authorization: 'Bearer guess' },
    );
    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong_api_key' } });
    expect((await post('batch', { batch: [track()] }, secret)).status).toBe(401);
  });

  it('takes the metrics of the browser client and answers other addresses in JSON', async () => {
    expect((await post('m', { series: [] }, {})).status).toBe(200);
    expect(await post('nothing', {})).toMatchObject({ status: 404, body: { code: 'no_such_call' } });
  });

  it('lets any page call, without preflight for text/plain', async () => {
    const preflight = await app.request('http://localhost/v1/t', {
      method: 'OPTIONS',
      headers: { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization');
    const answer = await post('t', { ...track(), writeKey: 'wk' }, { 'Content-Type': 'text/plain' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('keys', () => {
  it('come by Basic authorization or in the body, and Basic counts', async () => {
    expect((await post('track', track())).status).toBe(200);
    expect((await post('track', { ...track(), writeKey: 'wk' }, {})).status).toBe(200);
    expect(await post('track', track(), {})).toMatchObject({ status: 401, body: { code: 'no_write_key' } });
    const wrong = { Authorization: `Basic ${Buffer.from('other:').toString('base64')}` };
    const answer = await post('track', { ...track(), writeKey: 'wk' }, wrong);
    expect(answer).toMatchObject({ status: 401, body: { code: 'wrong_write_key' } });
    expect(collector.requests).toHaveLength(2);
  });
});

describe('bodies', () => {
  const bytes = Buffer.from(JSON.stringify({ batch: [track()] }));

  it('may be gzip or deflate', async () => {
    expect((await post('batch', gzipSync(bytes), { ...basic, 'Content-Encoding': 'gzip' })).status).toBe(200);
    expect(
      (await post('batch', deflateSync(bytes), { ...basic, 'Content-Encoding': 'deflate' })).status,
    ).toBe(200);
    expect(await post('batch', bytes, { ...basic, 'Content-Encoding': 'zstd' })).toMatchObject({
      status: 415,
      body: { code: 'unknown_encoding' },
    });
    expect(await post('batch', bytes, { ...basic, 'Content-Encoding': 'gzip' })).toMatchObject({
      status: 400,
      body: { code: 'broken_compression' },
    });
    expect(collector.items).toEqual([track(), track()]);
  });

  it('are refused above 4 MB: announced, streamed, or packed into a few kilobytes', async () => {
    const big = Buffer.alloc(4_000_001, 32);
    const tooLarge = { status: 413, body: { code: 'body_too_large' } };
    expect(await post('batch', big, { ...basic, 'Content-Length': String(big.length) })).toMatchObject(
      tooLarge,
    );
    expect(await post('batch', new Blob([big]).stream())).toMatchObject(tooLarge);
    const bomb = gzipSync(Buffer.alloc(1_000_000_000));
    expect(bomb.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().arrayBuffers;
    expect(await post('batch', bomb, { ...basic, 'Content-Encoding': 'gzip' })).toMatchObject(tooLarge);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
    expect(collector.requests).toEqual([]);
  });

  it('may hold 2,500 items and not one more', async () => {
    const items = (count: number) => ({ batch: Array.from({ length: count }, () => track()) });
    expect((await post('batch', items(2_500))).status).toBe(200);
    expect(await post('batch', items(2_501))).toMatchObject({
      status: 413,
      body: { code: 'too_many_items' },
    });
  });

  it.each([
    ['{"a": 1, "b": x}', 'at character 14 (line 1, column 15): unexpected "x"'],
    ['{"a": 1,\n "b": }', 'at character 15 (line 2, column 7): unexpected "}"'],
    ['{"batch": [{"event": "Tea', 'it ends too early, at character 25'],
    ['[1, 2', 'it ends too early, at character 5'],
    ['{"a": tru', 'it ends too early, at character 9'],
    ['{"a": 1} {', 'at character 9 (line 1, column 10): unexpected "{"'],
    [`{"a": "${'ä'.repeat(300)}", b}`, 'at character 310 (line 1, column 311): unexpected "b"'],
  ])('that are broken JSON are told where: %s', async (text, place) => {
    const { status, body } = await post('batch', text);
    expect(status).toBe(400);
    expect(body.code).toBe('malformed_json');
    expect(body.message).toContain(place);
  });

  it('that are not UTF-8 are told where', async () => {
    const latin1 = Buffer.from('{"event": "Käse"}', 'latin1');
    expect(await post('track', latin1)).toMatchObject({
      status: 400,
      body: { code: 'invalid_utf8', message: 'The body is not valid UTF-8 at byte 12. Send UTF-8.' },
    });
    const cut = Buffer.from('{"event": "Tee€').subarray(0, -1);
    expect((await post('track', cut)).body.message).toContain('at byte 14');
  });

  it.each([
    ['', 'empty_body'],
    ['[]', 'not_an_object'],
    ['null', 'not_an_object'],
    ['{}', 'no_batch'],
    ['{"batch": {}}', 'no_batch'],
    ['{"batch": [], "context": "x"}', 'bad_envelope'],
    ['{"batch": [], "sentAt": 5}', 'bad_envelope'],
  ])('that are no batch are refused: %s', async (text, code) => {
    expect(await post('batch', text)).toMatchObject({ status: 400, body: { code } });
    expect(collector.requests).toEqual([]);
  });

  it('may be nested very deeply without harm', async () => {
    const deep = `{"type":"track","properties":{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`;
    expect((await post('track', deep)).status).toBe(200);
  });
});

describe('the official client for Node', () => {
  let server: Listening;
  beforeEach(async () => {
    server = await listen(app, { host: '127.0.0.1', port: 0 });
  });
  afterEach(() => server.stop());

  it('delivers every kind of call', async () => {
    const analytics = new Analytics({ writeKey: 'wk', host: server.url, path: '/v1/batch', flushAt: 6 });
    const failures: unknown[] = [];
    analytics.on('error', (error) => failures.push(error));
    analytics.identify({ userId: 'u1', traits: { email: 'a@b.example' } });
    analytics.track({ userId: 'u1', event: 'Tea Drunk', properties: { cups: 2 } });
    analytics.page({ userId: 'u1', name: 'Home' });
    analytics.screen({ userId: 'u1', name: 'Menu' });
    analytics.group({ userId: 'u1', groupId: 'g1' });
    analytics.alias({ userId: 'u1', previousId: 'u0' });
    await analytics.closeAndFlush();
    expect(failures).toEqual([]);
    expect(collector.items.map((item) => Reflect.get(Object(item), 'type'))).toEqual([
      'identify',
      'track',
      'page',
      'screen',
      'group',
      'alias',
    ]);
    expect(collector.requests[0]).toMatchObject({ kind: 'server', source: 'web' });
  });

  it('sends again when told to come back', async () => {
    const analytics = new Analytics({ writeKey: 'wk', host: server.url, path: '/v1/batch', flushAt: 1 });
    collector.failure = new NotNow('The disk is full.', 1);
    setTimeout(() => {
      collector.failure = null;
    }, 300);
    analytics.track({ userId: 'u1', event: 'Late Tea' });
    await analytics.closeAndFlush({ timeout: 20_000 });
    expect(collector.items).toMatchObject([{ event: 'Late Tea' }]);
  });

  it('tells of a refused batch and of a wrong key', async () => {
    for (const [writeKey, item] of [
      ['wk', { judge: 'rejected' }],
      ['other', {}],
    ] as const) {
      const analytics = new Analytics({ writeKey, host: server.url, path: '/v1/batch', flushAt: 1 });
      // The client has no option for fields of our own, so the item is marked on its way out.
      await analytics.register({
        name: 'mark',
        version: '1',
        type: 'before',
        isLoaded: () => true,
        load: async () => {},
        track: (context) => Object.assign(context, { event: { ...context.event, ...item } }),
      });
      const failed = new Promise((resolve) => analytics.on('error', resolve));
      analytics.track({ userId: 'u1', event: 'Tea Drunk' });
      expect(await failed).toMatchObject({ code: 'delivery_failure' });
      await analytics.closeAndFlush();
    }
  });
});
