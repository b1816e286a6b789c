import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ch } from '../platform/sql.ts';
import { measureCoverage } from './coverage.ts';
import { measureKpi } from './kpi.ts';
import { type Happening, mapOf, openTestShop, type TestShop } from './map-fixture.ts';
import { createMapNumbers } from './map-numbers.ts';
import { prepareMapQuestion } from './map-question.ts';
import { peopleInStages } from './ribbon.ts';
import { measureTouchpoints } from './touchpoints.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-04-01T00:00:00Z');
});
afterAll(() => shop.close());

const EVENTS = ['Product Viewed', 'Product Added', 'Order Completed', 'Survey Answered', 'Never Sent'];
const CONDITIONS = ["channel = 'web'", 'properties.score >= 5', 'amount > 40', "properties.kind = 'a'"];

/** Few people and few instants, so that ties, repeats and strangers are common. */
const happening: fc.Arbitrary<Happening> = fc
  .record({
    who: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 8 }),
    minute: fc.integer({ min: 0, max: 70 * 24 }).map((hour) => hour * 60),
    event: fc.constantFrom(...EVENTS.slice(0, 4)),
    channel: fc.constantFrom('web', 'app', 'store', 'elsewhere'),
    score: fc.integer({ min: 0, max: 11 }),
    kind: fc.constantFrom('a', 'b'),
  })
  .map(({ who, minute, event, ...rest }) => {
    const at = new Date(Date.UTC(2026, 0, 20) + minute * 60_000).toISOString().slice(0, 16).replace('T', ' ');
    const order =
      event === 'Order Completed'
        ? { order_id: `o${minute % 700}`, total: rest.score * 10, currency: 'EUR' }
        : {};
    return [who === null ? null : `p${who}`, at, event, { ...rest, ...order }];
  });

const aliases = EVENTS.flatMap((name, event) => [
  `e${event}: { name: ${name} }`,
  `f${event}: { name: ${name}, count: first }`,
  ...CONDITIONS.map((where, index) => `c${event}${index}: { name: ${name}, where: "${where}" }`),
]);
const alias = fc.constantFrom(...aliases.map((line) => line.slice(0, line.indexOf(':'))));
const some = fc.array(alias, { minLength: 1, maxLength: 3 }).map((names) => `[${names.join(', ')}]`);
const by = fc.constantFrom('', ', by: people', ', by: events', ', by: orders');
const within = fc.constantFrom('', ', within: 1d', ', within: 10d');
const own = fc.constantFrom('', ', window: 7d');
const metric = fc
  .tuple(some, some, by, within, own, fc.constantFrom('p50', 'p90', 'avg', 'sum'))
  .chain(([a, b, who, limit, window, agg]) =>
    fc.constantFrom(
      `{ kind: conversion, from: ${a}, to: ${b}${who}${limit}${window} }`,
      `{ kind: duration, from: ${a}, to: ${b}, agg: ${agg}${limit}${window} }`,
      `{ kind: ratio, num: ${a}, den: ${b}${who}${window} }`,
      `{ kind: count, event: ${a}${who}${window} }`,
      `{ kind: uniques, event: ${a}${who}${window} }`,
      `{ kind: avg, event: ${a}, field: amount${window} }`,
      `{ kind: survey, event: ${a}, score: nps }`,
    ),
  );

const mapFile = fc
  .record({
    metrics: fc.array(metric, { minLength: 12, maxLength: 12 }),
    touchpoints: fc.array(some, { minLength: 6, maxLength: 6 }),
    enters: fc.array(some, { minLength: 4, maxLength: 4 }),
  })
  .map(
    ({ metrics, touchpoints, enters }) => `case: { by: customer, window: 20d, restart: { idle: 5d } }
events:
${aliases.map((line) => `  ${line}`).join('\n')}
metrics:
${metrics.map((line, index) => `  m${index}: ${line}`).join('\n')}
stages:
${enters
  .map(
    (enter, index) => `  - id: s${index}
    title: S
    enter: ${enter}
    steps: [ { id: step${index}, title: S, touchpoints: [ ${index === 0 ? touchpoints.map((events, t) => `{ id: t${t}, title: T, events: ${events} }`).join(', ') : ''} ] } ]`,
  )
  .join('\n')}
`,
  );

