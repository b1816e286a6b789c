import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { PERMISSIONS } from '../../shared/platform/base-contract.ts';
import type { Caller } from '../platform/caller.ts';
import { attachmentRoutes } from './attachment-routes.ts';
import { MAX_ATTACHMENT_BYTES } from './attachments.ts';
import { createMapEdits } from './map-edits.ts';
import { storeMap } from './store-map.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());

async function openFiles() {
  const { context } = stores;
  const workspace = await stores.createWorkspace();
  const edits = createMapEdits(context);
  const file = 'map: "1.0"\nid: shop\ntitle: Shop\nstages: [ { id: buy, title: Buy } ]\n';
  await storeMap({ ...context, edits }, workspace, { id: 'shop', file, author: 'anna' });
  const all: Caller = { workspace, user: null, permissions: new Set(PERMISSIONS), isAmbient: false };
  const as = (caller: Caller | null) => attachmentRoutes(context, async () => caller);
  return { all, as, app: as(all) };
}

const send = (
  app: Awaited<ReturnType<typeof openFiles>>['app'],
  body: Uint8Array<ArrayBuffer> | string,
  { name = 'sketch.png', type = 'image/png', map = 'shop' } = {},
) =>
  app.request(`/?map=${map}&name=${encodeURIComponent(name)}`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': type },
  });

const addressOf = async (answer: Response) => {
  const { url }: { url: string } = await answer.json();
  return url.replace(/^\/files/, '');
};

test('a file comes back byte for byte, also one of many parts, and a picture is shown where it stands', async () => {
  const { app } = await openFiles();
  const bytes = Uint8Array.from({ length: 700_001 }, (_, index) => (index * 7 + (index >> 9)) % 256);
  const kept = await send(app, bytes);
  expect(kept.status).toBe(200);
  const answer = await app.request(await addressOf(kept));
  expect(answer.headers.get('content-type')).toBe('image/png');
  expect(answer.headers.get('content-disposition')).toMatch(/^inline/);
  expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
});

test.each([
  ['page.html', 'text/html'],
  ['code.js', 'text/javascript'],
  ['drawing.svg', 'image/svg+xml'],
])('%s is only ever downloaded and can do nothing as a page', async (name, type) => {
  const { app } = await openFiles();
  const answer = await app.request(await addressOf(await send(app, '<script>1</script>', { name, type })));
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(answer.headers.get('content-type')).toMatch(/octet-stream|svg/);
  expect(answer.headers.get('content-security-policy')).toContain('sandbox');
});

test('strangers, other workspaces and readers who would write are turned away', async () => {
  const { all, as, app } = await openFiles();
  const other = await openFiles();
  const address = await addressOf(await send(app, 'secret'));
  expect((await as(null).request(address)).status).toBe(401);
  expect((await other.app.request(address)).status).toBe(404);
  const reader = as({ ...all, permissions: new Set(['maps:read']) });
  expect((await reader.request(address)).status).toBe(200);
  expect((await send(reader, 'x')).status).toBe(403);
  const fromElsewhere = await as({ ...all, isAmbient: true }).request('/?map=shop&name=a', {
    method: 'POST',
    body: 'x',
    headers: { 'Sec-Fetch-Site': 'cross-site' },
  });
  expect(fromElsewhere.status).toBe(403);
});

test('too large, empty, nameless and of no map are refused; a path is no name', async () => {
  const { app } = await openFiles();
  expect((await send(app, new Uint8Array(MAX_ATTACHMENT_BYTES + 1))).status).toBe(413);
  expect((await send(app, '')).status).toBe(400);
  for (const name of ['../', '..', 'a/..']) expect((await send(app, 'x', { name })).status).toBe(400);
  expect((await send(app, 'x', { map: 'nowhere' })).status).toBe(404);
  expect(await addressOf(await send(app, 'x', { name: '../../etc/a "b".txt' }))).toMatch(/\/a%20b\.txt$/);
});

test('a long name is cut between two characters, never inside of one', async () => {
  const { app } = await openFiles();
  const kept = await send(app, 'x', {
    name: `${'a'.repeat(9)}${'\u{1F600}'.repeat(118)}.png`,
    type: 'image/png',
  });
  expect(kept.status).toBe(200);
  const { name }: { name: string } = await kept.clone().json();
  expect(name).toBe(`${'\u{1F600}'.repeat(116)}.png`);
  expect((await app.request(await addressOf(kept))).status).toBe(200);
});
