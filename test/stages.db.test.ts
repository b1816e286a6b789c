import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Stay } from '../src/scan/host.ts';
import { startCollector } from '../src/server/collect/collector.ts';
import type { Collector } from '../src/server/collect/collector-types.ts';
import { createIdentityResolver, type IdentityResolver } from '../src/server/customers/identity-resolver.ts';
import { revokeEdge } from '../src/server/customers/revoke.ts';
import { compactJourneys } from '../src/server/journeys/compaction.ts';
import { type JourneyRefresher, startJourneyRefresher } from '../src/server/journeys/refresher.ts';
import { createMapEdits } from '../src/server/maps/map-edits.ts';
import { prepareMapQuestion } from '../src/server/maps/map-question.ts';
import { measureRibbon } from '../src/server/maps/ribbon.ts';
import { createStageAnswers } from '../src/server/maps/stages/stage-answers.ts';
import { type StageFollower, startStageFollower } from '../src/server/maps/stages/stage-follower.ts';
import { storeMap } from '../src/server/maps/store-map.ts';
import { readMap } from '../src/server/maps/stored-maps.ts';
import type { Context } from '../src/server/platform/context.ts';
import { createEventNames } from '../src/server/platform/event-names.ts';
import { ch, u32 } from '../src/server/platform/sql.ts';
import type { JourneyMap } from '../src/shared/maps/journey-map.ts';
import { Random } from '../src/simulator/random.ts';
import { type PlacedEvent, staysOnMap } from './reference/stages.ts';
import { openTestStores, type TestStores } from './stores.ts';

const SEED = Number(process.env.DESIREPATH_TEST_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.DESIREPATH_STAGE_ROUNDS ?? 6);
const FRESH_WITHIN_MS = 5_000;
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 2, 1);
const DAYS = 40;

let stores: TestStores;
let context: Context;
let collector: Collector;
let refresher: JourneyRefresher;
let resolver: IdentityResolver;
let follower: StageFollower;
let answers: ReturnType<typeof createStageAnswers>;

