import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMapEdits } from './map-edits.ts';
import { openTestShop, type TestShop } from './map-fixture.ts';
import { createMapNews } from './map-news.ts';
import { listVersions, readVersionFile } from './map-versions.ts';
import { REPLACED_TITLE, storeMap } from './store-map.ts';
import { readMap } from './stored-maps.ts';

const fileOf = (title: string) =>
  `map: "1.0" # mine\nid: shop\ntitle: ${title}\nstages: [ { id: a, title: A } ]\n`;

let shop: TestShop;
let workspace: number;
let store: (title: string, isReplacing?: boolean) => Promise<unknown>;
beforeAll(async () => {
  shop = await openTestShop('2026-11-01T00:00:00Z');
  workspace = await shop.collect([]);
  const edits = createMapEdits(shop.context);
  store = (title, isReplacing = false) =>
    storeMap({ ...shop.context, edits }, workspace, {
      id: 'shop',
      file: fileOf(title),
      author: 'anna',
      isReplacing,
    });
});
afterAll(() => shop.close());

const stored = () => readMap(shop.context, workspace, 'shop');
const versions = () => listVersions(shop.context, workspace, 'shop');

test('another file under the address of a map is refused, naming map, revision and time', async () => {
  await store('First');
  await store('First'); // the same again changes nothing
  await expect(store('Second')).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringMatching(
      /already a map "First" at "shop": revision 0, changed 2026-11-01.*another id.*--replace/,
    ),
    data: { existing: { map: 'shop', title: 'First', revision: 0, updatedAt: '2026-11-01T00:00:00.000Z' } },
  });
  expect(await stored()).toMatchObject({ file: fileOf('First'), revision: 0 });
  expect(await versions()).toEqual([]);
});

test('replaced where that is asked for, and what was there is a version that everybody hears of', async () => {
  const news = createMapNews(shop.context, createMapEdits(shop.context));
  const bert = news.follow({ workspace, map: 'shop', after: 0 }, { client: 'b', name: 'Bert' }, undefined);
  await bert.next(); // that he is there
  await store('Second', true);
  expect(await stored()).toMatchObject({ file: fileOf('Second'), revision: 1 });
  const [kept] = await versions();
  expect(kept).toMatchObject({ title: REPLACED_TITLE, author: 'anna', revision: 0, isPublished: false });
  expect((await readVersionFile(shop.context, workspace, 'shop', kept?.version ?? 0)).file).toBe(
    fileOf('First'),
  );
  const heard = [(await bert.next()).value, (await bert.next()).value];
  expect(heard.map((one) => one?.kind).sort()).toEqual(['edits', 'versions']);
  await bert.return();
  await store('Second', true); // nothing to replace
  expect(await versions()).toHaveLength(1);
});

test('a file that is no map replaces nothing', async () => {
  await expect(store('[', true)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  expect(await stored()).toMatchObject({ file: fileOf('Second'), revision: 1 });
  expect(await versions()).toHaveLength(1);
});
