import { beforeAll, describe, expect, it } from 'vitest';
import { CHANNELS, type Channel } from '../shared/channels.ts';
import { DAY_MS } from './calendar.ts';
import { CATEGORIES } from './catalogue.ts';
import { type CollectedRun, collectRun } from './collected-run.ts';
import type { SimulatedItem } from './segment-item.ts';

const PEOPLE = 3000;
const DAYS = 365;
let run: CollectedRun;
/** Items of each true person in the order of time. */
const byPerson = new Map<string, SimulatedItem[]>();

const at = ({ item }: SimulatedItem) => Date.parse(item.timestamp);
const channelOf = ({ item }: SimulatedItem): Channel => item.properties?.channel ?? 'other';
const isOrder = ({ item }: SimulatedItem) => item.event === 'Order Completed';
const categoriesOf = ({ item }: SimulatedItem) => {
  const products: unknown = item.properties?.products;
  return new Set(Array.isArray(products) ? products.map((product) => String(product.category)) : []);
};
const NOT_OWN = new Set([
  'Message Sent',
  'Message Delivered',
  'Order Shipped',
  'Order Delivered',
  'Pick-up Ready',
  'Order Refunded',
  'Ticket Answered',
  'Ticket Resolved',
  'Survey Sent',
]);
const isOwn = ({ item }: SimulatedItem) =>
  item.type !== 'identify' && !NOT_OWN.has(item.event ?? '') && item.properties?.opened_by !== 'machine';

beforeAll(() => {
  const before = process.cpuUsage();
  run = collectRun({ seed: 5, people: PEOPLE, days: DAYS, endsAt: Date.parse('2026-11-20T06:00:00Z') });
  const { user, system } = process.cpuUsage(before);
  console.info(
    `${run.items.length} items of ${PEOPLE} people in ${((user + system) / 1e6).toFixed(1)} s CPU`,
  );
  for (const item of run.distinct) byPerson.set(item.person, [...(byPerson.get(item.person) ?? []), item]);
  for (const items of byPerson.values()) items.sort((a, b) => at(a) - at(b));
});

