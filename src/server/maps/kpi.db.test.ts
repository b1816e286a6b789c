import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KpiAnswer } from '../../shared/maps/contract.ts';
import { kpiMembers, measureKpi } from './kpi.ts';
import { type Happening, mapOf, openTestShop, type TestShop } from './map-fixture.ts';
import { createMapNumbers } from './map-numbers.ts';
import { prepareMapQuestion } from './map-question.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-04-01T00:00:00Z');
});
afterAll(() => shop.close());

/** March without its last week: 24 days, so a slice is two days. */
const PERIOD = { from: '2026-03-01', to: '2026-03-24' };

async function ask(happenings: readonly Happening[], metric: string) {
  const workspace = await shop.open(happenings);
  const map = mapOf(`metrics:\n  m: ${metric}\n`);
  const question = await prepareMapQuestion({ context: shop.context, workspace, map, period: PERIOD });
  const m = map.metrics.m;
  if (!m) throw new Error('no metric');
  const answer = await measureKpi(question, m);
  // asked alone or in the passes that a whole map shares
  expect(await createMapNumbers(question).kpi(m)).toEqual(answer);
  const people = async (group: 'base' | 'reached' | 'missed') => {
    const members = await kpiMembers(question, m, group);
    return members === null ? null : shop.namesOf(members);
  };
  return {
    answer,
    base: await people('base'),
    reached: await people('reached'),
    missed: await people('missed'),
  };
}

const trendOf = (answer: KpiAnswer) => answer.trend.map((slice) => slice.value);

