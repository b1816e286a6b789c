import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchRule } from '../../shared/maps/conformance/rules.ts';
import type { RealityAnswer } from '../../shared/maps/discovery/contract.ts';
import { Random } from '../../simulator/random.ts';
import { createConformanceMeasures } from './conformance/measures.ts';
import { labelTouchpoints } from './conformance/touchpoint-labels.ts';
import { readWays } from './conformance/ways.ts';
import { measureReality } from './discovery/reality.ts';
import { type Happening, mapOf, openTestShop, type TestShop } from './map-fixture.ts';
import { type MapQuestion, prepareMapQuestion } from './map-question.ts';

const NOW = '2026-04-20T12:00:00Z';
const MARCH = { from: '2026-03-01', to: '2026-03-31' };
const [FROM_MS, TO_MS] = [Date.parse('2026-03-01T00:00:00Z'), Date.parse('2026-04-01T00:00:00Z')];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop(NOW);
});
afterAll(() => shop.close());

const mapBy = (by: string, more = '') =>
  mapOf(`case: { by: ${by}, window: 5d }
events:
  big: { name: Order Completed, where: "properties.total > 50" }
  first_order: { name: Order Completed, count: first }
stages:
  - id: buy
    title: Buy
    steps:
      - id: s
        title: S
        touchpoints:
          - { id: placed, title: Placed, events: Order Completed }
          - { id: paid, title: Paid, events: Payment Received }
          - { id: shipped, title: Shipped, events: Order Shipped }
  - id: get
    title: Get
    exit: true
    steps:
      - id: t
        title: T
        touchpoints:
          - { id: delivered, title: Delivered, events: Order Delivered }
path:
  order: [placed, paid, shipped, delivered]
  rules:
    - { rule: response, from: Order Completed, to: Order Delivered, within: 4d }
    - { rule: precedence, first: Payment Received, then: Order Shipped }
    - { rule: existence, event: Order Delivered, within: 4d }
    - { rule: chain, from: Order Completed, to: Payment Received, within: 2d }
    - { rule: absence, event: Complaint Made, after: Order Delivered }
    - { rule: response, from: big, to: Order Delivered, within: 4d }
    - { rule: response, from: first_order, to: Order Delivered, within: 4d }
${more}`);

const EVENTS = {
  o: 'Order Completed',
  p: 'Payment Received',
  s: 'Order Shipped',
  d: 'Order Delivered',
  c: 'Complaint Made',
} as const;

/** `o1 o2 p1`: event and order, three hours apart from the given day on; no number = no order id. */
function process(who: string, day: string, steps: string): Happening[] {
  return steps.split(' ').map((step, index) => {
    const at = new Date(Date.parse(`${day}T00:00:00Z`) + index * 3 * HOUR_MS).toISOString().slice(0, 16);
    const order = step.slice(1);
    return [
      who,
      at.replace('T', ' '),
      EVENTS[step.charAt(0) as keyof typeof EVENTS],
      order === '' ? {} : { order_id: order },
    ];
  });
}

