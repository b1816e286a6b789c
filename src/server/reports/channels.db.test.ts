import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  amountOf,
  arbitraryLog,
  journeysByPerson,
  LOG_STARTS_AT_MS,
  type LogStores,
  openLogStores,
} from '../../../test/random-log.ts';
import { type ChannelPeople, isRepeatedOrder, referenceChannels } from '../../../test/reference/channels.ts';
import { sum } from '../../../test/reference/numbers.ts';
import type { ChannelsPart } from '../../shared/reports/channels.ts';
import { compactJourneys } from '../journeys/compaction.ts';
import { ch } from '../platform/sql.ts';
import { repeatedAmong } from './repeated-orders.ts';
import { createReports, type Reports } from './reports-routes.ts';

let stores: LogStores;
let reports: Reports;
beforeAll(async () => {
  stores = await openLogStores();
  reports = createReports(stores.context);
});
afterAll(() => stores.close());

const ALL = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
const PERIODS = [
  { period: undefined, limits: ALL },
  {
    // Berlin, over the change of clocks
    period: { from: '2024-03-30', to: '2024-03-31' },
    limits: { fromMs: Date.parse('2024-03-29T23:00Z'), toMs: Date.parse('2024-03-31T22:00Z') },
  },
];
const KINDS = [
  'people',
  'buyers',
  'firstTouch',
  'lastTouch',
] as const satisfies readonly ChannelsPart['kind'][];
const byChannel = (a: { channel: string }, b: { channel: string }) => (a.channel < b.channel ? -1 : 1);

describe('channels', () => {
  it('agree with the definition on random logs: numbers, totals and the people behind each', async () => {
    let listed = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryLog, async (sent) => {
        const { workspace, log } = await stores.collect(sent);
        for (const { period, limits } of PERIODS) {
          const question = period === undefined ? {} : { period };
          const expected = referenceChannels(log, limits);
          const answer = await reports.channels(workspace, question);
          expect(answer.rows.toSorted(byChannel)).toEqual(expected.rows);
          expect(answer.total).toEqual(expected.total);
          expect(answer.currency).toBe('EUR');
          const known = [...expected.peopleByChannel];
          const [channel, people] = known[log.length % 3] ?? known[0] ?? ['web', NOBODY];
          for (const kind of KINDS) {
            const page = await reports.channelsPeople(workspace, { question, part: { channel, kind } });
            expect(page.people.map(({ label }) => label).toSorted(), `${channel} ${kind}`).toEqual(
              people[kind],
            );
            expect(page.total).toBe(people[kind].length);
            listed += page.total;
          }
        }
      }),
      { numRuns: 15 },
    );
    expect(listed).toBeGreaterThan(20);
  });

  it('stays the same when journeys are compacted, and counts what comes after', async () => {
    const [first = [], second = []] = fc.sample(arbitraryLog, { numRuns: 2, seed: 11 });
    const { workspace } = await stores.collect(first);
    const before = await reports.channels(workspace, {});
    await compactJourneys(stores.context);
    expect(await reports.channels(workspace, {})).toEqual(before);
    const { log } = await stores.collect(second, { workspace, before: first });
    expect((await reports.channels(workspace, {})).total).toEqual(referenceChannels(log, ALL).total);
  });

  it('shows people as their journeys are', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryLog, async (sent) => {
        const { workspace, log } = await stores.collect(sent);
        const part = { channel: 'web', kind: 'people' } as const;
        const { people } = await reports.channelsPeople(workspace, { question: {}, part });
        const journeys = journeysByPerson(log);
        for (const person of people) {
          const journey = journeys.get(person.label ?? '') ?? [];
          const counted = journey.filter((event) => !isRepeatedOrder(log, event));
          expect(person).toMatchObject({
            isIdentified: true,
            firstSeenAt: new Date(journey[0]?.atMs ?? 0).toISOString(),
            lastSeenAt: new Date(journey.at(-1)?.atMs ?? 0).toISOString(),
            events: journey.length,
            orders: counted.filter(({ event }) => event === 'Order Completed').length,
            revenue: sum(counted.map(amountOf)),
          });
          expect(person.channels.toSorted()).toEqual(
            [...new Set(journey.map(({ channel }) => channel))].toSorted(),
          );
        }
        expect(people).toHaveLength(
          [...journeys.values()].filter((own) => own.some(({ channel }) => channel === 'web')).length,
        );
      }),
      { numRuns: 10 },
    );
  });

  it('bad debts and corrections change revenue, and nothing else of money', async () => {
    const at = { atMs: LOG_STARTS_AT_MS, channel: 'call', orderId: '', coupon: null };
    const { workspace } = await stores.collect([
      { ...at, who: 'anna', event: 'Order Completed', total: 100 },
      { ...at, who: 'anna', event: 'Revenue Adjusted', total: -30 },
      { ...at, who: null, event: 'Revenue Adjusted', total: 5 },
    ]);
    const { total } = await reports.channels(workspace, {});
    expect(total).toMatchObject({ events: 3, orders: 1, refunds: 0, buyers: 1, revenue: 75 });
    const part = { channel: 'call', kind: 'people' } as const;
    const { people } = await reports.channelsPeople(workspace, { question: {}, part });
    expect(people).toMatchObject([{ label: 'anna', orders: 1, revenue: 70 }]);
  });

  it('looks for orders told twice by their ids, not through the whole log', async () => {
    const told = repeatedAmong({ workspace: 1, orderCode: 1 }, ['order-1']);
    const plan = await stores.context.clickhouse.query(
      ch`EXPLAIN indexes = 1 ${told}`,
      z.object({ explain: z.string() }),
    );
    expect(plan.map(({ explain }) => explain.trim())).toContain('Name: by_order');
  });

  it('an unknown channel is refused, an empty workspace has no rows', async () => {
    const workspace = await stores.createWorkspace();
    expect(await reports.channels(workspace, {})).toMatchObject({
      rows: [],
      total: { people: 0, revenue: 0 },
    });
    const part = { channel: 'wep', kind: 'people' } as const;
    await expect(reports.channelsPeople(workspace, { question: {}, part })).rejects.toThrow(
      'There is no channel "wep"',
    );
  });
});

