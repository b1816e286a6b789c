import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEmbeddedClickHouse } from '../../../test/embedded-clickhouse.ts';
import { arbitraryJourney } from '../../scan/arbitrary-journeys.ts';
import { decodeBlocks, splitBlocks } from '../../scan/buffers.ts';
import { SCAN_FUNCTIONS } from '../../scan/functions.ts';
import { createScan, type PathCount } from '../../scan/host.ts';
import { readScanModule } from '../../scan/module.ts';
import {
  funnelParams,
  stagesParams,
  type WalksQuestion,
  WHOLE,
  walkItem,
  walksParams,
} from '../../scan/params.ts';
import { createScanPool } from '../../scan/pool.ts';
import { sortCounts } from '../../scan/reference.ts';
import { callFunnel, callPaths, callStages, callWalks, flagsOf, SCAN_SETTINGS } from './scan-calls.ts';
import { installScan, scanStatements } from './scan-functions.ts';
import { arrayOf, type ChSql, ch, u32 } from './sql.ts';

/** The functions inside ClickHouse against the same module in this process, over many small blocks. */
const PEOPLE = 2500;
const SETTINGS = { ...SCAN_SETTINGS, max_block_size: '100', max_threads: 2 };

const directory = mkdtempSync(join(tmpdir(), 'scan-test-'));
const clickhouse = openEmbeddedClickHouse(directory);
const scan = createScan(readScanModule());
const journeys = fc.sample(arbitraryJourney({ maxEvents: 40, codes: 6 }), { numRuns: PEOPLE, seed: 7 });

beforeAll(async () => {
  await installScan(clickhouse.run);
  await clickhouse.run(
    `CREATE TABLE journeys (person UInt64, at Array(Int64), code Array(UInt16), channel Array(UInt8), amount Array(Int64))
     ENGINE = MergeTree ORDER BY person SETTINGS index_granularity = 64`,
  );
  const rows = journeys.map(({ at, code, channel, flags }, person) => ({
    person,
    at,
    code,
    channel,
    amount: flags,
  }));
  await clickhouse.insert('journeys', rows);
});

