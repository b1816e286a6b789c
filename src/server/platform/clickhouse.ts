import { setMaxListeners } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { Session } from 'chdb';
import { createChdbConnection } from 'chdb/connection';
import type { z } from 'zod';
import { StoreInUse } from './directory-lock.ts';
import { QuestionStopped } from './question-stopped.ts';
import { SCAN_SETTINGS } from './scan-calls.ts';
import { SCAN_SERVER_CONFIG } from './scan-functions.ts';
import { ChSql, ch } from './sql.ts';
import { Line, Turns } from './turns.ts';

/** Limits and cancellation of one question. */
export interface QuestionOptions {
  signal?: AbortSignal;
  maxExecutionMs?: number;
  maxMemoryBytes?: number;
  settings?: Record<string, string | number>;
  /** Somebody's acknowledgement waits for it: never behind other questions. For short ones only. */
  isUrgent?: boolean;
}

/** Values by column. */
export type Row = Readonly<Record<string, unknown>>;

/** ClickHouse, embedded (chDB) or served (HTTP): the same SQL, the same answers. */
export interface ClickHouse {
  /** Rows of a SELECT (without FORMAT), each decoded by `row`; 64-bit integers arrive as text. */
  query<T>(sql: ChSql, row: z.ZodType<T>, options?: QuestionOptions): Promise<T[]>;
  /** A statement without an answer, one after the other; never delays an insert or a question. */
  command(sql: ChSql, settings?: Record<string, string | number>): Promise<void>;
  /** A statement written by us as text (migrations, function definitions): no value from outside may stand in it. */
  runStatement(text: string): Promise<void>;
  /** Rows into a table, with the columns that the first row has; durable (fsync) when the promise resolves. */
  insert(table: string, rows: readonly Row[]): Promise<void>;
  /** Resolves when every question that runs now has ended. */
  afterRunningQuestions(): Promise<void>;
  /** Raw bytes of a SELECT in a ClickHouse format. */
  queryBytes(sql: ChSql, format: string, options?: QuestionOptions): Promise<Buffer>;
  close(): Promise<void>;
}

export interface ClickHouseOptions {
  readers: number;
  questionTimeMs: number;
  questionMemoryBytes: number;
}

/**
 * Questions yield to what is being acknowledged: a batch beside a question took 48 instead of 63 ms (median). Without
 * CAP_SYS_NICE the engine leaves it.
 */
const QUESTION_NICENESS = 5;
const URGENT_READERS = 2;
/** Lists of people and event kinds stand in the statement. */
const LONGEST_STATEMENT_BYTES = 64e6;

const DATABASE = 'desirepath';
/** The client would print every failed statement; whoever asked gets the error, and logs it without values. */
const QUIET = { level: ClickHouseLogLevel.OFF };

/**
 * chDB in this process. One connection runs one statement at a time, so one connection writes and several read: a long
 * question never delays an acknowledgement. The first connection of a process decides the engine's arguments for all,
 * so a Session with the config file is opened first and kept.
 */
