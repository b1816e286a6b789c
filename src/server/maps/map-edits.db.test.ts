import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { MapDocument } from '../../shared/maps/edit/map-document.ts';
import type { MapEdit } from '../../shared/maps/edit/map-edit.ts';
import type { MapNews } from '../../shared/maps/editing-contract.ts';
import { createMapEdits } from './map-edits.ts';
import { createMapNews } from './map-news.ts';
import { readVersionFile, saveVersion } from './map-versions.ts';
import { storeMap } from './store-map.ts';
import { readMap } from './stored-maps.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());

const FILE =
  'map: "1.0" # kept\nid: shop\ntitle: Shop\nstages:\n  - id: find\n    title: Find\n    goal: Fits\n  - id: buy\n    title: Buy\n';
const setGoal = (stage: string, value: string): MapEdit => ({
  kind: 'set',
  at: ['stages', { id: stage }, 'goal'],
  value,
});

async function openMap() {
  const { context } = stores;
  const workspace = await stores.createWorkspace();
  const edits = createMapEdits(context);
  await storeMap({ ...context, edits }, workspace, { id: 'shop', file: FILE, author: 'anna' });
  return { context, workspace, edits };
}

test('batches of several editors at once are applied in one order, each once, and told to everybody without gaps', async () => {
  const { context, workspace, edits } = await openMap();
  const news = createMapNews(context, edits);
  const stop = new AbortController();
  const heard: MapNews[][] = [[], []];
  const followers = heard.map(async (list, index) => {
    for await (const item of news.follow(
      { workspace, map: 'shop', after: 0 },
      { client: `f${index}`, name: 'F' },
      stop.signal,
    )) {
      list.push(item);
      if (item.kind === 'edits' && item.batch.revision === 40) return;
    }
  });
  const send = (client: string, count: number) =>
    edits.apply(workspace, 'shop', { client, batch: `${client}-${count}`, author: client }, [
      setGoal(count % 2 ? 'find' : 'buy', `${client} ${count}`),
    ]);
  const sent = await Promise.all(
    Array.from({ length: 20 }, (_, count) => [
      send('anna', count),
      send('bert', count),
      send('anna', count),
    ]).flat(),
  );
  expect(
    sent
      .map(({ revision }) => revision)
      .toSorted((a, b) => a - b)
      .at(-1),
  ).toBe(40);
  await Promise.all(followers);
  stop.abort();
  const { file, revision } = await readMap(context, workspace, 'shop');
  expect(revision).toBe(40);
  expect(file).toContain('map: "1.0" # kept');
  for (const list of heard) {
    const batches = list.flatMap((item) => (item.kind === 'edits' ? [item.batch] : []));
    expect(batches.map((batch) => batch.revision)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    const replayed = MapDocument.open(FILE);
    for (const batch of batches) expect(replayed.apply(batch.edits).outcomes).toEqual(batch.outcomes);
    expect(replayed.file).toBe(file);
  }
});

test('visitors see each other come, move and go', async () => {
  const { context, workspace, edits } = await openMap();
  const news = createMapNews(context, edits);
  const next = async (iterator: AsyncGenerator<MapNews, void>) => (await iterator.next()).value;
  const anna = news.follow({ workspace, map: 'shop', after: 0 }, { client: 'a', name: 'Anna' }, undefined);
  expect(await next(anna)).toEqual({
    kind: 'visitors',
    visitors: [{ client: 'a', name: 'Anna', cell: null }],
  });
  const bert = news.follow({ workspace, map: 'shop', after: 0 }, { client: 'b', name: 'Bert' }, undefined);
  await next(bert);
  await next(anna);
  news.visit(workspace, 'shop', 'b', 'find/goal');
  expect(await next(anna)).toMatchObject({ visitors: [{ client: 'a' }, { client: 'b', cell: 'find/goal' }] });
  await bert.return();
  expect(await next(anna)).toMatchObject({ visitors: [{ client: 'a' }] });
  context.facts.publish('stopping', {});
  expect(await next(anna)).toBeUndefined();
});

test('who has a map open that extends another loads it anew when that one changes', async () => {
  const { context, workspace, edits } = await openMap();
  const heir = 'map: "1.0"\nid: heir\ntitle: Heir\nextends: shop\nstages: [ { id: own, title: Own } ]\n';
  await storeMap({ ...context, edits }, workspace, { id: 'heir', file: heir, author: 'anna' });
  const news = createMapNews(context, edits);
  const anna = news.follow({ workspace, map: 'heir', after: 0 }, { client: 'a', name: 'Anna' }, undefined);
  expect((await anna.next()).value).toMatchObject({ kind: 'visitors' });
  await edits.apply(workspace, 'shop', { client: 'c', batch: '1', author: 'bert' }, [
    setGoal('find', 'Cheap'),
  ]);
  expect((await anna.next()).value).toEqual({ kind: 'reload' });
  await anna.return();
});

test('an edit that would leave no map is refused and changes nothing; a version can be restored', async () => {
  const { context, workspace, edits } = await openMap();
  const apply = (batch: string, given: MapEdit[]) =>
    edits.apply(workspace, 'shop', { client: 'c', batch, author: 'anna' }, given);
  const saved = await saveVersion(context, workspace, 'shop', {
    title: 'First',
    isPublished: true,
    author: 'anna',
  });
  await expect(apply('1', [{ kind: 'set', at: ['title'] }])).rejects.toThrow(/no journey map.*title/);
  await expect(apply('2', [{ kind: 'file', file: 'a: [' }])).rejects.toThrow(/no journey map/);
  for (const bad of ['a\u0000', 'half \ud83d'])
    await expect(apply('broken', [setGoal('find', bad), setGoal('nowhere', bad)])).rejects.toThrow(
      /U\+0000 or half of a character/,
    );
  await expect(
    apply('alias', [{ kind: 'insert', list: ['stages'], after: null, value: { id: 'q' }, yaml: '*nobody' }]),
  ).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringMatching(/inserted item cannot be followed/),
  });
  expect((await apply('3', [setGoal('find', 'Cheap')])).revision).toBe(1);
  expect(await readVersionFile(context, workspace, 'shop', saved.version)).toEqual({
    file: FILE,
    revision: 0,
  });
  await apply('4', [{ kind: 'file', file: FILE }]);
  expect(await readVersionFile(context, workspace, 'shop', 'current')).toEqual({ file: FILE, revision: 2 });
  await expect(readVersionFile(context, workspace, 'shop', 9)).rejects.toThrow('no version 9');
});
