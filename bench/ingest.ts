/**
 * HTTP ingest: one client, batches of 500 over a real socket, each answered after fsync. Prints events/s and the time of
 * a batch, strictly one after the other and with 4 requests in flight. `npx tsx bench/ingest.ts [events per line]`
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { Random } from '../src/simulator/random.ts';
import { createSender, quantile, sendAll, startBenchServer } from './ingest-client.ts';

const eventsPerLine = Number(process.argv[2] ?? 100_000);
const BATCH = 500;
const TARGET_EVENTS_PER_SECOND = 10_000;
const TARGET_P99_MS = 150;
/** Pace of the batches beside the question; without a pause is printed too. */
const PACED_EVENTS_PER_SECOND = 5_000;
const QUESTION_MS = 4_000;
const QUESTIONS = 4;
const NAMES = ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed', 'Page Viewed'];

const random = new Random(1);
const now = Date.now();
let messages = 0;
let lastPerson = 0;

function makeBody(pickPerson: () => number): Buffer {
  const batch = Array.from({ length: BATCH }, (_, place) => {
    const person = pickPerson();
    return {
      type: 'track',
      event: NAMES[place % NAMES.length],
      messageId: `m${messages++}`,
      anonymousId: `a${person}`,
      ...(person % 3 === 0 && { userId: `u${person}` }),
      timestamp: new Date(now - random.whole(0, 1e9)).toISOString(),
      properties: {
        channel: 'web',
        product_id: `p${place}`,
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
  return Buffer.from(JSON.stringify({ batch }));
}
const makeBodies = (pickPerson: () => number) =>
  Array.from({ length: eventsPerLine / BATCH }, () => makeBody(pickPerson));

const newPerson = () => ++lastPerson;
/** Of the people seen so far; one in fifty is new. */
const knownPerson = () => (random.chance(0.02) ? newPerson() : random.whole(1, lastPerson));

const server = await startBenchServer();
const send = createSender(server.url);
const missed: string[] = [];
await sendAll(
  send,
  Array.from({ length: 10 }, () => makeBody(newPerson)),
  1,
); // warms the code
for (const [name, pickPerson] of [
  ['every event a new person', newPerson],
  [`known people (98 %)`, knownPerson],
] as const) {
  for (const inFlight of [1, 4]) {
    const bodies = makeBodies(pickPerson);
    const cpuBefore = server.cpuMs();
    const ownBefore = process.cpuUsage();
    const { seconds, timesMs } = await sendAll(send, bodies, inFlight);
    const perSecond = Math.round(eventsPerLine / seconds);
    const own = process.cpuUsage(ownBefore);
    console.log(
      `${name}, ${inFlight} in flight: ${perSecond} events/s; a batch of ${BATCH}: p50 ${quantile(timesMs, 0.5).toFixed(0)} ms, p99 ${quantile(timesMs, 0.99).toFixed(0)} ms; processor time per 1,000 events: server ${(((server.cpuMs() - cpuBefore) / eventsPerLine) * 1000).toFixed(0)} ms, client ${((own.user + own.system) / eventsPerLine).toFixed(0)} ms; memory ${Math.round(server.residentBytes() / 1e6)} MB`,
    );
    if (perSecond < TARGET_EVENTS_PER_SECOND) missed.push(`${name}, ${inFlight} in flight`);
  }
}
await server.stop();
await measureBesideQuestion();
console.log(
  missed.length === 0
    ? `targets met: ${TARGET_EVENTS_PER_SECOND} events/s, p99 of ${TARGET_P99_MS} ms beside a question`
    : `targets missed: ${missed.join('; ')}`,
);
process.exit(missed.length === 0 ? 0 : 4);

/** Batches while the same server is busy with one question of 4 seconds after the other. */
async function measureBesideQuestion(): Promise<void> {
  const busy = await startBenchServer(undefined, join(import.meta.dirname, 'server-with-questions.ts'));
  const sendBusy = createSender(busy.url);
  const ask = async (rows: number): Promise<number> => {
    busy.process.child.send({ rows });
    const [answer] = (await once(busy.process.child, 'message')) as [{ ms: number }];
    return answer.ms;
  };
  await sendAll(
    sendBusy,
    Array.from({ length: 20 }, () => makeBody(newPerson)),
    1,
  );
  await ask(1e8);
  const rows = Math.round((5e8 / (await ask(5e8))) * QUESTION_MS);
  for (const pauseMs of [(BATCH * 1000) / PACED_EVENTS_PER_SECOND, 0]) {
    const asked: number[] = [];
    let isOver = false;
    const asking = (async () => {
      for (let no = 0; no < QUESTIONS; no++) asked.push(await ask(rows));
      isOver = true;
    })();
    const timesMs: number[] = [];
    while (!isOver) {
      const body = makeBody(knownPerson);
      const startedAt = performance.now();
      await sendBusy(body);
      const tookMs = performance.now() - startedAt;
      timesMs.push(tookMs);
      await new Promise((resolve) => setTimeout(resolve, pauseMs - tookMs));
    }
    await asking;
    timesMs.sort((a, b) => a - b);
    const p99 = quantile(timesMs, 0.99);
    const rate = pauseMs === 0 ? 'without a pause' : `${PACED_EVENTS_PER_SECOND} events/s`;
    console.log(
      `batches of ${BATCH} beside a question of ${QUESTION_MS / 1000} s (which takes ${(Math.max(...asked) / 1000).toFixed(1)} s so), ${rate}: ${timesMs.length} batches, p50 ${quantile(timesMs, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    );
    if (pauseMs > 0 && p99 > TARGET_P99_MS) missed.push('p99 beside a question');
  }
  await busy.stop();
}
