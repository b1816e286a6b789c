import { rmSync } from 'node:fs';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addKey } from '../src/server/accounts/access-keys.ts';
import { hashPassword } from '../src/server/accounts/password.ts';
import { addOwner, addWorkspace } from '../src/server/accounts/workspaces.ts';
import { type Server, startServer } from '../src/server/main.ts';
import { readConfig } from '../src/server/platform/config.ts';
import { contract } from '../src/shared/contract.ts';
import { PERMISSIONS } from '../src/shared/platform/base-contract.ts';
import { type KnownTexts, makeInputs, readAnswer } from './example-input.ts';
import { makeDataFolder } from './stores.ts';

/** Everything that a shop says holds its name, so that one word betrays it. Both names have one length. */
const SHOPS = ['alpha', 'bravo'] as const;
type Shop = (typeof SHOPS)[number];
const NOBODY = 'quxyz';
/** Person ids of a shop begin here, so that a number betrays it as well. */
/** Identifiers get numbers from here on, which stand nowhere else in an answer. */
const FIRST_NODE = 5_000_000;
/** Any of the numbers that a shop's identifiers have. */
const nodes: Record<Shop, RegExp> = { alpha: /never/, bravo: /never/ };
/** Counters are written once a second. */
const COUNTERS_WRITTEN_MS = 1_500;
const PASSWORD = 'a good password';

let server: Server;
let data: string;
const startedAt = Date.now();
const persons: Record<Shop, string> = { alpha: '', bravo: '' };
const workspaces: Record<Shop, number> = { alpha: 0, bravo: 0 };
/** what alpha was answered while bravo was empty */
let before: Record<string, Answered[]>;
const cookies: Record<Shop, string> = { alpha: '', bravo: '' };

const writeKeyOf = (shop: string) => `wk_${shop}_key`;
const apiKeyOf = (shop: string) => `dp_${shop}_key`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const withApiKey = (shop: Shop) => ({ Authorization: `Bearer ${apiKeyOf(shop)}` });

beforeAll(async () => {
  data = await makeDataFolder();
  server = await startServer(
    readConfig(
      {},
      {
        data,
        port: 0,
        logLevel: 'silent',
        workspaceName: 'alpha shop',
        ownerEmail: 'owner@alpha.example',
        ownerPassword: PASSWORD,
        apiKey: apiKeyOf('alpha'),
        writeKey: writeKeyOf('alpha'),
      },
    ),
  );
  const { postgres } = server.program.context;
  workspaces.alpha = server.program.firstSecrets?.workspace ?? 0;
  workspaces.bravo = await addWorkspace(postgres, {
    name: 'bravo shop',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    isDemo: false,
  });
  const workspace = workspaces.bravo;
  await addOwner(postgres, {
    workspace,
    email: 'owner@bravo.example',
    passwordHash: await hashPassword(PASSWORD),
  });
  await addKey(postgres, { workspace, kind: 'write', name: 'bravo web', key: writeKeyOf('bravo') });
  await addKey(postgres, { workspace, kind: 'api', name: 'bravo api', key: apiKeyOf('bravo') });
  for (const shop of SHOPS) cookies[shop] = await signIn(shop);
  await fill('alpha');
  for (const call of guarded) {
    const [answer] = await call.ask(knownTexts('alpha'), {});
    if (answer?.text.includes('There is no call')) unserved.push(call.name);
  }
  before = await askAll(served().filter(isReading), knownTexts('alpha'), withApiKey('alpha'));
  await fill('bravo');
});

afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

async function signIn(shop: Shop): Promise<string> {
  const answer = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: server.url },
    body: JSON.stringify({ email: `owner@${shop}.example`, password: PASSWORD }),
  });
  expect(answer.status).toBe(200);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Events under names of the shop's own and under names that both use, traits, orders, refused items and a map. */
