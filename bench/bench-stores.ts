import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouse, openEmbeddedClickHouse } from '../src/server/platform/clickhouse.ts';
import { migrate } from '../src/server/platform/migrations.ts';
import { openEmbeddedPostgres, type Postgres } from '../src/server/platform/postgres.ts';
import { installScan } from '../src/server/platform/scan-functions.ts';
import { ch } from '../src/server/platform/sql.ts';
import { fillShop, type ShopSize } from './shop-data.ts';

/** A directory that `serve --data` opens too. */
export function benchDirectory(size: ShopSize, name: string): string {
  return join(
    process.env.DESIREPATH_BENCH_DIR ?? join(tmpdir(), 'desirepath-bench'),
    `${name}-${size.people}`,
  );
}

export interface BenchStores {
  clickhouse: ClickHouse;
  postgres: Postgres;
  directory: string;
  close(): Promise<void>;
}

/**
 * Stores with a generated shop of this size, made at the first run and kept under DESIREPATH_BENCH_DIR (default: the
 * temporary folder).
 */
export async function openBenchStores(
  { readers = 2, ...size }: ShopSize & { readers?: number },
  name = 'shop',
): Promise<BenchStores> {
  const directory = benchDirectory(size, name);
  mkdirSync(directory, { recursive: true });
  const clickhouse = await openEmbeddedClickHouse(join(directory, 'clickhouse'), {
    readers,
    questionTimeMs: 600_000,
    questionMemoryBytes: 12_000_000_000,
  });
  const postgres = await openEmbeddedPostgres(join(directory, 'postgres'));
  await migrate(join(import.meta.dirname, '..', 'migrations'), clickhouse, postgres);
  await installScan(clickhouse.runStatement);
  if (!(await isFilled(clickhouse))) {
    console.log(`making a shop of ${size.people.toLocaleString('en')} people in ${directory}`);
    await fillShop(clickhouse, postgres, size);
  }
  return {
    clickhouse,
    postgres,
    directory,
    async close() {
      await clickhouse.close();
      await postgres.close();
    },
  };
}

async function isFilled(clickhouse: ClickHouse): Promise<boolean> {
  const found = await clickhouse.queryBytes(
    ch`SELECT count() FROM migration WHERE name = 'bench-shop'`,
    'TSV',
  );
  return found.toString().trim() !== '0';
}
