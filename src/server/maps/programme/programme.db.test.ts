import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMapEdits } from '../map-edits.ts';
import { type Happening, openTestShop, type TestShop } from '../map-fixture.ts';
import { prepareMapQuestion } from '../map-question.ts';
import { storeMap } from '../store-map.ts';
import { readMap, readOpenMap } from '../stored-maps.ts';
import { createProgramme } from './programme.ts';
import { createScorecards } from './scorecard.ts';
import { measureTouchpointFunnel } from './touchpoint-funnel.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-04-20T12:00:00Z');
});
afterAll(() => shop.close());

const FILE = `map: "1.0"
id: shop
title: Shop
metrics:
  buy: { kind: conversion, from: Visited, to: Order Completed, within: 1d, target: ">= 50%", minSample: 5, owner: anna }
  cart: { kind: conversion, from: Visited, to: Product Added, within: 1d, target: ">= 80%", minSample: 5 }
  left: { kind: conversion, from: Visited, to: Product Added, target: "<= 10%", minSample: 5 }
  adds: { kind: count, event: Product Added }
stages:
  - id: find
    title: Find
    enter: Visited
    owner: anna
    steps:
      - id: look
        title: Look
        cta: [ { action: Orders, event: Order Completed } ]
        touchpoints:
          - { id: site, title: Site, events: Visited }
          - { id: shelf, title: Shelf, owner: ben }
        pains: [ { text: Too slow, severity: 4 } ]
        opportunities:
          - { id: guest, text: Guest checkout, moves: [cart, buy], status: doing, due: 2026-05-01 } # by summer
          - { id: again, text: Shorter form, moves: [buy], status: shipped, shipped: 2026-04-12, owner: ben }
          - { id: sizes, text: Size helper, moves: [cart], status: planned, due: 2026-04-01 }
          - { id: fewer, text: Fewer leave, moves: [left] }
          - { id: count, text: More adds, moves: [adds] }
          - Free returns
`;

/**
 * 20 people visit, ten on 5 April (2 order for 100) and ten on 12 April (4 for 100, 1 for 200), one more on the 19th. Who
 * orders put a product into the cart 10 minutes after the visit and orders 2 hours after it; 7 others only put one in,
 * one of them 40 minutes after the visit.
 */
function happen(): Happening[] {
  const happenings: Happening[] = [];
  const visit = (who: string, day: string, added: string | null, total: number | null) => {
    happenings.push([who, `2026-04-${day} 10:00`, 'Visited']);
    if (added !== null) happenings.push([who, `2026-04-${day} 10:${added}`, 'Product Added']);
    if (total !== null)
      happenings.push([
        who,
        `2026-04-${day} 12:00`,
        'Order Completed',
        { order_id: who, total, currency: 'EUR' },
      ]);
  };
  for (let index = 0; index < 10; index++) {
    visit(`a${index}`, '05', index < 5 ? '10' : null, index < 2 ? 100 : null);
    const total = index === 4 ? 200 : 100;
    visit(`b${index}`, '12', index === 8 ? '40' : index < 8 ? '10' : null, index < 5 ? total : null);
  }
  visit('c', '19', null, null);
  return happenings;
}

async function openProgramme() {
  const workspace = await shop.open(happen());
  const edits = createMapEdits(shop.context);
  await storeMap({ ...shop.context, edits }, workspace, { id: 'shop', file: FILE, author: 'anna' });
  const programme = createProgramme(shop.context, edits);
  const source = () => ({ client: 'test', batch: crypto.randomUUID(), author: 'anna' });
  return { workspace, programme, source };
}

test('money at stake: people x gap x orders of those who reach it x average order, the largest figure counts', async () => {
  const { workspace, programme } = await openProgramme();
  const answer = await programme.list({ workspace });
  expect(answer.period).toEqual({ from: '2026-03-21', to: '2026-04-19' });
  expect(answer.today).toBe('2026-04-20');
  expect(answer.owners).toEqual(['anna', 'ben']);
  const [guest, again, sizes, fewer, count, returns] = answer.opportunities;
  // 21 visit, 7 order for 800: 21 x (1/2 - 1/3) x 800/7 = 400; the cart: 14 of 21, and 7 of those 14 order
  expect(guest?.impact).toMatchObject({ metric: 'buy', people: 21, reference: 0.5, ordersPerReached: 1 });
  expect(guest?.impact.money?.value).toBeCloseTo(400, 6);
  expect(guest?.impact.averageOrder).toBeCloseTo(800 / 7, 6);
  // Wilson of 7 of 21: 0.1719 to 0.5463
  expect(guest?.impact.money?.low).toBe(0);
  expect(guest?.impact.money?.high).toBeCloseTo(21 * (0.5 - 0.1719) * (800 / 7), 0);
  expect(sizes?.impact).toMatchObject({ metric: 'cart', ordersPerReached: 0.5, reason: null });
  expect(sizes?.impact.money?.value).toBeCloseTo(21 * (0.8 - 2 / 3) * 0.5 * (800 / 7), 6);
  expect([guest, again, sizes].map((row) => row?.proposedImpact)).toEqual([100, 100, 40]);
  expect([fewer, count, returns].map((row) => [row?.impact.reason, row?.impact.money])).toEqual([
    ['unwanted', null],
    ['not_a_conversion', null],
    ['no_metric', null],
  ]);
  expect(answer.opportunities.map(({ isOverdue }) => isOverdue)).toEqual([
    false,
    false,
    true,
    false,
    false,
    false,
  ]);
  expect(answer.opportunities.map(({ owner }) => owner)).toEqual([
    'anna',
    'ben',
    'anna',
    'anna',
    'anna',
    'anna',
  ]);
  expect(answer.earned).toMatchObject({ value: 0, low: 0, high: 0, results: 0, shipped: 1 });
});