beforeAll(async () => {
  stores = await openTestStores();
  context = stores.context;
  resolver = createIdentityResolver(context);
  refresher = await startJourneyRefresher(context);
  collector = await startCollector(context, { resolver, eventNames: createEventNames(context.postgres) });
  follower = await startStageFollower(context, refresher);
  answers = createStageAnswers(context);
});
afterAll(async () => {
  await collector.close();
  await follower.stop();
  await refresher.stop();
  await stores.close();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ways to enter the stages of a map: by name alone, by properties, by channel, once, several stages by one event, by orders. */
const PLANS = [
  `case: { window: 20d, restart: { idle: 5d } }
stages:
  - { id: look, title: Look, enter: Product Viewed }
  - { id: cart, title: Cart, enter: [Product Added, Checkout Started] }
  - { id: buy, title: Buy, enter: Order Completed }`,
  `case: { window: 30d }
events: { sofa: { name: Product Viewed, where: "properties.kind = 'sofa'" }, first: { name: Order Completed, count: first } }
stages:
  - { id: look, title: Look, enter: [sofa, Visited] }
  - { id: talk, title: Talk, enter: Visited }
  - { id: buy, title: Buy, enter: first }
  - { id: again, title: Again, enter: Product Viewed }`,
  `case: { window: 10d, restart: { idle: 2d } }
events: { in_store: { name: Visited, where: "channel = 'store'" }, latest: { name: Product Added, count: last } }
stages:
  - { id: buy, title: Buy, enter: Order Completed }
  - { id: look, title: Look, enter: in_store }
  - { id: late, title: Late, enter: latest }
  - { id: never, title: Never, enter: Never Seen }`,
] as const;

async function putMap(workspace: number, id: string, plan: string, status = 'live'): Promise<void> {
  const file = `map: "1.0"\nid: ${id}\ntitle: ${id}\nstatus: ${status}\n${plan}\n`;
  await storeMap({ ...context, edits: createMapEdits(context) }, workspace, {
    id,
    file,
    author: 'test',
    isReplacing: true,
  });
}

let messages = 0;

/** Late events, copies, orders told by several, people that turn out to be one. */
async function sendSome(workspace: number, random: Random, count: number): Promise<void> {
  const items = Array.from({ length: count }, () => ({
    type: 'track',
    event: random.pick([
      'Product Viewed',
      'Product Viewed',
      'Product Added',
      'Checkout Started',
      'Order Completed',
      'Visited',
      'Page',
    ]),
    messageId: `m${messages++}`,
    // on a grid, so that equal instants and exact limits are common
    timestamp: new Date(FIRST_DAY + random.whole(0, DAYS * 4) * (DAY_MS / 4)).toISOString(),
    ...(random.chance(0.95) && { anonymousId: `a${random.whole(0, 60)}` }),
    ...(random.chance(0.1) && { userId: `u${random.whole(0, 30)}` }),
    properties: {
      channel: random.pick(['web', 'store']),
      kind: random.pick(['sofa', 'table']),
      total: 10,
      ...(random.chance(0.7) && { order_id: `o${random.whole(0, 200)}` }),
    },
  }));
  await collector.accept({ workspace, source: 'traffic', kind: 'import', items });
}

async function revokeSome(workspace: number, random: Random): Promise<void> {
  const edges = await context.postgres.query(
    sql`SELECT node_a, node_b FROM identity_edge WHERE workspace = ${workspace} AND revoked_at IS NULL ORDER BY id`,
    z.object({ node_a: z.coerce.number(), node_b: z.coerce.number() }),
  );
  if (edges.length === 0) return;
  const { node_a: nodeA, node_b: nodeB } = random.pick(edges);
  await revokeEdge(context, resolver, { workspace, nodeA, nodeB, reason: 'test' });
}

/** Stops the follower in the middle of its work: the stores take so many more statements of it, and no more. */
async function cutAndRestart(random: Random): Promise<void> {
  let left = random.whole(0, 6);
  const cut = <A extends unknown[], R>(work: (...given: A) => Promise<R>) => {
    return (...given: A): Promise<R> => (left-- > 0 ? work(...given) : Promise.reject(new Error('cut')));
  };
  await follower.stop();
  const { clickhouse, postgres } = context;
  const frail = await startStageFollower(
    {
      ...context,
      clickhouse: {
        ...clickhouse,
        command: (...given) => cut(clickhouse.command)(...given),
        runStatement: (...given) => cut(clickhouse.runStatement)(...given),
      },
      postgres: { ...postgres, run: (...given) => cut(postgres.run)(...given) },
    },
    refresher,
  ).catch(() => null); // the cut came while it started
  await pause(random.whole(0, 400));
  await frail?.stop();
  follower = await startStageFollower(context, refresher);
}

const eventRow = z.object({
  node: z.coerce.number(),
  seq: z.coerce.number(),
  at_ms: z.coerce.number(),
  event: z.string(),
  channel: z.string(),
  order_id: z.string(),
  properties: z.string(),
});

/** The log and the identity log, nothing else. */
async function readLog(workspace: number): Promise<PlacedEvent[]> {
  const people = await context.postgres.query(
    sql`SELECT node, person FROM identifier WHERE workspace = ${workspace}`,
    z.object({ node: z.coerce.number(), person: z.coerce.number() }),
  );
  const personOf = new Map(people.map(({ node, person }) => [node, person]));
  const rows = await context.clickhouse.query(
    ch`SELECT node, seq, toUnixTimestamp64Milli(at) AS at_ms, event, channel, order_id, properties FROM events WHERE workspace = ${u32(workspace)}`,
    eventRow,
  );
  return rows.map(({ node, at_ms, order_id, properties, ...row }) => ({
    ...row,
    person: personOf.get(node) ?? 0,
    atMs: at_ms,
    orderId: order_id,
    properties: z.record(z.string(), z.unknown()).parse(JSON.parse(properties)),
  }));
}

const storedRow = z.object({
  person: z.coerce.number(),
  stays: z.array(z.tuple([z.number(), z.number(), z.coerce.number(), z.coerce.number(), z.coerce.number()])),
});

async function storedStays(workspace: number, map: string): Promise<Map<number, Stay[]>> {
  const builds = await context.postgres.query(
    sql`SELECT build, is_current FROM map_stage_build WHERE workspace = ${workspace} AND map = ${map}`,
    z.object({ build: z.number(), is_current: z.boolean() }),
  );
  expect(builds.map(({ is_current }) => is_current)).toEqual([true]);
  const rows = await context.clickhouse.query(
    ch`SELECT person, arrayZip(journey, stage, since, until, seq) AS stays FROM person_stages FINAL
      WHERE build = ${u32(builds[0]?.build ?? 0)} AND notEmpty(stage)`,
    storedRow,
  );
  return new Map(
    rows.map(({ person, stays }) => [
      person,
      stays.map(([journey, stage, from, until, seq]) => ({ case: journey, stage, from, until, seq })),
    ]),
  );
}

/** Everything stored and answered about one map equals the reference. */
async function compare(workspace: number, id: string, random: Random): Promise<number> {
  const map = (await readMap(context, workspace, id)).map;
  if (!map) throw new Error('the map cannot be read');
  const events = await readLog(workspace);
  const expected = staysOnMap(map, events);
  const stored = await storedStays(workspace, id);
  const wrong = [...new Set([...stored.keys(), ...expected.keys()])]
    .map((person) => ({ person, stored: stored.get(person), expected: expected.get(person) }))
    .filter((one) => JSON.stringify(one.stored) !== JSON.stringify(one.expected));
  expect({ people: wrong.length, wrong: wrong.slice(0, 3) }).toEqual({ people: 0, wrong: [] });
  await compareInstants(workspace, map, { events, expected, random });
  await compareFacts(workspace, map, expected);
  await compareRibbon(workspace, map, { expected, random });
  return [...expected.values()].flat().length;
}

async function compareInstants(
  workspace: number,
  map: JourneyMap,
  given: { events: PlacedEvent[]; expected: Map<number, Stay[]>; random: Random },
): Promise<void> {
  const { events, expected, random } = given;
  const limits = [...expected.values()].flat().flatMap(({ from, until }) => [from, until]);
  if (limits.length === 0) limits.push(FIRST_DAY);
  const instants = Array.from({ length: 4 }, () => random.pick(limits) + random.whole(-1, 1));
  for (const atMs of instants) {
    const known = new Set(
      events.filter((event) => event.person !== 0 && event.atMs <= atMs).map((event) => event.person),
    );
    const places = new Map<number, string>([...known].map((person) => [person, 'not_yet']));
    for (const [person, stays] of expected) {
      const here = stays.filter(({ from, until }) => from <= atMs && atMs < until);
      expect(here.length).toBeLessThanOrEqual(1);
      if (stays.some(({ from }) => from <= atMs)) places.set(person, 'left');
      if (here[0]) places.set(person, map.stages[here[0].stage - 1]?.id ?? '');
    }
    const count = (place: string) => [...places.values()].filter((one) => one === place).length;
    // every other stage is meant to take a time
    const timed: JourneyMap = {
      ...map,
      stages: map.stages.map((stage, index) => ({
        ...stage,
        timeoutMs: index % 2 === 0 ? random.whole(1, 3 * 86_400_000) : null,
      })),
    };
    const late = timed.stages.map(({ timeoutMs }, index) =>
      timeoutMs === null
        ? null
        : [...expected].flatMap(([person, stays]) =>
            stays.some(
              ({ from, until, stage }) =>
                stage === index + 1 && from <= atMs && atMs < until && atMs - from > timeoutMs,
            )
              ? [person]
              : [],
          ),
    );
    for (const [index, people] of late.entries()) {
      const place = { kind: 'over_time' as const, stage: timed.stages[index]?.id ?? '' };
      const page = await answers.people({ workspace, map: timed, atMs }, place);
      expect(page.total).toBe(people?.length ?? 0);
      for (const { person } of page.people) expect(people).toContain(Number(person));
    }
    const { stages, notYet, left } = await answers.counts({ workspace, map: timed, atMs });
    expect({ stages, notYet, left }).toEqual({
      stages: map.stages.map(({ id }, index) => ({
        stage: id,
        people: count(id),
        overTime: late[index]?.length ?? null,
      })),
      notYet: count('not_yet'),
      left: count('left'),
    });
    expect(stages.reduce((sum, { people }) => sum + people, notYet + left)).toBe(known.size);
    for (const place of [
      { kind: 'not_yet' as const },
      { kind: 'left' as const },
      ...map.stages.map(({ id }) => ({ kind: 'stage' as const, stage: id })),
    ]) {
      const page = await answers.people({ workspace, map, atMs }, place);
      const name = place.kind === 'stage' ? place.stage : place.kind;
      expect(page.total).toBe(count(name));
      for (const { person } of page.people) expect(places.get(Number(person))).toBe(name);
    }
    if (places.size === 0) continue;
    const [person, place] = random.pick([...places]);
    const one = await answers.ofPerson({ workspace, map, atMs }, person);
    expect(one.place.kind === 'stage' ? one.place.stage : one.place.kind).toBe(place);
    expect(one.history).toHaveLength(expected.get(person)?.length ?? 0);
  }
}

/** Every true entry became known exactly once. */
async function compareFacts(
  workspace: number,
  map: JourneyMap,
  expected: Map<number, Stay[]>,
): Promise<void> {
  const facts = await context.clickhouse.query(
    ch`SELECT seq, stage, count() AS times FROM stage_entered WHERE workspace = ${u32(workspace)} AND map = ${map.id} GROUP BY seq, stage`,
    z.object({ seq: z.coerce.number(), stage: z.string(), times: z.coerce.number() }),
  );
  expect(facts.filter(({ times }) => times !== 1)).toEqual([]);
  const known = new Set(facts.map(({ seq, stage }) => `${seq} ${stage}`));
  const missing = [...expected.values()]
    .flat()
    .filter(({ seq, stage }) => !known.has(`${seq} ${map.stages[stage - 1]?.id}`));
  expect(missing).toEqual([]);
}

/** Who entered a stage in these days is one number, on the ribbon and in the stored stages. */
async function compareRibbon(
  workspace: number,
  map: JourneyMap,
  { expected, random }: { expected: Map<number, Stay[]>; random: Random },
): Promise<void> {
  const fromDay = random.whole(0, DAYS - 10);
  const day = (n: number) => new Date(FIRST_DAY + n * DAY_MS).toISOString().slice(0, 10);
  const period = { from: day(fromDay), to: day(fromDay + 9) };
  const ribbon = await measureRibbon(await prepareMapQuestion({ context, workspace, map, period }));
  const [fromMs, toMs] = [FIRST_DAY + fromDay * DAY_MS, FIRST_DAY + (fromDay + 10) * DAY_MS];
  expect(ribbon.stages.map(({ people }) => people)).toEqual(
    map.stages.map(
      (_, index) =>
        [...expected.values()].filter((stays) =>
          stays.some(({ stage, from }) => stage === index + 1 && from >= fromMs && from < toMs),
        ).length,
    ),
  );
}

describe(`the stage of every person (seed ${SEED})`, () => {
  it(`equals the reference after merges, revokes, late events, edits and cuts, ${ROUNDS} times`, async () => {
    const random = new Random(SEED);
    const workspace = await stores.createWorkspace();
    const other = await stores.createWorkspace();
    await putMap(workspace, 'one', PLANS[0]);
    await putMap(other, 'one', PLANS[1]);
    let stays = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const traffic = Array.from({ length: 2 }, async (_, client) => {
        const mine = random.fork(round * 10 + client);
        for (let batch = 0; batch < 8; batch++) {
          await sendSome(mine.chance(0.8) ? workspace : other, mine, mine.whole(1, 60));
          if (mine.chance(0.2)) await revokeSome(workspace, mine);
          await pause(mine.whole(0, 150));
        }
      });
      const trouble = (async () => {
        for (let act = 0; act < 4; act++) {
          await pause(random.whole(0, 200));
          const kind = random.whole(0, 4);
          if (kind === 0) await putMap(workspace, 'one', random.pick(PLANS));
          else if (kind === 1)
            await putMap(workspace, 'two', random.pick(PLANS), random.chance(0.7) ? 'live' : 'draft');
          else if (kind === 2) await compactJourneys(context);
          else await cutAndRestart(random);
        }
      })();
      await Promise.all([...traffic, trouble]);
      await refresher.settle();
      await follower.settle();
      stays += await compare(workspace, 'one', random);
      await compare(other, 'one', random);
      const two = (await readMap(context, workspace, 'two').catch(() => null))?.map;
      if (two?.status === 'live') await compare(workspace, 'two', random);
    }
    console.log('stages:', { stays, seed: SEED });
    expect(stays).toBeGreaterThan(200);
  }, 180_000);

  it('is there within 5 seconds of the acknowledgement, under load', async () => {
    const random = new Random(SEED + 1);
    const workspace = await stores.createWorkspace();
    await putMap(
      workspace,
      'one',
      `stages:\n  - { id: a, title: A, enter: Marker }\n  - { id: b, title: B, enter: Page }`,
    );
    await follower.settle();
    const map = (await readMap(context, workspace, 'one')).map;
    if (!map) throw new Error('the map cannot be read');
    let isOver = false;
    const traffic = (async () => {
      while (!isOver) {
        await sendSome(workspace, random, 100);
        await pause(20);
      }
    })();
    const waits: number[] = [];
    for (let marker = 1; marker <= 6; marker++) {
      await collector.accept({
        workspace,
        source: 'marker',
        kind: 'server',
        items: [{ type: 'track', event: 'Marker', userId: `marked ${marker}`, messageId: `k${marker}` }],
      });
      const startedAt = performance.now();
      for (;;) {
        const { stages } = await answers.counts({ workspace, map });
        if ((stages[0]?.people ?? 0) >= marker) break;
        expect(performance.now() - startedAt, `marker ${marker}`).toBeLessThan(FRESH_WITHIN_MS);
        await pause(50);
      }
      waits.push(Math.round(performance.now() - startedAt));
    }
    isOver = true;
    await traffic;
    console.log('freshness of stages, ms:', waits);
  }, 60_000);
});
