import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import {
  channelsSql,
  type EngineResult,
  FUNNEL_EVENTS,
  funnelSql,
  measure,
  pathsSql,
  peakMemoryBytes,
  readNumbers,
} from './raw-questions.ts';
import { BENCH_EVENTS } from './shop-data.ts';

/** DuckDB on a table of the raw events in its own file format, sorted by (person, time, seq). */
export async function askDuckDb(people: number, files: readonly string[]): Promise<EngineResult> {
  const file = join(dirname(files[0] ?? '.'), 'events.duckdb');
  const isNew = !existsSync(file);
  const instance = await DuckDBInstance.create(file, { threads: '2', memory_limit: '10GB' });
  const connection = await instance.connect();
  if (isNew) {
    const list = files.map((name) => `'${name}'`).join(', ');
    await connection.run(
      `CREATE TABLE raw AS SELECT * FROM read_parquet([${list}]) ORDER BY person, at_ms, seq`,
    );
  }
  const ask = async (text: string) => (await connection.runAndReadAll(text)).getRowObjects();
  const codes = FUNNEL_EVENTS.map((name) => BENCH_EVENTS.indexOf(name) + 1);
  const questions = {
    funnel: await measure(1, async () => readNumbers.funnel(await ask(funnelSql(codes)), BENCH_EVENTS)),
    paths: await measure(1, async () => readNumbers.paths(await ask(pathsSql()), BENCH_EVENTS)),
    channels: await measure(3, async () =>
      readNumbers.channels(await ask(channelsSql(codes.at(-1) ?? 0)), BENCH_EVENTS),
    ),
  };
  const memoryBytes = peakMemoryBytes();
  connection.closeSync();
  instance.closeSync();
  return { engine: 'DuckDB, raw events', people, questions, memoryBytes };
}
