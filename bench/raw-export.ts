import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ch, u32, u64 } from '../src/server/platform/sql.ts';
import { openBenchStores } from './bench-stores.ts';
import { BENCH_WORKSPACE } from './shop-data.ts';

const SLICES = 10;

/** The shop's raw events as files for the other engines, sorted by (person, time, seq); kept beside the stores. */
export async function exportRaw(people: number, format: 'Parquet' | 'CSV'): Promise<string[]> {
  const stores = await openBenchStores({ people });
  const folder = join(stores.directory, 'raw');
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (let slice = 0; slice < SLICES; slice++) {
    const file = join(folder, `events-${slice}.${format.toLowerCase()}`);
    files.push(file);
    if (existsSync(file)) continue;
    const from = Math.floor((people * slice) / SLICES);
    const to = Math.floor((people * (slice + 1)) / SLICES);
    const bytes = await stores.clickhouse.queryBytes(
      ch`SELECT node AS person, toUnixTimestamp64Milli(at) AS at_ms, seq, toUInt16(code) AS code, toString(channel) AS channel,
          toInt64(ifNull(amount, 0) * 10000) AS amount
        FROM events WHERE workspace = ${u32(BENCH_WORKSPACE)} AND node > ${u64(from)} AND node <= ${u64(to)}
        ORDER BY node, at_ms, seq`,
      format,
    );
    writeFileSync(file, bytes);
  }
  await stores.close();
  return files;
}
