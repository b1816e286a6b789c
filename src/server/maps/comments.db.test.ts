import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import type { MapNews } from '../../shared/maps/editing-contract.ts';
import { addOwner } from '../accounts/workspaces.ts';
import { listMentions, listThreads, removeComment, resolveThread, sayComment } from './comments.ts';
import { createMapEdits } from './map-edits.ts';
import { createMapNews } from './map-news.ts';
import { storeMap } from './store-map.ts';

let stores: TestStores;
let now = Date.parse('2026-03-01T10:00:00Z');
beforeAll(async () => {
  stores = await openTestStores({ clock: { now: () => (now += 1_000) } });
});
afterAll(() => stores.close());

let users = 0;
async function openMap() {
  const { context } = stores;
  const workspace = await stores.createWorkspace();
  const edits = createMapEdits(context);
  const file = 'map: "1.0"\nid: shop\ntitle: Shop\nstages: [ { id: buy, title: Buy } ]\n';
  await storeMap({ ...context, edits }, workspace, { id: 'shop', file, author: 'anna' });
  const bert = `bert${users++}@shop.example`;
  await addOwner(context.postgres, { workspace, email: bert, passwordHash: 'none' });
  const say = (id: string, text: string, more: { thread?: string; cell?: string; author?: string } = {}) =>
    sayComment(context, workspace, { map: 'shop', id, text, cell: 'buy/thoughts', author: 'anna', ...more });
  return { context, workspace, edits, bert, say };
}

test('a talk about a cell: answers in order, sent twice once, closed and opened again', async () => {
  const { context, workspace, say } = await openMap();
  await say('c1', 'Is this so?');
  await say('c2', 'It is.', { thread: 'c1', author: 'bert', cell: 'ignored/lane' });
  await say('c2', 'It is.', { thread: 'c1', author: 'bert' });
  await say('c3', 'Another thing', { cell: '' });
  const [newest, first] = await listThreads(context, workspace, 'shop');
  expect(newest).toMatchObject({ id: 'c3', cell: '' });
  expect(first).toMatchObject({ id: 'c1', cell: 'buy/thoughts', resolvedAt: null });
  expect(first?.comments.map(({ author, text }) => [author, text])).toEqual([
    ['anna', 'Is this so?'],
    ['bert', 'It is.'],
  ]);
  const closed = await resolveThread(context, workspace, {
    map: 'shop',
    thread: 'c1',
    isResolved: true,
    author: 'bert',
  });
  expect(closed).toMatchObject({ resolvedBy: 'bert', resolvedAt: expect.stringContaining('2026-03-01') });
  const opened = await resolveThread(context, workspace, {
    map: 'shop',
    thread: 'c1',
    isResolved: false,
    author: 'bert',
  });
  expect(opened).toMatchObject({ resolvedBy: null, resolvedAt: null });
});

test('mentions are users of the workspace only, and are heard of until the talk is closed', async () => {
  const { context, workspace, bert, say } = await openMap();
  const other = await openMap();
  const said = await say('c1', `Look, @${bert.toUpperCase()}, and @${other.bert} and @nobody@else.example.`);
  expect(said.comments[0]?.mentions).toEqual([bert]);
  expect(await listMentions(context, workspace, bert)).toMatchObject([
    { map: 'shop', title: 'Shop', id: 'c1' },
  ]);
  expect(await listMentions(context, other.workspace, bert)).toEqual([]);
  await resolveThread(context, workspace, { map: 'shop', thread: 'c1', isResolved: true, author: bert });
  expect(await listMentions(context, workspace, bert)).toEqual([]);
});

test('one takes back what one said oneself; a talk goes with its first comment', async () => {
  const { context, workspace, say } = await openMap();
  await say('c1', 'One');
  await say('c2', 'Two', { thread: 'c1', author: 'bert' });
  await expect(removeComment(context, workspace, { map: 'shop', id: 'c2', author: 'anna' })).rejects.toThrow(
    'by bert',
  );
  await removeComment(context, workspace, { map: 'shop', id: 'c1', author: 'anna' });
  expect(await listThreads(context, workspace, 'shop')).toEqual([]);
});

test('what is not there or belongs to another comment is refused', async () => {
  const { context, workspace, say } = await openMap();
  await say('c1', 'One');
  await expect(say('c1', 'Another text')).rejects.toThrow('belongs to another comment');
  await expect(say('c2', 'Two', { thread: 'nowhere' })).rejects.toThrow('no comment "nowhere"');
  await expect(listThreads(context, workspace, 'nowhere')).rejects.toThrow('no map');
  const other = await openMap();
  expect(await listThreads(context, other.workspace, 'shop')).toEqual([]);
});

test('everybody who has the map open hears that comments changed', async () => {
  const { context, workspace, edits, say } = await openMap();
  const news = createMapNews(context, edits);
  const stop = new AbortController();
  const heard: MapNews[] = [];
  const following = (async () => {
    for await (const item of news.follow(
      { workspace, map: 'shop', after: 0 },
      { client: 'f', name: 'F' },
      stop.signal,
    )) {
      heard.push(item);
      if (item.kind === 'comments') return;
      if (item.kind === 'visitors') await say('c1', 'Hello');
    }
  })();
  await following;
  expect(heard.map(({ kind }) => kind)).toEqual(['visitors', 'comments']);
});
