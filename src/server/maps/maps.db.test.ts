import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { feelingOf } from '../../shared/maps/feeling-scale.ts';
import { touchpointsOf } from '../../shared/maps/journey-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { scaleOf } from './emotion.ts';
import { createMapEdits } from './map-edits.ts';
import { type Happening, mapOf, openTestShop, type TestShop } from './map-fixture.ts';
import { prepareMapQuestion } from './map-question.ts';
import { createMapMeasures } from './maps.ts';
import { lastDays, readSeenEvents } from './seen-events.ts';
import { storeMap } from './store-map.ts';
import { listMaps, NoSuchMap, readMap } from './stored-maps.ts';
import { touchpointMembers } from './touchpoints.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-04-01T00:00:00Z');
});
afterAll(() => shop.close());

const period = { from: '2026-03-01', to: '2026-03-31' };
const FILE = `stages:
  - id: a
    title: A
    enter: Product Viewed
    steps:
      - id: s
        title: S
        touchpoints:
          - { id: web, title: W, events: Product Viewed, where: "channel = 'web'" }
          - { id: any, title: Any, events: [Product Viewed, Store Visited] }
          - { id: big, title: Big, events: big }
          - { id: first, title: First, events: first }
          - { id: old, title: Old, events: Call Started }
          - { id: never, title: Never, events: Never Sent }
          - { id: unbound, title: Unbound }
events:
  big: { name: Product Viewed, where: "properties.price >= 100" }
  first: { name: Product Viewed, count: first }
`;
const HAPPENINGS: Happening[] = [
  ['anna', '2026-03-02 10:00', 'Product Viewed', { channel: 'web', price: 150 }],
  ['anna', '2026-03-03 10:00', 'Product Viewed', { channel: 'app', price: 20 }],
  ['bert', '2026-02-03 10:00', 'Product Viewed', { channel: 'web', price: 500 }],
  ['bert', '2026-03-03 10:00', 'Product Viewed', { channel: 'app', price: 500 }],
  ['cleo', '2026-03-04 10:00', 'Store Visited', { channel: 'store' }],
  ['cleo', '2026-03-04 11:00', 'Consultation Given', { channel: 'store' }],
  ['cleo', '2026-02-04 10:00', 'Call Started', { channel: 'call' }],
  ['dora', '2026-03-05 11:00', 'Consultation Given', { channel: 'store' }],
  [null, '2026-03-06 10:00', 'Product Viewed', { channel: 'web' }],
  [null, '2026-03-06 11:00', 'Ad Shown', { channel: 'ads' }],
];

test('touchpoints and their people', async () => {
  const workspace = await shop.open(HAPPENINGS);
  const map = mapOf(FILE);
  const { touchpoints } = await createMapMeasures(shop.context).touchpoints({ workspace, map, period });
  expect(touchpoints.map((row) => [row.touchpoint, row.people, row.events, row.state])).toEqual([
    ['web', 1, 2, 'ok'],
    ['any', 3, 5, 'ok'],
    ['big', 2, 2, 'ok'],
    ['first', 1, 2, 'ok'], // bert's first was in February; nobody's first counts as an event
    ['old', 0, 0, 'stale'],
    ['never', 0, 0, 'never_seen'],
    ['unbound', 0, 0, 'no_source'],
  ]);
  const question = await prepareMapQuestion({ context: shop.context, workspace, map, period });
  expect(await shop.namesOf(touchpointMembers(question, 'big'))).toEqual(['anna', 'bert']);
  expect(await shop.namesOf(touchpointMembers(question, 'unbound'))).toEqual([]);
  expect(() => touchpointMembers(question, 'no')).toThrow('no touchpoint "no"');
});

