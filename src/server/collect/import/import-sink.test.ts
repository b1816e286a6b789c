import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpSink, SinkFailure } from './import-sink.ts';
import type { MappedEvent } from './row-mapper.ts';

/** What the far end does with a request: an answer, or a broken connection. */
type Answer = { status: number; body: object; retryAfter?: string } | 'hang up';

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** A sink over HTTP to a far end that gives these answers in turn. */
async function openSink(answers: Answer[]) {
  const bodies: string[] = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(gunzipSync(Buffer.concat(chunks)).toString());
      const answer = answers.shift() ?? 'hang up';
      if (answer === 'hang up') return request.socket.destroy();
      if (answer.retryAfter !== undefined) response.setHeader('Retry-After', answer.retryAfter);
      response.statusCode = answer.status;
      return response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  const waits: number[] = [];
  const target = {
    name: 'http://far.example',
    source: 'a "shop"',
    send: (path: string, init: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init),
  };
  const sink = createHttpSink(target, async (ms) => void waits.push(ms));
  return { sink, bodies, waits };
}

const event = (messageId: string): MappedEvent => {
  const item = { type: 'track' as const, messageId, timestamp: '2024-01-01T00:00:00.000Z', event: 'Sold' };
  return { item, json: JSON.stringify(item), line: 2 };
};

describe('sending over HTTP', () => {
  it('sends again what was not taken now, after the time the server asks for, and the very same bytes', async () => {
    const good: Answer = { status: 200, body: { success: true, received: 2, stored: 1, duplicates: 1 } };
    const { sink, bodies, waits } = await openSink([
      { status: 503, body: { message: 'disk full' }, retryAfter: '30' },
      'hang up',
      { status: 429, body: {} },
      good,
    ]);
    expect(await sink.send([event('a'), event('b')])).toEqual([
      { status: 'stored' },
      { status: 'duplicate' },
    ]);
    expect(waits).toEqual([30_000, 2_000, 4_000]);
    expect(new Set(bodies).size).toBe(1);
    expect(JSON.parse(bodies[0] ?? '')).toEqual({
      source: 'a "shop"',
      batch: [event('a').item, event('b').item],
    });
  });

  it.each([207, 400])('takes the verdicts of single events from an answer %i', async (status) => {
    const items = [
      { index: 1, status: 'rejected', message: 'bad' },
      { index: 0, status: status === 207 ? 'stored' : 'conflict' },
    ];
    const { sink } = await openSink([{ status, body: { received: 2, items } }]);
    expect((await sink.send([event('a'), event('b')])).map((verdict) => verdict.message)).toEqual([
      undefined,
      'bad',
    ]);
  });

  it.each([
    [
      'a wrong key',
      { status: 401, body: { message: 'The API key is unknown' } },
      /refuses.*401 The API key is unknown/,
    ],
    [
      'an answer that does not account for all',
      { status: 200, body: { stored: 1, duplicates: 0 } },
      /all 2 events/,
    ],
    ['an answer of something else', { status: 200, body: {} }, /all 2 events/],
  ])('stops at %s without trying again', async (_, answer, message) => {
    const { sink, waits } = await openSink([answer]);
    const sending = sink.send([event('a'), event('b')]);
    await expect(sending).rejects.toThrow(SinkFailure);
    await expect(sending).rejects.toThrow(message);
    expect(waits).toEqual([]);
  });

  it('gives up after twelve tries', async () => {
    const { sink, waits, bodies } = await openSink([]);
    await expect(sink.send([event('a')])).rejects.toThrow(
      /http:\/\/far\.example does not answer.*tried 12 times/,
    );
    expect(bodies).toHaveLength(12);
    expect(waits.at(-1)).toBe(60_000);
  });
});