const stagesRow = z.object({
  people: z.array(z.coerce.number()),
  onward: z.array(z.coerce.number()),
  returned: z.array(z.coerce.number()),
  next: z.array(z.coerce.number()),
  skipped: z.array(z.coerce.number()),
  journeys: z.coerce.number(),
  medians: z.array(z.number().nullable()),
});

test('all numbers of random maps are those of each question asked alone', { timeout: 600_000 }, async () => {
  const [happenings = []] = fc.sample(fc.array(happening, { minLength: 3_000, maxLength: 3_000 }), {
    numRuns: 1,
    seed: 7,
  });
  const workspace = await shop.open(happenings);
  await fc.assert(
    fc.asyncProperty(mapFile, async (file) => {
      const period = { from: '2026-03-01', to: '2026-03-24' };
      const question = await prepareMapQuestion({
        context: shop.context,
        workspace,
        map: mapOf(file),
        period,
      });
      const numbers = createMapNumbers(question);
      expect(await numbers.touchpoints()).toEqual(await measureTouchpoints(question));
      expect(await numbers.coverage()).toEqual(await measureCoverage(question));
      for (const one of Object.values(question.map.metrics)) {
        expect(roundOff(await numbers.kpi(one))).toEqual(roundOff(await measureKpi(question, one)));
      }
      const [row] = await question.context.clickhouse.query(
        ch`SELECT sumForEach(entered) AS people, sumForEach(onward) AS onward, sumForEach(returned) AS returned,
            sumForEach(next) AS next, sumForEach(skipped) AS skipped, sum(journeys) AS journeys,
            quantileExactInclusiveArrayForEach(0.5)(times) AS medians
          FROM (${peopleInStages(question)})`,
        stagesRow,
        question.options,
      );
      const { stages, journeys } = await numbers.ribbon();
      expect(journeys).toBe(row?.journeys ?? 0);
      stages.forEach((stage, index) => {
        const isLast = index === stages.length - 1;
        const people = row?.people[index] ?? 0;
        const next = row?.next[index] ?? 0;
        expect(stage).toMatchObject({
          people,
          onward: row?.onward[index] ?? 0,
          returned: row?.returned[index] ?? 0,
          skipped: row?.skipped[index] ?? 0,
          conversionToNext: isLast || people === 0 ? null : next / people,
          medianMsToNext: isLast || next === 0 ? null : row?.medians[index],
        });
      });
    }),
    { numRuns: 12, seed: 3 },
  );
});

test('an event that came, and never in the channel asked for, is waited for', async () => {
  const workspace = await shop.open([['anna', '2026-03-02 10:00', 'Order Completed', { channel: 'web' }]]);
  const map = mapOf(
    `metrics: { cups: { kind: count, event: app_order }, wait: { kind: duration, from: app_order, to: ready } }
events: { app_order: { name: Order Completed, where: "channel = 'app'" }, ready: Pick-up Ready }`,
  );
  const period = { from: '2026-03-01', to: '2026-03-24' };
  const question = await prepareMapQuestion({ context: shop.context, workspace, map, period });
  const numbers = createMapNumbers(question);
  for (const metric of Object.values(map.metrics)) {
    const answer = await numbers.kpi(metric);
    expect(answer).toMatchObject({ value: null, sample: 0, state: 'waiting', freshAt: null });
    expect(answer).toEqual(await measureKpi(question, metric));
  }
});

/** The order in which amounts are added changes the last digits. */
function roundOff<T>(answer: T): unknown {
  return JSON.parse(JSON.stringify(answer), (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(12)) : value,
  );
}