test('more touchpoints than one mask has bits', async () => {
  const workspace = await shop.open(HAPPENINGS);
  const many = Array.from(
    { length: 70 },
    (_, i) => `          - { id: t${i}, title: T, events: Product Viewed, where: "properties.price > ${i}" }`,
  );
  const map = mapOf(FILE.replace(/ {10}- \{ id: web[\s\S]*?Unbound \}/, many.join('\n')));
  const { touchpoints } = await createMapMeasures(shop.context).touchpoints({ workspace, map, period });
  expect([0, 19, 20, 63, 69].map((i) => touchpoints[i]?.events)).toEqual([3, 3, 2, 2, 2]);
  expect(touchpoints[69]).toMatchObject({ touchpoint: 't69', people: 2 });
});

test('coverage', async () => {
  const workspace = await shop.open(HAPPENINGS);
  expect(await createMapMeasures(shop.context).coverage({ workspace, map: mapOf(FILE), period })).toEqual({
    events: 8,
    coveredEvents: 5, // four product views, one of them nobody's, and a store visit
    people: 4,
    coveredPeople: 3,
    notOnMap: [
      { event: 'Consultation Given', channel: 'store', events: 2, people: 2 },
      { event: 'Ad Shown', channel: 'ads', events: 1, people: 0 },
    ],
  });
});

test('emotion: assumed beside measured', async () => {
  const answers: Happening[] = [5, 5, 4, 1].map((score, i) => [
    `p${i}`,
    '2026-03-02',
    'Survey Answered',
    { score },
  ]);
  const workspace = await shop.open(answers);
  const map = mapOf(`metrics:
  csat: { kind: survey, event: Survey Answered, score: csat, agg: avg, minSample: 4 }
  few: { kind: survey, event: Survey Answered, score: nps, minSample: 5 }
  conv: { kind: count, event: Survey Answered }
  bad: { kind: ratio, num: unhappy, den: Survey Answered, minSample: 4 }
events:
  unhappy: { name: Survey Answered, where: properties.score < 2 }
stages:
  - id: a
    title: A
    steps:
      - { id: one, title: S, emotion: { score: -1, label: uneasy, metric: csat } }
      - { id: two, title: S, emotion: { score: 2, metric: few } }
      - { id: three, title: S, emotion: { score: 0, metric: conv } }
      - { id: four, title: S }
      - { id: five, title: S, emotion: { score: 0, metric: bad, worst: 100%, best: 0% } }
`);
  expect((await createMapMeasures(shop.context).emotion({ workspace, map, period })).steps).toEqual([
    { step: 'one', assumed: -1, measured: 0.75, sample: 4, label: 'uneasy' }, // mean 3.75 of 1 to 5
    { step: 'two', assumed: 2, measured: null, sample: 4, label: null },
    { step: 'three', assumed: 0, measured: null, sample: 0, label: null },
    { step: 'four', assumed: null, measured: null, sample: 0, label: null },
    { step: 'five', assumed: 0, measured: 1, sample: 4, label: null }, // a quarter of the worst figure
  ]);
});

test.each([
  ['score: nps', 50, 1],
  ['score: nps', -100, -2],
  ['score: csat', 0.75, 1],
  ['score: csat, agg: avg', 3, 0],
  ['score: ces', 7, 2],
  ['score: ces', 4, 0],
])('%s: %d feels like %d', (form, value, expected) => {
  const { m } = mapOf(`metrics:\n  m: { kind: survey, event: Survey Answered, ${form} }\n`).metrics;
  const scale = m && scaleOf({ worst: null, best: null }, m);
  expect(scale && feelingOf(value, scale)).toBeCloseTo(expected, 12);
});

describe('people', () => {
  test('pages of the same question', async () => {
    const workspace = await shop.open(
      Array.from(
        { length: 60 },
        (_, i): Happening => [`p${i}`, '2026-03-02', 'Product Viewed', { channel: 'web' }],
      ),
    );
    const { people } = createMapMeasures(shop.context);
    const asked = { workspace, map: mapOf(FILE), period };
    const part = { kind: 'stage', stage: 'a', group: 'left' } as const;
    const first = await people(asked, part);
    const second = await people(asked, part, first.cursor ?? '');
    expect([first.total, first.people.length, second.people.length, second.cursor]).toEqual([
      60,
      50,
      10,
      null,
    ]);
    expect(new Set([...first.people, ...second.people].map((row) => row.person)).size).toBe(60);
    expect(first.people[0]).toMatchObject({ events: 1, channels: ['web'], isIdentified: true });
    await expect(people(asked, { kind: 'kpi', metric: 'x', group: 'base' })).rejects.toThrow('no metric "x"');
  });
});

