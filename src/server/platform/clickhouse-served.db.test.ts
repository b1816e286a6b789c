import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { type ClickHouse, openServedClickHouse, pingClickHouse } from './clickhouse.ts';
import { migrate } from './migrations.ts';
import { PROJECT_FOLDER } from './project-folder.ts';
import { QuestionStopped } from './question-stopped.ts';
import { installScan } from './scan-functions.ts';
import { arrayOf, ch, f64, i64, u8, u32, u64 } from './sql.ts';

/** The same engine behind a socket, in a process of its own (test/clickhouse-http.ts), against the embedded one here. */
let folder: string;
let server: ChildProcess;
let served: ClickHouse;
let stores: TestStores;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'desirepath-served-'));
  const program = join(PROJECT_FOLDER, 'test/clickhouse-http.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder], {
    cwd: PROJECT_FOLDER,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  server = child;
  const [url] = await once(child.stdout, 'data');
  served = await openServedClickHouse(String(url).trim(), {
    readers: 3,
    questionTimeMs: 20_000,
    questionMemoryBytes: 2_000_000_000,
  });
  stores = await openTestStores();
});
afterAll(async () => {
  await served.close();
  await stores.close();
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(folder, { recursive: true, force: true });
});

const both = () => [served, stores.context.clickhouse];
const name = z.object({ name: z.string() });

describe('a served ClickHouse', () => {
  it('takes every migration, once, and the scan', async () => {
    const migrations = join(PROJECT_FOLDER, 'migrations');
    expect((await migrate(migrations, served, stores.context.postgres)).length).toBeGreaterThan(0);
    expect(await migrate(migrations, served, stores.context.postgres)).toEqual([]);
    await installScan(served.runStatement);
    const columns = ch`SELECT concat(table, '.', name, ' ', type) AS name FROM system.columns
      WHERE database = 'desirepath' ORDER BY 1`;
    const functions = ch`SELECT name FROM system.functions WHERE name LIKE 'dp%' ORDER BY 1`;
    for (const question of [columns, functions]) {
      const [there, here] = await Promise.all(both().map((clickhouse) => clickhouse.query(question, name)));
      expect(there?.length).toBeGreaterThan(3);
      expect(there).toEqual(here);
    }
  });

  it('reads values as the embedded one does, however odd', async () => {
    const odd = `tab\there, line\nthere, 'quotes' "too", back\\slash \\n, {p0:String}, \u{1f375}`;
    for (const clickhouse of both()) {
      const rows = await clickhouse.query(
        ch`SELECT ${odd} AS text, ${arrayOf('String', [odd, ''])} AS texts, ${u64(18446744073709551615n)} AS big,
             ${i64(-9223372036854775808n)} AS small, ${f64(0.1)} AS part, ${true} AS yes, ${u8(255)} AS byte,
             ${arrayOf('UInt64', [1n, 18446744073709551615n])} AS bigs, toDecimal64(1.5, 4) AS money`,
        z.unknown(),
      );
      expect(rows).toEqual([
        {
          text: odd,
          texts: [odd, ''],
          big: '18446744073709551615',
          small: '-9223372036854775808',
          part: 0.1,
          yes: true,
          byte: 255,
          bigs: ['1', '18446744073709551615'],
          money: '1.5',
        },
      ]);
    }
  });

  it('stores rows, and takes long lists as parameters', async () => {
    const seqs = Array.from({ length: 20_000 }, (_, index) => index + 1);
    for (const clickhouse of both()) {
      await clickhouse.insert('person_nodes', [
        { workspace: 9, node: 1, person: 1, version: 1 },
        { workspace: 9, node: 2, person: 1, version: 1 },
      ]);
      await clickhouse.command(
        ch`INSERT INTO person_nodes SELECT ${u32(9)}, number, 1, 1 FROM numbers(3, 10)`,
      );
      const rows = await clickhouse.query(
        ch`SELECT count() AS count FROM person_nodes WHERE workspace = ${u32(9)} AND node IN ${arrayOf('UInt64', seqs)}`,
        z.object({ count: z.coerce.number() }),
      );
      expect(rows).toEqual([{ count: 12 }]);
    }
  });

  it('stops a question that takes too long, too much, or whose asker has gone', async () => {
    const slow = ch`SELECT sum(sleepEachRow(0.05)) AS name FROM numbers(400)`;
    const greedy = ch`SELECT length(groupArray(number)) AS name FROM numbers(200000000)`;
    for (const clickhouse of both()) {
      const settings = { max_block_size: 1, function_sleep_max_microseconds_per_block: 30_000_000 };
      await expect(clickhouse.query(slow, name, { maxExecutionMs: 300, settings })).rejects.toMatchObject({
        reason: 'time',
      });
      await expect(clickhouse.query(greedy, name, { maxMemoryBytes: 50_000_000 })).rejects.toMatchObject({
        reason: 'memory',
      });
      const gone = new AbortController();
      const startedAt = performance.now();
      setTimeout(() => gone.abort(), 300);
      const asked = clickhouse.query(slow, name, { signal: gone.signal, settings });
      await expect(asked).rejects.toBeInstanceOf(QuestionStopped);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
      await pingClickHouse(clickhouse);
    }
  });

  it('says what is wrong with a statement', async () => {
    for (const clickhouse of both()) {
      await expect(clickhouse.query(ch`SELECT nothing_here`, name)).rejects.toThrow(/nothing_here/);
    }
  });
});