describe('the calibrated facts, counted from the items', () => {
  it('makes 55 to 70 events per person and year', () => {
    const events = run.distinct.filter(({ item }) => item.type !== 'identify').length;
    expect(events / PEOPLE).toBeCloseTo(run.truth.items.eventsPerPersonYear, 6);
    expect(events / PEOPLE).toBeGreaterThan(55);
    expect(events / PEOPLE).toBeLessThan(70);
    expect(Object.keys(run.truth.events).length).toBeGreaterThan(50);
  });

  it('researches online before buying offline: 45 % where it matters, 10 to 20 % elsewhere', () => {
    const counts = new Map(CATEGORIES.map(({ id }) => [id, { offlineOrders: 0, researched: 0 }]));
    for (const items of byPerson.values()) {
      for (const order of items.filter((item) => isOrder(item) && !CHANNELS[channelOf(item)].isOnline)) {
        for (const category of categoriesOf(order)) {
          const count = counts.get(category);
          if (!count) throw new Error(`unknown category ${category}`);
          count.offlineOrders++;
          const isResearched = items.some(
            (view) =>
              view.item.event === 'Product Viewed' &&
              view.item.properties?.category === category &&
              CHANNELS[channelOf(view)].isOnline &&
              at(view) <= at(order) &&
              at(view) >= at(order) - 30 * DAY_MS,
          );
          if (isResearched) count.researched++;
        }
      }
    }
    const { categories, looked, others } = run.truth.facts.ropo;
    for (const row of categories) {
      const { category, offlineOrders, researched } = row;
      expect({ offlineOrders, researched }).toEqual(counts.get(category));
      // About 80 orders in the smallest category: four standard errors are 0.22 and, for the others, 0.1.
      const [target, tolerance] = row.kind === 'plain' ? [0.14, 0.1] : [0.45, 0.22];
      expect(Math.abs(row.share - target), category).toBeLessThan(tolerance);
      expect(row.observableResearched).toBeLessThanOrEqual(row.identifiedResearched);
    }
    expect(Math.abs(looked.share - 0.45)).toBeLessThan(0.05);
    expect(Math.abs(looked.identifiedShare - 0.45)).toBeLessThan(0.06);
    expect(others.share).toBeGreaterThan(0.1);
    expect(others.share).toBeLessThan(0.2);
  });

  it('has three quarters of the buyers online and offline', () => {
    let [buyers, both] = [0, 0];
    for (const items of byPerson.values()) {
      if (!items.some(isOrder)) continue;
      const places = new Set(items.filter(isOwn).map((item) => CHANNELS[channelOf(item)].isOnline));
      buyers++;
      if (places.size === 2) both++;
    }
    expect(run.truth.facts.buyers).toMatchObject({ all: buyers, both });
    expect(Math.abs(both / buyers - 0.75)).toBeLessThan(0.04);
  });

  it('takes more than ten contacts before a considered purchase', () => {
    const considered = new Set(CATEGORIES.filter((category) => category.isConsidered).map(({ id }) => id));
    const mainCategory = new Map(run.truth.orders.map((order) => [order.id, order.category]));
    const from = Date.parse(run.truth.shop.startsAt) + 90 * DAY_MS;
    const counts: number[] = [];
    for (const items of byPerson.values()) {
      const own = items.filter(isOwn);
      for (const [index, order] of own.entries()) {
        const category = mainCategory.get(String(order.item.properties?.order_id));
        if (!isOrder(order) || category === undefined || !considered.has(category) || at(order) < from)
          continue;
        let contacts = -1;
        for (let place = index; place >= 0; place--) {
          const [item, before] = [own[place], own[place - 1]];
          if (!item || at(item) < at(order) - 90 * DAY_MS) break;
          if (!before || at(item) - at(before) > 1_800_000) contacts++;
        }
        counts.push(contacts);
      }
    }
    const { orders, mean } = run.truth.facts.contactsBeforeConsidered;
    expect(orders).toBe(counts.length);
    expect(mean).toBeCloseTo(counts.reduce((sum, count) => sum + count, 0) / counts.length, 9);
    expect(mean).toBeGreaterThan(10);
    expect(mean).toBeLessThan(18);
  });

  it('lets people with four channels and more spend 9 % more per order', () => {
    const spend = { many: { orders: 0, revenue: 0 }, few: { orders: 0, revenue: 0 } };
    for (const items of byPerson.values()) {
      const group = new Set(items.filter(isOwn).map(channelOf)).size >= 4 ? spend.many : spend.few;
      for (const order of items.filter(isOrder)) {
        group.orders++;
        group.revenue += Number(order.item.properties?.revenue);
      }
    }
    const more = spend.many.revenue / spend.many.orders / (spend.few.revenue / spend.few.orders) - 1;
    const { channelSpend } = run.truth.facts;
    expect(channelSpend.moreShare).toBeCloseTo(more, 9);
    // Orders vary by 1.3 times their mean: one standard error over 2,500 + 3,000 orders is about 0.04.
    expect(Math.abs(more - 0.09)).toBeLessThan(0.1);
    console.info(`four channels and more: ${(more * 100).toFixed(1)} % more per order`);
  });

  it('puts 10 to 15 % of the looking sessions into a cart and orders 40 to 50 % of the carts', () => {
    const { funnel } = run.truth.facts;
    const cartAt = new Map<unknown, SimulatedItem>();
    let ordered = 0;
    for (const items of byPerson.values()) {
      const orders = items.filter(isOrder);
      for (const item of items) {
        const cart = item.item.event === 'Product Added' ? item.item.properties?.cart_id : undefined;
        if (cart === undefined || cartAt.has(cart)) continue;
        cartAt.set(cart, item);
        if (orders.some((order) => at(order) > at(item) && at(order) <= at(item) + 14 * DAY_MS)) ordered++;
      }
    }
    expect(funnel).toMatchObject({ carts: cartAt.size, cartsOrdered: ordered });
    expect(funnel.viewToCartShare).toBeGreaterThan(0.1);
    expect(funnel.viewToCartShare).toBeLessThan(0.15);
    expect(funnel.cartToOrderShare).toBeGreaterThan(0.4);
    expect(funnel.cartToOrderShare).toBeLessThan(0.5);
    const [viewed = 0, added = 0, started = 0, bought = 0] = funnel.truePeople;
    expect([viewed > added, added > started, started > bought, bought > 0]).toEqual([true, true, true, true]);
  });

  it('returns about 12 % of the orders and delivers most on the day promised', () => {
    const { returns, delivery, identifiedOrderShare } = run.truth.facts;
    expect(Math.abs(returns.share - 0.12)).toBeLessThan(0.02);
    expect(delivery.onTimeShare).toBeGreaterThan(0.8);
    expect(delivery.onTimeShare).toBeLessThan(0.95);
    expect(identifiedOrderShare).toBeGreaterThan(0.6);
    expect(identifiedOrderShare).toBeLessThan(0.85);
  });

  it('follows the week, the day and the year', () => {
    const local = run.distinct.map((item) => ({ item, local: new Date(at(item) + 3_600_000) }));
    const count = (has: (one: (typeof local)[number]) => boolean) => local.filter(has).length;
    const tillOn = (day: number) =>
      count(({ item, local }) => item.source === 'till' && isOrder(item) && local.getUTCDay() === day);
    const webAt = (hour: number) =>
      count(({ item, local }) => item.source === 'web' && local.getUTCHours() === hour);
    const ordersIn = (month: number) =>
      count(({ item, local }) => isOrder(item) && local.getUTCMonth() === month);
    expect(tillOn(0)).toBe(0);
    expect(tillOn(6)).toBeGreaterThan(1.5 * tillOn(2));
    expect(webAt(19)).toBeGreaterThan(5 * webAt(3));
    expect(ordersIn(11)).toBeGreaterThan(1.2 * ordersIn(6));
  });

  it('has orders, revenue and refunds by channel as the items say', () => {
    const totals = new Map<Channel, { orders: number; revenue: number; refunds: number }>();
    for (const item of run.distinct.filter(({ item }) => item.type !== 'identify')) {
      const channel = channelOf(item);
      const sum = totals.get(channel) ?? { orders: 0, revenue: 0, refunds: 0 };
      totals.set(channel, sum);
      if (isOrder(item)) sum.orders++;
      if (isOrder(item)) sum.revenue += Number(item.item.properties?.revenue);
      if (item.item.event === 'Order Refunded') sum.refunds++;
    }
    for (const [channel, { orders, revenue, refunds }] of totals) {
      expect(run.truth.channels[channel]).toMatchObject({ orders, refunds });
      expect(run.truth.channels[channel]?.revenue).toBeCloseTo(revenue, 1);
    }
    expect([...totals.keys()].toSorted()).toEqual(Object.keys(run.truth.channels).toSorted());
    expect(totals.size).toBeGreaterThanOrEqual(13);
  });

  it('knows the persona of everybody', () => {
    const shares = new Map<string, number>();
    for (const { persona } of run.truth.people) shares.set(persona, (shares.get(persona) ?? 0) + 1 / PEOPLE);
    expect(shares.size).toBe(7);
    expect(Math.min(...shares.values())).toBeGreaterThan(0.07);
    expect(run.truth.people.length).toBe(PEOPLE);
  });
});
