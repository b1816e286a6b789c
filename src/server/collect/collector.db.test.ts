import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { createIdentityResolver } from '../customers/identity-resolver.ts';
import { compactJourneys, journeysFromEvents, rebuildJourneys } from '../journeys/compaction.ts';
import { type JourneyRefresher, startJourneyRefresher } from '../journeys/refresher.ts';
import { journeysOf } from '../journeys/source.ts';
import { createEventNames } from '../platform/event-names.ts';
import { ch, u32 } from '../platform/sql.ts';
import { startCollector } from './collector.ts';
import type { Collector } from './collector-types.ts';

let stores: TestStores;
let collector: Collector;
let refresher: JourneyRefresher;

beforeAll(async () => {
  stores = await openTestStores();
  refresher = await startJourneyRefresher(stores.context);
  collector = await start();
});
afterAll(async () => {
  await collector.close();
  await refresher.stop();
  await stores.close();
});

const start = () =>
  startCollector(stores.context, {
    resolver: createIdentityResolver(stores.context),
    eventNames: createEventNames(stores.context.postgres),
  });

const track = (event: string, more: Record<string, unknown> = {}) => ({ type: 'track', event, ...more });

const send = (workspace: number, items: unknown[], source = 'shop') =>
  collector.accept({ workspace, source, kind: 'server', items });

async function countEvents(workspace: number): Promise<number> {
  const [row] = await stores.context.clickhouse.query(
    ch`SELECT count() AS n FROM events WHERE workspace = ${u32(workspace)}`,
    z.object({ n: z.coerce.number() }),
  );
  return row?.n ?? -1;
}

const journeyRow = z.object({
  person: z.string(),
  identified: z.number(),
  at: z.array(z.string()),
  code: z.array(z.number()),
  channel: z.array(z.number()),
  amount: z.array(z.string()),
  seq: z.array(z.string()),
});
const columns = ch`person, identified, at, code, channel, amount, seq`;

async function liveJourneys(workspace: number) {
  await refresher.settle();
  return stores.context.clickhouse.query(
    ch`SELECT * FROM (${journeysOf(workspace, columns)}) ORDER BY person`,
    journeyRow,
  );
}

async function rebuiltJourneys(workspace: number) {
  return stores.context.clickhouse.query(
    ch`SELECT ${columns} FROM (${journeysFromEvents(workspace, 1)}) ORDER BY person`,
    journeyRow,
  );
}

describe('collecting', () => {
  it('stores each message once, whoever sends it again', async () => {
    const workspace = await stores.createWorkspace();
    const item = track('Signed Up', { userId: 'u1', messageId: 'm1', timestamp: '2026-03-01T10:00:00Z' });
    expect(await send(workspace, [item, item])).toMatchObject([
      { status: 'stored' },
      { status: 'duplicate' },
    ]);
    expect(await send(workspace, [item])).toMatchObject([{ status: 'duplicate' }]);
    const both = await Promise.all(
      Array.from({ length: 20 }, () => send(workspace, [{ ...item, messageId: 'm2' }])),
    );
    expect(both.flat().filter((verdict) => verdict.status === 'stored')).toHaveLength(1);
    expect(await send(workspace, [item], 'another source')).toMatchObject([{ status: 'stored' }]);
    expect(await countEvents(workspace)).toBe(3);
  });

  it('finds copies after a restart too', async () => {
    const workspace = await stores.createWorkspace();
    const items = Array.from({ length: 50 }, (_, n) =>
      track('Page', { userId: `u${n}`, messageId: `r${n}` }),
    );
    await send(workspace, items);
    await collector.close();
    collector = await start();
    const verdicts = await send(workspace, items);
    expect(new Set(verdicts.map((verdict) => verdict.status))).toEqual(new Set(['duplicate']));
  });

  it('keeps a message with another content aside', async () => {
    const workspace = await stores.createWorkspace();
    await send(workspace, [track('A', { userId: 'u1', messageId: 'm1' })]);
    const [verdict] = await send(workspace, [track('B', { userId: 'u1', messageId: 'm1' })]);
    expect(verdict).toMatchObject({ status: 'conflict', code: 'conflict' });
    const kept = await stores.context.postgres.query(
      sql`SELECT kind, payload FROM rejected_item WHERE workspace = ${workspace}`,
      z.object({ kind: z.string(), payload: z.string() }),
    );
    expect(kept).toHaveLength(1);
    expect(kept[0]?.kind).toBe('conflict');
    expect(await countEvents(workspace)).toBe(1);
  });

  it('loses no good item in a bad batch', async () => {
    const workspace = await stores.createWorkspace();
    const verdicts = await send(workspace, [
      track('Good', { userId: 'u1' }),
      { type: 'track' },
      'nonsense',
      track('Good', { userId: 'u2', properties: { text: 'x\u0000y \ud800' } }),
      track('No one'),
    ]);
    expect(verdicts.map((verdict) => verdict.status)).toEqual([
      'stored',
      'rejected',
      'rejected',
      'stored',
      'stored',
    ]);
    expect(verdicts[1]?.message).toContain('event');
    expect(await countEvents(workspace)).toBe(3);
  });

  it('keeps the other properties of an event with an integer beyond 64 bits', async () => {
    const workspace = await stores.createWorkspace();
    await send(workspace, [track('A', { userId: 'u', properties: { huge: 2 ** 64, plan: 'gold' } })]);
    const rows = await stores.context.clickhouse.query(
      ch`SELECT JSONExtractString(properties, 'plan') AS plan FROM events WHERE workspace = ${u32(workspace)}`,
      z.object({ plan: z.string() }),
    );
    expect(rows).toEqual([{ plan: 'gold' }]);
  });

  it('keeps the books: received = stored + duplicates + conflicts + rejected', async () => {
    const workspace = await stores.createWorkspace();
    const item = track('A', { userId: 'u', messageId: 'x' });
    await send(workspace, [item, item, { ...item, event: 'B' }, {}]);
    await collector.close();
    collector = await start();
    const [row] = await stores.context.postgres.query(
      sql`SELECT received, stored, duplicates, conflicts, rejected FROM source_counter WHERE workspace = ${workspace}`,
      z.record(z.string(), z.string()),
    );
    expect(row).toEqual({ received: '4', stored: '1', duplicates: '1', conflicts: '1', rejected: '1' });
  });
});

