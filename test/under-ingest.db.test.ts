import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startCollector } from '../src/server/collect/collector.ts';
import type { Collector } from '../src/server/collect/collector-types.ts';
import { createIdentityResolver } from '../src/server/customers/identity-resolver.ts';
import { compactJourneys, rebuildJourneys } from '../src/server/journeys/compaction.ts';
import { type JourneyRefresher, startJourneyRefresher } from '../src/server/journeys/refresher.ts';
import { journeysOf } from '../src/server/journeys/source.ts';
import { createEventNames } from '../src/server/platform/event-names.ts';
import { ch, u32 } from '../src/server/platform/sql.ts';
import { createReports, type Reports } from '../src/server/reports/reports-routes.ts';
import { channelsQuestion } from '../src/shared/reports/channels.ts';
import { funnelQuestion } from '../src/shared/reports/funnel.ts';
import { pathsQuestion } from '../src/shared/reports/paths.ts';
import { Random } from '../src/simulator/random.ts';
import { openTestStores, type TestStores } from './stores.ts';

const SEED = Number(process.env.DESIREPATH_TEST_SEED ?? Date.now() % 1_000_000);
/** Rounds of ingest with questions beside it, each followed by a comparison at a settled place in the log. */
const ROUNDS = 5;
const ROUND_MS = 4_000;
const CLIENTS = 4;
const FRESH_WITHIN_MS = 5_000;

let stores: TestStores;
let collector: Collector;
let refresher: JourneyRefresher;
let reports: Reports;
let isOver = false;
let neighbour: Promise<void>;

beforeAll(async () => {
  stores = await openTestStores();
  refresher = await startJourneyRefresher(stores.context);
  collector = await startCollector(stores.context, {
    resolver: createIdentityResolver(stores.context),
    eventNames: createEventNames(stores.context.postgres),
  });
  reports = createReports(stores.context);
  // Another workspace is busy all the time, also while this one stands still for a comparison.
  const other = await stores.createWorkspace();
  neighbour = ingest(other, new Random(SEED).fork(99), () => isOver);
});
afterAll(async () => {
  isOver = true;
  await neighbour;
  await collector.close();
  await refresher.stop();
  await stores.close();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let messages = 0;
const acknowledged = new Map<number, number>();

/** Random traffic with late events, copies and people that turn out to be one. */
async function ingest(workspace: number, random: Random, isEnough: () => boolean): Promise<void> {
  let last: object[] = [];
  while (!isEnough()) {
    const items = random.chance(0.1)
      ? last
      : Array.from({ length: random.whole(1, 250) }, () => ({
          type: 'track',
          event: random.pick([
            'Product Viewed',
            'Product Added',
            'Checkout Started',
            'Order Completed',
            'Visited',
          ]),
          messageId: `m${messages++}`,
          timestamp: new Date(Date.UTC(2026, 0, 1) + random.whole(0, 60 * 86_400_000)).toISOString(),
          ...(random.chance(0.95) && { anonymousId: `a${random.whole(0, 3_000)}` }),
          ...(random.chance(0.15) && { userId: `u${random.whole(0, 900)}` }),
          properties: {
            channel: random.pick(['web', 'app', 'store', 'call']),
            total: random.whole(1, 50_000) / 100,
          },
        }));
    last = items;
    const verdicts = await collector.accept({ workspace, source: 'traffic', kind: 'import', items });
    const stored = verdicts.filter(({ status }) => status === 'stored').length;
    acknowledged.set(workspace, (acknowledged.get(workspace) ?? 0) + stored);
    await pause(random.whole(0, 30));
  }
}

const steps = ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed'].map((event) => ({
  anyOf: [{ event }],
}));
const funnel = funnelQuestion.parse({ steps, breakdown: 'channel' });
const paths = pathsQuestion.parse({ gapMs: 86_400_000 });

const askAll = async (workspace: number) => ({
  funnel: await reports.funnel(workspace, funnel),
  converted: (await reports.funnelPeople(workspace, { question: funnel, part: { step: 4, kind: 'reached' } }))
    .total,
  channels: await reports.channels(workspace, channelsQuestion.parse({})),
  paths: await reports.paths(workspace, paths),
});

const wholeness = z.object({
  rows: z.coerce.number(),
  people: z.coerce.number(),
  events: z.coerce.number(),
  places: z.coerce.number(),
});

