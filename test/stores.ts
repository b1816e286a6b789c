import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sql from 'sql-template-tag';
import { z } from 'zod';
import { openEmbeddedClickHouse } from '../src/server/platform/clickhouse.ts';
import { readConfig } from '../src/server/platform/config.ts';
import { type Context, systemClock } from '../src/server/platform/context.ts';
import { createFacts } from '../src/server/platform/facts.ts';
import { migrate } from '../src/server/platform/migrations.ts';
import { openEmbeddedPostgres } from '../src/server/platform/postgres.ts';

/** Real embedded stores in a folder of their own, migrated; each test takes a workspace of its own. */
export interface TestStores {
  context: Context;
  folder: string;
  createWorkspace(timeZone?: string): Promise<number>;
  close(): Promise<void>;
}

export async function openTestStores(): Promise<TestStores> {
  const folder = mkdtempSync(join(tmpdir(), 'desirepath-test-'));
  const config = readConfig({}, { data: folder, logLevel: 'silent' });
  const clickhouse = await openEmbeddedClickHouse(join(folder, 'clickhouse'), {
    readers: 2,
    questionTimeMs: config.questionTimeMs,
    questionMemoryBytes: config.questionMemoryBytes,
  });
  const postgres = await openEmbeddedPostgres(join(folder, 'postgres'));
  await migrate(new URL('../migrations', import.meta.url).pathname, clickhouse, postgres);
  const log = pino({ level: config.logLevel });
  const context: Context = { config, clock: systemClock, log, clickhouse, postgres, facts: createFacts() };
  return {
    context,
    folder,
    async createWorkspace(timeZone = 'UTC') {
      const [row] = await postgres.query(
        sql`INSERT INTO workspace (name, time_zone) VALUES ('test', ${timeZone}) RETURNING id`,
        z.object({ id: z.number() }),
      );
      if (!row) throw new Error('no workspace');
      return row.id;
    },
    async close() {
      await clickhouse.close();
      await postgres.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
