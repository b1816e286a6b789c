import fc from 'fast-check';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ch, u32 } from '../platform/sql.ts';
import { readKept } from './event-readings.ts';
import { measureKpi } from './kpi.ts';
import { createMapEdits } from './map-edits.ts';
import { openTestShop, type TestShop } from './map-fixture.ts';
import { createMapNumbers } from './map-numbers.ts';
import { prepareMapQuestion } from './map-question.ts';
import { type ReadingKeeper, startReadingKeeper } from './reading-keeper.ts';
import { storeMap } from './store-map.ts';
import { readOpenMap } from './stored-maps.ts';
import { measureTouchpoints } from './touchpoints.ts';

let shop: TestShop;
let keeper: ReadingKeeper;
beforeAll(async () => {
  shop = await openTestShop('2026-04-01T00:00:00Z');
  keeper = await startReadingKeeper(shop.context);
});
afterAll(async () => {
  await keeper.stop();
  await shop.close();
});

const PERIOD = { from: '2026-03-01', to: '2026-03-24' };
const CONDITIONS = [
  'properties.score >= 5',
  "properties.kind = 'a'",
  "properties.kind in ('a', 7, true)",
  'not exists properties.list',
  "properties.list contains 'x' or properties.score < 2",
  'properties.score = 99',
];

/** Two of the conditions on every kind of place that asks for them. */
const mapFile = fc
  .tuple(
    fc.constantFrom(...CONDITIONS),
    fc.constantFrom(...CONDITIONS),
    fc.constantFrom('properties.score', 'properties.kind'),
  )
  .map(
    ([one, other, field]) => `map: "1.0"
id: kept
title: Kept
events:
  one: { name: Viewed, where: ${JSON.stringify(one)} }
  other: { name: Order Completed, where: ${JSON.stringify(other)} }
  both: { name: Viewed, where: ${JSON.stringify(other)}, count: first }
metrics:
  m0: { kind: conversion, from: one, to: other }
  m1: { kind: count, event: [one, other], by: events }
  m2: { kind: sum, event: one, field: ${field} }
  m3: { kind: avg, event: [Viewed, other], field: ${field} }
  m4: { kind: survey, event: Viewed, score: nps, field: ${field} }
  m5: { kind: sum, event: Order Completed, field: properties.total }
  m6: { kind: ratio, num: other, den: Order Completed, by: orders }
  m7: { kind: uniques, event: both }
  m8: { kind: sum, event: [one, both], field: ${field} }
  m9: { kind: avg, event: other, field: amount }
  m10: { kind: uniques, event: [one, Order Completed], by: orders }
stages:
  - id: a
    title: A
    enter: one
    steps: [ { id: s, title: S, touchpoints: [ { id: t0, title: T, events: one }, { id: t1, title: T, events: [other, both] } ] } ]
  - { id: b, title: B, enter: other }
`,
  );

const values = fc.constantFrom<unknown>(0, 1, 5, 7, '7', 'a', 'b', true, null, ['x'], 4.25);
const item = fc.record({
  user: fc.integer({ min: 0, max: 12 }),
  hour: fc.integer({ min: 0, max: 70 * 24 }),
  event: fc.constantFrom('Viewed', 'Order Completed'),
  properties: fc.record({ score: values, kind: values, list: values }, { requiredKeys: [] }),
});
const step = fc.oneof(
  { weight: 4, arbitrary: fc.array(item, { minLength: 1, maxLength: 40 }).map((items) => ({ items })) },
  { weight: 2, arbitrary: mapFile.map((file) => ({ file })) },
  { weight: 2, arbitrary: fc.constant({ settle: true }) },
  { weight: 1, arbitrary: fc.constant({ restart: true }) },
  // a crash after the rows were written and before it was noted how far
  { weight: 1, arbitrary: fc.constant({ forget: true }) },
);