export async function openEmbeddedClickHouse(path: string, options: ClickHouseOptions): Promise<ClickHouse> {
  mkdirSync(path, { recursive: true });
  const configFile = join(path, 'engine.xml');
  writeFileSync(configFile, SCAN_SERVER_CONFIG);
  const data = join(path, 'store');
  let session: Session;
  try {
    session = new Session(data, { connectionArgs: [`--config-file=${configFile}`] });
  } catch (error) {
    // The engine prints the cause on standard error and throws only "Failed to create connection".
    throw new StoreInUse(
      `The embedded ClickHouse in ${path} could not be opened (${String(error)}). The line above says why; "Cannot lock file" means that another process uses the directory: stop that one, or start with another: --data DIR.`,
    );
  }
  const connect = async () => {
    // chdb types its connection by @clickhouse/client-common, the client by its own copy of the same contract.
    const client = createClient({ connection: createChdbConnection({ path: data }) as never, log: QUIET });
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${DATABASE} ENGINE = Atomic` });
    await client.command({ query: `USE ${DATABASE}` });
    await client.command({ query: `SET max_query_size = ${LONGEST_STATEMENT_BYTES}` });
    // What a stopped statement had written of its answer stands before the next answer of its connection.
    const drain = async () => void (await client.command({ query: 'SELECT 1' }));
    return { client, compile: createEmbeddedCompiler(), drain };
  };
  return openPool(connect, options, async () => session.cleanup());
}

/** A ClickHouse server over HTTP. */
export async function openServedClickHouse(url: string, options: ClickHouseOptions): Promise<ClickHouse> {
  const admin = createClient({ url, log: QUIET });
  await admin.command({ query: `CREATE DATABASE IF NOT EXISTS ${DATABASE} ENGINE = Atomic` });
  await admin.close();
  const connect = async () => ({
    client: createClient({
      url,
      database: DATABASE,
      request_timeout: options.questionTimeMs + 5_000,
      log: QUIET,
    }),
    compile: compileServed,
    drain: async () => {},
  });
  return openPool(connect, options, async () => {});
}

/** A connection, and how statements are put to it. */
interface Connection {
  client: ClickHouseClient;
  compile: Compile;
  /** Makes it fit for the next statement after one that failed. */
  drain: () => Promise<void>;
}
type Settings = Record<string, string | number>;
type Compile = (
  sql: ChSql,
  settings: Settings,
) => { query: string; query_params?: Record<string, unknown>; clickhouse_settings: Settings };

function compileServed(sql: ChSql, settings: Settings) {
  const { text, params } = sql.compile();
  return { query: text, query_params: params, clickhouse_settings: settings };
}

/**
 * chDB runs one statement with parameters at a time, of all connections: the next would wait until the first has ended,
 * even beside a question of half a minute. So values are written as literals. And settings stay with the connection: what
 * the last statement set and this one does not is put back.
 */
function createEmbeddedCompiler(): Compile {
  const set = new Set<string>();
  return (sql, settings) => {
    const stale = [...set].filter((name) => !(name in settings));
    for (const name of stale) set.delete(name);
    for (const name of Object.keys(settings)) set.add(name);
    const reset = stale.map((name) => `SET ${name} = DEFAULT; `).join('');
    return { query: reset + sql.inline(), clickhouse_settings: settings };
  };
}

async function openPool(
  connect: () => Promise<Connection>,
  options: ClickHouseOptions,
  afterClose: () => Promise<void>,
): Promise<ClickHouse> {
  const writer = await connect();
  const maintainer = await connect();
  const killer = await connect();
  const connectAll = (length: number) => Promise.all(Array.from({ length }, connect));
  const readers = new Turns(await connectAll(options.readers));
  const urgentReaders = new Turns(await connectAll(URGENT_READERS));
  // Inserts wait for inserts only, never for a rebuild: one line of waiting each.
  const inserts = new Line();
  const commands = new Line();
  // A connection bears one statement at a time: two at once end the process or swap answers.
  const kills = new Line();
  let questionNo = 0;

  const running = new Set<Promise<unknown>>();
  function ask(sql: ChSql, format: string, question: QuestionOptions): Promise<Buffer> {
    const answer = askNow(sql, format, question);
    const ended = answer.then(
      () => undefined,
      () => undefined,
    );
    running.add(ended);
    void ended.then(() => running.delete(ended));
    return answer;
  }

  async function askNow(sql: ChSql, format: string, question: QuestionOptions): Promise<Buffer> {
    const mark = `dp-question-${process.pid}-${++questionNo}`;
    // hundreds of questions of one asker may wait at once
    if (question.signal) setMaxListeners(0, question.signal);
    const turns = question.isUrgent ? urgentReaders : readers;
    const reader = await turns.take(question.signal);
    let stopped: Promise<unknown> | undefined;
    const stop = () => {
      // The client's query_id does not reach the embedded engine.
      stopped = kills.add(() =>
        killer.client.command({ query: `KILL QUERY WHERE Settings['log_comment'] = '${mark}' ASYNC` }),
      );
    };
    let isWhole = false;
    question.signal?.addEventListener('abort', stop, { once: true });
    try {
      const settings = {
        max_execution_time: (question.maxExecutionMs ?? options.questionTimeMs) / 1000,
        max_memory_usage: String(question.maxMemoryBytes ?? options.questionMemoryBytes),
        output_format_json_quote_64bit_integers: 1,
        output_format_json_quote_decimals: 1,
        os_threads_nice_value_query: question.isUrgent ? 0 : QUESTION_NICENESS,
        log_comment: mark,
        // without it no function of the scan starts
        webassembly_udf_max_memory: SCAN_SETTINGS.webassembly_udf_max_memory,
        ...question.settings,
      };
      const answer = await reader.client.exec(
        reader.compile(new ChSql(['', ` FORMAT ${format}`], [sql]), settings),
      );
      const chunks: Buffer[] = [];
      for await (const chunk of answer.stream) chunks.push(Buffer.from(chunk));
      // a stopped statement may end without an error, and its answer is not whole
      question.signal?.throwIfAborted();
      isWhole = true;
      return Buffer.concat(chunks);
    } catch (error) {
      throw explainError(error, question);
    } finally {
      question.signal?.removeEventListener('abort', stop);
      // the mark stays with the connection until its next statement: a late stop would hit that one
      await stopped?.catch(() => undefined);
      if (stopped !== undefined || !isWhole) await reader.drain().catch(() => undefined);
      turns.give(reader);
    }
  }

  return {
    async query(sql, row, question = {}) {
      const body = await ask(sql, 'JSONEachRow', question);
      if (body.length === 0) return [];
      return body
        .toString('utf8')
        .trimEnd()
        .split('\n')
        .map((line) => row.parse(JSON.parse(line)));
    },
    async afterRunningQuestions() {
      await Promise.all(running);
    },
    queryBytes: (sql, format, question = {}) => ask(sql, format, question),
    command: (sql, settings = {}) =>
      commands.add(async () => {
        await maintainer.client.command(maintainer.compile(sql, settings));
      }),
    runStatement: (text) => commands.add(async () => void (await maintainer.client.command({ query: text }))),
    insert: (table, rows) =>
      inserts.add(async () => {
        const columns = Object.keys(rows[0] ?? {});
        if (columns.length === 0) return;
        // `insert` of the client would write and join row by row, each with all names.
        const { stream } = await writer.client.exec({
          query: `INSERT INTO ${table} (${columns.join(', ')}) FORMAT JSONCompactEachRow`,
          values: Readable.from([writeRows(rows, columns)]),
          // One block, so that an insert is there whole or not at all.
          clickhouse_settings: { input_format_parallel_parsing: 0, async_insert: 0 },
        });
        stream.resume();
      }),
    async close() {
      await inserts.add(async () => {});
      await commands.add(async () => {});
      await Promise.all(
        [writer, maintainer, killer, ...(await readers.takeAll()), ...(await urgentReaders.takeAll())].map(
          ({ client }) => client.close(),
        ),
      );
      await afterClose();
    },
  };
}

/** JSONCompactEachRow: what a row lacks is null, which inserts the default of its column. */
function writeRows(rows: readonly Row[], columns: readonly string[]): string {
  return rows.map((row) => JSON.stringify(columns.map((column) => row[column]))).join('\n');
}

function explainError(error: unknown, question: QuestionOptions): unknown {
  // The client takes the name of the error out of the message, "(MEMORY_LIMIT_EXCEEDED)", and keeps it as `type`.
  const type = error instanceof Error && 'type' in error ? String(error.type) : '';
  const text = `${String(error)} ${type}`;
  if (question.signal?.aborted) return new QuestionStopped('cancelled', 'The question was cancelled.');
  if (/TIMEOUT_EXCEEDED|Timeout exceeded/.test(text)) {
    return new QuestionStopped(
      'time',
      'The question took longer than it may. Ask for a shorter period or fewer steps.',
    );
  }
  if (/MEMORY_LIMIT_EXCEEDED/.test(text)) {
    return new QuestionStopped(
      'memory',
      'The question needs more memory than it may take. Ask for a shorter period.',
    );
  }
  return error;
}

/** Whether the store answers. */
export async function pingClickHouse(clickhouse: ClickHouse): Promise<void> {
  await clickhouse.queryBytes(ch`SELECT 1`, 'TSV');
}
