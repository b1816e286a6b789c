import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { collectRun } from './collected-run.ts';
import { writeTruth } from './ground-truth.ts';
import { segmentItem } from './segment-item.ts';
import { type ShopOptions, simulateShop } from './simulate-shop.ts';
import { SOURCES } from './sources.ts';

const orderMoney = z.object({
  total: z.number(),
  revenue: z.number(),
  tax: z.number(),
  shipping: z.number(),
  discount: z.number(),
  products: z.array(z.object({ price: z.number(), quantity: z.number() })),
});

const endsAt = Date.parse('2026-11-20T06:00:00Z');
const options = { seed: 7, people: 400, days: 200, endsAt };
const run = collectRun({ ...options, repeatedShare: 0.03 });

function hashOf(shop: ShopOptions): string {
  const hash = createHash('sha256');
  const simulated = simulateShop(shop);
  for (const batch of simulated) hash.update(JSON.stringify(batch));
  return hash.update(writeTruth(simulated.truth)).digest('hex');
}

describe('the stream', () => {
  it('is the same for the same seed, whatever the batch, and another for another seed', () => {
    const small = { seed: 3, people: 60, days: 120, endsAt };
    expect(hashOf(small)).toBe(hashOf(small));
    expect(hashOf({ ...small, seed: 4 })).not.toBe(hashOf(small));
    expect(collectRun({ ...small, batchSize: 7 }).items).toEqual(
      collectRun({ ...small, batchSize: 5000 }).items,
    );
  });

  it('comes in batches of the size asked for', () => {
    const sizes = [...simulateShop({ ...options, people: 30, batchSize: 64 })].map((batch) => batch.length);
    expect(sizes.slice(0, -1).every((size) => size === 64)).toBe(true);
    expect(sizes.length).toBeGreaterThan(10);
  });

  it('holds only well-formed Segment items under 32 KB', () => {
    let largest = 0;
    for (const { item } of run.items) {
      const parsed = segmentItem.safeParse(item);
      expect(parsed.error?.issues ?? []).toEqual([]);
      if (item.type === 'track') expect(item.event).toBeTruthy();
      if (item.type === 'page' || item.type === 'screen') expect(item.name).toBeTruthy();
      largest = Math.max(largest, Buffer.byteLength(JSON.stringify(item)));
    }
    expect(largest).toBeLessThan(32 * 1024);
  });

  it('comes in the order of arrival, everything inside the run', () => {
    const startsAt = endsAt - options.days * 86_400_000;
    let last = 0;
    for (const { item, arrivesAt } of run.items) {
      expect(arrivesAt).toBeGreaterThanOrEqual(last);
      last = arrivesAt;
      const at = Date.parse(item.timestamp);
      expect(at).toBeGreaterThanOrEqual(startsAt);
      expect(at).toBeLessThanOrEqual(arrivesAt);
      expect(arrivesAt).toBeLessThanOrEqual(endsAt);
    }
  });

  it('repeats the stated share with the same content, and counts as the truth says', () => {
    const first = new Map<string, string>();
    let repeated = 0;
    for (const { item } of run.items) {
      const text = JSON.stringify(item);
      const before = first.get(item.messageId);
      if (before !== undefined) {
        expect(text).toBe(before);
        repeated++;
      }
      first.set(item.messageId, text);
    }
    const { items } = run.truth;
    expect(repeated).toBe(items.repeated);
    expect(first.size).toBe(items.distinct);
    expect(run.items.length).toBe(items.sent);
    expect(repeated / first.size).toBeGreaterThan(0.025);
    expect(repeated / first.size).toBeLessThan(0.035);

    const events: Record<string, number> = {};
    const sources: Record<string, number> = {};
    for (const { item, source } of run.distinct) {
      sources[source] = (sources[source] ?? 0) + 1;
      const name = { page: 'Page Viewed', screen: 'Screen Viewed', track: item.event, identify: undefined }[
        item.type
      ];
      if (name) events[name] = (events[name] ?? 0) + 1;
    }
    expect(events).toEqual(run.truth.events);
    expect(sources).toEqual(items.bySource);
  });

  it('lets the clock rule find the true time on devices whose clock is wrong', () => {
    let wrong = 0;
    const firstArrivals = new Map<string, number>();
    for (const { item, source, arrivesAt } of run.distinct) {
      firstArrivals.set(item.messageId, arrivesAt);
      if (SOURCES[source].kind === 'server') {
        expect(item.sentAt).toBeUndefined();
        continue;
      }
      const [original, sent] = [Date.parse(item.originalTimestamp ?? ''), Date.parse(item.sentAt ?? '')];
      expect(arrivesAt - (sent - original)).toBe(Date.parse(item.timestamp));
      if (original !== Date.parse(item.timestamp)) wrong++;
    }
    expect(wrong).toBe(run.truth.items.skewed);
    expect(wrong).toBeGreaterThan(0);
  });

  it('brings tills at night and phones without network late', () => {
    const late = run.distinct.filter(
      ({ item, arrivesAt }) => arrivesAt - Date.parse(item.timestamp) > 3_600_000,
    );
    expect(late.length).toBe(run.truth.items.late);
    expect(late.some(({ source }) => source === 'till')).toBe(true);
    expect(late.some(({ source }) => source === 'app')).toBe(true);
    expect(late.some(({ source }) => source === 'web')).toBe(false);
  });

  it('writes orders whose amounts add up, and nobody at a till without a card', () => {
    const orders = run.distinct.filter(({ item }) => item.event === 'Order Completed');
    expect(orders.length).toBe(run.truth.orders.length);
    expect(new Set(orders.map(({ item }) => item.properties?.order_id)).size).toBe(orders.length);
    let unknown = 0;
    for (const { item } of orders) {
      const { total, revenue, tax, shipping, discount, products } = orderMoney.parse(item.properties);
      expect(total).toBeCloseTo(revenue + tax + shipping, 2);
      const gross = products.reduce((sum, line) => sum + line.price * line.quantity, 0);
      expect(gross - discount).toBeCloseTo(revenue + tax, 2);
      if (!item.anonymousId && !item.userId && !item.context.externalIds) unknown++;
    }
    expect(unknown).toBe(run.truth.orders.filter((order) => !order.isIdentified).length);
    expect(unknown / orders.length).toBeGreaterThan(0.15);
  });

  it('keeps its truth in JSON', () => {
    expect(JSON.parse(writeTruth(run.truth))).toEqual(run.truth);
    expect(() => simulateShop(options).truth).toThrow('first batch');
  });
});
