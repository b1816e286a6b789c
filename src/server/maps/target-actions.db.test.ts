import { afterAll, beforeAll, expect, test } from 'vitest';
import { metricOfAction, targetActionsOf } from '../../shared/maps/programme/target-actions.ts';
import { measureKpi } from './kpi.ts';
import { type Happening, mapOf, openTestShop, type TestShop } from './map-fixture.ts';
import { prepareMapQuestion } from './map-question.ts';
import { createMapMeasures } from './maps.ts';
import { measureTouchpointFunnel } from './programme/touchpoint-funnel.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-04-20T12:00:00Z');
});
afterAll(() => shop.close());

const MAP = mapOf(`case: { by: customer, window: 2d }
metrics:
  buy: { kind: conversion, from: Visited, to: Order Completed, within: 1d, target: ">= 50%", warn: 10% }
stages:
  - id: find
    title: Find
    enter: Visited
    cta: [ { action: Puts it into the cart, event: Product Added, target: ">= 40%" }, { action: Visits, event: Visited } ]
    steps:
      - id: look
        title: Look
        cta:
          - Smiles
          - { action: Orders, kpi: buy }
          - { action: Orders often, kpi: buy, target: ">= 25%" }
          - { action: Orders dearly, event: Order Completed, where: amount > 100, target: ">= 1%" }
        touchpoints:
          - { id: site, title: Site, events: Visited, cta: [ { action: Adds, event: Product Added } ] }
          - { id: asked, title: Asked, events: Question Asked, cta: [ { action: Buys, event: Order Completed, target: "> 0%" } ] }
`);

/** 40 people visit; 20 put a product into the cart an hour later, of whom 4 order on the same day (1 of them for more than 100), and 5 more three days later. */
function happen(): Happening[] {
  return Array.from({ length: 40 }, (_, index): Happening[] => {
    const who = `p${index}`;
    const all: Happening[] = [[who, '2026-04-05 10:00', 'Visited']];
    if (index < 25) all.push([who, index < 20 ? '2026-04-05 11:00' : '2026-04-08 11:00', 'Product Added']);
    if (index < 4) {
      const order = { order_id: `o${index}`, total: index === 0 ? 150 : 80, currency: 'EUR' };
      all.push([who, '2026-04-05 12:00', 'Order Completed', order]);
    }
    return all;
  }).flat();
}

const period = { from: '2026-04-01', to: '2026-04-19' };

test('each target action has its figure, its target and its state', async () => {
  const workspace = await shop.open(happen());
  const asked = { workspace, map: MAP, period };
  const measures = createMapMeasures(shop.context);
  const { actions } = await measures.targetActions(asked);
  const told = actions.map(({ action, kpi }) => [
    action,
    kpi && [kpi.value, kpi.sample, kpi.state, kpi.target?.value],
  ]);
  expect(Object.fromEntries(told)).toEqual({
    'find///Puts it into the cart': [0.5, 40, 'ok', 0.4],
    'find///Visits': [40, 40, 'ok', undefined],
    'find/look//Smiles': null,
    'find/look//Orders': [0.1, 40, 'warn', 0.5],
    'find/look//Orders often': [0.1, 40, 'missed', 0.25],
    'find/look//Orders dearly': [0.025, 40, 'ok', 0.01],
    'find/look/site/Adds': [0.5, 40, 'ok', undefined],
    // nobody ever asked
    'find/look/asked/Buys': [null, 0, 'too_few', 0],
  });
});

test('a figure agrees with its people, with the funnel of its touchpoint, and with the same asked alone', async () => {
  const workspace = await shop.open(happen());
  const asked = { workspace, map: MAP, period };
  const measures = createMapMeasures(shop.context);
  const people = async (group: 'base' | 'reached' | 'missed') =>
    (await measures.people(asked, { kind: 'action', action: 'find/look/site/Adds', group })).total;
  expect([await people('base'), await people('reached'), await people('missed')]).toEqual([40, 20, 20]);
  await expect(
    measures.people(asked, { kind: 'action', action: 'find///None', group: 'base' }),
  ).rejects.toThrow('no target action "find///None"');

  const question = await prepareMapQuestion({ context: shop.context, ...asked });
  expect(await measureTouchpointFunnel(question, 'site')).toMatchObject({ seen: 40, acted: 20 });
  const { actions } = await measures.targetActions(asked);
  for (const placed of MAP.stages.flatMap(targetActionsOf)) {
    const metric = metricOfAction(MAP, placed);
    const together = actions.find(({ action }) => action === placed.key)?.kpi;
    expect(together).toEqual(metric && (await measureKpi(question, metric)));
  }
});

test('a map without target actions has no figures of them', async () => {
  const workspace = await shop.open([]);
  const map = mapOf('stages: [ { id: find, title: Find, enter: Visited } ]');
  expect(await createMapMeasures(shop.context).targetActions({ workspace, map, period })).toEqual({
    actions: [],
  });
});
