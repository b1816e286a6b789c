import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startCollector } from '../src/server/collect/collector.ts';
import type { Collector, Verdict } from '../src/server/collect/collector-types.ts';
import { createIdentityResolver } from '../src/server/customers/identity-resolver.ts';
import { type JourneyRefresher, startJourneyRefresher } from '../src/server/journeys/refresher.ts';
import { createEventNames } from '../src/server/platform/event-names.ts';
import { arrayOf, type ChSql, ch, i64, u32 } from '../src/server/platform/sql.ts';
import { createReports } from '../src/server/reports/reports-routes.ts';
import { CHANNEL_NAMES, CHANNELS } from '../src/shared/channels.ts';
import { funnelQuestion } from '../src/shared/reports/funnel.ts';
import type { GroundTruth, TrueIncident } from '../src/simulator/ground-truth.ts';
import { simulateShop } from '../src/simulator/simulate-shop.ts';
import { collectShop, groupBy, identifiersOf, readPersons } from './shop-collection.ts';
import { openTestStores, type TestStores } from './stores.ts';

// About 140,000 items. Other sizes: DESIREPATH_TEST_PEOPLE=20000.
const PEOPLE = Number(process.env.DESIREPATH_TEST_PEOPLE ?? 2_000);
const DAYS = 365;
const SEED = Number(process.env.DESIREPATH_TEST_SEED ?? 11);
const DAY_MS = 86_400_000;
const FUNNEL = ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed'];
const FUNNEL_WINDOW_MS = 14 * DAY_MS;

let stores: TestStores;
let collector: Collector;
let refresher: JourneyRefresher;
let workspace: number;
let truth: GroundTruth;
/** `type value` -> person */
let persons: Map<string, number>;
const verdicts: Record<Verdict['status'], number> = { stored: 0, duplicate: 0, conflict: 0, rejected: 0 };
/** each funnel event once: name, instant and strongest identifier */
const funnelActs: { name: string; atMs: number; identifier: string | undefined }[] = [];

beforeAll(async () => {
  stores = await openTestStores();
  workspace = await stores.createWorkspace({ timeZone: 'Europe/Berlin' });
  refresher = await startJourneyRefresher(stores.context);
  collector = await startCollector(stores.context, {
    resolver: createIdentityResolver(stores.context),
    eventNames: createEventNames(stores.context.postgres),
  });
  const shop = simulateShop({
    seed: SEED,
    people: PEOPLE,
    days: DAYS,
    endsAt: Date.UTC(2026, 5, 1),
    batchSize: 5_000,
  });
  const seen = new Set<string>();
  await collectShop(collector, workspace, shop, (batch, judged) => {
    for (const { status } of judged) verdicts[status]++;
    for (const { source, item } of batch) {
      const key = `${source} ${item.messageId}`;
      if (item.event === undefined || !FUNNEL.includes(item.event) || seen.has(key)) continue;
      seen.add(key);
      const [identifier] = identifiersOf(item);
      funnelActs.push({ name: item.event, atMs: Date.parse(item.timestamp), identifier });
    }
  });
  truth = shop.truth;
  await refresher.settle();
  persons = await readPersons(stores.context, workspace);
}, 300_000);

afterAll(async () => {
  await collector.close();
  await refresher.stop();
  await stores.close();
});

const count = z.coerce.number();
const ask = <Row>(question: ChSql, row: z.ZodType<Row>) => stores.context.clickhouse.query(question, row);
const askOne = async <Row>(question: ChSql, row: z.ZodType<Row>) => {
  const [first] = await ask(question, row);
  if (first === undefined) throw new Error('the question gave no row');
  return first;
};

/** Events with `person`: 0 = unidentified. */
function eventsOf(columns: ChSql, where: ChSql): ChSql {
  return ch`SELECT if(moved_to = 0, node, moved_to) AS person, ${columns} FROM events
    LEFT JOIN (SELECT node AS moved_node, person AS moved_to FROM person_nodes FINAL WHERE workspace = ${u32(workspace)}) AS moved
      ON node = moved_node
    WHERE workspace = ${u32(workspace)} AND ${where}`;
}

