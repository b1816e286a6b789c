import { afterAll, beforeAll, expect, test } from 'vitest';
import { BARE_METRIC } from '../../../shared/maps/programme/bare-metric.ts';
import { coverageMembers, notOnMapMembers } from '../coverage.ts';
import { kpiMembers } from '../kpi.ts';
import { type Happening, mapOf, openTestShop, type TestShop } from '../map-fixture.ts';
import { createMapNumbers } from '../map-numbers.ts';
import { prepareMapQuestion } from '../map-question.ts';
import { stageMembers } from '../ribbon.ts';
import { orderAt } from './money-measures.ts';
import { painMembers } from './pain-heat.ts';
import { measureTouchpointFunnel, touchpointGroup } from './touchpoint-funnel.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-04-20T12:00:00Z');
});
afterAll(() => shop.close());

const APRIL = { from: '2026-04-01', to: '2026-04-19' };
const MAP = mapOf(`
case: { window: 2d }
metrics: { all: { kind: count, event: Visited } }
stages:
  - id: find
    title: Find
    enter: Visited
    steps:
      - id: look
        title: Look
        touchpoints: [ { id: site, title: Site, events: Visited } ]
        pains:
          - { text: Too slow, severity: 2, events: Page Slow }
          - Nobody knows whom
          - { text: Too dear, events: Page Slow, where: "properties.seconds > 5" }
  - id: buy
    title: Buy
    enter: Checkout Started
    steps:
      - id: pay
        title: Pay
        touchpoints:
          - id: checkout
            title: Checkout
            events: Checkout Started
            cta: [ { action: Orders, event: Order Completed } ]
            pains: [ { id: refused, text: The card is refused, severity: 5, events: Payment Failed } ]
`);

/**
 * 100 people visit; 80 of them go to the checkout an hour later, and 40 of these are refused ten minutes after that. Of
 * those who are refused 10 order within the window, one after it; of the other 40 at the checkout 30 order. 200 an order.
 */
function happen(): Happening[] {
  const happenings: Happening[] = [];
  for (let index = 0; index < 100; index++) {
    const who = `p${String(index).padStart(2, '0')}`;
    happenings.push([who, '2026-04-05 10:00', 'Visited']);
    if (index < 8) happenings.push([who, '2026-04-05 10:01', 'Page Slow', { seconds: index }]);
    if (index >= 80) continue;
    happenings.push([who, '2026-04-05 11:00', 'Checkout Started']);
    const isRefused = index < 40;
    if (isRefused) happenings.push([who, '2026-04-05 11:10', 'Payment Failed']);
    const properties = { order_id: who, total: 200, currency: 'EUR' };
    if (isRefused ? index < 10 : index < 70)
      happenings.push([who, '2026-04-06 11:00', 'Order Completed', properties]);
    if (index === 10) happenings.push([who, '2026-04-09 11:00', 'Order Completed', properties]);
  }
  // not in the period, and somebody whom nobody knows
  happenings.push(['late', '2026-04-20 09:00', 'Visited'], ['late', '2026-04-20 09:01', 'Payment Failed']);
  happenings.push([null, '2026-04-05 10:00', 'Payment Failed']);
  // on the map by a pain alone, and not on the map
  happenings.push(['called', '2026-04-07 10:00', 'Payment Failed'], ['other', '2026-04-07 10:00', 'Called']);
  return happenings;
}

const open = async () => {
  const workspace = await shop.open(happen());
  return prepareMapQuestion({ context: shop.context, workspace, map: MAP, period: APRIL });
};

test('heat is severity x affected / people on the map; money is what others at the same place order more', async () => {
  const question = await open();
  const { people, pains } = await createMapNumbers(question).pains();
  expect(people).toBe(101);
  expect(pains.map(({ pain }) => pain)).toEqual([
    'look//Too slow',
    'look//Nobody knows whom',
    'look//Too dear',
    'pay/checkout/refused',
  ]);
  const [slow, unbound, dear, refused] = pains;
  // 41: the one who was not at the checkout too. 40 others there, 30 ordered: 41 x (30/40 - 10/41) x 200
  expect(refused).toMatchObject({ affected: 41, ordered: 10, comparison: 40, comparisonOrdered: 30 });
  expect(refused?.heat).toBeCloseTo((5 * 41) / 101, 9);
  expect(refused?.averageOrder).toBe(200);
  expect(refused?.money?.value).toBeCloseTo(41 * (30 / 40 - 10 / 41) * 200, 6);
  // Newcombe 1998, method 10, of 30/40 and 10/41: 0.2978 to 0.6625, computed by hand from Wilson's ends
  const [lowOther, highOther, lowHurt, highHurt] = [0.59812, 0.85812, 0.13796, 0.39331];
  const gap = 30 / 40 - 10 / 41;
  expect((refused?.money?.low ?? 0) / 8200).toBeCloseTo(
    gap - Math.hypot(0.75 - lowOther, highHurt - 10 / 41),
    3,
  );
  expect((refused?.money?.high ?? 0) / 8200).toBeCloseTo(
    gap + Math.hypot(highOther - 0.75, 10 / 41 - lowHurt),
    3,
  );
  // eight are too few for money; those who waited longer than five seconds have no severity and so no heat
  expect(slow).toMatchObject({ affected: 8, ordered: 8, comparison: 92, money: null, reason: 'too_few' });
  expect(slow?.heat).toBeCloseTo((2 * 8) / 101, 9);
  expect(dear).toMatchObject({ affected: 2, heat: null, severity: null });
  expect(unbound).toMatchObject({ affected: null, heat: null, money: null, reason: 'not_bound' });
});