afterAll(async () => {
  await clickhouse.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The call's value per person, in order. */
async function valuesOf(call: ChSql): Promise<unknown[]> {
  const rows = await clickhouse.ask(
    ch`SELECT person, ${call} AS value FROM journeys ORDER BY person`,
    SETTINGS,
  );
  return rows.map((row) => row.value);
}

const either = (...codes: number[]) => codes.map((code) => ({ code, flag: null }));
const FUNNEL = {
  windowMs: 15,
  entry: { fromMs: 1, toMs: 25 },
  steps: [either(1, 2), [{ code: 3, flag: 0 }], [{ code: 4, flag: 1 }, ...either(5)], either(1)],
};
const STAGES = { idleMs: 5, windowMs: 20, stages: [either(1), either(2, 3), [{ code: 4, flag: 0 }]] };
const WALKS: WalksQuestion = {
  gapMs: 4,
  period: { fromMs: 0, toMs: 28 },
  size: 4,
  item: 'event_channel',
  anchor: null,
  excludedCodes: [6],
};
/** `where` bits as a question writes them: the amount column holds the flags. */
const FLAGS = flagsOf(
  [0, 1].map((bit) => ch`arrayMap(x -> bitTest(x, ${arrayOf('UInt8', [bit])}[1]), amount)`),
);
const withTwoFlags = journeys.map((journey) => ({
  ...journey,
  flags: journey.flags?.map((flags) => flags & 3),
}));

describe('in ClickHouse as in Node', () => {
  test('funnel', async () => {
    const values = await valuesOf(callFunnel(FUNNEL, FLAGS));
    expect(values).toEqual(scan.funnel(funnelParams(FUNNEL), withTwoFlags));
    expect(new Set(values.map((value) => (Array.isArray(value) ? value.length : -1)))).toEqual(
      new Set([0, 1, 2, 3, 4]),
    );
  });

  test('funnel of 200 steps, more than a short question', async () => {
    const steps = Array.from({ length: 200 }, (_, i) => either((i % 6) + 1));
    const question = { windowMs: 100, entry: null, steps };
    expect(await valuesOf(callFunnel(question))).toEqual(scan.funnel(funnelParams(question), journeys));
  });

  test('stages', async () => {
    const expected = scan.stages(stagesParams(STAGES), withTwoFlags);
    expect(await valuesOf(callStages(STAGES, FLAGS))).toEqual(expected);
    expect(Math.max(...expected.flat().map((entry) => entry.case))).toBeGreaterThan(2);
  });

  test.each([null, 'from', 'to'] as const)('walks, anchor %s', async (at) => {
    const question = { ...WALKS, anchor: at === null ? null : { at, code: 2 } };
    const values = await valuesOf(callWalks(question));
    const expected = scan.walks(walksParams(question), journeys);
    expect(values).toEqual(
      expected.map((walks) => walks.map(({ isCut, items }) => ({ isCut: isCut ? 1 : 0, items }))),
    );
  });

  test('paths summed over blocks: flows, folded items, whole walks', async () => {
    const shown = [[walkItem('event_channel', 1, 0)], [walkItem('event_channel', 2, 1)]];
    const rows = await clickhouse.ask(
      ch`SELECT r.position AS position, r.item AS item, r.next AS next, toUInt32(sum(r.walks)) AS walks,
           toUInt32(sum(r.people)) AS people, arrayMap(x -> toInt32(x), groupArrayArray(r.ms)) AS ms, r.items AS items
         FROM (SELECT arrayJoin(${callPaths(WALKS, shown, { times: true, wholeWalks: true })}) AS r FROM journeys)
         GROUP BY position, item, next, items`,
      SETTINGS,
    );
    // the columns are those of PathCount
    expect(sortCounts(rows as unknown as PathCount[])).toEqual(
      sortCounts(scan.paths(walksParams(WALKS, shown), journeys)),
    );
  });

  test('paths without times and whole walks are the same otherwise', async () => {
    const shown = [[walkItem('event_channel', 1, 0)]];
    const less = scan.paths(walksParams(WALKS, shown, { times: false, wholeWalks: false }), journeys);
    const all = scan.paths(walksParams(WALKS, shown), journeys).filter(({ next }) => next !== WHOLE);
    expect(sortCounts(less)).toEqual(sortCounts(all.map((counts) => ({ ...counts, ms: [] }))));
  });
});

test('inside WHERE, beside other conditions, over two tables as of base and delta', async () => {
  const [item = 0, next = 0] = [1, 2].map((code) => walkItem('event', code, 0));
  const question: WalksQuestion = { ...WALKS, item: 'event' };
  const rows = await clickhouse.ask(
    ch`SELECT person FROM (SELECT person, at, code FROM journeys WHERE person % 3 != 0
         UNION ALL SELECT person, at, code FROM journeys WHERE person % 3 = 0)
       WHERE person % 2 = 1 AND length(at) > 3
         AND arrayExists(w -> w.items[1] = ${u32(item)} AND w.items[2] = ${u32(next)}, ${callWalks(question)})
         AND person > 10 ORDER BY person`,
    SETTINGS,
  );
  const expected = scan.walks(walksParams(question), journeys).flatMap((walks, person) => {
    const isAsked = person % 2 === 1 && person > 10 && (journeys[person]?.at.length ?? 0) > 3;
    return isAsked && walks.some(({ items }) => items[0] === item && items[1] === next) ? [person] : [];
  });
  expect(rows.map((row) => Number(row.person))).toEqual(expected);
  expect(expected.length).toBeGreaterThan(20);
});

test('worker threads over columns fetched in format Buffers answer as the functions do', async () => {
  const words = arrayOf('UInt32', funnelParams(FUNNEL));
  const bytes = await clickhouse.fetchBuffers(
    ch`SELECT ${words} AS params, at, code, ${FLAGS} AS flags FROM journeys ORDER BY person`,
    SETTINGS,
  );
  expect(splitBlocks(bytes).length).toBeGreaterThan(10);
  const pool = createScanPool({ module: readScanModule(), threads: 2 });
  const answers = await pool.run('dp_funnel', bytes);
  const runs = answers.flatMap((answer) => decodeBlocks(answer, [SCAN_FUNCTIONS.dp_funnel.returns])[0] ?? []);
  expect(runs).toEqual(await valuesOf(callFunnel(FUNNEL, FLAGS)));

  // a question that the engine refuses fails alone; the pool goes on
  const refused = await clickhouse.fetchBuffers(
    ch`SELECT CAST([], 'Array(UInt32)') AS params, at, code, flags FROM (SELECT at, code, CAST([], 'Array(UInt32)') AS flags FROM journeys LIMIT 1)`,
  );
  await expect(pool.run('dp_funnel', refused)).rejects.toThrow('dp_funnel');
  expect(await pool.run('dp_funnel', bytes)).toEqual(answers);
  await pool.close();
}, 60_000);

test('a question without words fails, in words', async () => {
  const call = ch`dp_funnel(CAST([], 'Array(UInt32)'), at, code, CAST([], 'Array(UInt32)'))`;
  await expect(clickhouse.ask(ch`SELECT ${call} FROM journeys`, SETTINGS)).rejects.toThrow(/unreachable/);
});

test('installing again changes nothing; a new module replaces the functions', async () => {
  const modules = async () => (await clickhouse.ask(ch`SELECT name FROM system.webassembly_modules`)).length;
  await installScan(clickhouse.run);
  expect(await modules()).toBe(1);

  // the same code with one more (empty) custom section: other bytes, other name
  const changed = new Uint8Array([...readScanModule(), 0, 2, 1, 120]);
  for (const statement of scanStatements(changed)) await clickhouse.run(statement);
  expect(await modules()).toBe(2);
  const functions = await clickhouse.ask(
    ch`SELECT create_query FROM system.functions WHERE name = 'dp_funnel'`,
  );
  const [first = ''] = scanStatements(changed);
  const [, name = 'missing'] = /'(desirepath_scan_\w+)'/.exec(first) ?? [];
  expect(String(functions[0]?.create_query)).toContain(name);
  expect(await valuesOf(callFunnel(FUNNEL))).toHaveLength(PEOPLE);
});