describe('conversion', () => {
  const happenings: Happening[] = [
    ['anna', '2026-03-01 10:00', 'Product Viewed'],
    ['anna', '2026-03-01 11:00', 'Product Added'],
    ['bert', '2026-03-03 10:00', 'Product Viewed'],
    ['bert', '2026-03-10 10:00', 'Product Added'], // exactly 7 days: still within
    ['cleo', '2026-03-03 10:00', 'Product Viewed'],
    ['cleo', '2026-03-10 10:00:01', 'Product Added'], // a second too late
    ['dora', '2026-03-05 10:00', 'Product Added'],
    ['dora', '2026-03-05 10:00', 'Product Viewed'], // one instant: benefit of the doubt
    ['emil', '2026-03-06 10:00', 'Product Added'],
    ['emil', '2026-03-06 11:00', 'Product Viewed'], // the wrong way round
    ['fred', '2026-03-24 23:00', 'Product Viewed'],
    ['fred', '2026-03-26 10:00', 'Product Added'], // the period limits the view only
    ['gina', '2026-02-28 10:00', 'Product Viewed'],
    ['gina', '2026-03-01 10:00', 'Product Added'], // viewed in the period before
    [null, '2026-03-02 10:00', 'Product Viewed'], // nobody known: not a person
  ];
  const metric =
    '{ kind: conversion, from: Product Viewed, to: Product Added, within: 7d, target: ">= 50%", minSample: 5 }';

  test('people, each once', async () => {
    const { answer, base, reached, missed } = await ask(happenings, metric);
    expect(answer).toMatchObject({ value: 4 / 6, sample: 6, state: 'ok', unit: 'ratio', previous: 1 });
    expect(base).toEqual(['anna', 'bert', 'cleo', 'dora', 'emil', 'fred']);
    expect(reached).toEqual(['anna', 'bert', 'dora', 'fred']);
    expect(missed).toEqual(['cleo', 'emil']);
    expect(trendOf(answer)).toEqual([1, 0.5, 0.5, null, null, null, null, null, null, null, null, 1]);
    expect(answer.trend[1]).toEqual({ from: '2026-03-03T00:00:00.000Z', value: 0.5, sample: 2 });
    expect(answer.freshAt).toBe('2026-03-24T23:00:00.000Z');
    expect(answer.definition).toBe(
      'Share of people with Product Viewed who have Product Added afterwards, within 7 days; each of them counted once.',
    );
  });

  test('one order is not its own repetition', async () => {
    const order = (id: string) => ({ order_id: id, total: 10, currency: 'EUR' });
    const { answer, reached } = await ask(
      [
        ['anna', '2026-03-01 10:00', 'Order Completed', order('1')],
        ['bert', '2026-03-02 10:00', 'Order Completed', order('2')],
        ['bert', '2026-03-20 10:00', 'Order Completed', order('3')],
      ],
      '{ kind: conversion, from: Order Completed, to: Order Completed, within: 90d }',
    );
    expect(answer).toMatchObject({ value: 0.5, sample: 2 });
    expect(reached).toEqual(['bert']);
  });

  test('whose time is not over is no miss', async () => {
    const viewed: Happening[] = ['anna', 'bert'].map((who) => [who, '2026-03-01 10:00', 'Product Viewed']);
    const conversion = async (more: string) => {
      const metric = `{ kind: conversion, from: Product Viewed, to: Product Added, minSample: 1, ${more} }`;
      const { answer } = await ask([...viewed, ['bert', '2026-03-02 10:00', 'Product Added']], metric);
      return [answer.value, answer.state, answer.openFrom];
    };
    const start = '2026-03-01T00:00:00.000Z';
    expect(await conversion('within: 90d, target: ">= 60%"')).toEqual([0.5, 'waiting', start]);
    expect(await conversion('within: 90d, target: ">= 50%"')).toEqual([0.5, 'ok', start]); // it can only rise
    expect(await conversion('within: 90d, target: "<= 60%"')).toEqual([0.5, 'waiting', start]);
    expect(await conversion('within: 90d, target: "<= 40%"')).toEqual([0.5, 'missed', start]);
    // the first ten days are over
    expect(await conversion('within: 21d, target: ">= 60%"')).toEqual([
      0.5,
      'missed',
      '2026-03-11T00:00:00.000Z',
    ]);
    expect(await conversion('within: 7d, target: ">= 60%"')).toEqual([0.5, 'missed', undefined]);
  });

  test('first ever, not first in the period', async () => {
    const { answer, base } = await ask(
      [
        ['anna', '2026-02-01 10:00', 'Page Viewed'],
        ['anna', '2026-03-01 10:00', 'Page Viewed'],
        ['bert', '2026-03-02 10:00', 'Page Viewed'],
        ['bert', '2026-03-03 10:00', 'Page Viewed'],
        ['bert', '2026-03-03 11:00', 'Signed Up'],
      ],
      '{ kind: conversion, from: first, to: Signed Up }\nevents: { first: { name: Page Viewed, count: first } }',
    );
    expect(base).toEqual(['bert']);
    expect(answer).toMatchObject({ value: 1, sample: 1 });
    expect(trendOf(answer).slice(0, 2)).toEqual([1, null]);
  });

  test('by orders: delivered, order by order', async () => {
    const order = (id: string) => ({ order_id: id, total: 10, currency: 'EUR' });
    const { answer } = await ask(
      [
        ['anna', '2026-03-01 10:00', 'Order Completed', order('1')],
        ['anna', '2026-03-02 10:00', 'Order Completed', order('2')],
        ['anna', '2026-03-03 10:00', 'Order Delivered', { order_id: '1' }],
        [null, '2026-03-04 10:00', 'Order Completed', order('4')],
      ],
      '{ kind: conversion, from: Order Completed, to: Order Delivered, by: orders }',
    );
    expect(answer).toMatchObject({ value: 1 / 3, sample: 3 });
  });
});

