import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Happening, openTestShop, type TestShop } from './map-fixture.ts';
import { measurePersona } from './persona-data.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-03-31T00:00:00Z');
});
afterAll(() => shop.close());

const look = (who: string | null, category: string): Happening => [
  who,
  '2026-03-01 10:00',
  'Product Viewed',
  { channel: 'web', category },
];
const order = (who: string, id: string, total: number): Happening => [
  who,
  '2026-03-02 10:00',
  'Order Completed',
  { channel: 'store', order_id: id, total, currency: 'EUR' },
];

async function openShop() {
  const workspace = await shop.open([
    look('ann', 'sofas'),
    look('bea', 'sofas'),
    look('cid', 'lamps'),
    look(null, 'rugs'),
    order('ann', 'o1', 100),
    order('ann', 'o2', 50),
    order('cid', 'o3', 7),
  ]);
  await shop.identify(workspace, {
    ann: { sex: 'female', age: 34, city: 'Kiel', kids: true },
    bea: { gender: 'female', birthday: '1991-05-01', kids: true },
    cid: { sex: 'male', age: 61, city: 'Kiel' },
  });
  return workspace;
}

test('the people of a condition: their share, who they are, what they do, and what they are worth', async () => {
  const workspace = await openShop();
  const data = await measurePersona(shop.context, workspace, { segment: 'traits.kids = true' });
  expect(data).toMatchObject({
    people: 2,
    customers: 3,
    share: 2 / 3,
    buyers: 1,
    orders: 2,
    revenue: 150,
    sex: [{ value: 'female', people: 2 }],
    age: [{ value: '30 to 39', people: 2 }],
    place: [{ value: 'Kiel', people: 1 }],
    categories: [{ value: 'sofas', people: 2 }],
  });
  expect(data.channels).toContainEqual({ value: 'web', people: 2 });
  expect(data.channels).toContainEqual({ value: 'store', people: 1 });
  expect(data.statements).toContainEqual({
    part: 'sex',
    text: 'female',
    evidence: 'analytics: 2 of 2 people',
  });
  expect(data.statements).toContainEqual({
    part: 'interests',
    text: 'sofas',
    evidence: 'analytics: 2 of 2 people',
  });
});

test('no condition means every identified person; nobody meeting one is an answer too', async () => {
  const workspace = await openShop();
  const all = await measurePersona(shop.context, workspace, { segment: null });
  expect(all).toMatchObject({ people: 3, customers: 3, share: 1, orders: 3, revenue: 157 });
  expect(all.categories).toEqual([
    { value: 'sofas', people: 2 },
    { value: 'lamps', people: 1 },
  ]);
  const nobody = await measurePersona(shop.context, workspace, { segment: 'traits.age > 100' });
  expect(nobody).toMatchObject({ people: 0, share: 0, channels: [], categories: [], statements: [] });
  await expect(measurePersona(shop.context, workspace, { segment: 'age >' })).rejects.toThrow('segment');
});