test('what is kept stays what the log says while events come, conditions change and the server starts again', {
  timeout: 600_000,
}, async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(mapFile, fc.array(step, { minLength: 6, maxLength: 10 }), async (first, steps) => {
      const workspace = await shop.createWorkspace();
      const edits = createMapEdits(shop.context);
      const store = (file: string) =>
        storeMap({ ...shop.context, edits }, workspace, {
          id: 'kept',
          file,
          author: 'test',
          isReplacing: true,
        });
      await store(first);
      for (const one of [...steps, { settle: true }, { forget: true }, { settle: true }]) {
        if ('items' in one) {
          const items = one.items.map(({ user, hour, event, properties }) => ({
            type: 'track',
            messageId: `k${++told}`,
            userId: `u${user}`,
            event,
            timestamp: new Date(Date.UTC(2026, 0, 20) + hour * 3_600_000).toISOString(),
            properties:
              event === 'Viewed' ? properties : { ...properties, order_id: `o${hour % 40}`, total: hour },
          }));
          await shop.collectMore(workspace, items);
        } else if ('file' in one) await store(one.file);
        else if ('settle' in one) await keeper.settle();
        else if ('restart' in one) {
          await keeper.stop();
          keeper = await startReadingKeeper(shop.context);
        } else {
          await shop.context.postgres.run(
            sql`UPDATE map_reading SET through_seq = through_seq / 2 WHERE workspace = ${workspace}`,
          );
        }
        await compare(workspace);
      }
      const map = await readOpenMap(shop.context, workspace, 'kept');
      expect((await readKept(shop.context, workspace)).size).toBeGreaterThan(0);
      expect(map.id).toBe('kept');
    }),
    { numRuns: 5, seed: 5 },
  );
});

/** Every number with what is kept, together and alone, beside the same from the log. */
async function compare(workspace: number): Promise<void> {
  const map = await readOpenMap(shop.context, workspace, 'kept');
  const question = await prepareMapQuestion({ context: shop.context, workspace, map, period: PERIOD });
  const plain = { ...question, kept: new Map() };
  const [together, fromLog] = [createMapNumbers(question), createMapNumbers(plain)];
  expect(await together.touchpoints()).toEqual(await fromLog.touchpoints());
  expect(await together.coverage()).toEqual(await fromLog.coverage());
  expect(await together.ribbon()).toEqual(await fromLog.ribbon());
  expect(await measureTouchpoints(question)).toEqual(await fromLog.touchpoints());
  for (const metric of Object.values(map.metrics)) {
    const truth = roundOff(await fromLog.kpi(metric));
    expect(roundOff(await together.kpi(metric))).toEqual(truth);
    expect(roundOff(await measureKpi(question, metric))).toEqual(truth);
  }
}

test('what no map asks for any more goes with the next start', async () => {
  const workspace = await shop.open([['anna', '2026-03-02 10:00', 'Viewed', { kind: 'a' }]]);
  const edits = createMapEdits(shop.context);
  const fileOf = (kind: string) => `map: "1.0"
id: kept
title: Kept
events: { kind: { name: Viewed, where: "properties.kind = '${kind}'" } }
stages: [ { id: a, title: A, enter: kind } ]
`;
  const store = (file: string) =>
    storeMap({ ...shop.context, edits }, workspace, { id: 'kept', file, author: 'test', isReplacing: true });
  const rows = () =>
    shop.context.clickhouse.query(
      ch`SELECT count() AS rows FROM event_readings WHERE workspace = ${u32(workspace)}`,
      z.object({ rows: z.coerce.number() }),
    );
  await store(fileOf('a'));
  await keeper.settle();
  expect(await rows()).toEqual([{ rows: 1 }]);
  await store(fileOf('b'));
  await keeper.settle();
  expect([...(await readKept(shop.context, workspace)).values()].map((one) => one.where)).toEqual([
    "properties.kind = 'b'",
  ]);
  await keeper.stop();
  keeper = await startReadingKeeper(shop.context);
  expect(await rows()).toEqual([{ rows: 0 }]);
});

/** The order in which amounts are added changes the last digits. */
function roundOff<T>(answer: T): unknown {
  return JSON.parse(JSON.stringify(answer), (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(12)) : value,
  );
}