describe('a journey that is an order', () => {
  it('follows the map where two orders of one person go side by side; by person they look broken', async () => {
    const workspace = await shop.open([
      ...process('anna', '2026-03-02', 'oA1 pA1 oA2 sA1 pA2 dA1 sA2 dA2'),
      ...process('bert', '2026-03-03', 'oB1 sB1 p'), // shipped before it was paid; that payment names no order
      ...process('cleo', '2026-02-27', 'oC1 pC1'), // goes on in the period, after more than the window
      ...process('cleo', '2026-03-10', 'sC1 dC1'),
      ...process('dora', '2026-02-20', 'oD1 pD1 sD1 dD1'), // over before the period
      ...process('emil', '2026-03-05', 'o p s d'), // of no order: of no journey
    ]);
    const { check, people } = createConformanceMeasures(shop.context);
    const byOrder = { workspace, map: mapBy('order'), period: MARCH };
    expect(await check(byOrder)).toMatchObject({
      case: { by: 'order', countedBy: 'order' },
      journeys: 4,
      people: 3,
      groups: {
        complete: { journeys: 3, people: 2 },
        underway: { journeys: 0, people: 0 },
        deviating: { journeys: 1, people: 1 },
      },
      followShare: 3 / 4,
      touchpoints: [{ touchpoint: 'paid', skipped: { journeys: 1, people: 1 } }],
    });
    const names = async (part: Parameters<typeof people>[1]) =>
      (await people(byOrder, part)).people.map(({ label }) => label).toSorted();
    expect(await names({ kind: 'group', group: 'complete' })).toEqual(['anna', 'cleo']);
    expect(await names({ kind: 'group', group: 'deviating' })).toEqual(['bert']);
    expect(await names({ kind: 'rule', index: 1 })).toEqual(['bert']);

    const byPerson = await check({ ...byOrder, map: mapBy('customer') });
    // anna's two orders are one way that jumps back and forth; cleo's is cut in two; emil is a journey
    expect(byPerson).toMatchObject({
      case: { by: 'customer', countedBy: 'customer' },
      journeys: 4,
      groups: { complete: { people: 1 }, deviating: { journeys: 3, people: 3 } },
    });
    expect(byPerson.alignmentFitness ?? 1).toBeLessThan((await check(byOrder)).alignmentFitness ?? 0);
  });

  it('is counted by person where the map asks for accounts, and says so', async () => {
    const workspace = await shop.open(process('anna', '2026-03-02', 'oA1 oA2 pA1 pA2'));
    const { check } = createConformanceMeasures(shop.context);
    const { case: _, ...byAccount } = await check({ workspace, map: mapBy('account'), period: MARCH });
    const { case: __, ...byPerson } = await check({ workspace, map: mapBy('customer'), period: MARCH });
    expect(_).toEqual({ by: 'account', countedBy: 'customer' });
    expect(byAccount).toEqual(byPerson);
    expect(byAccount.journeys).toBe(1);
  });
});

interface Told {
  who: string;
  at: number;
  event: string;
  order: string;
  total: number;
}

const PEOPLE = 80;
const LETTERS = Object.keys(EVENTS) as (keyof typeof EVENTS)[];

/** Three months of orders going side by side; some events name no order, some order numbers are of two people. */
function makeOrders(seed: number): Told[] {
  const random = new Random(seed);
  const told: Told[] = [];
  for (let person = 1; person <= PEOPLE; person++) {
    const orders = Array.from({ length: random.whole(1, 4) }, (_, index) =>
      random.chance(0.1) ? `shared${index}` : `o${person}-${index}`,
    );
    let at = FROM_MS - random.whole(0, 30) * DAY_MS;
    for (let count = random.whole(1, 24); count > 0; count--) {
      at += random.chance(0.2) ? random.whole(1, 9) * DAY_MS : random.whole(1, 900) * 60_000;
      if (at > Date.parse(NOW)) break;
      const event = random.chance(0.1) ? 'Chat Started' : EVENTS[random.pick(LETTERS)];
      const order = random.chance(0.15) ? '' : random.pick(orders);
      told.push({ who: `p${person}`, at, event, order, total: random.whole(1, 100) });
    }
  }
  return told;
}

/** Half of the events come from a browser that only later turns out to be the person's. */
function itemsOf(told: readonly Told[]): object[] {
  const random = new Random(1);
  const items = told.map(({ who, at, event, order, total }, index) => ({
    type: 'track',
    messageId: `m${index}`,
    ...(random.chance(0.5) ? { userId: who } : { anonymousId: `browser of ${who}` }),
    event,
    timestamp: new Date(at).toISOString(),
    properties: { ...(order === '' ? {} : { order_id: order }), total, currency: 'EUR', channel: 'web' },
  }));
  const nobody = { type: 'track', event: 'Order Completed', timestamp: '2026-03-05T00:00:00Z' };
  return [
    ...items,
    { ...nobody, messageId: 'nobody', properties: { order_id: 'o1-0', total: 1, currency: 'EUR' } },
    ...Array.from({ length: PEOPLE }, (_, index) => ({
      type: 'identify',
      messageId: `i${index}`,
      userId: `p${index + 1}`,
      anonymousId: `browser of p${index + 1}`,
      timestamp: '2026-04-20T10:00:00Z',
    })),
  ];
}

