import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NeedReading } from '../../../shared/maps/needs/contract.ts';
import { NEEDS, type Need } from '../../../shared/maps/needs/needs.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { type Happening, mapOf, openTestShop, type TestShop } from '../map-fixture.ts';
import { prepareMapQuestion } from '../map-question.ts';
import { measureNeeds } from './needs.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-04-20T12:00:00Z');
});
afterAll(() => shop.close());

const MAP = mapOf(`stages:
  - id: find
    title: Find
    steps: [ { id: look, title: Look, touchpoints: [ { id: page, title: Page, events: Product Viewed } ] } ]
  - id: ask
    title: Ask
    steps: [ { id: help, title: Help, touchpoints: [ { id: desk, title: Desk, events: [Ticket Opened, Complaint Made] } ] } ]
  - { id: empty, title: Empty }
lanes: [needs]
`);
const MARCH = { from: '2026-03-01', to: '2026-03-31' };

const product = (product_id: string, price: number, quantity = 1) => ({ product_id, price, quantity });
const viewed = (id: string, price: number, channel: string) => ({ ...product(id, price), channel });
const ordered = (order_id: string, channel: string, products: object[]) => ({
  order_id,
  channel,
  total: 100,
  currency: 'EUR',
  products,
});

const FIRST_ORDER = ordered('o1', 'web', [product('p1', 10, 2), product('p2', 20, 1)]);
const HAPPENINGS: Happening[] = [
  ['anna', '2026-03-02 10:00', 'Product Viewed', viewed('p1', 11, 'web')],
  ['anna', '2026-03-02 11:00', 'Product Viewed', viewed('p2', 20, 'web')],
  ['ben', '2026-03-02 10:00', 'Product Viewed', viewed('p1', 12, 'app')],
  ['carl', '2026-03-02 10:00', 'Product Viewed', viewed('p3', 7, 'web')],
  // nobody known: of no stage
  [null, '2026-03-02 12:00', 'Out Of Stock Shown', { channel: 'web' }],
  ['anna', '2026-03-02 13:00', 'Store Availability Checked', { available: true, channel: 'web' }],
  ['carl', '2026-03-02 13:00', 'Store Availability Checked', { available: false, channel: 'web' }],
  ['anna', '2026-03-03 10:00', 'Order Completed', FIRST_ORDER],
  ['ben', '2026-03-03 10:00', 'Order Completed', ordered('o2', 'store', [product('p2', 20, 4)])],
  ['carl', '2026-03-03 10:00', 'Order Completed', ordered('o3', 'web', [product('p4', 5, 6)])],
  ['carl', '2026-03-03 09:00', 'Payment Failed', { reason: 'declined', channel: 'web' }],
  ['carl', '2026-03-03 09:30', 'Payment Failed', { reason: 'three_d_secure', channel: 'web' }],
  [
    'anna',
    '2026-03-10 17:00',
    'Order Delivered',
    { promised_at: '2026-03-10T18:00:00Z', delivered_at: '2026-03-10T17:00:00Z', channel: 'courier' },
  ],
  [
    'ben',
    '2026-03-11 10:00',
    'Order Delivered',
    { promised_at: '2026-03-10T18:00:00Z', delivered_at: '2026-03-11T10:00:00Z', channel: 'store' },
  ],
  // a day alone is kept until its end
  ['carl', '2026-03-10 22:00', 'Order Delivered', { promised_at: '2026-03-10', channel: 'courier' }],
  ['dora', '2026-03-10 12:00', 'Delivery Failed', { channel: 'courier' }],
  // no promise, no score
  ['eva', '2026-03-10 12:00', 'Order Delivered', { channel: 'courier' }],
  [
    'anna',
    '2026-03-12 10:00',
    'Return Requested',
    { order_id: 'o1', reason: 'Does not fit', channel: 'web' },
  ],
  ['anna', '2026-03-17 10:00', 'Order Refunded', { order_id: 'o1', total: 10, currency: 'EUR' }],
  [
    'ben',
    '2026-03-12 10:00',
    'Return Requested',
    { order_id: 'o2', reason: 'Changed mind', channel: 'store' },
  ],
  ['ben', '2026-03-14 10:00', 'Complaint Made', { order_id: 'o2', channel: 'call' }],
  ['dora', '2026-03-05 10:00', 'Ticket Opened', { ticket_id: 't1', channel: 'email' }],
  [
    'dora',
    '2026-03-05 12:00',
    'Ticket Answered',
    { ticket_id: 't1', first_response_ms: 7_200_000, channel: 'email' },
  ],
  ['dora', '2026-03-07 10:00', 'Ticket Resolved', { ticket_id: 't1', channel: 'email' }],
  ['eva', '2026-03-05 10:00', 'Ticket Opened', { ticket_id: 't2', channel: 'web' }],
  [
    'eva',
    '2026-03-06 16:00',
    'Ticket Answered',
    { ticket_id: 't2', first_response_ms: 108_000_000, channel: 'web' },
  ],
  ['fred', '2026-03-06 10:00', 'Call Ended', { queue_seconds: 10, outcome: 'solved', channel: 'call' }],
  ['fred', '2026-03-07 10:00', 'Call Ended', { queue_seconds: 60, outcome: 'open', channel: 'call' }],
  [
    'dora',
    '2026-03-08 10:00',
    'Survey Answered',
    { survey: 'support', kind: 'csat', score: 5, channel: 'email' },
  ],
  [
    'anna',
    '2026-03-08 10:00',
    'Survey Answered',
    { need: 'security', kind: 'csat', score: 4, channel: 'web' },
  ],
  // a survey about something else
  ['anna', '2026-03-09 10:00', 'Survey Answered', { survey: 'site', kind: 'csat', score: 1, channel: 'web' }],
  ['gina', '2026-01-15 10:00', 'Product Reviewed', { product_id: 'p1', rating: 1, channel: 'web' }],
  ['gina', '2026-03-20 10:00', 'Product Reviewed', { product_id: 'p1', rating: '5', channel: 'web' }],
];

