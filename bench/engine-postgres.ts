import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  channelsSql,
  type EngineResult,
  FUNNEL_EVENTS,
  funnelSql,
  measure,
  pathsSql,
  readNumbers,
} from './raw-questions.ts';
import { BENCH_EVENTS } from './shop-data.ts';

const ROOT = '/usr/lib/postgresql';

/** Folder of the newest Postgres of this machine; null where there is none. */
export function findPostgres(): string | null {
  if (!existsSync(ROOT)) return null;
  const [newest] = readdirSync(ROOT).sort((a, b) => Number(b) - Number(a));
  const bin = newest === undefined ? '' : join(ROOT, newest, 'bin');
  return existsSync(join(bin, 'initdb')) ? bin : null;
}

/** A Postgres of its own in the temporary folder, with the raw events indexed by (person, time, seq). */
export async function askPostgres(
  bin: string,
  people: number,
  files: readonly string[],
): Promise<EngineResult> {
  const server = startServer(bin);
  try {
    const client = new pg.Client({ host: server.folder, user: 'postgres', database: 'postgres' });
    await client.connect();
    await client.query('SET work_mem = "512MB"; SET max_parallel_workers_per_gather = 1; SET jit = off');
    await client.query(
      'CREATE UNLOGGED TABLE raw (person bigint, at_ms bigint, seq bigint, code smallint, channel text, amount bigint)',
    );
    for (const file of files) {
      const copy = `\\copy raw FROM '${file}' WITH (FORMAT csv)`;
      execFileSync(join(bin, 'psql'), ['-q', '-h', server.folder, '-U', 'postgres', '-c', copy]);
    }
    await client
      .query(
        'CREATE INDEX ON raw (person, at_ms, seq); CLUSTER raw USING raw_person_at_ms_seq_idx; VACUUM ANALYZE raw',
      )
      .catch(async () => {
        await client.query('ANALYZE raw');
      });
    const ask = async (text: string) => (await client.query(text)).rows;
    const codes = FUNNEL_EVENTS.map((name) => BENCH_EVENTS.indexOf(name) + 1);
    const questions = {
      funnel: await measure(1, async () => readNumbers.funnel(await ask(funnelSql(codes)), BENCH_EVENTS)),
      paths: await measure(1, async () => readNumbers.paths(await ask(pathsSql()), BENCH_EVENTS)),
      channels: await measure(1, async () =>
        readNumbers.channels(await ask(channelsSql(codes.at(-1) ?? 0)), BENCH_EVENTS),
      ),
    };
    const pid = Number((await client.query('SELECT pg_backend_pid() AS pid')).rows[0]?.pid);
    const memoryBytes = peakMemoryOf(pid);
    await client.end();
    return { engine: 'Postgres, raw events', people, questions, memoryBytes, isServer: true };
  } finally {
    server.stop();
  }
}

function startServer(bin: string): { folder: string; stop(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'desirepath-bench-postgres-'));
  const data = join(folder, 'data');
  // Postgres refuses to run as root; Debian makes a user for it
  const isRoot = userInfo().uid === 0;
  const run = (program: string, args: string[]) =>
    isRoot
      ? execFileSync('runuser', ['-u', 'postgres', '--', join(bin, program), ...args], { stdio: 'ignore' })
      : execFileSync(join(bin, program), args, { stdio: 'ignore' });
  if (isRoot) {
    const uid = Number(execFileSync('id', ['-u', 'postgres']).toString());
    chownSync(folder, uid, uid);
    chmodSync(folder, 0o755);
  }
  run('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync']);
  const options = `-k ${folder} -c listen_addresses= -c shared_buffers=1GB -c fsync=off -c max_wal_size=4GB`;
  run('pg_ctl', ['-D', data, '-w', '-o', options, '-l', join(folder, 'log'), 'start']);
  return {
    folder,
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function peakMemoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024;
}
