import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Path } from '../../shared/expression/expression.ts';
import { parseExpression } from '../../shared/expression/parse.ts';
import { compileExpression, compileNumber } from '../journeys/expression-sql.ts';
import type { Context } from '../platform/context.ts';
import { arrayOf, type ChSql, ch, i64, joinCh, u16, u32, u64 } from '../platform/sql.ts';

/** A condition on the events of one name, a number and the order or session of theirs: read of each event once and kept. */
export interface EventReading {
  code: number;
  /** empty = every event of the name */
  where: string;
  /** path of a number; empty = none */
  field: string;
  /** column that names what is counted once; empty = none */
  thing: Thing;
}

export type Thing = '' | 'order_id' | 'session';

/** A reading that is kept up to a place of the log. */
export interface KeptReading extends EventReading {
  id: bigint;
  throughSeq: number;
}

/** Readings of a workspace that are kept now, by `idOf`. */
export type KeptReadings = ReadonlyMap<bigint, KeptReading>;

/** To be raised when expressions come to mean something else: what was kept is then read anew. */
const MEANING = 1;

/** The number that a reading is kept under. */
export function idOf({ code, where, field, thing }: EventReading): bigint {
  const text = JSON.stringify([MEANING, code, where, field, ...(thing === '' ? [] : [thing])]);
  return createHash('sha256').update(text).digest().readBigUInt64LE();
}

/** The path that a field names. */
export function numberPath(field: string): Path {
  const tree = parseExpression(`exists ${field}`); // the file was read: it is a path
  if (tree.kind !== 'exists') throw new Error(`${field} is no path`);
  return tree.item;
}

export const thingName = z.enum(['', 'order_id', 'session']) satisfies z.ZodType<Thing>;

const readingRow = z.object({
  code: z.number(),
  condition: z.string(),
  field: z.string(),
  thing: thingName,
  through_seq: z.coerce.number(),
});

export async function readKept(
  { postgres }: Pick<Context, 'postgres'>,
  workspace: number,
): Promise<KeptReadings> {
  const rows = await postgres.query(
    sql`SELECT code, condition, field, thing, through_seq FROM map_reading WHERE workspace = ${workspace} AND through_seq IS NOT NULL`,
    readingRow,
  );
  return new Map(
    rows.map(({ code, condition, field, thing, through_seq }) => {
      const reading = { code, where: condition, field, thing };
      const id = idOf(reading);
      return [id, { ...reading, id, throughSeq: through_seq }];
    }),
  );
}

/** All of these as they are kept; null = one is not. */
export function findKept(
  kept: KeptReadings | undefined,
  readings: readonly EventReading[],
): KeptReading[] | null {
  const found = readings.flatMap((reading) => kept?.get(idOf(reading)) ?? []);
  return found.length === readings.length ? found : null;
}

/**
 * SELECT of reading, at (ms), seq, number, thing: every event of the log from `fromMs` on that one of the readings matches. What is
 * not kept yet is read from the log itself, so the answer never depends on how far the keeper is. `isOnce`: no row
 * stands twice; where only membership is asked this is not needed.
 */
export function readingRows(
  workspace: number,
  readings: readonly KeptReading[],
  { fromMs, isOnce }: { fromMs: number; isOnce: boolean },
): ChSql {
  const throughSeq = Math.min(...readings.map((reading) => reading.throughSeq));
  const ids = arrayOf(
    'UInt64',
    readings.map(({ id }) => id),
  );
  return ch`SELECT reading, at, seq, number, thing FROM event_readings ${isOnce ? ch`FINAL` : ch``}
      WHERE workspace = ${u32(workspace)} AND reading IN ${ids} AND at >= ${i64(fromMs)} AND seq <= ${u64(throughSeq)}
    UNION ALL ${readFromLog(workspace, readings, ch`seq > ${u64(throughSeq)} AND at >= fromUnixTimestamp64Milli(${i64(fromMs)})`)}`;
}

/** The same SELECT over the events of a part of the log (a condition on its key columns). */
export function readFromLog(
  workspace: number,
  readings: readonly (EventReading & { id: bigint })[],
  part: ChSql,
): ChSql {
  const codes = arrayOf('UInt16', [...new Set(readings.map(({ code }) => code))]);
  const found = readings.map(({ id, code, where, field, thing }) => {
    const isIt =
      where === ''
        ? ch`code = ${u16(code)}`
        : ch`code = ${u16(code)} AND ${compileExpression(parseExpression(where))}`;
    const number = field === '' ? ch`NULL` : ch`if(${isIt}, ${compileNumber(numberPath(field))}, NULL)`;
    return ch`(if(${isIt}, ${u64(id)}, toUInt64(0)), CAST(${number} AS Nullable(Float64)), ${hashThing(thing)})`;
  });
  return ch`SELECT r.1 AS reading, toUnixTimestamp64Milli(event_at) AS at, seq, r.2 AS number, r.3 AS thing
    FROM (SELECT at AS event_at, seq, arrayJoin(arrayFilter(r -> r.1 != 0, [${joinCh(found, ch`, `)}])) AS r
      FROM events PREWHERE workspace = ${u32(workspace)} AND has(${codes}, code) AND ${part})`;
}

/** FixedString(16) over the columns of an event; zero = it has no such thing. */
export function hashThing(thing: Thing): ChSql {
  if (thing === '') return NO_THING;
  const name = thing === 'order_id' ? ch`order_id` : ch`session`;
  return ch`if(${name} = '', ${NO_THING}, sipHash128(${name}))`;
}

export const NO_THING = ch`toFixedString('', 16)`;
