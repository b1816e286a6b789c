/**
 * `tsx bench/scan.ts [--events 20e6] [--people 1e6] [--cache DIR] [--only NAME]`: makes journeys in the layout of
 * migrations/clickhouse inside chDB (kept in DIR), then prints the median of 5 runs of each question, beside a plain
 * scan of the same columns, and the memory of the process.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type WalksQuestion, walkItem } from '../src/scan/params.ts';
import {
  callFunnel,
  callPaths,
  callStages,
  callWalks,
  flagsOf,
  SCAN_SETTINGS,
} from '../src/server/platform/scan-calls.ts';
import { installScan } from '../src/server/platform/scan-functions.ts';
import { type ChSql, ch } from '../src/server/platform/sql.ts';
import { openEmbeddedClickHouse } from '../test/embedded-clickhouse.ts';

const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '20e6' },
    people: { type: 'string', default: '1e6' },
    cache: { type: 'string', default: '/tmp/desirepath-bench-scan' },
    only: { type: 'string', default: '' },
    block: { type: 'string', default: SCAN_SETTINGS.max_block_size },
    threads: { type: 'string', default: '2' },
  },
});
const events = Number(options.events);
const people = Number(options.people);
const directory = `${options.cache}-${people}-${events}`;
const DAY = 86_400_000;
const HALF_HOUR = 1_800_000;
const START = 1_735_689_600_000;
/** kinds of events; the first are frequent, the last rare */
const CODES = 20;

const ready = join(directory, 'ready');
const isNew = !existsSync(ready);
if (isNew) rmSync(directory, { recursive: true, force: true });
const clickhouse = openEmbeddedClickHouse(directory);
const run = clickhouse.run;

if (isNew) await makeJourneys();
writeFileSync(ready, '');
await installScan(run);

/**
 * People with 1 event to twice the mean; an event follows the one before after seconds to minutes, or (one in
 * five) after hours to days. Six of ten events follow a round of five codes, the others are any of CODES, so that few
 * ways are common and very many are rare.
 */
async function makeJourneys(): Promise<void> {
  await run(`CREATE TABLE journeys_base (workspace UInt32, bucket UInt8, person UInt64, identified UInt8,
    at Array(Int64) CODEC(Delta(8), LZ4), code Array(UInt16), channel Array(UInt8), amount Array(Int64),
    seq Array(UInt64) CODEC(Delta(8), LZ4), version UInt64)
    ENGINE = MergeTree PARTITION BY (workspace, bucket) ORDER BY (workspace, person) SETTINGS index_granularity = 1024`);
  const mean = events / people;
  await run(`INSERT INTO journeys_base
    WITH 1 + cityHash64(number, 'n') % toUInt64(${2 * mean} - 1) AS n,
      arrayMap(i -> cityHash64(number, i, 'gap'), range(n)) AS h,
      arrayMap(i -> cityHash64(number, i, 'code'), range(n)) AS c
    SELECT 1, number % 32, number, 1,
      arrayCumSum(arrayMap((x, i) -> toInt64(if(i = 0, ${START} + x % (${300 * DAY}),
        if(x % 5 = 0, 3600000 + intDiv(x, 256) % ${20 * DAY}, 1000 + intDiv(x, 256) % 240000))), h, range(n))) AS at,
      arrayMap((x, i) -> toUInt16(if(x % 10 < 6, 1 + (i + number) % 5,
        1 + floor(${CODES} * pow((x % 100003) / 100003, 2.5)))), c, range(n)) AS code,
      arrayMap(x -> toUInt8(1 + intDiv(x, 65536) % 4), c), arrayMap((x, k) -> toInt64(if(k = 4, x % 1000000, 0)), h, code),
      arrayMap(i -> number * 1000 + i, range(n)), 1
    FROM numbers(${people}) SETTINGS max_insert_threads = 2, max_partitions_per_insert_block = 100`);
  await run('OPTIMIZE TABLE journeys_base FINAL');
}

const settings = { ...SCAN_SETTINGS, max_block_size: options.block, max_threads: options.threads };