describe(`a simulated shop of ${PEOPLE} people and ${DAYS} days (seed ${SEED})`, () => {
  it('is collected whole: copies are counted, nothing else is missing', async () => {
    const { sent, distinct, repeated, bySource } = truth.items;
    expect(verdicts).toEqual({ stored: distinct, duplicate: repeated, conflict: 0, rejected: 0 });
    expect(repeated).toBeGreaterThan(500);
    await collector.close(); // writes the last counters
    const books = await stores.context.postgres.query(
      sql`SELECT source, received::int, stored::int, duplicates::int, conflicts::int, rejected::int
        FROM source_counter WHERE workspace = ${workspace}`,
      z.object({
        source: z.string(),
        received: z.number(),
        stored: z.number(),
        duplicates: z.number(),
        conflicts: z.number(),
        rejected: z.number(),
      }),
    );
    for (const book of books) {
      expect(book.received, book.source).toBe(book.stored + book.duplicates + book.conflicts + book.rejected);
    }
    const sum = (of: (book: (typeof books)[number]) => number) =>
      books.reduce((total, book) => total + of(book), 0);
    expect(Object.fromEntries(books.map(({ source, stored }) => [source, stored]))).toEqual(bySource);
    expect(sum(({ received }) => received)).toBe(sent);
    expect(sum(({ duplicates }) => duplicates)).toBe(repeated);
    const stored = await ask(
      ch`SELECT source, count() AS n, uniqExact(message_id) AS ids FROM events WHERE workspace = ${u32(workspace)} GROUP BY source`,
      z.object({ source: z.string(), n: count, ids: count }),
    );
    expect(Object.fromEntries(stored.map(({ source, n }) => [source, n]))).toEqual(bySource);
    expect(stored.every(({ n, ids }) => n === ids)).toBe(true);
  });

  it('puts identifiers together that belong together, and never two people', () => {
    const known = truth.identifiers.map(({ type, value, person }) => ({
      person,
      found: persons.get(`${type} ${value}`),
    }));
    expect(known.filter(({ found }) => found === undefined)).toEqual([]);
    const pairsOf = (sizes: Iterable<number>) =>
      [...sizes].reduce((total, size) => total + (size * (size - 1)) / 2, 0);
    const sizes = (keys: readonly unknown[]) =>
      [...groupBy(keys, (key) => key).values()].map(({ length }) => length);

    const joined = pairsOf(sizes(known.map(({ found }) => found)));
    const right = pairsOf(sizes(known.map(({ found, person }) => `${found} ${person}`)));
    expect(joined).toBeGreaterThan(PEOPLE);
    expect(joined - right, 'pairs of two different people').toBe(0);

    // Linkable: of one true person, and connected by the items, directly or through others of the same person.
    const component = known.map((_, index) => index);
    const rootOf = (index: number): number => {
      let root = index;
      while (component[root] !== root) root = component[root] ?? root;
      return root;
    };
    for (const [a, b] of truth.linked) {
      if (known[a]?.person === known[b]?.person) component[rootOf(a)] = rootOf(b);
    }
    const linkable = pairsOf(sizes(known.map((_, index) => rootOf(index))));
    const found = pairsOf(sizes(known.map(({ found }, index) => `${rootOf(index)} ${found}`)));
    expect(found / linkable).toBeGreaterThanOrEqual(0.99);
  });

  it('knows who researched online and bought offline, by category', async () => {
    const online = CHANNEL_NAMES.filter((name) => CHANNELS[name].isOnline);
    const views = eventsOf(
      ch`category, at`,
      ch`event = 'Product Viewed' AND channel IN ${arrayOf('String', online)} AND node != 0`,
    );
    const orders = eventsOf(
      ch`at, arrayJoin(arrayDistinct(arrayMap(p -> JSONExtractString(p, 'category'), JSONExtractArrayRaw(properties, 'products')))) AS category`,
      ch`event = 'Order Completed' AND channel NOT IN ${arrayOf('String', online)}`,
    );
    const rows = await ask(
      ch`SELECT category, count() AS offline, countIf(person != 0) AS identified,
          countIf(arrayExists(v -> v <= at AND v >= at - INTERVAL 30 DAY, viewed)) AS researched
        FROM (${orders}) AS o
        LEFT JOIN (SELECT person, category, groupArray(at) AS viewed FROM (${views}) GROUP BY person, category) AS v
          ON o.person = v.person AND o.category = v.category
        GROUP BY category`,
      z.object({ category: z.string(), offline: count, identified: count, researched: count }),
    );
    const { categories, looked, others } = truth.facts.ropo;
    const found = new Map(rows.map((row) => [row.category, row]));
    const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
    for (const row of categories) {
      const ours = found.get(row.category);
      expect(ours?.offline ?? 0, row.category).toBe(row.offlineOrders);
      expect(ours?.identified ?? 0, row.category).toBe(row.identifiedOrders);
      const difference = share(ours?.researched ?? 0, ours?.identified ?? 0) - row.observableShare;
      expect(Math.abs(difference), row.category).toBeLessThanOrEqual(0.01);
    }
    for (const group of [looked, others]) {
      const own = categories
        .filter(({ kind }) => (kind === 'plain') === (group === others))
        .flatMap(({ category }) => found.get(category) ?? []);
      const sum = (of: (row: (typeof own)[number]) => number) =>
        own.reduce((total, row) => total + of(row), 0);
      const ours = share(
        sum((row) => row.researched),
        sum((row) => row.identified),
      );
      expect(Math.abs(ours - group.observableShare)).toBeLessThanOrEqual(0.01);
    }
    expect(looked.observableShare).toBeGreaterThan(2 * others.observableShare);
  });

  it('counts the funnel as a slow count over the items does', async () => {
    const question = funnelQuestion.parse({
      steps: FUNNEL.map((event) => ({ anyOf: [{ event }] })),
      windowMs: FUNNEL_WINDOW_MS,
    });
    const reports = createReports(stores.context);
    const answer = await reports.funnel(workspace, question);
    const byPerson = groupBy(
      funnelActs.filter(({ identifier }) => identifier !== undefined),
      ({ identifier }) => persons.get(identifier ?? ''),
    );
    const people = FUNNEL.map(
      (_, step) => [...byPerson.values()].filter((acts) => reachedSteps(acts) > step).length,
    );
    expect(answer.unknownEvents).toEqual([]);
    expect(answer.total.steps.map((step) => step.people)).toEqual(people);
    // and what a perfect reader of the items knows
    expect(people).toEqual(truth.facts.funnel.observablePeople);
    expect(people.at(-1)).toBeGreaterThan(PEOPLE / 10);
    const listed = await reports.funnelPeople(workspace, { question, part: { step: 4, kind: 'reached' } });
    expect(listed.total).toBe(people.at(-1));
  });

  it('has the true totals of every channel', async () => {
    const { rows, total } = await createReports(stores.context).channels(workspace, {});
    const found = new Map(rows.map((row) => [row.channel, row]));
    // identify calls are events of ours and none of the truth's
    const identifies = new Map(
      (
        await ask(
          ch`SELECT channel, count() AS n FROM events WHERE workspace = ${u32(workspace)} AND type = 'identify' GROUP BY channel`,
          z.object({ channel: z.string(), n: count }),
        )
      ).map(({ channel, n }) => [channel || 'unknown', n]),
    );
    expect([...identifies.values()].reduce((sum, n) => sum + n, 0)).toBe(truth.items.byType.identify);
    for (const [channel, expected] of Object.entries(truth.channels)) {
      const row = found.get(channel);
      expect(row, channel).toMatchObject({
        events: expected.events + (identifies.get(channel) ?? 0),
        unidentifiedEvents: expected.unidentifiedEvents,
        orders: expected.orders,
        refunds: expected.refunds,
      });
      expect(row?.revenue, channel).toBeCloseTo(expected.total - expected.refundTotal, 6);
    }
    expect(new Set(found.keys())).toEqual(new Set([...Object.keys(truth.channels), ...identifies.keys()]));
    expect(total.orders).toBe(truth.orders.length);
    expect(total.events).toBe(truth.items.distinct);
  });
});

