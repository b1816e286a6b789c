import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { createMapEdits } from '../../server/maps/map-edits.ts';
import { createMapNews } from '../../server/maps/map-news.ts';
import { storeMap } from '../../server/maps/store-map.ts';
import { readMap } from '../../server/maps/stored-maps.ts';
import { arbitraryEdit } from '../../shared/maps/edit/arbitrary-edits.ts';
import { type MapNotice, MapSession, type PendingBatch } from './map-session.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());

const FILE =
  'map: "1.0"\nid: shop\ntitle: Shop\nstages:\n  - id: find\n    title: Find\n    goal: Fits\n    steps: [ { id: ask, title: Asks, thoughts: [One, Two] }, { id: look, title: Looks } ]\n  - id: buy\n    title: Buy\n';

/** Sessions over one server, through a connection that can be cut. */
async function openShop() {
  const { context } = stores;
  const workspace = await stores.createWorkspace();
  const edits = createMapEdits(context);
  await storeMap({ ...context, edits }, workspace, { id: 'shop', file: FILE, author: 'anna' });
  const news = createMapNews(context, edits);
  const sessions: MapSession[] = [];
  function open(client: string, start = { file: FILE, revision: 0 }, left: PendingBatch[] = []) {
    let kept = left;
    const line = { isCut: false, answersLost: 0, stop: new AbortController() };
    const notices: MapNotice[] = [];
    const assertLine = () => {
      if (line.isCut) throw new TypeError('Failed to fetch');
    };
    const session = new MapSession(
      {
        client,
        async send({ batch, edits: given }) {
          assertLine();
          const taken = await edits
            .apply(workspace, 'shop', { client, batch, author: client }, given)
            .catch((error: Error) => {
              throw Object.assign(error, { isRefused: true });
            });
          if (line.answersLost-- > 0) throw new TypeError('Failed to fetch');
          assertLine();
          return taken;
        },
        async follow(after, signal) {
          assertLine();
          line.stop = new AbortController();
          const either = AbortSignal.any([signal, line.stop.signal]);
          return news.follow({ workspace, map: 'shop', after }, { client, name: client }, either);
        },
        reload: async () => {
          assertLine();
          return readMap(context, workspace, 'shop');
        },
        loadPending: () => structuredClone(kept),
        savePending: (pending) => {
          kept = structuredClone([...pending]);
        },
      },
      start,
      (notice) => notices.push(notice),
    );
    sessions.push(session);
    return {
      session,
      notices,
      line,
      cut(isCut: boolean) {
        line.isCut = isCut;
        if (isCut) line.stop.abort();
      },
    };
  }
  return {
    open,
    /** Past everything that would refuse it. */
    leave: (id: string, file: string) =>
      context.postgres.run(
        sql`INSERT INTO map (workspace, id, file, updated_at) VALUES (${workspace}, ${id}, ${file}, now())
          ON CONFLICT (workspace, id) DO UPDATE SET file = excluded.file`,
      ),
    take: (batch: PendingBatch) =>
      edits.apply(
        workspace,
        'shop',
        { client: 'gone', batch: batch.batch, author: 'gone' },
        structuredClone(batch.edits),
      ),
    read: () => readMap(context, workspace, 'shop'),
    close: () => {
      for (const session of sessions) session.close();
    },
  };
}