/** Orders of each person, in the order of time. */
function slowCases(told: readonly Told[]): Told[][] {
  const cases: Told[][] = [];
  for (const who of new Set(told.map((one) => one.who))) {
    const own = told.filter((one) => one.who === who && one.order !== '');
    for (const order of new Set(own.map((one) => one.order))) {
      cases.push(own.filter((one) => one.order === order));
    }
  }
  return cases;
}

const TOUCHPOINTS: Record<string, string> = {
  'Order Completed': 'placed',
  'Payment Received': 'paid',
  'Order Shipped': 'shipped',
  'Order Delivered': 'delivered',
};
const withoutRepeats = (items: readonly string[]) => items.filter((item, index) => item !== items[index - 1]);
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

describe('orders of a random shop, as their definition says', () => {
  const told = makeOrders(4);
  const isAgain = repeated(told);
  const cases = slowCases(told);
  const map = mapBy('order');
  let question: MapQuestion;
  let workspace = 0;
  beforeAll(async () => {
    workspace = await shop.collect(itemsOf(told));
    question = await prepareMapQuestion({ context: shop.context, workspace, map, period: MARCH });
  });

  it('ways and people', async () => {
    const { ways, journeys } = await readWays(question, await labelTouchpoints(question));
    const slow = cases.flatMap((own) => {
      const known = own.filter((one) => TOUCHPOINTS[one.event] !== undefined && !isAgain(one));
      const stops: Told[] = [];
      for (const one of known) {
        if (one.at < TO_MS && stops.at(-1)?.event !== one.event) stops.push(one);
      }
      return (stops.at(-1)?.at ?? 0) < FROM_MS ? [] : [stops];
    });
    const counts = new Map<string, number>();
    for (const stops of slow) {
      const way = stops.map(({ event }) => TOUCHPOINTS[event]).join(' ');
      counts.set(way, (counts.get(way) ?? 0) + 1);
    }
    expect(Object.fromEntries(ways.map((way) => [way.places.flat().join(' '), way.journeys]))).toEqual(
      Object.fromEntries(counts),
    );
    expect(journeys).toBe(slow.length);
    expect(journeys).toBeGreaterThan(30);
    const answer = await createConformanceMeasures(shop.context).check({ workspace, map, period: MARCH });
    expect(answer.people).toBe(new Set(slow.map(([first]) => first?.who)).size);
  });

  it('rules', async () => {
    const { check, people } = createConformanceMeasures(shop.context);
    const asked = { workspace, map, period: MARCH };
    const { rules } = await check(asked);
    for (const [index, rule] of (map.path?.rules ?? []).entries()) {
      const counts = { kept: 0, broken: 0, open: 0 };
      const breakers = new Set<string>();
      for (const own of cases) {
        const watch = watchRule(rule, 5 * DAY_MS);
        let hasBegun = false;
        for (const one of own) {
          const isStart: boolean = !hasBegun && TOUCHPOINTS[one.event] !== undefined && !isAgain(one);
          const is = (side: typeof rule.from) => !isAgain(one) && side.some((binding) => isOf(binding, one));
          const [isFrom, isTo] = [is(rule.from), is(rule.to)];
          if (!isFrom && !isTo && (TOUCHPOINTS[one.event] === undefined || isAgain(one))) continue;
          hasBegun ||= isStart;
          watch.see({ at: one.at, isFrom, isTo, isStart });
        }
        const inside = watch
          .finish(Date.parse(NOW))
          .filter((occasion) => occasion.at >= FROM_MS && occasion.at < TO_MS);
        for (const { outcome } of inside) counts[outcome]++;
        if (inside.some(({ outcome }) => outcome === 'broken')) breakers.add(own[0]?.who ?? '');
      }
      expect({ ...rules[index] }, `rule ${index}`).toMatchObject({ ...counts, people: breakers.size });
      expect((await people(asked, { kind: 'rule', index })).total, `rule ${index}`).toBe(breakers.size);
    }
    expect(sum(rules.map(({ broken }) => broken))).toBeGreaterThan(50);
    expect(rules.every(({ kept, broken }) => kept + broken > 0)).toBe(true);
  });

  /** `first_order` is the first order that a person ever placed, not the first event of each order. */
  function isOf(binding: { event: string; alias: string | null }, one: Told): boolean {
    if (binding.event !== one.event) return false;
    if (binding.alias === 'big') return one.total > 50;
    if (binding.alias !== 'first_order') return true;
    return told.find(({ who, event }) => who === one.who && event === one.event) === one;
  }

  it('reality', async () => {
    const answer = await measureReality(question, null);
    const walks = cases.flatMap((own) => {
      const inside = own.filter(({ at }) => at >= FROM_MS && at < TO_MS);
      const items = withoutRepeats(inside.map(({ event }) => TOUCHPOINTS[event] ?? event));
      return items.length === 0 ? [] : [{ who: own[0]?.who ?? '', items }];
    });
    expect(answer.case).toEqual({ by: 'order', countedBy: 'order' });
    expect([answer.journeys, answer.people, answer.ways]).toEqual([
      walks.length,
      new Set(walks.map(({ who }) => who)).size,
      new Set(walks.map(({ items }) => items.join())).size,
    ]);
    const passages: Record<string, number> = {};
    for (const { items } of walks) {
      items.slice(1).forEach((to, index) => {
        const key = `${items[index]} > ${to}`;
        passages[key] = (passages[key] ?? 0) + 1;
      });
    }
    const nameOf = ({ touchpoint, event }: RealityAnswer['links'][number]['from']) => touchpoint ?? event;
    expect(
      Object.fromEntries(
        answer.links.map((link) => [`${nameOf(link.from)} > ${nameOf(link.to)}`, link.passages]),
      ),
    ).toEqual(passages);
    const order = Object.values(TOUCHPOINTS);
    const who = (has: (items: readonly string[]) => boolean) =>
      new Set(walks.filter(({ items }) => has(items)).map((walk) => walk.who)).size;
    expect(answer.touchpoints.map(({ people, skipped }) => [people, skipped])).toEqual(
      order.map((touchpoint, place) => [
        who((items) => items.includes(touchpoint)),
        who(
          (items) =>
            !items.includes(touchpoint) &&
            order.slice(0, place).some((id) => items.includes(id)) &&
            order.slice(place + 1).some((id) => items.includes(id)),
        ),
      ]),
    );
    expect(answer.notOnMap.map(({ stops }) => stops.map(nameOf).join())).toContain('Chat Started');
  });
});

/** Orders told again under one id, by whomever, are counted nowhere but as stops of a way. */
function repeated(told: readonly Told[]): (one: Told) => boolean {
  const again = new Set<Told>();
  const nobodyAt = Date.parse('2026-03-05T00:00:00Z');
  const byId = new Map<string, { at: number; one: Told | null }[]>();
  for (const one of told) {
    if (one.event !== 'Order Completed' || one.order === '') continue;
    byId.set(one.order, [...(byId.get(one.order) ?? []), { at: one.at, one }]);
  }
  byId.set('o1-0', [...(byId.get('o1-0') ?? []), { at: nobodyAt, one: null }]);
  for (const orders of byId.values()) {
    for (const { one } of orders.toSorted((a, b) => a.at - b.at).slice(1)) if (one) again.add(one);
  }
  return (one) => again.has(one);
}