describe('other kinds', () => {
  const shopEvents: Happening[] = [
    [
      'anna',
      '2026-03-01 10:00',
      'Order Completed',
      { order_id: '1', total: 100, currency: 'EUR', channel: 'web' },
    ],
    [
      'anna',
      '2026-03-05 10:00',
      'Order Completed',
      { order_id: '2', total: 50, currency: 'EUR', channel: 'store' },
    ],
    [
      'bert',
      '2026-03-05 12:00',
      'Order Completed',
      { order_id: '3', total: 30, currency: 'EUR', channel: 'store' },
    ],
    [
      null,
      '2026-03-06 12:00',
      'Order Completed',
      { order_id: '4', total: 20, currency: 'EUR', channel: 'store' },
    ],
    [
      'anna',
      '2026-03-08 10:00',
      'Order Delivered',
      { order_id: '1', promised_at: '2026-03-08', delivered_at: '2026-03-08T10:00:00Z' },
    ],
    [
      'bert',
      '2026-03-09 12:00',
      'Order Delivered',
      { order_id: '3', promised_at: '2026-03-08', delivered_at: '2026-03-09T12:00:00Z' },
    ],
    ['bert', '2026-03-10 12:00', 'Order Refunded', { order_id: '3', total: 30, currency: 'EUR' }],
    [
      'cleo',
      '2026-02-10 12:00',
      'Order Completed',
      { order_id: '5', total: 60, currency: 'EUR', channel: 'web' },
    ],
  ];

  test.each([
    ['{ kind: count, event: Order Completed }', { value: 4, sample: 4, previous: 1, unit: 'count' }],
    ['{ kind: uniques, event: Order Completed }', { value: 2, sample: 2, previous: 1 }],
    ['{ kind: uniques, event: Order Completed, by: orders }', { value: 4, sample: 4 }],
    ['{ kind: ratio, num: Order Refunded, den: Order Completed }', { value: 0.25, sample: 4, previous: 0 }],
    ['{ kind: ratio, num: Order Refunded, den: Order Completed, by: people }', { value: 0.5, sample: 2 }],
    [
      '{ kind: ratio, num: [till, web], den: Order Completed }\nevents: { till: { name: Order Completed, where: "channel = \'store\'" }, web: { name: Order Completed, where: "properties.total > 99" } }',
      { value: 1, sample: 4 },
    ],
    [
      '{ kind: ratio, num: intime, den: Order Delivered }\nevents: { intime: { name: Order Delivered, where: "day(properties.delivered_at) <= day(properties.promised_at)" } }',
      { value: 0.5, sample: 2 },
    ],
    ['{ kind: sum, event: Order Completed }', { value: 200, sample: 4, previous: 60, unit: 'money' }],
    [
      '{ kind: avg, event: Order Completed, field: properties.total }',
      { value: 50, sample: 4, unit: 'money' },
    ],
    // anna: order 1 at 03-01 10:00 and order 2 at 03-05 10:00 both before the delivery 03-08 10:00: 7 d, 3 d; bert 4 d
    [
      '{ kind: duration, from: Order Completed, to: Order Delivered, agg: p50 }',
      { value: 4 * 86_400_000, sample: 3, unit: 'ms' },
    ],
    [
      '{ kind: duration, from: Order Completed, to: Order Delivered, agg: p90 }',
      { value: 6.4 * 86_400_000, sample: 3 },
    ],
    [
      '{ kind: duration, from: Order Completed, to: Order Delivered, agg: avg, within: 4d }',
      { value: 3.5 * 86_400_000, sample: 2 },
    ],
    [
      '{ kind: duration, from: Order Completed, to: Order Delivered, agg: avg, by: orders }',
      { value: 5.5 * 86_400_000, sample: 2 },
    ],
    ['{ kind: count, event: Order Completed, window: 10d }', { value: 0, sample: 0, previous: 3 }],
  ])('%s', async (metric, expected) => {
    const { answer } = await ask(shopEvents, metric);
    expect(answer).toMatchObject(expected);
  });

  test('people of a ratio, and of a count with nobody behind it', async () => {
    const ratio = await ask(shopEvents, '{ kind: ratio, num: Order Refunded, den: Order Completed }');
    expect([ratio.base, ratio.reached, ratio.missed]).toEqual([['anna', 'bert'], ['bert'], ['anna']]);
    const external = await ask(shopEvents, '{ kind: external, source: "csv:nps.csv" }');
    expect(external).toMatchObject({
      base: null,
      answer: { state: 'no_source', value: null, definition: 'Comes from csv:nps.csv.' },
    });
  });

  test('a second report of an order is not a second order', async () => {
    const order = { order_id: '1', total: 10, currency: 'EUR' };
    const { answer } = await ask(
      [
        ['anna', '2026-03-01 10:00', 'Order Completed', order],
        ['anna', '2026-03-01 10:05', 'Order Completed', order],
      ],
      '{ kind: conversion, from: Order Completed, to: Order Completed }',
    );
    expect(answer).toMatchObject({ value: 0, sample: 1 });
  });
});

