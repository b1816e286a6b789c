import { expect, test } from 'vitest';
import { readMapFile } from '../read-map-file.ts';
import { funnelOfStage } from './stage-funnel.ts';

const { map } = readMapFile(`map: "1.0"
id: m
title: M
case: { window: 30d }
events: { big: { name: Order Completed, where: "properties.total > 100" } }
stages:
  - id: buy
    title: Buy
    enter: [Product Added, Cart Opened]
    cta: [ { action: Orders, event: big }, Smiles ]
    steps:
      - { id: pay, title: Pay, cta: [ { action: Pays, event: Paid } ], touchpoints: [ { id: t, title: T, cta: [ { action: Orders big, event: big } ] } ] }
  - { id: none, title: None }
`);

test('enter events first, then the target actions with events, each once', () => {
  const [buy, none] = map?.stages ?? [];
  if (!map || !buy || !none) throw new Error('no map');
  expect(funnelOfStage(map, buy)).toEqual({
    steps: [
      { label: 'Buy', anyOf: [{ event: 'Product Added' }, { event: 'Cart Opened' }] },
      { label: 'Orders', anyOf: [{ event: 'Order Completed', where: 'properties.total > 100' }] },
      { label: 'Pays', anyOf: [{ event: 'Paid' }] },
    ],
    windowMs: 30 * 86_400_000,
    breakdown: 'none',
  });
  expect(funnelOfStage(map, none)).toBeNull();
});