async function fill(shop: Shop): Promise<void> {
  const { context, refresher } = server.program;
  if (shop === 'alpha') {
    await context.postgres.run(
      sql`SELECT setval(pg_get_serial_sequence('identifier', 'node'), ${FIRST_NODE})`,
    );
  }
  const at = (day: number) => new Date(Date.UTC(2026, 2, day, 10)).toISOString();
  const item = (event: string, number: number, properties: object = {}) => ({
    type: 'track',
    event,
    userId: `${shop}-user-${number % 4}`,
    anonymousId: 'the same device in both shops',
    messageId: `${event} ${number}`,
    timestamp: at(1 + number),
    properties: { channel: number % 2 ? 'web' : 'store', ...properties },
  });
  const batch = [
    ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((number) => [
      item('Product Viewed', number, { category: `${shop} sofas` }),
      item(`${shop} Visited`, number),
      item('Order Completed', number, {
        order_id: `${shop}-${number}`,
        total: shop === 'bravo' ? 7_777.77 : 5,
        currency: 'EUR',
      }),
    ]),
    {
      type: 'identify',
      userId: `${shop}-user-0`,
      messageId: `${shop} identify`,
      timestamp: at(20),
      traits: { name: `Ann ${shop}`, email: `ann@${shop}.example` },
    },
    { type: 'track', messageId: `${shop} without a name`, event: '', properties: { secret: shop } },
    item('Order Completed', 1, { order_id: `${shop}-conflict`, total: 1 }),
  ];
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa(`${writeKeyOf(shop)}:`)}` },
    body: JSON.stringify({ batch }),
  });
  expect(answer.status).toBe(207);
  expect(await answer.json()).toMatchObject({ stored: 25, rejected: 1, conflicts: 1 });
  await refresher.settle();
  await pause(COUNTERS_WRITTEN_MS);
  const [person] = await context.postgres.query(
    sql`SELECT min(person)::text AS id, string_agg(node::text, '|') AS nodes FROM identifier WHERE workspace = ${workspaces[shop]}`,
    z.object({ id: z.string(), nodes: z.string() }),
  );
  persons[shop] = person?.id ?? '';
  expect(Number(persons[shop])).toBeGreaterThan(FIRST_NODE);
  nodes[shop] = new RegExp(person?.nodes ?? 'never');
  for (const map of [`${shop}-map`, 'map-of-both']) {
    expect((await putMap(map, shop)).status).toBe(200);
  }
  await server.program.stageFollower.settle();
}

const mapFile = (map: string, shop: string) => `map: "1.0"
id: ${map}
title: ${shop} journey
status: live
channels: [ { id: web, name: Web } ]
metrics:
  ${shop}-metric: { kind: conversion, from: ${shop} Visited, to: Order Completed, within: 7d, target: ">= 10%" }
stages:
  - id: ${shop}-stage
    title: ${shop} stage
    enter: ${shop} Visited
    kpis: [${shop}-metric]
    owner: ${shop}-owner
    steps:
      - id: ${shop}-step
        title: ${shop} step
        emotion: 1
        cta: [ { action: ${shop} orders, event: Order Completed } ]
        pains: [ { id: ${shop}-pain, text: ${shop} hurts, severity: 4, events: ${shop} Visited } ]
        opportunities: [ { id: ${shop}-chance, text: ${shop} chance, moves: [${shop}-metric], status: shipped, shipped: 2026-03-03 } ]
        touchpoints: [ { id: ${shop}-touchpoint, title: ${shop} site, channel: web, events: [${shop} Visited, Product Viewed] } ]
`;

function putMap(map: string, shop: Shop): Promise<Response> {
  return fetch(`${server.url}/api/maps/${map}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', ...withApiKey(shop) },
    body: JSON.stringify({ file: mapFile(map, shop) }),
  });
}

interface Call {
  name: string;
  permission: string;
  method: string;
  ask(known: KnownTexts, headers: Record<string, string>): Promise<Answered[]>;
}
interface Answered {
  input: string;
  status: number;
  text: string;
}

/** Every call of the contract, whatever it will hold. */
const CALLS: Call[] = Object.entries(contract).flatMap(([part, calls]) =>
  Object.entries(calls).map(([name, procedure]) => {
    const { meta, route, inputSchema } = procedure['~orpc'];
    return {
      name: `${part}.${name}`,
      permission: meta.permission,
      method: route.method ?? 'POST',
      async ask(known, headers) {
        const answers: Answered[] = [];
        for (const input of makeInputs(inputSchema, known)) {
          answers.push({
            input: JSON.stringify(input),
            ...(await send(route.method ?? 'POST', route.path ?? '/', input, headers)),
          });
        }
        return answers;
      },
    };
  }),
);
const guarded = CALLS.filter(({ permission }) => permission !== 'public');
/** calls that no part of the server answers yet */
const unserved: string[] = [];
const served = () => guarded.filter(({ name }) => !unserved.includes(name));
const isWriting = ({ method, permission }: Call) =>
  ['PUT', 'PATCH', 'DELETE'].includes(method) || permission.endsWith(':write');
const isReading = (call: Call) => !isWriting(call);

