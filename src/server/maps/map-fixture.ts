import { z } from 'zod';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { startCollector } from '../collect/collector.ts';
import { createIdentityResolver } from '../customers/identity-resolver.ts';
import { startJourneyRefresher } from '../journeys/refresher.ts';
import { createEventNames } from '../platform/event-names.ts';
import { type ChSql, ch } from '../platform/sql.ts';

/** For tests of maps: a shop whose events come in through the collector. Who is a user id; null = nobody known. */
export type Happening = [who: string | null, at: string, event: string, properties?: Record<string, unknown>];

const COLLECTED_AT_ONCE = 5_000;

export interface TestShop extends TestStores {
  /** A workspace with these events, journeys up to date. Times are UTC, `2026-03-01 10:00`. */
  open(happenings: readonly Happening[]): Promise<number>;
  /** The same from items of the collect API. */
  collect(items: readonly object[]): Promise<number>;
  /** More of them, journeys up to date. */
  collectMore(workspace: number, items: readonly object[]): Promise<void>;
  /** Traits by user id, through identify calls. */
  identify(workspace: number, traits: Record<string, Record<string, unknown>>): Promise<void>;
  /** User ids of the people of a SELECT of `person`, sorted. */
  namesOf(members: ChSql): Promise<string[]>;
}

/** `now`: the clock of the shop. */
export async function openTestShop(now: string): Promise<TestShop> {
  const stores = await openTestStores({ clock: { now: () => Date.parse(now) } });
  const { context } = stores;
  const parts = { resolver: createIdentityResolver(context), eventNames: createEventNames(context.postgres) };
  const refresher = await startJourneyRefresher({ ...context, clock: { now: () => Date.now() } });
  const collector = await startCollector(context, parts);
  async function collect(items: readonly object[]): Promise<number> {
    const workspace = await stores.createWorkspace();
    await collectMore(workspace, items);
    return workspace;
  }
  async function collectMore(workspace: number, items: readonly object[]): Promise<void> {
    for (let at = 0; at < items.length; at += COLLECTED_AT_ONCE) {
      const some = items.slice(at, at + COLLECTED_AT_ONCE);
      const verdicts = await collector.accept({ workspace, source: 'test', kind: 'server', items: some });
      const refused = verdicts.find((verdict) => verdict.status !== 'stored');
      if (refused) throw new Error(`item ${at + refused.index}: ${refused.status} ${refused.message}`);
    }
    await refresher.settle();
  }
  return {
    ...stores,
    collect,
    collectMore,
    open(happenings) {
      const items = happenings.map(([who, at, event, properties = {}], index) => ({
        type: 'track',
        messageId: `m${index}`,
        ...(who === null ? {} : { userId: who }),
        event,
        timestamp: instant(at),
        properties,
      }));
      return collect(items);
    },
    async identify(workspace, traits) {
      const items = Object.entries(traits).map(([userId, values]) => ({
        type: 'identify',
        messageId: `i-${userId}`,
        userId,
        timestamp: new Date(context.clock.now()).toISOString(),
        traits: values,
      }));
      await collector.accept({ workspace, source: 'test', kind: 'server', items });
      await refresher.settle();
    },
    async namesOf(members) {
      const rows = await context.clickhouse.query(
        ch`SELECT DISTINCT identifier_values[indexOf(identifier_types, 'user_id')] AS name FROM events
          WHERE node IN (${members}) ORDER BY name`,
        z.object({ name: z.string() }),
      );
      return rows.map((row) => row.name);
    },
    async close() {
      await collector.close();
      await refresher.stop();
      await stores.close();
    },
  };
}

function instant(at: string): string {
  return new Date(`${at.replace(' ', 'T')}${at.length > 10 ? 'Z' : 'T00:00Z'}`).toISOString();
}

/** A map from the part of a file below its head; every problem fails the test. */
export function mapOf(body: string): JourneyMap {
  const stages = /^stages:/m.test(body) ? '' : 'stages: [ { id: a, title: A } ]\n';
  const { map, problems } = readMapFile(`map: "1.0"\nid: m\ntitle: M\n${stages}${body}`);
  if (!map || problems.length > 0) throw new Error(JSON.stringify(problems));
  return map;
}
