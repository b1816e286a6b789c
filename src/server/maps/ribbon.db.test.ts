import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Happening, mapOf, openTestShop, type TestShop } from './map-fixture.ts';
import { prepareMapQuestion } from './map-question.ts';
import { measureRibbon, type StageGroup, stageMembers } from './ribbon.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-04-01T00:00:00Z');
});
afterAll(() => shop.close());

const MAP = `case: { by: customer, window: 30d, restart: { idle: 10d } }
stages:
  - { id: look, title: Look, enter: Product Viewed }
  - { id: cart, title: Cart, enter: [Product Added, "Checkout Started"] }
  - { id: buy, title: Buy, enter: order }
events: { order: { name: Order Completed, where: "properties.total > 0" } }
`;
const MARCH = { from: '2026-03-01', to: '2026-03-31' };
const order = (id: string, total = 10) => ({ order_id: id, total, currency: 'EUR' });

async function open(happenings: readonly Happening[], file = MAP, period = MARCH) {
  const workspace = await shop.open(happenings);
  return prepareMapQuestion({ context: shop.context, workspace, map: mapOf(file), period });
}

const H = 3_600_000;
const HAPPENINGS: Happening[] = [
  // anna goes straight through: 1 h, then 2 h
  ['anna', '2026-03-02 10:00', 'Product Viewed'],
  ['anna', '2026-03-02 10:30', 'Product Viewed'], // still in the stage
  ['anna', '2026-03-02 11:00', 'Product Added'],
  ['anna', '2026-03-02 13:00', 'Order Completed', order('1')],
  // bert goes back to look, then on: look 4 h to cart
  ['bert', '2026-03-03 10:00', 'Product Viewed'],
  ['bert', '2026-03-03 14:00', 'Product Added'],
  ['bert', '2026-03-03 15:00', 'Product Viewed'],
  ['bert', '2026-03-03 16:00', 'Checkout Started'],
  // cleo looks and leaves; 11 days later she adds, in another journey: skipped look there
  ['cleo', '2026-03-04 10:00', 'Product Viewed'],
  ['cleo', '2026-03-15 10:01', 'Product Added'],
  // dora buys without a cart: onward from look, not to the next stage
  ['dora', '2026-03-05 10:00', 'Product Viewed'],
  ['dora', '2026-03-05 11:00', 'Order Completed', order('2')],
  // emil's order is worth nothing
  ['emil', '2026-03-06 10:00', 'Product Added'],
  ['emil', '2026-03-06 11:00', 'Order Completed', order('3', 0)],
  // fred looked before the period: in it, he has been through look
  ['fred', '2026-02-27 10:00', 'Product Viewed'],
  ['fred', '2026-03-01 10:00', 'Product Added'],
  // gina's next step lies behind the period
  ['gina', '2026-03-31 10:00', 'Product Viewed'],
  ['gina', '2026-04-01 10:00', 'Product Added'],
  // hugo enters no stage at all: his event is of the right name only
  ['hugo', '2026-03-08 10:00', 'Order Completed', order('4', 0)],
  [null, '2026-03-07 10:00', 'Product Viewed'],
];

test('people, ways and times, computed by hand', async () => {
  const answer = await measureRibbon(await open(HAPPENINGS));
  expect(answer).toEqual({
    stages: [
      {
        stage: 'look',
        people: 5, // anna bert cleo dora gina
        onward: 4, // anna bert dora gina
        left: 1,
        returned: 1, // bert
        conversionToNext: 3 / 5, // anna bert gina
        medianMsToNext: 4 * H, // 1 h, 4 h, 24 h
        skipped: 2, // of anna bert cleo emil fred in the cart: cleo, emil
      },
      {
        stage: 'cart',
        people: 5, // anna bert cleo emil fred
        onward: 1, // anna; bert went back, and did not come to buy
        left: 4,
        returned: 0, // going from look to cart is no coming back
        conversionToNext: 1 / 5,
        medianMsToNext: 2 * H,
        skipped: 1, // dora
      },
      {
        stage: 'buy',
        people: 2,
        onward: 0,
        left: 2,
        returned: 0,
        conversionToNext: null,
        medianMsToNext: null,
        skipped: 0,
      },
    ],
    journeys: 8, // one each, cleo two
  });
});

test('every number has its people', async () => {
  const question = await open(HAPPENINGS);
  const people = (stage: string, group: StageGroup) => shop.namesOf(stageMembers(question, stage, group));
  expect(await people('look', 'entered')).toEqual(['anna', 'bert', 'cleo', 'dora', 'gina']);
  expect(await people('look', 'onward')).toEqual(['anna', 'bert', 'dora', 'gina']);
  expect(await people('look', 'left')).toEqual(['cleo']);
  expect(await people('look', 'returned')).toEqual(['bert']);
  expect(await people('look', 'skipped')).toEqual(['cleo', 'emil']);
  expect(await people('cart', 'left')).toEqual(['bert', 'cleo', 'emil', 'fred']);
  expect(await people('buy', 'entered')).toEqual(['anna', 'dora']);
  expect(() => stageMembers(question, 'bye', 'left')).toThrow('no stage "bye"');
});

