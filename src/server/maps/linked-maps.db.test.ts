import { call } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PERMISSIONS } from '../../shared/platform/base-contract.ts';
import type { RequestContext } from '../platform/caller.ts';
import { mapEditingRoutes } from './editing-routes.ts';
import { findBrokenLinks, readExtends } from './linked-maps.ts';
import { createMapEdits } from './map-edits.ts';
import { openTestShop, type TestShop } from './map-fixture.ts';
import { storeMap } from './store-map.ts';
import { readMap } from './stored-maps.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop('2026-03-31T00:00:00Z');
});
afterAll(() => shop.close());

const fileOf = (id: string, head: string, step = '') =>
  `map: "1.0"\nid: ${id}\ntitle: ${id}\n${head}stages:\n  - id: a\n    title: A\n    steps: [ { id: s-${id}, title: S${step} } ]\n`;

test('maps that are named and not there are told at their line, and so is a circle', async () => {
  const { context } = shop;
  const workspace = await shop.open([]);
  const edits = createMapEdits(context);
  const files = {
    shop: fileOf('shop', '', ', map: inside'),
    inside: fileOf('inside', 'parent: shop#s-shop\n'),
    lost: fileOf('lost', 'extends: shp\nbasedOn: departed\nparent: nowhere#s\n', ', map: nothing'),
    one: fileOf('one', 'extends: two\n'),
    two: fileOf('two', 'extends: one\n'),
    own: fileOf('own', 'extends: own\n'),
    outer: fileOf('outer', 'parent: inner#s-inner\n'),
    inner: fileOf('inner', 'parent: outer\n'),
  };
  for (const [id, file] of Object.entries(files))
    await storeMap({ ...context, edits }, workspace, { id, file, author: 'anna', isReplacing: true });
  const told = async (id: string) => {
    const stored = await readMap(context, workspace, id);
    const problems = await findBrokenLinks(context, workspace, stored);
    return problems.map(({ severity, code, line, suggestion }) =>
      [severity, code, line, suggestion].filter((part) => part !== undefined).join(' '),
    );
  };
  expect(await told('shop')).toEqual([]);
  expect(await told('inside')).toEqual([]);
  expect(await told('lost')).toEqual([
    'error no_such_map 4 shop',
    'warning no_such_map 5 store that map first, or take this out',
    'warning no_such_map 6 store that map first, or take this out',
    'warning no_such_map 10 store that map first, or take this out',
  ]);
  expect(await told('one')).toEqual(['error circular_base 4 take this line out']);
  expect(await told('two')).toEqual(['error circular_base 4 take this line out']);
  expect(await told('own')).toEqual(['error circular_base 4 take this line out']);
  expect(await told('outer')).toEqual(['warning circular_parent 4 take this line out']);
  expect(await told('inner')).toEqual(['warning circular_parent 4 take this line out']);
});

test('a map that others extend is not removed under them', async () => {
  const { context } = shop;
  const workspace = await shop.open([]);
  const edits = createMapEdits(context);
  const files = { base: fileOf('base', ''), heir: fileOf('heir', 'extends: "base" # of all shops\n') };
  for (const [id, file] of Object.entries(files))
    await storeMap({ ...context, edits }, workspace, { id, file, author: 'anna', isReplacing: true });
  const request: RequestContext = {
    caller: { workspace, user: null, permissions: new Set(PERMISSIONS), isAmbient: false },
    method: 'DELETE',
    headers: new Headers(),
    remoteAddress: null,
    baseUrl: '',
    responseHeaders: new Headers(),
  };
  const remove = (map: string) =>
    call(mapEditingRoutes(context, edits).remove, { map }, { context: request });
  await expect(remove('base')).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('"heir"'),
  });
  await remove('heir');
  await remove('base');
});

test.each([
  [
    'JSON',
    JSON.stringify({ map: '1.0', id: 'heir', title: 'Heir', extends: 'base', parent: 'base#a', stages: [] }),
  ],
  ['a quoted key', fileOf('heir', '"extends": base\n\'parent\': base\n')],
  ['a flow mapping', '{ map: "1.0", id: heir, title: Heir, stages: [], extends: base, parent: base }\n'],
  ['an escaped key', fileOf('heir', '"ext\\x65nds": base\n"par\\x65nt": base\n')],
])('what a map extends and is inside of is read from its value: %s', async (_, file) => {
  const { context } = shop;
  const workspace = await shop.open([]);
  const edits = createMapEdits(context);
  for (const [id, text] of Object.entries({ base: fileOf('base', 'owner: anna\n'), heir: file }))
    await storeMap({ ...context, edits }, workspace, { id, file: text, author: 'anna' });
  expect(await readExtends(context, workspace)).toEqual([
    { id: 'base', extends: null, parent: null },
    { id: 'heir', extends: 'base', parent: 'base' },
  ]);
  const { map } = await readMap(context, workspace, 'heir');
  expect(map?.owner).toBe('anna');
  expect(map?.stages[0]?.id).toBe('a');
});