/** Of one question: nobody twice, no event twice. */
async function readWholeness(workspace: number) {
  const [row] = await stores.context.clickhouse.query(
    ch`SELECT count() AS rows, uniqExact(person) AS people, sum(length(at)) AS events, uniqExactArray(seq) AS places
      FROM (${journeysOf(workspace, ch`person, at, seq`)})`,
    wholeness,
  );
  if (!row) throw new Error('an aggregate gave no row');
  return row;
}

describe(`reports while events come in (seed ${SEED})`, () => {
  it(`equal those over a rebuild at the same place in the log, ${ROUNDS} times`, async () => {
    const workspace = await stores.createWorkspace();
    const random = new Random(SEED);
    let questions = 0;
    let looks = 0;
    let converted = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const endsAt = Date.now() + ROUND_MS;
      const isEnough = () => Date.now() >= endsAt;
      const clients = Array.from({ length: CLIENTS }, (_, client) =>
        ingest(workspace, random.fork(round * 10 + client), isEnough),
      );
      const before = acknowledged.get(workspace) ?? 0;
      const asking = (async () => {
        await pause(300);
        while (!isEnough()) {
          const answers = await askAll(workspace);
          expect(answers.channels.total.events).toBeGreaterThanOrEqual(before);
          const reached = answers.funnel.total.steps.map((step) => step.people);
          expect(reached).toEqual(reached.toSorted((a, b) => b - a));
          questions++;
          if (round % 2 === 1) await compactJourneys(stores.context);
        }
      })();
      // Merges move whole journeys meanwhile; nothing may be seen twice, and what was settled stays. As often as it can
      // be looked at, because a moment in which that fails would be short.
      const looking = (async () => {
        for (; !isEnough(); looks++) {
          const { rows, people, events, places } = await readWholeness(workspace);
          expect({ rows, events }).toEqual({ rows: people, events: places });
          expect(events).toBeGreaterThanOrEqual(before);
        }
      })();
      await Promise.all([...clients, asking, looking]);

      await refresher.settle();
      const live = await askAll(workspace);
      expect(live.channels.total.events).toBe(acknowledged.get(workspace));
      await rebuildJourneys(stores.context, workspace);
      expect(await askAll(workspace)).toEqual(live);
      expect(live.converted).toBe(live.funnel.total.steps.at(-1)?.people);
      converted += live.converted;
    }
    console.log('under ingest:', { events: acknowledged.get(workspace), questions, looks, seed: SEED });
    expect(converted).toBeGreaterThan(0);
    expect(questions).toBeGreaterThan(ROUNDS);
    expect(looks).toBeGreaterThan(20 * ROUNDS);
  }, 120_000);

  it('know of an acknowledged event within 5 seconds, under load', async () => {
    const workspace = await stores.createWorkspace();
    const random = new Random(SEED + 1);
    let isDone = false;
    const clients = Array.from({ length: CLIENTS }, (_, client) =>
      ingest(workspace, random.fork(client), () => isDone),
    );
    const waits: number[] = [];
    await pause(2_000);
    for (let marker = 1; marker <= 8; marker++) {
      await collector.accept({
        workspace,
        source: 'marker',
        kind: 'server',
        items: [
          {
            type: 'track',
            event: 'Marker Seen',
            userId: `u${random.whole(0, 900)}`,
            messageId: `marker ${marker}`,
          },
        ],
      });
      const acknowledgedAt = performance.now();
      const question = funnelQuestion.parse({ steps: [{ anyOf: [{ event: 'Marker Seen' }] }] });
      for (;;) {
        const [row] = await stores.context.clickhouse.query(
          ch`SELECT countIf(has(code, (SELECT any(code) FROM events WHERE workspace = ${u32(workspace)} AND event = 'Marker Seen'))) AS people,
              sum(arrayCount(c -> c = (SELECT any(code) FROM events WHERE workspace = ${u32(workspace)} AND event = 'Marker Seen'), code)) AS markers
            FROM (${journeysOf(workspace, ch`code`)})`,
          z.object({ people: z.coerce.number(), markers: z.coerce.number() }),
        );
        const answer = await reports.funnel(workspace, question);
        if (row?.markers === marker && (answer.total.steps[0]?.people ?? 0) >= row.people) break;
        expect(performance.now() - acknowledgedAt, `marker ${marker}`).toBeLessThan(FRESH_WITHIN_MS);
        await pause(50);
      }
      waits.push(Math.round(performance.now() - acknowledgedAt));
    }
    isDone = true;
    await Promise.all(clients);
    console.log('freshness, ms:', waits);
    expect(Math.max(...waits)).toBeLessThan(FRESH_WITHIN_MS);
  });
});