test('the window ends a journey, and a stage that nothing enters stays empty', async () => {
  const file = `case: { window: 2d }\nstages:\n  - { id: look, title: L, enter: Product Viewed }\n  - { id: none, title: N }\n  - { id: cart, title: C, enter: Product Added }\n`;
  const question = await open(
    [
      ['anna', '2026-03-02 10:00', 'Product Viewed'],
      ['anna', '2026-03-04 10:00', 'Product Added'], // exactly two days: the same journey
      ['bert', '2026-03-02 10:00', 'Product Viewed'],
      ['bert', '2026-03-04 10:01', 'Product Added'],
    ],
    file,
  );
  const { stages, journeys } = await measureRibbon(question);
  expect(stages.map(({ people, onward, left }) => [people, onward, left])).toEqual([
    [2, 1, 1],
    [0, 0, 0],
    [2, 0, 2],
  ]);
  expect(stages[1]).toMatchObject({ conversionToNext: null, medianMsToNext: null, skipped: 2 });
  expect(journeys).toBe(3);
});

test('nobody', async () => {
  const { stages, journeys } = await measureRibbon(
    await open([['anna', '2025-03-02 10:00', 'Product Viewed']]),
  );
  expect(stages.map(({ people }) => people)).toEqual([0, 0, 0]);
  expect(journeys).toBe(0);
  expect((await measureRibbon(await open([['anna', '2026-03-02 10:00', 'Something Else']]))).journeys).toBe(
    0,
  );
});

test('where a journey is an order, each order of a person is one of its own, and its people are listed', async () => {
  const file = `case: { by: order, window: 2d }
events: { sent: { name: Order Shipped, where: "properties.parts > 0" } }
stages:
  - { id: placed, title: P, enter: Order Completed }
  - { id: paid, title: Y, enter: Payment Received }
  - { id: sent, title: S, enter: sent }
`;
  const of = (id: string) => ({ order_id: id, total: 10, parts: 1 });
  const happenings: Happening[] = [
    // two orders side by side: the first is paid and sent after longer than the window, the second never paid
    ['anna', '2026-03-02 10:00', 'Order Completed', of('a1')],
    ['anna', '2026-03-02 11:00', 'Order Completed', of('a2')],
    ['anna', '2026-03-06 10:00', 'Payment Received', of('a1')],
    ['anna', '2026-03-07 10:00', 'Order Shipped', of('a1')],
    // sent without being paid
    ['bert', '2026-03-03 10:00', 'Order Completed', of('b1')],
    ['bert', '2026-03-03 12:00', 'Order Shipped', of('b1')],
    // paid and sent, but under two orders: neither follows the other
    ['cleo', '2026-03-04 10:00', 'Payment Received', of('c1')],
    ['cleo', '2026-03-04 11:00', 'Order Shipped', of('c2')],
    // of no order
    ['dora', '2026-03-05 10:00', 'Order Completed', { total: 5 }],
  ];
  const question = await open(happenings, file);
  const { stages, journeys } = await measureRibbon(question);
  expect(journeys).toBe(5); // a1 a2 b1 c1 c2
  expect(stages).toEqual([
    {
      stage: 'placed',
      people: 2,
      onward: 2,
      left: 0,
      returned: 0,
      conversionToNext: 1 / 2,
      medianMsToNext: 96 * H,
      skipped: 1, // cleo paid for what was never placed
    },
    {
      stage: 'paid',
      people: 2,
      onward: 1,
      left: 1,
      returned: 0,
      conversionToNext: 1 / 2,
      medianMsToNext: 24 * H,
      skipped: 2, // bert, cleo
    },
    {
      stage: 'sent',
      people: 3,
      onward: 0,
      left: 3,
      returned: 0,
      conversionToNext: null,
      medianMsToNext: null,
      skipped: 0,
    },
  ]);
  const people = (stage: string, group: StageGroup) => shop.namesOf(stageMembers(question, stage, group));
  expect(await people('placed', 'entered')).toEqual(['anna', 'bert']);
  expect(await people('paid', 'left')).toEqual(['cleo']);
  expect(await people('paid', 'skipped')).toEqual(['bert', 'cleo']);
  expect(await people('sent', 'entered')).toEqual(['anna', 'bert', 'cleo']);
  // by person, anna's second order would have been paid with the first, had the window not ended
  const byPerson = await measureRibbon(await open(happenings, file.replace('by: order', 'by: customer')));
  expect(byPerson.stages[0]?.people).toBe(3);
});
