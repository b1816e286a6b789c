import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMapEdits } from '../map-edits.ts';
import { type Happening, openTestShop, type TestShop } from '../map-fixture.ts';
import { storeMap } from '../store-map.ts';
import { startConformanceWatch } from './conformance-watch.ts';
import { readHistory } from './history.ts';
import { listNotices, settleNotice } from './notices.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-04-01T12:00:00Z');
});
afterAll(() => shop.close());

const fileOf = (status: string, head: string) => `map: "1.0"
id: m
title: Reading
status: ${status}
${head}
stages:
  - id: a
    title: A
    steps: [ { id: s, title: S, touchpoints: [ { id: list, title: L, events: Product List Viewed }, { id: page, title: P, events: Product Viewed } ] } ]
path: { order: [list, page] }
`;

const DAYS = Array.from({ length: 20 }, (_, index) =>
  new Date(Date.UTC(2026, 2, 13 + index)).toISOString().slice(0, 10),
);

/** Forty journeys a day, of which so many begin with the list as planned. */
function shopDays(following: (day: string) => number): Happening[] {
  return DAYS.filter((day) => day < '2026-04-01').flatMap((day) =>
    Array.from({ length: 40 }, (_, index): Happening[] => {
      const who = `${day}-${index}`;
      const page: Happening = [who, `${day} 11:00`, 'Product Viewed'];
      return index < following(day) ? [[who, `${day} 10:00`, 'Product List Viewed'], page] : [page];
    }).flat(),
  );
}

async function openMap(happenings: readonly Happening[], file: string) {
  const workspace = await shop.open(happenings);
  const { context } = shop;
  await storeMap({ ...context, edits: createMapEdits(context) }, workspace, {
    id: 'm',
    file,
    author: 'anna',
  });
  return workspace;
}

async function watchOnce() {
  const watch = startConformanceWatch(shop.context);
  await watch.round();
  await watch.stop();
}

test('days are kept, a day outside the usual range is told once, a later usual one settles it', async () => {
  const raised: number[] = [];
  const unsubscribe = shop.context.facts.subscribe('mapNoticeRaised', ({ notice }) => raised.push(notice));
  const usual = (day: string) => 28 + (Number(day.slice(-2)) % 3);
  const workspace = await openMap(
    shopDays((day) => (day === '2026-03-31' ? 10 : usual(day))),
    fileOf('live', 'owner: anna@shop.example'),
  );
  await watchOnce();
  await watchOnce();
  const history = await readHistory(shop.context, { workspace, map: 'm' });
  expect(history.length).toBe(19); // the days with events
  expect(history.at(-1)).toMatchObject({ day: '2026-03-31', journeys: 40, followShare: 0.25 });
  expect(history.at(-1)?.usual?.low).toBeGreaterThan(0.4);
  const [notice, ...others] = await listNotices(shop.context, workspace);
  expect(others).toEqual([]);
  expect(notice).toMatchObject({
    map: 'm',
    title: 'Reading',
    kind: 'drift',
    level: 1,
    recipients: ['anna@shop.example'],
    day: '2026-03-31',
    share: 0.25,
  });
  expect(raised).toEqual([notice?.id]);

  // put away: not told again for the same day
  await settleNotice(shop.context, workspace, notice?.id ?? 0);
  await watchOnce();
  expect(await listNotices(shop.context, workspace)).toEqual([]);
  await expect(settleNotice(shop.context, workspace, notice?.id ?? 0)).rejects.toThrow('no open notice');

  // a day is measured again when its events are others: what was odd is usual again
  await shop.context.postgres.run(sql`UPDATE map_notice SET settled_at = NULL WHERE id = ${notice?.id}`);
  await shop.context.postgres.run(
    sql`UPDATE conformance_day SET journeys_following = 10 WHERE workspace = ${workspace}`,
  );
  await shop.context.postgres.run(
    sql`UPDATE conformance_day SET events = 1 WHERE workspace = ${workspace} AND day = '2026-03-30'`,
  );
  await watchOnce();
  expect(await listNotices(shop.context, workspace)).toEqual([]);
  const again = await readHistory(shop.context, { workspace, map: 'm' });
  expect(again.slice(-3).map(({ followShare }) => followShare)).toEqual([10 / 40, 28 / 40, 10 / 40]);
  expect(raised.length).toBe(1);
  unsubscribe();
});

test('only live maps are watched', async () => {
  const workspace = await openMap(
    shopDays(() => 20),
    fileOf('draft', 'review: { every: 10d, last: 2026-01-01 }'),
  );
  await watchOnce();
  expect(await readHistory(shop.context, { workspace, map: 'm' })).toEqual([]);
  expect(await listNotices(shop.context, workspace)).toEqual([]);
});

test('a review overdue reminds the owner, after a week every owner of the workspace, until somebody looks', async () => {
  const review = (last: string) => fileOf('live', `owner: anna\nreview: { every: 10d, last: ${last} }`);
  const workspace = await openMap([], review('2026-03-20'));
  const { context } = shop;
  await context.postgres.run(
    sql`INSERT INTO account_user (workspace, email, password_hash) VALUES (${workspace}, ${`boss-${workspace}@shop.example`}, 'x')`,
  );
  await watchOnce();
  expect(await listNotices(context, workspace)).toMatchObject([
    { kind: 'review', level: 1, recipients: ['anna'], day: '2026-03-30', share: null },
  ]);
  const change = (last: string) =>
    storeMap({ ...context, edits: createMapEdits(context) }, workspace, {
      id: 'm',
      file: review(last),
      author: 'anna',
      isReplacing: true,
    });
  await change('2026-03-10'); // due for 12 days
  await watchOnce();
  expect(await listNotices(context, workspace)).toMatchObject([
    { kind: 'review', level: 2, recipients: [`boss-${workspace}@shop.example`] },
  ]);
  await change('2026-03-31');
  await watchOnce();
  expect(await listNotices(context, workspace)).toEqual([]);
});