describe('surveys', () => {
  const answers = (kind: string, scores: (number | string)[]): Happening[] =>
    scores.map((score, index) => [`p${index}`, '2026-03-02 10:00', 'Survey Answered', { kind, score }]);

  test.each([
    // 2 promoters, 1 passive, 2 detractors of 5; 11 is no answer; "9" is a number
    [
      '{ kind: survey, event: Survey Answered, score: nps }',
      answers('nps', [10, '9', 8, 6, 0, 11]),
      { value: 0, sample: 5, unit: 'score' },
    ],
    [
      '{ kind: survey, event: Survey Answered, score: nps }',
      answers('nps', [10, 9, 8]),
      { value: 200 / 3, sample: 3 },
    ],
    [
      '{ kind: survey, event: Survey Answered, score: csat }',
      answers('csat', [5, 4, 3, 1]),
      { value: 0.5, sample: 4, unit: 'ratio' },
    ],
    [
      '{ kind: survey, event: Survey Answered, score: csat, target: ">= 4.3" }',
      answers('csat', [5, 4, 3, 1, 0]),
      { value: 3.25, sample: 4, unit: 'score' },
    ],
    [
      '{ kind: survey, event: Survey Answered, score: ces }',
      answers('ces', [7, 6, 2]),
      { value: 5, sample: 3, unit: 'score' },
    ],
  ])('%s', async (metric, happenings, expected) => {
    expect((await ask(happenings, metric)).answer).toMatchObject(expected);
  });

  test('content people', async () => {
    const { reached, missed } = await ask(
      answers('csat', [5, 4, 3]),
      '{ kind: survey, event: Survey Answered, score: csat }',
    );
    expect([reached, missed]).toEqual([['p0', 'p1'], ['p2']]);
  });
});

describe('states', () => {
  const viewed = (at: string): Happening[] => [['anna', at, 'Product Viewed']];
  const count = (more: string) => `{ kind: count, event: Product Viewed, minSample: 1${more} }`;
  test.each([
    [viewed('2026-03-02'), '{ kind: count, event: Product Added }', 'waiting'],
    [viewed('2026-02-01'), count(''), 'stale'],
    [
      viewed('2026-03-02'),
      '{ kind: conversion, from: Product Viewed, to: Product Added, minSample: 2 }',
      'too_few',
    ],
    [viewed('2026-03-02'), count(''), 'ok'],
    [viewed('2026-03-02'), count(', target: ">= 1"'), 'ok'],
    [viewed('2026-03-02'), count(', target: ">= 2", warn: 1'), 'warn'],
    [viewed('2026-03-02'), count(', target: ">= 3", warn: 2'), 'missed'],
    [viewed('2026-03-02'), count(', target: "< 1", warn: 1'), 'warn'],
    [viewed('2026-03-02'), count(', target: "> 1"'), 'missed'],
    [viewed('2026-03-02'), '{ kind: uniques, event: Product Viewed, by: accounts }', 'no_source'],
    [viewed('2026-03-02'), '{ kind: manual }', 'no_source'],
    [[], '{ kind: manual, figures: { 2026-03-04: 7 }, target: ">= 7" }', 'ok'],
    [[], '{ kind: manual, figures: { 2026-03-04: 6 }, target: ">= 7", warn: 6 }', 'warn'],
    [[], '{ kind: external, figures: { 2026-03-04: 6 }, target: ">= 7" }', 'missed'],
    [[], '{ kind: manual, figures: { 2026-01-20: 7 }, target: ">= 7" }', 'stale'],
    [[], '{ kind: manual, figures: { 2027-01-20: 7 } }', 'waiting'],
  ])('%j %s: %s', async (happenings, metric, state) => {
    expect((await ask(happenings, metric)).answer.state).toBe(state);
  });
});