test('two editors with broken connections in between end the same, and nothing is lost', async () => {
  const shop = await openShop();
  const [anna, bert] = [shop.open('anna'), shop.open('bert')];
  let state = 7;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  };
  for (let round = 0; round < 60; round++) {
    for (const editor of [anna, bert]) {
      if (random() % 8 === 0) editor.cut(!editor.line.isCut);
      if (random() % 10 === 0) editor.line.answersLost = 1;
      const what = random() % 6;
      if (what === 0) editor.session.undo();
      else if (what === 1) editor.session.redo();
      else editor.session.edit([arbitraryEdit(editor.session.state.file, random)]);
      expect(editor.session.state.map).not.toBeNull();
    }
    if (random() % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  // what each writes last while the other is away
  anna.cut(true);
  bert.cut(true);
  anna.session.edit([
    { kind: 'insert', list: ['stages'], after: null, value: { id: 'of-anna', title: 'Of Anna' } },
  ]);
  bert.session.edit([
    { kind: 'insert', list: ['stages'], after: null, value: { id: 'of-bert', title: 'Of Bert' } },
  ]);
  anna.session.edit([{ kind: 'set', at: ['title'], value: 'Shop of Anna' }]);
  anna.cut(false);
  bert.cut(false);
  await vi.waitFor(
    () => {
      for (const { session } of [anna, bert])
        expect(session.state).toMatchObject({ pending: 0, isConnected: true });
      expect(anna.session.revision).toBe(bert.session.revision);
    },
    { timeout: 30_000, interval: 50 },
  );
  const { file, revision } = await shop.read();
  expect(revision).toBe(anna.session.revision);
  expect(anna.session.text).toBe(file);
  expect(bert.session.text).toBe(file);
  for (const written of ['Of Anna', 'Of Bert', 'Shop of Anna']) expect(file).toContain(written);
  shop.close();
});

test('what a page left behind although the server had it is not done a second time', async () => {
  const shop = await openShop();
  const anna = shop.open('anna');
  const batch = { batch: 'of-a-page-closed-early', edits: [{ kind: 'file' as const, file: FILE }] };
  const taken = await shop.take(batch);
  anna.session.edit([{ kind: 'set', at: ['title'], base: 'Shop', value: 'The shop' }]);
  await vi.waitFor(() => expect(anna.session.state.pending).toBe(0));
  const later = shop.open('anna-later', await shop.read(), [batch]);
  await vi.waitFor(() => expect(later.session.state.pending).toBe(0));
  expect(later.session.revision).toBeGreaterThan(taken.revision);
  later.session.edit([
    { kind: 'set', at: ['stages', { id: 'find' }, 'goal'], base: 'Fits', value: 'Fits well' },
  ]);
  expect(later.session.text).toContain('title: The shop');
  expect(later.session.text).toContain('Fits well');
  await vi.waitFor(() => expect(later.session.state.pending).toBe(0));
  expect((await shop.read()).file).toBe(later.session.text);
  shop.close();
});

test("undo takes back one's own edits only", async () => {
  const shop = await openShop();
  const [anna, bert] = [shop.open('anna'), shop.open('bert')];
  anna.session.edit([
    { kind: 'set', at: ['stages', { id: 'find' }, 'goal'], base: 'Fits', value: 'Fits well' },
  ]);
  await vi.waitFor(() => expect(bert.session.text).toContain('Fits well'));
  bert.session.edit([{ kind: 'set', at: ['title'], base: 'Shop', value: 'The shop' }]);
  await vi.waitFor(() => expect(anna.session.text).toContain('The shop'));
  anna.session.undo();
  expect(anna.session.state).toMatchObject({ canUndo: false, canRedo: true });
  await vi.waitFor(() =>
    expect(bert.session.text).toBe(
      FILE.replace('title: Shop', 'title: The shop').replace('[One, Two]', '[ One, Two ]'),
    ),
  );
  anna.session.redo();
  await vi.waitFor(() => expect(bert.session.text).toContain('Fits well'));
  shop.close();
});

test('an edit that the server refuses goes, and is told', async () => {
  const shop = await openShop();
  const anna = shop.open('anna');
  anna.session.edit([{ kind: 'set', at: ['title'], value: 'Good' }]);
  anna.session.edit([{ kind: 'set', at: ['stages', { id: 'find' }, 'title'], value: 5 }]);
  await vi.waitFor(() => expect(anna.notices).toHaveLength(1));
  expect(anna.notices[0]).toMatchObject({ outcome: 'refused', message: expect.stringContaining('title') });
  await vi.waitFor(() => expect(anna.session.state.pending).toBe(0));
  expect(anna.session.state.map).toMatchObject({ title: 'Good', stages: [{ title: 'Find' }, {}] });
  shop.close();
});

test('a file that is no YAML any more takes nothing but a whole one, which opens it for everybody', async () => {
  const shop = await openShop();
  const broken = FILE.replace('goal: Fits', 'goal: [ Fits');
  await shop.leave('shop', broken);
  const start = { file: broken, revision: 0 };
  const [anna, bert] = [shop.open('anna', start), shop.open('bert', start)];
  expect([anna.session.state.map, anna.session.text]).toEqual([null, broken]);
  expect(anna.session.edit([{ kind: 'set', at: ['title'], value: 'Ours' }])).toEqual(['gone']);
  expect(anna.session.text).toBe(broken);
  anna.session.edit([{ kind: 'file', file: broken.replace('[ Fits', '[ Fits ]') }]);
  // still no map: a goal is no list
  await vi.waitFor(() => expect(anna.notices).toMatchObject([{ outcome: 'refused' }]));
  expect(anna.notices[0]?.message).toMatch(/line 7, column \d+/);
  anna.session.edit([{ kind: 'file', file: FILE }]);
  await vi.waitFor(() => expect(bert.session.state.map?.title).toBe('Shop'));
  expect((await shop.read()).file).toBe(FILE);
  // taking it back would break the map again, which the server does not take
  anna.session.undo();
  await vi.waitFor(() => expect(anna.notices).toHaveLength(2));
  expect(anna.session.text).toBe(FILE);
  shop.close();
});

test('a map that begins to extend another shows at once what it inherits, for everybody, and gives it up again', async () => {
  const shop = await openShop();
  await shop.leave(
    'all',
    FILE.replace('id: shop', 'id: all')
      .replace('id: find', 'id: hear')
      .replace('stages:', 'path: { order: [ a, b ], rules: [] }\nstages:')
      .replace('thoughts: [One, Two] }', 'touchpoints: [ { id: a, title: A }, { id: b, title: B } ] }'),
  );
  const [anna, bert] = [shop.open('anna'), shop.open('bert')];
  anna.session.edit([{ kind: 'set', at: ['extends'], value: 'all' }]);
  const stages = (one: typeof anna) => one.session.state.map?.stages.map(({ id }) => id);
  for (const one of [anna, bert])
    await vi.waitFor(() => expect(stages(one)).toEqual(['hear', 'buy', 'find']));
  // an inherited list is written into the own file before something is put before its first item
  anna.session.edit([{ kind: 'insert', list: ['path', 'order'], after: null, value: 'b' }]);
  expect(anna.session.valueAt(['path', 'order'])).toEqual(['b', 'a', 'b']);
  await vi.waitFor(() => expect(bert.session.valueAt(['path', 'order'])).toEqual(['b', 'a', 'b']));
  anna.session.undo();
  anna.session.undo();
  for (const one of [anna, bert]) await vi.waitFor(() => expect(stages(one)).toEqual(['find', 'buy']));
  expect([anna.notices, bert.notices]).toEqual([[], []]);
  shop.close();
});
