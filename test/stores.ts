import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { addWorkspace } from '../src/server/accounts/workspaces.ts';
import { openEmbeddedClickHouse } from '../src/server/platform/clickhouse.ts';
import { readConfig } from '../src/server/platform/config.ts';
import { type Context, systemClock } from '../src/server/platform/context.ts';
import { createFacts } from '../src/server/platform/facts.ts';
import { migrate } from '../src/server/platform/migrations.ts';
import { openEmbeddedPostgres } from '../src/server/platform/postgres.ts';
import { PROJECT_FOLDER } from '../src/server/platform/project-folder.ts';
import { installScan } from '../src/server/platform/scan-functions.ts';

export interface TestStores {
  context: Context;
  /** An empty workspace of its own for every test; returns its number. */
  createWorkspace(given?: { timeZone?: string; currency?: string }): Promise<number>;
  close(): Promise<void>;
}

const MIGRATIONS = join(PROJECT_FOLDER, 'migrations');

/**
 * The embedded stores in a new temporary folder, migrated: open once per test file in beforeAll, close in afterAll (a
 * process can hold one embedded ClickHouse). `given` replaces parts of the context, such as the clock.
 */
export async function openTestStores(given: Partial<Context> = {}): Promise<TestStores> {
  const folder = await makeDataFolder();
  const config = readConfig({}, { data: folder, logLevel: 'silent' });
  const clickhouse = await openEmbeddedClickHouse(join(folder, 'clickhouse'), {
    readers: config.clickhouseReaders,
    questionTimeMs: config.questionTimeMs,
    questionMemoryBytes: config.questionMemoryBytes,
  });
  const postgres = await openEmbeddedPostgres(join(folder, 'postgres'));
  await migrate(MIGRATIONS, clickhouse, postgres);
  await installScan(clickhouse.runStatement);
  const context: Context = {
    config,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    clickhouse,
    postgres,
    facts: createFacts(),
    ...given,
  };
  return {
    context,
    createWorkspace: ({ timeZone = 'UTC', currency = 'EUR' } = {}) =>
      addWorkspace(postgres, { name: 'Test shop', timeZone, currency, isDemo: false }),
    async close() {
      await postgres.close();
      await clickhouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A data directory in which the embedded Postgres is made already; for tests that start a whole server. */
export async function makeDataFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'desirepath-test-'));
  cpSync(await preparePostgres(), join(folder, 'postgres'), { recursive: true });
  return folder;
}

/**
 * A new Postgres store takes four seconds and 800 MB, so one is made and copied. Several test processes may make it at
 * the same time: the first to move it into place wins.
 */
async function preparePostgres(): Promise<string> {
  const versions = createHash('sha256').update(readFileSync(join(PROJECT_FOLDER, 'package.json')));
  const ready = join(tmpdir(), `desirepath-test-postgres-${versions.digest('hex').slice(0, 12)}`);
  if (existsSync(ready)) return ready;
  const making = mkdtempSync(join(tmpdir(), 'desirepath-test-making-'));
  const postgres = await openEmbeddedPostgres(making);
  await postgres.close();
  try {
    renameSync(making, ready);
  } catch {
    rmSync(making, { recursive: true, force: true });
  }
  return ready;
}
