import { z } from 'zod';
import { ChSql } from '../src/server/platform/sql.ts';
import { openBenchStores } from './bench-stores.ts';
import {
  channelsSql,
  type EngineResult,
  FUNNEL_EVENTS,
  funnelSql,
  measure,
  pathsSql,
  peakMemoryBytes,
  readNumbers,
  WINDOW_MS,
} from './raw-questions.ts';
import { BENCH_EVENTS } from './shop-data.ts';

const RAW = `WITH raw AS (SELECT node AS person, toUnixTimestamp64Milli(at) AS at_ms, seq, code, toString(channel) AS channel,
  toInt64(ifNull(amount, 0) * 10000) AS amount FROM events WHERE workspace = 1)`;

/** The same ClickHouse (embedded), asked the raw events, which are sorted by (person, time, seq). */
export async function askClickHouse(people: number): Promise<EngineResult> {
  const stores = await openBenchStores({ people });
  const ask = (text: string) =>
    stores.clickhouse.query(new ChSql([text], []), z.record(z.string(), z.unknown()), {
      maxExecutionMs: 900_000,
      maxMemoryBytes: 16_000_000_000,
    });
  const codes = FUNNEL_EVENTS.map((name) => BENCH_EVENTS.indexOf(name) + 1);
  const conditions = codes.map((code) => `code = ${code}`).join(', ');
  const levels = codes.map((_, index) => `countIf(level > ${index}) AS step_${index + 1}`).join(', ');
  const windowFunnel = `${RAW} SELECT ${levels} FROM (
    SELECT windowFunnel(${WINDOW_MS})(toUInt64(at_ms), ${conditions}) AS level FROM raw WHERE code IN (${codes}) GROUP BY person)
    SETTINGS optimize_aggregation_in_order = 1`;
  const questions = {
    funnel: await measure(3, async () => readNumbers.funnel(await ask(windowFunnel), BENCH_EVENTS)),
    'funnel, window functions': await measure(1, async () =>
      readNumbers.funnel(await ask(`${RAW} ${funnelSql(codes)}`), BENCH_EVENTS),
    ),
    paths: await measure(1, async () => readNumbers.paths(await ask(`${RAW} ${pathsSql()}`), BENCH_EVENTS)),
    channels: await measure(3, async () =>
      readNumbers.channels(await ask(`${RAW} ${channelsSql(codes.at(-1) ?? 0)}`), BENCH_EVENTS),
    ),
  };
  const result = { engine: 'ClickHouse, raw events', people, questions, memoryBytes: peakMemoryBytes() };
  await stores.close();
  return result;
}
