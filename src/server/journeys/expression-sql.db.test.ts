import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { CHANNEL_NAMES } from '../../shared/channels.ts';
import { arbitraryExpression, arbitrarySubject } from '../../shared/expression/arbitrary-expression.ts';
import { type ExpressionSubject, evaluate } from '../../shared/expression/evaluate.ts';
import { COLUMN_NAMES, type Expression } from '../../shared/expression/expression.ts';
import { parseExpression } from '../../shared/expression/parse.ts';
import { printExpression } from '../../shared/expression/print.ts';
import { type ClickHouse, openEmbeddedClickHouse } from '../platform/clickhouse.ts';
import { arrayOf, type ChSql, ch, u64 } from '../platform/sql.ts';
import { compileOnJourney } from './expression-on-journey.ts';
import { compileExpression } from './expression-sql.ts';

const directory = mkdtempSync(join(tmpdir(), 'expression-'));
let clickhouse: ClickHouse;

const TEXT_COLUMNS = COLUMN_NAMES.filter((name) => name !== 'amount');
const subjects = fc.sample(arbitrarySubject(), { numRuns: 150, seed: 20261122 });
const EVENT_CODES = new Map(
  ['a', 'ab', '10', 'store', 'web', '😀', '\uffee'].map((name, index) => [name, index + 1]),
);

/** Rows of events and the arrays of one journey with the same content. */
const journeySubjects: ExpressionSubject[] = CHANNEL_NAMES.slice(0, 16)
  .concat(CHANNEL_NAMES.slice(0, 4))
  .map((channel, index) => ({
    event: [...EVENT_CODES.keys()][index % EVENT_CODES.size],
    channel: index % 5 === 4 ? '' : channel,
    amount: [null, 0, 10, -1.5, 9, 0.1, 12.3456][index % 7] ?? null,
  }));

const idRow = z.object({ id: z.coerce.number() });

beforeAll(async () => {
  clickhouse = await openEmbeddedClickHouse(directory, {
    readers: 1,
    questionTimeMs: 30_000,
    questionMemoryBytes: 1e9,
  });
  const schema = readFileSync('migrations/clickhouse/0001-events-and-journeys.sql', 'utf8');
  const createEvents = /CREATE TABLE IF NOT EXISTS events [^;]*/.exec(schema.replace(/--.*$/gm, ''))?.[0];
  await clickhouse.runStatement(createEvents ?? 'the migration makes no events table');
  const rows = [...subjects, ...journeySubjects].map((subject, id) => ({
    ...Object.fromEntries(TEXT_COLUMNS.map((name) => [name, subject[name] ?? ''])),
    workspace: 1,
    seq: id,
    amount: subject.amount?.toFixed(4) ?? null,
    properties: JSON.stringify(subject.properties ?? {}),
    context: JSON.stringify(subject.context ?? {}),
  }));
  await clickhouse.insert('events', rows);
});

afterAll(async () => {
  await clickhouse.close();
  rmSync(directory, { recursive: true, force: true });
});

async function answerOfSql(tree: Expression): Promise<number[]> {
  const sql = ch`SELECT seq AS id FROM events WHERE ${compileExpression(tree)} ORDER BY seq`;
  return (await clickhouse.query(sql, idRow)).map((row) => row.id);
}

function answerOfEvaluator(tree: Expression): number[] {
  return [...subjects, ...journeySubjects].flatMap((subject, id) => (evaluate(tree, subject) ? [id] : []));
}

test('SQL and evaluator agree on random events and random expressions', async () => {
  let matched = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryExpression(), async (tree) => {
      const expected = answerOfEvaluator(tree);
      matched += expected.length;
      expect(await answerOfSql(tree), printExpression(tree)).toEqual(expected);
    }),
    { numRuns: 400 },
  );
  expect(matched).toBeGreaterThan(1000); // the expressions do select
});

test.each([
  "properties.total contains ''",
  "properties.'é' = 'é' or properties.'a b' >= '😀'",
  'properties.total < context.total',
  "event contains 'a' and not properties.nested.total = 10",
  'properties.total in (10, 9, true)',
])('%s', async (text) => {
  const tree = parseExpression(text);
  expect(await answerOfSql(tree)).toEqual(answerOfEvaluator(tree));
});

test('a condition never is NULL', async () => {
  const conditions = fc.sample(arbitraryExpression(), { numRuns: 60, seed: 7 }).map(compileExpression);
  for (const condition of conditions) {
    const rows = await clickhouse.query(ch`SELECT countIf((${condition}) IS NULL) AS id FROM events`, idRow);
    expect(rows[0]?.id).toBe(0);
  }
});

test('traits are refused on events', () => {
  expect(() => compileExpression(parseExpression('traits.vip = true'))).toThrow('of people, not of events');
});

/** Positions of the journey's events that meet the condition. */
async function answerOnJourney(condition: ChSql): Promise<number[]> {
  const names = [...EVENT_CODES.keys()];
  const sql = ch`SELECT arrayJoin(arrayFilter((id, chosen) -> chosen, arrayEnumerate(code),
      arrayMap((code, channel, amount) -> ${condition}, code, channel, amount))) AS id
    FROM (SELECT groupArray(code) AS code, groupArray(channel) AS channel, groupArray(amount) AS amount FROM (
      SELECT toUInt16(indexOf(${arrayOf('String', names)}, event)) AS code,
        toUInt8(indexOf(${arrayOf('String', CHANNEL_NAMES)}, channel)) AS channel,
        toInt64(ifNull(amount, 0) * 10000) AS amount
      FROM events WHERE seq >= ${u64(subjects.length)} ORDER BY seq))`;
  return (await clickhouse.query(sql, idRow)).map((row) => row.id - 1);
}

test('a condition on a journey agrees with the evaluator, or is refused', async () => {
  let compiled = 0;
  const trees = fc.sample(arbitraryExpression(), { numRuns: 4000, seed: 99 });
  for (const tree of trees) {
    const condition = compileOnJourney(tree, EVENT_CODES);
    if (condition === null || compiled > 300) continue;
    compiled++;
    const expected = journeySubjects.flatMap((subject, index) => (evaluate(tree, subject) ? [index] : []));
    expect(await answerOnJourney(condition), printExpression(tree)).toEqual(expected);
  }
  expect(compiled).toBeGreaterThan(100);
});

test.each([
  ["channel in ('store', 'kiosk') and amount > 100", true],
  ["'10' < amount", true],
  ["event contains 'a' or not channel = 'web'", true],
  ['amount < 5', false],
  ['exists amount', false],
  ['channel = event', false],
  ["channel = 'web' and device = 'phone'", false],
  ['properties.total > 1', false],
])('on journeys: %s can be answered: %s', (text, isAnswerable) => {
  expect(compileOnJourney(parseExpression(text), EVENT_CODES) !== null).toBe(isAnswerable);
});
