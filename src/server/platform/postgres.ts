import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import type { Sql } from 'sql-template-tag';
import type { z } from 'zod';

/** Something that statements can be sent to: the pool, or a transaction. */
export interface PostgresQueries {
  /** Rows decoded by `row`. bigint columns arrive as text. */
  query<T>(sql: Sql, row: z.ZodType<T>): Promise<T[]>;
  /** A statement without an answer; returns the number of rows it changed. */
  run(sql: Sql): Promise<number>;
}

/** Postgres, embedded (PGlite) or served. Keep to what both can do: see ARCHITECTURE.md. */
export interface Postgres extends PostgresQueries {
  /** One transaction; rolled back when `work` throws. */
  transaction<T>(work: (queries: PostgresQueries) => Promise<T>): Promise<T>;
  /** Statements of a migration file, as they are. */
  runScript(text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * One connection of ours: PGlite does one thing at a time anyway, and its socket server hands on a statement larger than
 * one chunk (64 kB) piece by piece, so that those of two clients mix ("bind message supplies 2 parameters").
 */
const EMBEDDED_CONNECTIONS = 1;
const LONGEST_END_MS = 1_000;

/**
 * PGlite in a worker thread behind a Unix socket. `onDeath` is told when the thread ends without having been asked to:
 * from then on every query fails with that error.
 */
export async function openEmbeddedPostgres(
  directory: string,
  onDeath: (error: Error) => void = () => undefined,
): Promise<Postgres> {
  mkdirSync(directory, { recursive: true });
  const workerFile = fileURLToPath(new URL('./postgres-worker.mjs', import.meta.url));
  const store = join(directory, 'store');
  if (!existsSync(join(store, 'PG_VERSION'))) await makeStore(workerFile, store);
  // A socket's path may have 107 characters at most, so it lives in the temporary folder.
  const socketFolder = mkdtempSync(join(tmpdir(), 'desirepath-'));
  const worker = new Worker(workerFile, {
    workerData: {
      directory: store,
      socketPath: join(socketFolder, '.s.PGSQL.5432'),
      maxConnections: EMBEDDED_CONNECTIONS + 4,
    },
  });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The embedded Postgres ended with code ${code}.`)));
  });
  const life: { isClosing: boolean; death: Error | null } = { isClosing: false, death: null };
  worker.on('error', (cause) => {
    life.death = new Error(`The embedded Postgres failed: ${cause}.`, { cause });
  });
  worker.once('exit', (code) => {
    if (life.isClosing) return;
    life.death ??= new Error(`The embedded Postgres ended unexpectedly, with code ${code}.`);
    onDeath(life.death);
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const pool = new pg.Pool({
    host: socketFolder,
    user: 'postgres',
    database: 'postgres',
    max: EMBEDDED_CONNECTIONS,
  });
  return openPool(pool, {
    async explain(error) {
      if (error instanceof pg.DatabaseError) return error;
      // Its sockets close a moment before the thread has ended.
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LONGEST_END_MS).unref())]);
      return life.death ?? error;
    },
    async afterClose() {
      life.isClosing = true;
      if (life.death === null) worker.postMessage('close');
      await ended;
      rmSync(socketFolder, { recursive: true, force: true });
    },
  });
}

/** A Postgres server. */
export async function openServedPostgres(url: string): Promise<Postgres> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  await pool.query('SELECT 1');
  return openPool(pool, { explain: async (error) => error, afterClose: async () => {} });
}

function makeStore(workerFile: string, store: string): Promise<void> {
  const child = fork(fileURLToPath(new URL('./postgres-initdb.mjs', import.meta.url)), [workerFile, store]);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`making the embedded Postgres failed with code ${code}`)),
    );
  });
}

interface PoolLife {
  /** What to throw for a query that failed. */
  explain(error: unknown): Promise<unknown>;
  afterClose(): Promise<void>;
}

function openPool(pool: pg.Pool, { explain, afterClose }: PoolLife): Postgres {
  pool.on('error', () => undefined); // an idle connection that broke is replaced at the next use
  const ask = (client: pg.Pool | pg.PoolClient, { text, values }: Sql) =>
    client.query(text, values).catch(async (error) => {
      throw await explain(error);
    });
  const over = (client: pg.Pool | pg.PoolClient): PostgresQueries => ({
    async query(sql, row) {
      const answer = await ask(client, sql);
      return answer.rows.map((value) => row.parse(value));
    },
    async run(sql) {
      return (await ask(client, sql)).rowCount ?? 0;
    },
  });
  return {
    ...over(pool),
    async transaction(work) {
      const client = await pool.connect().catch(async (error) => {
        throw await explain(error);
      });
      try {
        await client.query('BEGIN');
        const result = await work(over(client));
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        await client.query('ROLLBACK').then(
          () => client.release(),
          (broken: Error) => client.release(broken),
        );
        throw await explain(error);
      }
    },
    async runScript(text) {
      await pool.query(text);
    },
    async close() {
      await pool.end();
      await afterClose();
    },
  };
}