/** How many steps one person reaches: from every first step on, always the earliest next one, within the window. */
function reachedSteps(acts: readonly { name: string; atMs: number }[]): number {
  let most = 0;
  for (const entry of acts.filter(({ name }) => name === FUNNEL[0])) {
    let reached = 1;
    let at = entry.atMs;
    while (reached < FUNNEL.length) {
      const later = acts.filter(
        ({ name, atMs }) => name === FUNNEL[reached] && atMs >= at && atMs - entry.atMs <= FUNNEL_WINDOW_MS,
      );
      if (later.length === 0) break;
      at = Math.min(...later.map(({ atMs }) => atMs));
      reached++;
    }
    most = Math.max(most, reached);
  }
  return most;
}

describe('the planted incidents show', () => {
  const incidentOf = (kind: TrueIncident['kind']) => {
    const incident = truth.incidents.find((one) => one.kind === kind);
    if (!incident) throw new Error(`the run has no incident ${kind}`);
    const isDuring = ch`(at >= fromUnixTimestamp64Milli(${i64(Date.parse(incident.from))}) AND at < fromUnixTimestamp64Milli(${i64(Date.parse(incident.to))}))`;
    return { incident, isDuring };
  };

  it('the checkout that fails on phones: errors, and fewer orders', async () => {
    const { isDuring } = incidentOf('mobile-checkout-bug');
    const rows = await ask(
      ch`SELECT ${isDuring} AS during, countIf(event = 'Checkout Started') AS checkouts, countIf(event = 'Order Completed') AS orders,
          countIf(event = 'Form Error' AND JSONExtractString(properties, 'field') = 'postcode') AS errors
        FROM events WHERE workspace = ${u32(workspace)} AND channel = 'web' AND device = 'mobile' GROUP BY during`,
      z.object({ during: z.number(), checkouts: count, orders: count, errors: count }),
    );
    const [inside, outside] = [1, 0].map((during) => rows.find((row) => row.during === during));
    expect(inside?.errors).toBeGreaterThan(10);
    expect(outside?.errors).toBe(0);
    const conversion = (row = inside) => (row?.orders ?? 0) / (row?.checkouts ?? 1);
    expect(conversion(outside)).toBeGreaterThan(2 * conversion(inside));
  });

  it('the payment outage: card payments time out', async () => {
    const { isDuring } = incidentOf('payment-outage');
    const row = await askOne(
      ch`SELECT countIf(timeout AND during) AS inside, countIf(timeout AND NOT during) AS outside,
          countIf(card AND during) AS entered, countIf(ordered AND during) AS ordered
        FROM (SELECT ${isDuring} AS during, event = 'Payment Failed' AND JSONExtractString(properties, 'reason') = 'gateway_timeout' AS timeout,
            event = 'Payment Info Entered' AND JSONExtractString(properties, 'payment_method') = 'card' AS card,
            event = 'Order Completed' AND JSONExtractString(properties, 'payment_method') = 'card' AS ordered
          FROM events WHERE workspace = ${u32(workspace)} AND channel IN ('web', 'app'))`,
      z.object({ inside: count, outside: count, entered: count, ordered: count }),
    );
    expect(row.inside).toBeGreaterThanOrEqual(2);
    expect(row.inside / row.entered).toBeGreaterThan(0.6);
    expect(row).toMatchObject({ outside: 0, ordered: 0 });
  });

  it('the slow support: answers take several times as long', async () => {
    const { isDuring } = incidentOf('slow-support');
    const row = await askOne(
      ch`SELECT medianIf(ms, during) AS inside, medianIf(ms, NOT during) AS outside FROM (
          SELECT JSONExtractString(properties, 'ticket_id') AS ticket, maxIf(${isDuring}, event = 'Ticket Opened') AS during,
            maxIf(JSONExtractFloat(properties, 'first_response_ms'), event = 'Ticket Answered') AS ms
          FROM events WHERE workspace = ${u32(workspace)} AND event IN ('Ticket Opened', 'Ticket Answered') GROUP BY ticket)
        WHERE ms > 0`,
      z.object({ inside: z.number(), outside: z.number() }),
    );
    expect(row.inside / row.outside).toBeGreaterThan(3);
  });

  it('the stock that the northern stores lack: empty shelves per visit', async () => {
    const { incident, isDuring } = incidentOf('phantom-stock');
    const row = await askOne(
      ch`SELECT countIf(empty AND inside) AS emptyInside, countIf(NOT empty AND inside) AS visitsInside,
          countIf(empty AND NOT inside) AS emptyOutside, countIf(NOT empty AND NOT inside) AS visitsOutside
        FROM (SELECT event = 'Out Of Stock Shown' AS empty, ${isDuring} AND location IN ${arrayOf('String', incident.locationIds)} AS inside
          FROM events WHERE workspace = ${u32(workspace)} AND channel = 'store' AND event IN ('Out Of Stock Shown', 'Store Visited'))`,
      z.object({ emptyInside: count, visitsInside: count, emptyOutside: count, visitsOutside: count }),
    );
    expect(row.emptyInside).toBeGreaterThan(5);
    expect(row.emptyInside / row.visitsInside).toBeGreaterThan((10 * row.emptyOutside) / row.visitsOutside);
  });

  it('the dearer power tools: complaints about the price, and the price itself', async () => {
    const { incident, isDuring } = incidentOf('price-mismatch');
    const complaints = await askOne(
      ch`SELECT countIf(${isDuring}) AS inside, countIf(NOT ${isDuring}) AS outside FROM events
        WHERE workspace = ${u32(workspace)} AND event = 'Complaint Made' AND JSONExtractString(properties, 'topic') = 'price'`,
      z.object({ inside: count, outside: count }),
    );
    expect(complaints.inside).toBeGreaterThan(3);
    expect(complaints.outside).toBe(0);
    const prices = await askOne(
      ch`SELECT avgIf(store / web, during) AS inside, avgIf(store / web, NOT during) AS outside FROM (
          SELECT id, during, avgIf(price, channel = 'store') AS store,
            avg(avgIf(price, channel != 'store')) OVER (PARTITION BY id) AS web
          FROM (SELECT channel, ${isDuring} AS during, arrayJoin(JSONExtractArrayRaw(properties, 'products')) AS product,
              JSONExtractString(product, 'product_id') AS id, JSONExtractFloat(product, 'price') AS price
            FROM events WHERE workspace = ${u32(workspace)} AND event = 'Order Completed'
              AND JSONExtractString(product, 'category') = ${incident.category ?? ''})
          GROUP BY id, during)
        WHERE store > 0 AND web > 0`,
      z.object({ inside: z.number(), outside: z.number() }),
    );
    expect(prices.inside).toBeCloseTo(1.18, 2);
    expect(prices.outside).toBeCloseTo(1, 2);
  });
});