test('a pain that hurts nobody costs nothing, and where nobody orders there is no money', async () => {
  const happenings = happen().filter(([, , event]) => event !== 'Order Completed');
  const workspace = await shop.open(happenings);
  const asked = { context: shop.context, workspace, map: MAP, period: APRIL };
  const { pains } = await createMapNumbers(await prepareMapQuestion(asked)).pains();
  expect(pains[3]).toMatchObject({ affected: 41, ordered: 0, money: null, reason: 'no_orders' });
  const before = { ...asked, period: { from: '2026-03-01', to: '2026-03-31' } };
  const empty = await createMapNumbers(await prepareMapQuestion(before)).pains();
  expect(empty.people).toBe(0);
  expect(empty.pains[3]).toMatchObject({ affected: 0, heat: null, money: null, reason: 'no_comparison' });
});

test('the people of a pain are those of its numbers, paired with orders as a conversion pairs them', async () => {
  const question = await open();
  const [affected, ordered, lost] = await Promise.all(
    (['affected', 'ordered', 'lost'] as const).map((group) =>
      shop.namesOf(painMembers(question, 'pay/checkout/refused', group)),
    ),
  );
  expect(affected).toHaveLength(41);
  expect(ordered).toEqual(Array.from({ length: 10 }, (_, index) => `p0${index}`));
  expect(lost).toHaveLength(31);
  expect(lost).toContain('p10');
  const place = { line: 1, column: 1 };
  const pair = await kpiMembers(
    question,
    {
      ...BARE_METRIC,
      ...{ id: 'pair', place, withinMs: MAP.case.windowMs, to: [orderAt(place)] },
      from: [{ event: 'Payment Failed', count: 'all', alias: null, place }],
    },
    'reached',
  );
  expect(pair && (await shop.namesOf(pair))).toEqual(ordered);
  expect(() => painMembers(question, 'pay//refused', 'lost')).toThrow('no pain "pay//refused"');
});

test('the people of coverage, of an event that is not on the map, of a touchpoint, and of who skipped a stage', async () => {
  const question = await open();
  const numbers = createMapNumbers(question);
  const coverage = await numbers.coverage();
  expect(await shop.namesOf(coverageMembers(question, 'covered'))).toHaveLength(coverage.coveredPeople);
  expect(await shop.namesOf(coverageMembers(question, 'uncovered'))).toEqual(['called', 'other']);
  const failed = coverage.notOnMap.find(({ event }) => event === 'Payment Failed');
  expect(failed?.people).toBe(41);
  const channel = failed?.channel ?? '';
  const members = notOnMapMembers(question, { event: 'Payment Failed', channel });
  expect(await shop.namesOf(members)).toHaveLength(41);
  expect(() => notOnMapMembers(question, { event: 'Nothing', channel })).toThrow('No event "Nothing"');

  const funnel = await measureTouchpointFunnel(question, 'checkout');
  // one refused person ordered after the window; who is refused goes on, as do those who order
  expect(funnel).toMatchObject({ seen: 80, engaged: 70, acted: 40, actions: ['Orders'] });
  const count = async (group: 'seen' | 'engaged' | 'acted') =>
    (await shop.namesOf(await touchpointGroup(question, 'checkout', group))).length;
  expect([await count('seen'), await count('engaged'), await count('acted')]).toEqual([80, 70, 40]);

  const { stages } = await numbers.ribbon();
  expect(stages[0]?.skipped).toBe(0);
  expect(await shop.namesOf(stageMembers(question, 'find', 'skipped'))).toEqual([]);
});