async function measure(name: string, sql: ChSql): Promise<void> {
  if (!name.includes(options.only)) return;
  const times: number[] = [];
  let rows: unknown[] = [];
  for (let i = 0; i < 5; i++) {
    const before = performance.now();
    rows = await clickhouse.ask(sql, settings);
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  const [fastest = 0, , median = 0] = times;
  const rss = Math.round(process.memoryUsage.rss() / 2 ** 20);
  const sample = JSON.stringify(rows.slice(0, 4));
  console.log(
    `${name.padEnd(44)} ${median.toFixed(0).padStart(5)} ms (best ${fastest.toFixed(0)})  rss ${rss} MB  rows ${rows.length} ${sample.slice(0, 110)}`,
  );
}

const step = (code: number, flag: number | null = null) => [{ code, flag }];
const funnel = { windowMs: 14 * DAY, entry: null, steps: [1, 2, 3, 4].map((code) => step(code)) };
const period = { fromMs: START, toMs: START + 400 * DAY };
const walks = {
  gapMs: HALF_HOUR,
  period: null,
  size: 5,
  item: 'event',
  anchor: null,
  excludedCodes: [],
} as const;
const shown = Array.from({ length: 5 }, () =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((code) => walkItem('event', code, 0)),
);

console.log(`${people} people, about ${events} events, block ${options.block}, ${options.threads} threads`);
console.log(await clickhouse.ask(ch`SELECT count(), sum(length(at)) AS events FROM journeys_base`));
await measure(
  'columns at, code',
  ch`SELECT sum(length(at)), sum(arraySum(code)), max(at[-1]) FROM journeys_base`,
);
await measure(
  'windowFunnel, 4 steps',
  ch`SELECT level, count() FROM (SELECT arrayReduce('windowFunnel(1209600000)', at, arrayMap(c -> c = 1, code), arrayMap(c -> c = 2, code), arrayMap(c -> c = 3, code), arrayMap(c -> c = 4, code)) AS level FROM (SELECT arrayMap(t -> toUInt64(t), at) AS at, code FROM journeys_base)) GROUP BY level ORDER BY level`,
);
await measure(
  'funnel, 4 steps: counts',
  ch`SELECT length(run) AS reached, count() AS people FROM (SELECT ${callFunnel(funnel)} AS run FROM journeys_base) GROUP BY reached ORDER BY reached`,
);
await measure(
  'funnel, 4 steps: counts and median times',
  ch`SELECT length(run) AS reached, count() AS people, quantilesExactArray(0.5, 0.9)(arrayDifference(arrayMap(i -> at[i], run))) AS t, quantileExactIf(0.5)(times[2] - times[1], reached >= 2) AS m2, quantileExactIf(0.5)(times[3] - times[2], reached >= 3) AS m3
     FROM (SELECT at, ${callFunnel(funnel)} AS run, arrayMap(i -> at[i], run) AS times FROM journeys_base) GROUP BY reached ORDER BY reached`,
);
await measure(
  'funnel, 4 steps, period, a condition',
  ch`SELECT length(run) AS reached, count() AS people FROM (SELECT ${callFunnel({ ...funnel, entry: period, steps: [step(1), step(2), step(3), step(4, 0)] }, flagsOf([ch`arrayMap(x -> x > 500000, amount)`]))} AS run FROM journeys_base) GROUP BY reached ORDER BY reached`,
);
await measure(
  'funnel, 40 steps',
  ch`SELECT length(run) AS reached, count() AS people FROM (SELECT ${callFunnel({ ...funnel, windowMs: 366 * DAY, steps: Array.from({ length: 40 }, (_, i) => step((i % 3) + 1)) })} AS run FROM journeys_base) GROUP BY reached ORDER BY reached DESC`,
);
await measure(
  'stages of a map',
  ch`SELECT e.stage AS stage, count() AS entries FROM (SELECT arrayJoin(${callStages({ idleMs: 30 * DAY, windowMs: 90 * DAY, stages: [step(1), step(2), step(3), step(4)] })}) AS e FROM journeys_base) GROUP BY stage ORDER BY stage`,
);
const pathSums = (question: WalksQuestion, times: boolean, wholeWalks: boolean) =>
  ch`SELECT r.position AS position, r.item AS item, r.next AS next, r.items AS items, sum(r.walks) AS walks, sum(r.people) AS people, quantileExactArray(0.5)(r.ms) AS medianMs FROM (SELECT arrayJoin(${callPaths(question, shown, { times, wholeWalks })}) AS r FROM journeys_base) GROUP BY position, item, next, items ORDER BY walks DESC LIMIT 500`;
await measure('paths, 5 steps: nodes, links, ends', pathSums(walks, false, false));
await measure('paths, 5 steps: and median times', pathSums(walks, true, false));
await measure('paths, 5 steps: and whole walks', pathSums(walks, false, true));
await measure('paths, 5 steps: everything', pathSums(walks, true, true));
await measure(
  'paths, 5 steps from an event: everything',
  pathSums({ ...walks, anchor: { at: 'from', code: 4 } }, true, true),
);
await measure(
  'paths: people of one link',
  ch`SELECT count() FROM journeys_base WHERE arrayExists(w -> w.items[1] = ${walkItemSql(1)} AND w.items[2] = ${walkItemSql(2)}, ${callWalks(walks)})`,
);

function walkItemSql(code: number): ChSql {
  return ch`toUInt32(${String(walkItem('event', code, 0))})`;
}

await clickhouse.close();
