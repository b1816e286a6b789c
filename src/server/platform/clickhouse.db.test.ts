import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { arrayOf, ChSql, ch, f64, i64, u64 } from './sql.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom("'", '\\', '"', '\n', '{p0:String}', '--', '/*', '%', '\0', 'é') }),
);
// the engine stores bytes, so halves of surrogate pairs do not come back
const whole = text.filter((value) => !/\p{Surrogate}/u.test(value));

test('every value arrives as it was given, whatever it looks like, as parameter and as literal', async () => {
  const { clickhouse } = stores.context;
  // a statement made of literals only, put as a question
  const literal = (sql: ChSql) => new ChSql([sql.inline()], []);
  const row = z.object({
    one: z.string(),
    many: z.array(z.string()),
    big: z.string(),
    ids: z.array(z.string()),
  });
  await fc.assert(
    fc.asyncProperty(
      whole,
      fc.array(whole, { maxLength: 5 }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 5 }),
      async (one, many, big, ids) => {
        const sql = ch`SELECT ${one} AS one, ${arrayOf('String', many)} AS many, ${i64(big)} AS big, ${arrayOf('UInt64', ids)} AS ids`;
        const want = [{ one, many, big: String(big), ids: ids.map(String) }];
        expect(await clickhouse.query(literal(sql), row)).toEqual(want);
        expect(await clickhouse.query(sql, row)).toEqual(want);
      },
    ),
    { numRuns: 300 },
  );
  const [other] = await clickhouse.query(
    literal(
      ch`SELECT ${f64(0.1)} AS tenth, ${true} AS yes, length(${arrayOf('UInt64', new Array(300_000).fill(2n ** 63n))}) AS many`,
    ),
    z.object({ tenth: z.number(), yes: z.boolean(), many: z.coerce.number() }),
  );
  expect(other).toEqual({ tenth: 0.1, yes: true, many: 300_000 });
});

test('a stopped question leaves nothing of its answer to the next one', async () => {
  const { clickhouse } = stores.context;
  const row = z.object({ token: z.string() });
  const ask = (token: string, signal?: AbortSignal) =>
    clickhouse.query(
      ch`SELECT ${token} AS token FROM (SELECT number % 1000 AS x, uniqExact(number % 5000) FROM numbers_mt(2000000) GROUP BY x)`,
      row,
      signal ? { signal } : {},
    );
  const began = performance.now();
  await ask('measured');
  const ms = performance.now() - began;
  // stopped just before its end, when its answer is written, or just after
  for (let no = 0; no < 60; no++) {
    const stop = AbortSignal.timeout(Math.round(ms * (0.5 + no / 80)));
    await ask(`stopped-${no}`, stop).catch((error) => expect(error).toMatchObject({ reason: 'cancelled' }));
    const token = `next-${no}`;
    expect(await clickhouse.query(ch`SELECT ${token} AS token`, row)).toEqual([{ token }]);
  }
});

test('commands end while a long question runs', async () => {
  const { clickhouse } = stores.context;
  const long = new AbortController();
  let isOver = false;
  const longest = clickhouse
    .queryBytes(ch`SELECT sum(sipHash64(number)) FROM numbers(${u64(1e12)})`, 'TSV', { signal: long.signal })
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  // several, since the first may be put before the long one
  for (let no = 0; no < 3; no++) {
    await clickhouse.command(
      ch`INSERT INTO journeys_delta SELECT * FROM journeys_delta WHERE version = ${u64(no)}`,
    );
  }
  expect(isOver).toBe(false);
  long.abort();
  await longest;
});

test('what one question sets is not set for the next', async () => {
  const { clickhouse } = stores.context;
  const threads = async (settings: Record<string, number>) =>
    String(await clickhouse.queryBytes(ch`SELECT getSetting('max_threads')`, 'TSV', { settings })).trim();
  const usual = await threads({});
  // as many as there are connections, so that each has had one
  await Promise.all(Array.from({ length: 8 }, () => threads({ max_threads: 7 })));
  expect(await threads({ max_threads: 7 })).toBe('7');
  for (let no = 0; no < 8; no++) expect(await threads({})).toBe(usual);
});
