import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestShop, type TestShop } from './map-fixture.ts';
import { readSeenProperties } from './seen-properties.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-03-10T00:00:00Z');
});
afterAll(() => shop.close());

test('properties of an event with their values, the most frequent first, as a condition writes them', async () => {
  const workspace = await shop.open([
    ['ann', '2026-03-01 10:00', 'Product Viewed', { channel: 'web', colour: 'red', 'first name': 'x' }],
    ['ann', '2026-03-01 11:00', 'Product Viewed', { channel: 'web', colour: 'red', size: { width: 5 } }],
    ['bob', '2026-03-01 12:00', 'Product Viewed', { channel: 'store', colour: 'blue' }],
    ['bob', '2026-03-01 13:00', 'Order Completed', { channel: 'store', total: 5, order_id: 'o1' }],
  ]);
  const seen = await readSeenProperties(shop.context, workspace, 'Product Viewed');
  expect(seen.looked).toBe(3);
  expect(seen.properties).toContainEqual({
    path: 'properties.colour',
    events: 3,
    values: [
      { value: 'red', events: 2 },
      { value: 'blue', events: 1 },
    ],
  });
  expect(seen.properties.find(({ path }) => path === 'channel')?.values).toEqual([
    { value: 'web', events: 2 },
    { value: 'store', events: 1 },
  ]);
  const paths = seen.properties.map(({ path }) => path);
  expect(paths).toContain('properties.size.width');
  expect(paths).toContain("properties.'first name'");
  expect(paths).not.toContain('properties.total');
  expect(await readSeenProperties(shop.context, workspace, 'Never Seen')).toEqual({
    looked: 0,
    properties: [],
  });
});
