import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { createMapEdits } from '../../server/maps/map-edits.ts';
import { listVersions, readVersionFile, saveVersion } from '../../server/maps/map-versions.ts';
import { storeMap } from '../../server/maps/store-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { findEarlierState } from './earlier-state.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());

const fileOf = (title: string) => `map: "1.0"\nid: m\ntitle: ${title}\nstages: [ { id: a, title: A } ]\n`;

/** A map of one edit; `breakBy` writes to the store what no edit would. */
async function openMap() {
  const { context } = stores;
  const workspace = await stores.createWorkspace();
  const edits = createMapEdits(context);
  await storeMap({ ...context, edits }, workspace, { id: 'm', file: fileOf('First'), author: 'anna' });
  const keep = (title: string) =>
    saveVersion(context, workspace, 'm', { title, isPublished: false, author: 'bert' });
  const rename = (title: string) =>
    edits.apply(workspace, 'm', { client: 'c', batch: title, author: 'anna' }, [
      { kind: 'set', at: ['title'], value: title },
    ]);
  const breakBy = (file: string) =>
    context.postgres.run(sql`UPDATE map SET file = ${file} WHERE workspace = ${workspace} AND id = 'm'`);
  const find = async () =>
    findEarlierState(
      {
        versions: () => listVersions(context, workspace, 'm'),
        versionFile: async (version) => (await readVersionFile(context, workspace, 'm', version)).file,
        batches: () => edits.before(workspace, 'm', undefined),
      },
      (await readVersionFile(context, workspace, 'm', 'current')).file,
      (file) => readMapFile(file).map?.id === 'm',
    );
  return { edits, workspace, keep, rename, breakBy, find };
}

test('the newest version that reads', async () => {
  const { keep, rename, breakBy, find } = await openMap();
  await keep('Old');
  await rename('Second');
  await keep('New');
  await breakBy('map: [');
  await keep('Broken');
  expect(await find()).toMatchObject({
    title: 'New',
    author: 'bert',
    revision: 1,
    file: expect.stringContaining('Second'),
  });
});

test('what an edit replaced, where that is newer than every version', async () => {
  const { keep, rename, breakBy, find, edits, workspace } = await openMap();
  await keep('Old');
  await rename('Second');
  await edits.apply(workspace, 'm', { client: 'c', batch: 'f', author: 'carl' }, [
    { kind: 'file', file: fileOf('Third') },
  ]);
  // a later release may refuse what an earlier one took
  await breakBy(fileOf('Third').replace('title: Third', 'title: [ Third ]'));
  expect(await find()).toMatchObject({
    title: null,
    author: 'carl',
    revision: 1,
    file: expect.stringContaining('Second'),
  });
});

test('nothing, where nothing was kept', async () => {
  const { breakBy, find } = await openMap();
  await breakBy('map: [');
  expect(await find()).toBeNull();
});