async function audit(happenings: readonly Happening[], map = MAP) {
  const workspace = await shop.open(happenings);
  return measureNeeds(await prepareMapQuestion({ context: shop.context, workspace, map, period: MARCH }));
}

const scoresOf = (needs: readonly NeedReading[]) => needs.map(({ need, score }) => [need, score]);
const find = (needs: readonly NeedReading[], need: Need) => needs.find((one) => one.need === need);
const partsOf = (reading: NeedReading | undefined) =>
  Object.fromEntries(
    reading?.parts.flatMap(({ part, score, sample }) => (score === null ? [] : [[part, [score, sample]]])) ??
      [],
  );

test('everybody: what was sent is scored, what was not is no data', async () => {
  const { all } = await audit(HAPPENINGS);
  expect(scoresOf(all)).toEqual([
    ['delivery', 50], // 2 of 4
    ['availability', 62.5], // 3 of 4 views in stock, 1 of 2 look-ups
    ['price', 50], // p2 of p1 and p2
    ['information', 75], // 5 stars in March; 2 of 4 views of a reviewed product
    ['pickup', null],
    ['payment', 60], // 3 of 5
    ['description', 50], // 1 of 2 returns
    ['returns', 50], // 1 of 2 refunded, 1 of 2 quiet
    ['security', 77.5], // 4 of 5 no failed check; 4 of 5 stars
    ['service', 60], // answered, queue, resolved, solved: 1 of 2 each; survey 100
    ['choice', 50], // p2 in two channels, p4 in one
  ]);
  expect(partsOf(find(all, 'service'))).toEqual({
    'service.answered': [50, 2],
    'service.queue': [50, 2],
    'service.resolved': [50, 2],
    'service.solved': [50, 2],
    'service.asked': [100, 1],
  });
  expect(find(all, 'price')?.parts[0]).toMatchObject({ part: 'price.same', sample: 2, money: 20 });
  expect(find(all, 'service')?.sample).toBe(9);
  const pickup = find(all, 'pickup');
  expect(pickup?.channels).toEqual([]);
  expect(pickup?.evidence.join(' ')).toContain('no data. It takes Pick-up Ready with promised_at');
  expect(find(all, 'delivery')?.evidence[0]).toContain('50 of 100, deliveries by the promised time');
});

test('by channel: that of the event; what is bought where, over all that is sold', async () => {
  const { all } = await audit(HAPPENINGS);
  const channels = (need: Need) =>
    find(all, need)?.channels.map(({ channel, score, sample }) => [channel, Math.round(score), sample]);
  expect(channels('delivery')).toEqual([
    ['courier', 67, 3],
    ['store', 0, 1],
  ]);
  expect(channels('price')).toEqual([
    ['app', 0, 1],
    ['store', 100, 1],
    ['web', 50, 2],
  ]);
  expect(channels('choice')).toEqual([
    ['store', 50, 2],
    ['web', 100, 2],
  ]);
  expect(channels('returns')).toEqual([
    ['store', 0, 2],
    ['web', 100, 2],
  ]);
});

