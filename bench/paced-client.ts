/** A client in a process of its own: IPC { events, eventsPerSecond } -> { lateMs } when the last one is acknowledged. */
import { Random } from '../src/simulator/random.ts';
import { createSender } from './ingest-client.ts';

const [url = '', people = '1'] = process.argv.slice(2);
const BATCH = 500;
const IN_FLIGHT = 4;
const NAMES = ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed', 'Page Viewed'];
const send = createSender(url);
const random = new Random(2);
let messages = 0;

function makeBody(): Buffer {
  const batch = Array.from({ length: BATCH }, () => {
    const person = random.whole(1, Number(people));
    return {
      type: 'track',
      event: random.pick(NAMES),
      messageId: `p${messages++}`,
      anonymousId: `a${person}`,
      // A person may log in long after the first visit: then two become one.
      ...(random.chance(0.1) && { userId: `u${person % 30_000}` }),
      timestamp: new Date(Date.UTC(2026, 0, 1) + random.whole(0, 60 * 86_400_000)).toISOString(),
      properties: {
        channel: random.pick(['web', 'app', 'store', 'call']),
        total: random.whole(1, 50_000) / 100,
      },
    };
  });
  return Buffer.from(JSON.stringify({ batch }));
}

process.on(
  'message',
  async ({ events, eventsPerSecond }: { events: number; eventsPerSecond: number | null }) => {
    const startedAt = performance.now();
    let lateMs = 0;
    let next = 0;
    await Promise.all(
      Array.from({ length: IN_FLIGHT }, async () => {
        for (let no = next++; no < events / BATCH; no = next++) {
          const dueAt =
            eventsPerSecond === null ? performance.now() : startedAt + (no * BATCH * 1000) / eventsPerSecond;
          const body = makeBody();
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
          await send(body);
          lateMs = Math.max(lateMs, performance.now() - dueAt);
        }
      }),
    );
    process.send?.({ lateMs });
  },
);
