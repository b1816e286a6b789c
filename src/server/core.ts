import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { startCollector } from './collect/collector.ts';
import type { Collector } from './collect/collector-types.ts';
import { createIdentityResolver, type IdentityResolver } from './customers/identity-resolver.ts';
import { startCompaction } from './journeys/compaction.ts';
import { type JourneyRefresher, startJourneyRefresher } from './journeys/refresher.ts';
import { openEmbeddedClickHouse, openServedClickHouse } from './platform/clickhouse.ts';
import type { Config } from './platform/config.ts';
import { type Clock, type Context, systemClock } from './platform/context.ts';
import { createEventNames, type EventNames } from './platform/event-names.ts';
import { createFacts } from './platform/facts.ts';
import { migrate } from './platform/migrations.ts';
import { openEmbeddedPostgres, openServedPostgres } from './platform/postgres.ts';

/** Everything but the network: what `serve` listens in front of, and what the command line uses where no server runs. */
export interface Core {
  context: Context;
  collector: Collector;
  resolver: IdentityResolver;
  eventNames: EventNames;
  refresher: JourneyRefresher;
  close(): Promise<void>;
}

/** Opens or makes the stores, brings them up to date, starts what follows the log. */
export async function startCore(config: Config, clock: Clock = systemClock): Promise<Core> {
  const log = pino({ level: config.logLevel });
  const [clickhouse, postgres] = await openStores(config);
  await migrate(findMigrations(), clickhouse, postgres);
  const context: Context = { config, clock, log, clickhouse, postgres, facts: createFacts() };
  const eventNames = createEventNames(postgres);
  const resolver = createIdentityResolver(context);
  const refresher = await startJourneyRefresher(context);
  const compaction = startCompaction(context);
  const collector = await startCollector(context, { resolver, eventNames });
  return {
    context,
    collector,
    resolver,
    eventNames,
    refresher,
    async close() {
      await collector.close();
      await compaction.stop();
      await refresher.stop();
      await clickhouse.close();
      await postgres.close();
    },
  };
}

async function openStores(config: Config) {
  const options = {
    readers: config.clickhouseReaders,
    questionTimeMs: config.questionTimeMs,
    questionMemoryBytes: config.questionMemoryBytes,
  };
  const clickhouse = config.clickhouseUrl
    ? await openServedClickHouse(config.clickhouseUrl, options)
    : await openEmbeddedClickHouse(join(config.data, 'clickhouse'), options);
  try {
    const postgres = config.postgresUrl
      ? await openServedPostgres(config.postgresUrl)
      : await openEmbeddedPostgres(join(config.data, 'postgres'));
    return [clickhouse, postgres] as const;
  } catch (error) {
    await clickhouse.close();
    throw error;
  }
}

/** `migrations/` stands beside `src/` in the sources and beside the bundle in `dist/`. */
function findMigrations(): string {
  const candidates = ['../../migrations', './migrations', '../migrations'].map(
    (path) => new URL(path, import.meta.url).pathname,
  );
  const found = candidates.find((path) => existsSync(join(path, 'postgres')));
  if (!found) throw new Error(`no migrations found in ${candidates.join(', ')}`);
  return found;
}