async function send(
  method: string,
  path: string,
  input: Record<string, unknown>,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const rest = { ...input };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    delete rest[name];
    return encodeURIComponent(String(input[name]));
  });
  const query = method === 'GET' ? `?${new URLSearchParams(rest as Record<string, string>)}` : ''; // texts and numbers only
  const answer = await fetch(`${server.url}/api${filled}${query}`, {
    method,
    headers: {
      Origin: server.url,
      ...(method !== 'GET' && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: method === 'GET' ? undefined : JSON.stringify(rest),
  });
  // office files are packed, with the time of their writing
  const isPacked = answer.headers.get('content-type')?.includes('openxmlformats') ?? false;
  return { status: answer.status, text: isPacked ? 'packed' : await readAnswer(answer) };
}

/** What somebody may know who once saw the shop's pages; for "quxyz", what nobody has. */
function knownTexts(shop: Shop | typeof NOBODY, person = shop === NOBODY ? '0' : persons[shop]): KnownTexts {
  return {
    person: [person],
    cursor: [person],
    map: [`${shop}-map`],
    metric: [`${shop}-metric`],
    q: [`${shop}-user-1`],
    event: [`${shop} Visited`],
    item: [`${shop} Visited`],
    next: [`${shop} Visited`],
    exclude: [`${shop} Visited`],
    from: [`${shop} Visited`, '2026-03-01'],
    to: [`${shop} Visited`, '2026-03-31'],
    channel: ['web'],
    stage: [`${shop}-stage`],
    touchpoint: [`${shop}-touchpoint`],
    pain: [`${shop}-step//${shop}-pain`],
    action: [`${shop}-stage/${shop}-step//${shop} orders`],
    label: [shop],
    segment: [`traits.name = "Ann ${shop}"`],
    thread: [`${shop}-stage`],
    text: [`${shop} says`],
    where: [`properties.category = "${shop} sofas"`],
    file: [mapFile(`${shop}-map`, shop)],
    expiresAt: ['2099-01-01T00:00:00.000Z'],
    password: ['secret of a link'],
    link: [`${shop}-link`],
    at: ['2026-03-05T12:00:00.000Z'],
    id: [`${shop}-stage`],
    client: ['an editor'],
    batch: [`${shop} batch`],
    name: [shop],
    cell: [`${shop}-step/goal`],
    title: [shop],
    yaml: [`id: ${shop}-item`],
    list: ['stages'],
    description: ['A shop'],
    notice: ['1'],
    channels: ['web'],
    goal: ['Order Completed'],
    template: ['five-stage'],
    step: [`${shop}-step`],
    opportunity: [`${shop}-chance`],
    owner: [`${shop}-owner`],
    due: ['2026-04-01'],
    shipped: ['2026-03-04'],
    issue: [`https://issues.example/${shop}`],
  };
}

/** Without what depends on the moment of asking. */
const timeless = (text: string) =>
  text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (instant) =>
    Date.parse(instant) >= startedAt - 60_000 ? 'now' : instant,
  );

async function askAll(calls: Call[], known: KnownTexts, headers: Record<string, string>) {
  const answers: Record<string, Answered[]> = {};
  for (const call of calls) answers[call.name] = await call.ask(known, headers);
  return answers;
}

const timelessAll = (answers: Record<string, Answered[]>) =>
  Object.fromEntries(
    Object.entries(answers).map(([name, list]) => [
      name,
      list.map((one) => ({ ...one, text: timeless(one.text) })),
    ]),
  );