test('what shipped is measured against as many days before, written into the file, and counted once', async () => {
  const { workspace, programme, source } = await openProgramme();
  const guest = { map: 'shop', step: 'look', opportunity: 'guest' };
  await expect(programme.measure(workspace, guest, { source: source() })).rejects.toThrow('has not shipped');
  await programme.change(workspace, guest, { status: 'shipped', shipped: '2026-04-19' }, source());
  // a conversion may take a day: nobody who came on the 19th has had it yet; and the first metric it moves is measured
  await expect(programme.measure(workspace, guest, { source: source() })).rejects.toThrow(
    'from 2026-04-21 on',
  );
  const again = { ...guest, opportunity: 'again' };
  await programme.change(workspace, again, { shipped: '2026-04-11' }, source());
  const result = await programme.measure(workspace, again, { source: source() });
  // 8 days: 5 of 10 after, 2 of 10 before; Newcombe 0.3, -0.1067 to 0.5998; 10 x 0.3 x 600/5
  expect(result).toMatchObject({
    metric: 'buy',
    before: { from: '2026-04-03', to: '2026-04-10', value: 0.2, sample: 10 },
    after: { from: '2026-04-11', to: '2026-04-18', value: 0.5, sample: 10 },
  });
  expect(result.change?.value).toBeCloseTo(0.3, 9);
  expect(result.change?.low).toBeCloseTo(-0.1067, 3);
  expect(result.change?.high).toBeCloseTo(0.5998, 3);
  expect(result.earned?.value).toBeCloseTo(360, 6);
  expect(result.earned?.low).toBeCloseTo(-128, 0);
  expect(result.earned?.high).toBeCloseTo(720, 0);

  await programme.change(workspace, guest, { shipped: '2026-04-12' }, source());
  const { file } = await readMap(shop.context, workspace, 'shop');
  expect(file).toContain('# by summer');
  const moved = file.replace('moves: [ cart, buy ]', 'moves: [ buy ]');
  expect(moved).not.toBe(file);
  await storeMap({ ...shop.context, edits: createMapEdits(shop.context) }, workspace, {
    id: 'shop',
    file: moved,
    author: 'anna',
    isReplacing: true,
  });
  await programme.measure(workspace, guest, { source: source() });
  const { opportunities, earned } = await programme.list({ workspace, map: 'shop' });
  const [first, second] = opportunities;
  expect(second?.result).toEqual(result);
  // the same figure in the same days: the one that shipped first has it
  expect([first?.isCounted, second?.isCounted]).toEqual([false, true]);
  expect(first?.result?.earned?.value).toBeGreaterThan(0);
  expect(earned).toMatchObject({ results: 1, shipped: 2 });
  expect(earned.value).toBeCloseTo(360, 6);
});

test('an opportunity without an id becomes one with scores, and others stay what they are', async () => {
  const { workspace, programme, source } = await openProgramme();
  const returns = { map: 'shop', step: 'look', opportunity: 'Free returns' };
  await programme.change(workspace, returns, { scores: { effort: 2 }, owner: 'ben' }, source());
  await programme.change(workspace, returns, { scores: { businessValue: 70 }, owner: null }, source());
  const { map, problems } = await readMap(shop.context, workspace, 'shop');
  expect(problems).toEqual([]);
  expect(map?.stages[0]?.steps[0]?.opportunities.at(-1)).toMatchObject({
    text: 'Free returns',
    scores: { effort: 2, businessValue: 70 },
    owner: null,
  });
  await expect(programme.change(workspace, returns, {}, source())).rejects.toThrow('name a field');
  await expect(
    programme.change(workspace, { ...returns, opportunity: 'gone' }, { owner: 'x' }, source()),
  ).rejects.toThrow('no opportunity "gone"');
});

test('a scorecard holds what is theirs on all maps', async () => {
  const { workspace, programme } = await openProgramme();
  const scorecard = createScorecards(shop.context, programme);
  const anna = await scorecard('anna', { workspace });
  expect(anna.stages).toMatchObject([{ stage: 'find', people: 21 }]);
  expect(anna.touchpoints).toMatchObject([{ touchpoint: 'site', people: 21, events: 21, state: 'ok' }]);
  expect(anna.kpis).toMatchObject([{ place: 'Buy', kpi: { metric: 'buy', sample: 21, state: 'missed' } }]);
  expect(anna.pains).toMatchObject([{ text: 'Too slow', severity: 4, place: 'Look' }]);
  expect(anna.opportunities).toHaveLength(5);
  const ben = await scorecard('ben', { workspace });
  expect(ben.touchpoints).toMatchObject([{ touchpoint: 'shelf', state: 'no_source' }]);
  expect([ben.stages, ben.kpis, ben.pains].flat()).toEqual([]);
  expect(ben.opportunities.map(({ key }) => key)).toEqual(['again']);
});

test('the funnel of a touchpoint: seen, engaged within half an hour or acted, target action', async () => {
  const { workspace } = await openProgramme();
  const map = await readOpenMap(shop.context, workspace, 'shop');
  const period = { from: '2026-04-01', to: '2026-04-20' };
  const question = await prepareMapQuestion({ context: shop.context, workspace, map, period });
  // 14 put something into the cart, one of them too late
  expect(await measureTouchpointFunnel(question, 'site')).toEqual({
    touchpoint: 'site',
    seen: 21,
    engaged: 13,
    acted: 7,
    actions: ['Orders'],
  });
  expect(await measureTouchpointFunnel(question, 'shelf')).toMatchObject({ seen: null, acted: null });
  await expect(measureTouchpointFunnel(question, 'none')).rejects.toThrow('no touchpoint "none"');
});
