/**
 * The demo's customers, in a process of their own: simulates the shop, or a template's scenario, and sends every item through the public API, batch
 * by batch in the order of arrival, as a real shop's systems would; writes the ground truth beside.
 */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { runScenario } from '../../simulator/scenarios/run-scenario.ts';
import { findScenario } from '../../simulator/scenarios/scenarios.ts';
import { simulateShop } from '../../simulator/simulate-shop.ts';
import type { FeedOrder, FeedReport } from './demo-options.ts';

const BATCH_ITEMS = 5_000;
const REQUEST_ITEMS = 2_500;
const TRIES = 20;

process.once('message', (order: FeedOrder) => {
  feed(order).then(
    () => process.exit(0),
    (error) => {
      process.stderr.write(
        `Filling the demo shop failed: ${error instanceof Error ? error.message : error}\n`,
      );
      process.exit(1);
    },
  );
});

function feed(order: FeedOrder): Promise<void> {
  return order.options.scenario === undefined ? feedShop(order) : feedScenario(order, order.options.scenario);
}

async function feedScenario({ url, keys, options, truthFile }: FeedOrder, id: string): Promise<void> {
  const scenario = findScenario(id);
  if (!scenario) throw new Error(`there is no scenario "${id}"`);
  const { items, truth } = runScenario(scenario, options);
  writeFileSync(truthFile, gzipSync(JSON.stringify(truth)));
  for (let at = 0; at < items.length; at += BATCH_ITEMS) {
    await sendAll(url, keys.scenario ?? '', items.slice(at, at + BATCH_ITEMS));
    report({ kind: 'progress', sent: Math.min(at + BATCH_ITEMS, items.length), total: items.length });
  }
  report({ kind: 'done', sent: items.length });
}

async function feedShop({ url, keys, options, truthFile }: FeedOrder): Promise<void> {
  const shop = simulateShop({ ...options, batchSize: BATCH_ITEMS });
  let sent = 0;
  for (const batch of shop) {
    if (sent === 0) writeFileSync(truthFile, gzipSync(JSON.stringify(shop.truth)));
    const bySource = new Map<string, object[]>();
    for (const { source, item } of batch) bySource.set(source, [...(bySource.get(source) ?? []), item]);
    await Promise.all([...bySource].map(([source, items]) => sendAll(url, keys[source] ?? '', items)));
    sent += batch.length;
    report({ kind: 'progress', sent, total: shop.truth.items.sent });
  }
  report({ kind: 'done', sent });
}

async function sendAll(url: string, writeKey: string, items: object[]): Promise<void> {
  for (let at = 0; at < items.length; at += REQUEST_ITEMS) {
    await send(url, writeKey, items.slice(at, at + REQUEST_ITEMS));
  }
}

/** What the server cannot take now is sent again; what it refuses ends the filling with its words. */
async function send(url: string, writeKey: string, batch: object[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${url}/v1/import`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ batch }),
    });
    const answer = await response.text();
    if (response.status === 200) return;
    if ((response.status !== 503 && response.status !== 429) || attempt === TRIES) {
      throw new Error(`the server answered ${response.status}: ${answer.slice(0, 500)}`);
    }
    await new Promise((resolve) =>
      setTimeout(resolve, 1000 * Number(response.headers.get('retry-after') ?? 1)),
    );
  }
}

function report(message: FeedReport): void {
  process.send?.(message);
}
