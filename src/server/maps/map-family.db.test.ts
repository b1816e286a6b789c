import { call } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PERMISSIONS } from '../../shared/platform/base-contract.ts';
import type { RequestContext } from '../platform/caller.ts';
import { createMapEdits } from './map-edits.ts';
import { mapFamilyRoutes } from './map-family.ts';
import { openTestShop, type TestShop } from './map-fixture.ts';
import { storeMap } from './store-map.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-03-31T00:00:00Z');
});
afterAll(() => shop.close());

const LIFE = `map: "1.0"
id: life
title: Life of a customer
stages:
  - id: buy
    title: Buy
    steps:
      - { id: first, title: First order, map: first-order }
      - { id: again, title: Orders again, map: not-there }
`;
const FIRST = `map: "1.0"
id: first-order
title: First order
metrics: { orders: { title: Orders, kind: uniques, event: Order Completed, target: ">= 1", minSample: 1 } }
stages:
  - { id: see, title: See, enter: Product Viewed }
  - { id: pay, title: Pay, enter: Order Completed }
  - { id: tell, title: Tell }
`;
const RETURNS =
  'map: "1.0"\nid: returns\ntitle: Returns\nparent: life#again\nstages: [ { id: a, title: A } ]\n';

test('a map knows the maps inside its steps with their numbers, and each knows its parent', async () => {
  const { context } = shop;
  const workspace = await shop.open([
    ['ann', '2026-03-01 10:00', 'Product Viewed'],
    ['ann', '2026-03-02 10:00', 'Order Completed'],
    ['bea', '2026-03-01 10:00', 'Product Viewed'],
    // straight to the end, without the first stage
    ['cem', '2026-03-03 10:00', 'Order Completed'],
    // began before the period
    ['dan', '2026-02-27 11:00', 'Product Viewed'],
    ['dan', '2026-03-03 11:00', 'Order Completed'],
  ]);
  const edits = createMapEdits(context);
  for (const [id, file] of Object.entries({ life: LIFE, 'first-order': FIRST, returns: RETURNS }))
    await storeMap({ ...context, edits }, workspace, { id, file, author: 'anna' });
  const routes = mapFamilyRoutes(context);
  const request: RequestContext = {
    caller: { workspace, user: null, permissions: new Set(PERMISSIONS), isAmbient: false },
    method: 'POST',
    headers: new Headers(),
    remoteAddress: null,
    baseUrl: '',
    responseHeaders: new Headers(),
  };
  const ask = (map: string) =>
    call(routes.children, { map, period: { from: '2026-03-01', to: '2026-03-30' } }, { context: request });
  const life = await ask('life');
  expect(life.parent).toBeNull();
  expect(life.children).toEqual([
    {
      step: 'first',
      map: 'first-order',
      title: 'First order',
      people: 4,
      finished: 3,
      share: 0.75,
      kpis: [{ metric: 'orders', title: 'Orders', state: 'ok' }],
    },
    { step: 'again', map: 'not-there', title: null, people: null, finished: null, share: null, kpis: [] },
    { step: 'again', map: 'returns', title: 'Returns', people: null, finished: null, share: null, kpis: [] },
  ]);
  expect(await ask('first-order')).toMatchObject({
    parent: { map: 'life', title: 'Life of a customer', step: 'first' },
    children: [],
  });
  expect((await ask('returns')).parent).toEqual({ map: 'life', title: 'Life of a customer', step: 'again' });
});