test('maps are stored, listed, refused', async () => {
  const workspace = await shop.createWorkspace();
  const { context } = shop;
  const file = 'map: "1.0"\nid: m\ntitle: M\nstages: [ { id: a, title: A, kpis: [x] } ]\n';
  expect(
    await storeMap({ ...context, edits: createMapEdits(context) }, workspace, {
      id: 'm',
      file,
      author: 'anna',
      isReplacing: true,
    }),
  ).toMatchObject([{ code: 'unknown_metric', line: 4 }]);
  await storeMap({ ...context, edits: createMapEdits(context) }, workspace, {
    id: 'm',
    file: file.replace('title: M', 'title: N'),
    author: 'anna',
    isReplacing: true,
  });
  expect((await listMaps(context, workspace)).map(({ id, map }) => [id, map?.title])).toEqual([['m', 'N']]);
  expect(await readMap(context, workspace, 'm')).toMatchObject({ updatedAt: '2026-04-01T00:00:00.000Z' });
  await expect(readMap(context, workspace, 'no')).rejects.toBeInstanceOf(NoSuchMap);
  await expect(
    storeMap({ ...context, edits: createMapEdits(context) }, workspace, { id: 'n', file, author: 'anna' }),
  ).rejects.toThrow('stored as "n"');
  await expect(
    storeMap({ ...context, edits: createMapEdits(context) }, workspace, {
      id: 'm',
      file: `${file}stgaes: 1\n`,
      author: 'anna',
    }),
  ).rejects.toThrow('line 5, column 1');
});

test('the days shown first', async () => {
  const workspace = await shop.open(HAPPENINGS);
  const seen = await readSeenEvents(shop.context, workspace);
  const nowMs = shop.context.clock.now();
  expect(lastDays(seen, { days: 30, nowMs, timeZone: 'UTC' })).toEqual({
    from: '2026-02-05',
    to: '2026-03-06',
  });
  expect(lastDays({ events: [] }, { days: 2, nowMs, timeZone: 'Asia/Tokyo' })).toEqual({
    from: '2026-03-31',
    to: '2026-04-01',
  });
});

test('every number of the template can be asked', async () => {
  const workspace = await shop.open(HAPPENINGS);
  const { map } = readMapFile(
    readFileSync(new URL('../../../templates/five-stage.journey.yaml', import.meta.url), 'utf8'),
  );
  if (!map) throw new Error('the template does not open');
  const measures = createMapMeasures(shop.context);
  const asked = { workspace, map, period };
  const kpis = await Promise.all(Object.keys(map.metrics).map((id) => measures.kpi(asked, id)));
  expect(kpis.find((kpi) => kpi.metric === 'store_visitors')).toMatchObject({ value: 1, sample: 1 });
  expect(new Set(kpis.map((kpi) => kpi.state))).toEqual(new Set(['missed', 'too_few', 'waiting']));
  const ribbon = await measures.ribbon(asked);
  // anna, cleo and dora; bert was there since February, 28 days of silence do not end his journey
  expect(ribbon.stages.map((stage) => stage.people)).toEqual([1, 3, 0, 0, 0]);
  const { touchpoints } = await measures.touchpoints(asked);
  expect(touchpoints.length).toBe(touchpointsOf(map).length);
  expect(touchpoints.find((row) => row.touchpoint === 'product-page')).toMatchObject({
    events: 2,
    people: 1,
  });
  expect(await measures.coverage(asked)).toMatchObject({ events: 8, coveredEvents: 7 });
  expect((await measures.emotion(asked)).steps.length).toBe(12);
});