describe('journeys', () => {
  it('puts late events in their place and joins what is one person', async () => {
    const workspace = await stores.createWorkspace();
    await send(workspace, [
      track('Viewed', {
        anonymousId: 'a',
        timestamp: '2026-03-01T10:00:00Z',
        properties: { channel: 'web' },
      }),
      track('Order Completed', {
        userId: 'u',
        timestamp: '2026-03-02T10:00:00Z',
        properties: { total: 12.5, order_id: 'o1', channel: 'store' },
      }),
      track('Order Completed', { properties: { total: 3, order_id: 'o2', channel: 'store' } }),
    ]);
    expect((await liveJourneys(workspace)).map((journey) => journey.at.length)).toEqual([1, 1, 1]);
    await send(workspace, [
      { type: 'identify', userId: 'u', anonymousId: 'a', timestamp: '2026-03-01T12:00:00Z' },
    ]);
    const live = await liveJourneys(workspace);
    expect(live.map((journey) => [journey.identified, journey.at.length])).toEqual([
      [1, 3],
      [0, 1],
    ]);
    expect(live[0]?.amount).toEqual(['0', '0', '125000']);
    expect(live).toEqual(await rebuiltJourneys(workspace));
  });

  it('equals a rebuild after random traffic, merges, compaction and a rebuild', async () => {
    const workspace = await stores.createWorkspace();
    let state = 7;
    const random = (n: number) => {
      state = (state * 48271) % 2147483647;
      return state % n;
    };
    for (let round = 0; round < 12; round++) {
      const items = Array.from({ length: 120 }, () =>
        track(['A', 'B', 'C'][random(3)] ?? 'A', {
          ...(random(3) > 0 && { anonymousId: `a${random(60)}` }),
          ...(random(5) === 0 && { userId: `u${random(30)}` }),
          timestamp: new Date(1_760_000_000_000 + random(1_000_000_000)).toISOString(),
          properties: { channel: ['web', 'store', 'call'][random(3)], value: random(100) / 4 },
        }),
      );
      await Promise.all([send(workspace, items.slice(0, 60)), send(workspace, items.slice(60), 'till')]);
      if (round === 5) {
        await refresher.settle();
        await compactJourneys(stores.context);
      }
      if (round === 8) expect(await liveJourneys(workspace)).toEqual(await rebuiltJourneys(workspace));
    }
    const live = await liveJourneys(workspace);
    expect(live.reduce((sum, journey) => sum + journey.at.length, 0)).toBe(12 * 120);
    expect(live).toEqual(await rebuiltJourneys(workspace));
    await compactJourneys(stores.context);
    expect(await liveJourneys(workspace)).toEqual(live);
    await rebuildJourneys(stores.context, workspace);
    expect(await liveJourneys(workspace)).toEqual(live);
  });

  it('catches up after a stop in the middle', async () => {
    const workspace = await stores.createWorkspace();
    await refresher.stop();
    await send(workspace, [track('A', { userId: 'u1' }), track('B', { anonymousId: 'a1' })]);
    await send(workspace, [track('C', { userId: 'u1', anonymousId: 'a1' })]);
    refresher = await startJourneyRefresher(stores.context);
    const live = await liveJourneys(workspace);
    expect(live.map((journey) => journey.at.length)).toEqual([3]);
    expect(live).toEqual(await rebuiltJourneys(workspace));
  });
});