test('by stage: of those who came to its touchpoints', async () => {
  const { stages } = await audit(HAPPENINGS);
  expect(stages.map(({ stage, people }) => [stage, people])).toEqual([
    ['find', 3],
    ['ask', 3],
    ['empty', 0],
  ]);
  const [seek, ask, empty] = stages.map(({ needs }) => needs);
  expect(find(seek ?? [], 'delivery')?.score).toBeCloseTo(66.67, 2); // anna, carl; ben late
  expect(find(seek ?? [], 'availability')?.score).toBe(75); // all in stock, 1 of 2 look-ups
  expect(find(seek ?? [], 'service')?.score).toBeNull();
  expect(find(ask ?? [], 'delivery')?.score).toBe(0); // dora: failed, ben: late
  expect(partsOf(find(ask ?? [], 'service'))).toEqual({
    'service.answered': [50, 2],
    'service.resolved': [50, 2],
    'service.asked': [100, 1],
  });
  expect(find(ask ?? [], 'returns')?.score).toBe(0); // ben alone
  expect(find(ask ?? [], 'choice')?.score).toBeNull(); // four units of p2: too few to tell
  expect((empty ?? []).map(({ score }) => score)).toEqual(NEEDS.map(() => null));
});

test('who never tells of failures has not been shown to have none', async () => {
  const { all } = await audit([
    ['anna', '2026-03-02 10:00', 'Product Viewed', { product_id: 'p1' }],
    ['anna', '2026-03-03 10:00', 'Checkout Started'],
    ['anna', '2026-03-03 10:00', 'Order Completed', { order_id: 'o1', total: 10, currency: 'EUR' }],
    ['anna', '2026-03-12 10:00', 'Return Requested', { order_id: 'o1' }],
  ]);
  expect(all.map(({ score }) => score)).toEqual(NEEDS.map(() => null));
});

test('what is still open is not missed yet; charge-backs weigh; an order told twice counts once', async () => {
  const order = ordered('o1', 'web', []);
  const { all } = await audit([
    ['anna', '2026-03-03 10:00', 'Order Completed', order],
    ['anna', '2026-03-03 10:05', 'Order Completed', order],
    ...Array.from(
      { length: 199 },
      (_, index): Happening => [
        'ben',
        '2026-03-04 10:00',
        'Order Completed',
        ordered(`b${index}`, 'web', []),
      ],
    ),
    ['anna', '2026-03-20 10:00', 'Revenue Adjusted', { reason: 'Chargeback', value: -10, currency: 'EUR' }],
    ['anna', '2026-03-20 10:00', 'Revenue Adjusted', { reason: 'rounding', value: -1, currency: 'EUR' }],
    ['anna', '2026-03-05 10:00', 'Pick-up Ready', { order_id: 'o1', promised_at: '2026-03-05T09:00:00Z' }],
    ['anna', '2026-03-09 10:00', 'Order Picked Up', { order_id: 'o1' }],
    ['ben', '2026-03-31 10:00', 'Return Requested', { order_id: 'b1', reason: 'broken' }],
    ['ben', '2026-03-05 10:00', 'Return Requested', { order_id: 'b2', reason: 'Not as described' }],
    ['ben', '2026-04-18 10:00', 'Order Refunded', { order_id: 'b1', total: 1, currency: 'EUR' }],
    ['ben', '2026-04-10 10:00', 'Ticket Opened', { ticket_id: 't' }],
    ['ben', '2026-03-31 10:00', 'Ticket Opened', { ticket_id: 's' }],
    ['ben', '2026-04-19 10:00', 'Ticket Resolved', { ticket_id: 's' }],
  ]);
  expect(partsOf(find(all, 'security'))).toEqual({ 'security.chargebacks': [50, 200] }); // 0.5 % of the orders
  expect(partsOf(find(all, 'pickup'))).toEqual({ 'pickup.ready': [0, 1], 'pickup.collected': [100, 1] });
  expect(partsOf(find(all, 'returns'))).toEqual({ 'returns.refunded': [0, 2] }); // both after 14 days
  expect(partsOf(find(all, 'service'))).toEqual({ 'service.resolved': [0, 1] }); // the other was opened in April
  expect(partsOf(find(all, 'description'))).toEqual({ 'description.kept': [50, 2] });
});

test('a map of more stages than there is room for is told so', async () => {
  const stages = Array.from({ length: 65 }, (_, index) => `  - { id: s${index}, title: S }\n`).join('');
  await expect(audit([], mapOf(`stages:\n${stages}`))).rejects.toThrow(BadQuestion);
});
