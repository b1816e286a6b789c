/**
 * HTTP ingest: one client, batches of 500 over a real socket, each answered after fsync. Prints events/s and the time of
 * a batch. `npx tsx bench/ingest.ts [events] [people]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../src/server/main.ts';
import { readConfig } from '../src/server/platform/config.ts';

const events = Number(process.argv[2] ?? 100_000);
const people = Number(process.argv[3] ?? 100_000);
const BATCH = 500;

const folder = mkdtempSync(join(tmpdir(), 'desirepath-bench-'));
const server = await startServer(
  readConfig({}, { data: folder, port: 0, logLevel: 'warn', writeKey: 'bench-write-key' }),
);
const authorization = `Basic ${Buffer.from('bench-write-key:').toString('base64')}`;
const names = ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed', 'Page Viewed'];
const times: number[] = [];
const startedAt = performance.now();
let sent = 0;
for (let no = 0; no < events; no += BATCH) {
  const batch = Array.from({ length: BATCH }, (_, i) => {
    const person = Math.floor(Math.random() * people);
    return {
      type: 'track',
      event: names[(no + i) % names.length],
      messageId: `m${no + i}`,
      anonymousId: `a${person}`,
      ...(person % 3 === 0 && { userId: `u${person}` }),
      timestamp: new Date(Date.now() - Math.floor(Math.random() * 1e9)).toISOString(),
      properties: {
        channel: 'web',
        product_id: `p${i}`,
        name: 'Chair',
        category: 'Furniture',
        price: 12.5,
        quantity: 1,
        url: 'https://shop.example/p',
      },
      context: {
        page: { url: 'https://shop.example/p', title: 'Chair' },
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
      },
    };
  });
  const body = JSON.stringify({ batch });
  const before = performance.now();
  const response = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body,
  });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  await response.arrayBuffer();
  times.push(performance.now() - before);
  sent += BATCH;
}
const seconds = (performance.now() - startedAt) / 1000;
times.sort((a, b) => a - b);
const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(0);
process.stdout.write(
  `${sent} events in ${seconds.toFixed(1)} s: ${Math.round(sent / seconds)} events/s; a batch of ${BATCH}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; memory ${Math.round(process.memoryUsage().rss / 1e6)} MB\n`,
);
const settleAt = performance.now();
await server.program.refresher.settle();
process.stdout.write(
  `journeys complete ${((performance.now() - settleAt) / 1000).toFixed(1)} s after the last answer\n`,
);
await server.stop();
rmSync(folder, { recursive: true, force: true });