test('a figure by accounts says why it has none', async () => {
  const { answer } = await ask(
    [['anna', '2026-03-02 10:00', 'Product Viewed']],
    '{ kind: uniques, event: Product Viewed, by: accounts }',
  );
  expect(answer.definition).toMatch(
    /different accounts .* which account somebody belongs to is not kept\. Count people/,
  );
});

test('a segment by traits', async () => {
  const workspace = await shop.open([
    ['anna', '2026-03-01 10:00', 'Product Viewed'],
    ['bert', '2026-03-01 10:00', 'Product Viewed'],
    ['cleo', '2026-03-01 10:00', 'Product Viewed'],
  ]);
  await shop.identify(workspace, { anna: { tier: 'gold' }, bert: { tier: 'basic' } });
  const countIn = async (segment: string) => {
    const map = mapOf(`metrics:\n  m: { kind: uniques, event: Product Viewed, segment: "${segment}" }\n`);
    const question = await prepareMapQuestion({ context: shop.context, workspace, map, period: PERIOD });
    return map.metrics.m && (await measureKpi(question, map.metrics.m)).value;
  };
  expect(await countIn("traits.tier = 'gold'")).toBe(1);
  expect(await countIn('exists traits.tier')).toBe(2);
  expect(await countIn("not traits.tier = 'gold'")).toBe(2);
});

test('a total of days of which nothing at all was collected waits; a share never is of nothing', async () => {
  const before: Happening[] = [
    ['anna', '2026-02-26 10:00', 'Product Viewed'],
    ['anna', '2026-02-26 11:00', 'Product Added'],
  ];
  for (const kind of ['kind: count', 'kind: uniques', 'kind: sum, field: amount']) {
    const metric = `{ ${kind}, event: Product Viewed, target: ">= 5" }`;
    const { answer } = await ask(before, metric);
    expect(answer).toMatchObject({ state: 'waiting', value: null, sample: 0 });
    expect(trendOf(answer)).toEqual(Array.from({ length: 12 }, () => null));
    const other: Happening = [null, '2026-03-05 10:00', 'Page Viewed'];
    const { answer: zero } = await ask([...before, other], metric);
    expect(zero).toMatchObject({ state: 'missed', value: 0, sample: 0 });
  }
  const share = '{ kind: conversion, from: Product Viewed, to: Product Added, target: ">= 50%" }';
  expect((await ask(before, share)).answer).toMatchObject({ state: 'too_few', value: null });
});

test('figures that the file says hold from their day until the next one', async () => {
  const workspace = await shop.open([]);
  const of = async (metric: string) => {
    const map = mapOf(`metrics:\n  m: ${metric}\n`);
    const question = await prepareMapQuestion({
      context: shop.context,
      workspace,
      map,
      period: { from: '2026-03-01', to: '2026-03-12' },
    });
    const { m } = map.metrics;
    if (!m) throw new Error('no metric');
    return measureKpi(question, m);
  };
  const answer = await of(
    '{ kind: manual, unit: EUR, figures: { 2026-03-12: 90, 2026-02-27: 60, 2026-03-03: "72 EUR", 2026-03-13: 1 } }',
  );
  expect(answer).toMatchObject({ value: 90, previous: 60, sample: 2, unit: 'money', state: 'ok' });
  // twelve days in twelve slices
  expect(answer.trend.map(({ value }) => value)).toEqual([
    60,
    60,
    ...Array.from({ length: 9 }, () => 72),
    90,
  ]);
  expect(answer.freshAt?.slice(0, 10)).toMatch(/2026-03-1[12]/);
  expect(await of('{ kind: manual, figures: { 2026-02-27: 60 } }')).toMatchObject({ value: 60, sample: 0 });
});