describe('two workspaces in one server', () => {
  it('are asked by every call of the contract', () => {
    expect(unserved).toEqual([]);
    expect(guarded.filter(isReading).length).toBeGreaterThan(15);
    expect(guarded.filter(isWriting).length).toBeGreaterThan(0);
  });

  it('declare who may ask each call, and strangers get nothing', async () => {
    expect(CALLS.filter(({ permission }) => permission === 'public').map(({ name }) => name)).toEqual([
      'accounts.signIn',
      'accounts.signOut',
      // opens one map with the token of a link, see test/e2e/share.spec.ts
      'mapFiles.shared',
    ]);
    for (const call of served()) {
      expect(PERMISSIONS, call.name).toContain(call.permission);
      const strangers: Record<string, string>[] = [
        {},
        { Authorization: 'Bearer dp_of_nobody' },
        { Cookie: 'desirepath_session=of_nobody' },
        // Write keys stand in web pages, so they open nothing.
        { Authorization: `Bearer ${writeKeyOf('alpha')}` },
        { Authorization: `Basic ${btoa(`${writeKeyOf('alpha')}:`)}` },
        { Authorization: `Basic ${btoa(`${apiKeyOf('alpha')}:`)}` },
        { Cookie: `desirepath_session=${writeKeyOf('alpha')}` },
      ];
      for (const headers of strangers) {
        for (const { status, text } of await call.ask(knownTexts('alpha'), headers)) {
          expect(status, `${call.name} ${JSON.stringify(headers)}`).toBe(401);
          expect(text).not.toContain('alpha');
        }
      }
    }
  });

  it('answer one shop the same whether the other has data or not', async () => {
    for (const [name, answers] of Object.entries(before)) {
      expect(
        answers.some(({ status }) => status === 200),
        `${name} never answers: ${JSON.stringify(answers[0])}`,
      ).toBe(true);
    }
    const after = await askAll(served().filter(isReading), knownTexts('alpha'), withApiKey('alpha'));
    expect(timelessAll(after)).toEqual(timelessAll(before));
    expect(JSON.stringify(after)).toContain('alpha');
    expect(JSON.stringify(after)).not.toMatch(/bravo|7777\.77/);
    expect(JSON.stringify(after)).not.toMatch(nodes.bravo);
    // The other one does have data, and sees it.
    const others = JSON.stringify(
      await askAll(served().filter(isReading), knownTexts('bravo'), withApiKey('bravo')),
    );
    expect(others).toMatch(/7777\.77/);
    expect(others).toMatch(nodes.bravo);
    expect(others).not.toMatch(/alpha/);
    expect(others).not.toMatch(nodes.alpha);
  });

  it.each([
    { who: 'alpha by its API key', me: 'alpha', other: 'bravo', isCookie: false },
    { who: 'bravo by its API key', me: 'bravo', other: 'alpha', isCookie: false },
    { who: 'alpha by its cookie', me: 'alpha', other: 'bravo', isCookie: true },
  ] as const)(
    'give $who, with ids of the other, what ids of nobody give',
    async ({ me, other, isCookie }) => {
      const headers: Record<string, string> = isCookie ? { Cookie: cookies[me] } : withApiKey(me);
      const kept = await askAll(served().filter(isReading), knownTexts(other), withApiKey(other));
      // near the other's ids, so that it is on the same side of the asker's own where it is a cursor
      const nobodysPerson = String(Number(persons[other]) + (other === 'alpha' ? -1 : 500));
      const rename = (text: string) =>
        text.replaceAll(other, NOBODY).replaceAll(persons[other], nobodysPerson);
      for (const calls of [served().filter(isReading), served().filter(isWriting)]) {
        const theirs = timelessAll(await askAll(calls, knownTexts(other), headers));
        const nobodys = timelessAll(await askAll(calls, knownTexts(NOBODY, nobodysPerson), headers));
        for (const [name, answers] of Object.entries(theirs)) {
          answers.forEach(({ input, status, text }, index) => {
            const compared = nobodys[name]?.[index];
            expect({ status, text: rename(text), input: rename(input) }, name).toEqual(compared);
            expect(text, name).not.toMatch(other === 'bravo' ? /Ann bravo|7777\.77/ : /Ann alpha/);
          });
        }
      }
      // and nothing of the other was changed, not even by the calls that write
      expect(
        timelessAll(await askAll(served().filter(isReading), knownTexts(other), withApiKey(other))),
      ).toEqual(timelessAll(kept));
      // What was written went to the asker's own workspace; the next asker begins without it.
      await server.program.context.postgres.run(
        sql`DELETE FROM map WHERE workspace = ${workspaces[me]} AND id IN (${`${other}-map`}, ${`${NOBODY}-map`})`,
      );
    },
  );

  it('file what is collected under the workspace of the key, whatever the body says', async () => {
    const counts = async () => {
      const rows = await server.program.context.postgres.query(
        sql`SELECT workspace, sum(received)::int AS received FROM source_counter GROUP BY workspace`,
        z.object({ workspace: z.number(), received: z.number() }),
      );
      return new Map(rows.map(({ workspace, received }) => [workspace, received]));
    };
    const settled = async () => {
      await pause(COUNTERS_WRITTEN_MS);
      return counts();
    };
    const before = await settled();
    const sendTo = (path: string, headers: Record<string, string>, more: object) =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify({
          batch: [{ type: 'track', event: 'Intruded', userId: 'bravo-user-1' }],
          ...more,
        }),
      });
    const basic = { Authorization: `Basic ${btoa(`${writeKeyOf('alpha')}:`)}` };
    expect((await sendTo('/v1/batch', basic, { writeKey: writeKeyOf('bravo') })).status).toBe(200);
    expect((await sendTo('/v1/import', withApiKey('alpha'), { source: 'bravo web' })).status).toBe(200);
    expect((await sendTo('/v1/import', basic, { source: 'bravo web' })).status).toBe(200);
    expect((await sendTo('/v1/batch', {}, { writeKey: apiKeyOf('bravo') })).status).toBe(401);
    const after = await settled();
    expect(after.get(workspaces.alpha)).toBe((before.get(workspaces.alpha) ?? 0) + 3);
    expect(after.get(workspaces.bravo)).toBe(before.get(workspaces.bravo));
    await server.program.refresher.settle();
    const seen = JSON.stringify(
      await askAll(served().filter(isReading), knownTexts('bravo'), withApiKey('bravo')),
    );
    expect(seen).not.toContain('Intruded');
  });
});