const NOBODY: ChannelPeople = { people: [], buyers: [], firstTouch: [], lastTouch: [] };

describe('vocabulary', () => {
  it('counts every event name and channel', async () => {
    const [sent = []] = fc.sample(arbitraryLog, { numRuns: 1, seed: 5 });
    const { workspace, log } = await stores.collect(sent);
    const answer = await reports.vocabulary(workspace);
    const counts = (names: string[]) =>
      Object.fromEntries(names.map((name) => [name, names.filter((n) => n === name).length]));
    expect(Object.fromEntries(answer.events.map(({ name, events }) => [name, events]))).toEqual(
      counts(log.map(({ event }) => event)),
    );
    expect(Object.fromEntries(answer.channels.map(({ name, events }) => [name, events]))).toEqual(
      counts(log.map(({ channel }) => channel)),
    );
    const [name] = answer.events;
    const lastMs = Math.max(...log.filter(({ event }) => event === name?.name).map(({ atMs }) => atMs));
    expect(name?.lastAt).toBe(new Date(lastMs).toISOString());
    expect(answer.firstAt).toBe(new Date(log[0]?.atMs ?? 0).toISOString());
    expect(answer.lastAt).toBe(new Date(log.at(-1)?.atMs ?? 0).toISOString());
    expect(Math.abs(Date.parse(answer.countedAt ?? '') - Date.now())).toBeLessThan(10_000);
  });

  it('is empty in an empty workspace', async () => {
    const answer = await reports.vocabulary(await stores.createWorkspace());
    expect(answer).toEqual({ events: [], channels: [], firstAt: null, lastAt: null, countedAt: null });
  });
});
