import { z } from 'zod';
import { parseExpression } from '../../shared/expression/parse.ts';
import type { EventBinding } from '../../shared/maps/journey-map.ts';
import { STALE_AFTER_MS } from '../../shared/maps/lint-map.ts';
import { compileExpression } from '../journeys/expression-sql.ts';
import { arrayOf, ch, i64, joinCh, u16, u32 } from '../platform/sql.ts';
import { findKept, type KeptReading, readingRows } from './event-readings.ts';
import type { MapQuestion } from './map-question.ts';

/** Time of the latest event (ms) that any of the bindings matches, up to the end of the period; null = none ever. */
export async function readLatestAt(
  question: MapQuestion,
  bindings: readonly EventBinding[],
): Promise<number | null> {
  const [latest = null] = await readLatestAtOfEach(question, [bindings]);
  return latest;
}

/**
 * The same of each list. Conditions on properties are costly, so the days that decide about "stale" are asked first, and
 * all time only for those that have none there.
 */
export async function readLatestAtOfEach(
  question: MapQuestion,
  lists: readonly (readonly EventBinding[])[],
): Promise<(number | null)[]> {
  if (lists.length === 0) return [];
  const { toMs } = question.span;
  const staleMs = toMs - STALE_AFTER_MS;
  const lately = await readLatestOfEach(question, lists, { fromMs: staleMs, untilMs: toMs });
  const older = lists.map((bindings, index) => (lately[index] === null ? bindings : []));
  if (older.every((bindings) => bindings.length === 0)) return lately;
  const ever = await readLatestOfEach(question, older, { fromMs: EARLIEST_MS, untilMs: staleMs });
  return lately.map((latest, index) => latest ?? ever[index] ?? null);
}

const latestOfRow = z.object({ list: z.coerce.number(), latest: z.coerce.number() });

/** Its times: from `fromMs` on, before `untilMs`. */
interface Range {
  fromMs: number;
  untilMs: number;
}

/**
 * The latest event in the range of each list of bindings; null = none. One pass over the log for all lists, and one over
 * what is kept.
 */
export async function readLatestOfEach(
  question: MapQuestion,
  lists: readonly (readonly EventBinding[])[],
  range: Range,
): Promise<(number | null)[]> {
  const inLog = lists.map(() => [] as EventBinding[]);
  const known: { list: number; reading: KeptReading }[] = [];
  lists.forEach((bindings, list) => {
    for (const binding of bindings) {
      const code = question.facts.eventCodes.get(binding.event);
      if (code === undefined) continue;
      const { where = '' } = binding;
      const [reading] =
        where === '' ? [] : (findKept(question.kept, [{ code, where, field: '', thing: '' }]) ?? []);
      if (reading) known.push({ list, reading });
      else inLog[list]?.push(binding);
    }
  });
  const [ofLog, ofKept] = await Promise.all([
    readLatestInLog(question, inLog, range),
    readLatestKept(
      question,
      known.map(({ reading }) => reading),
      range,
    ),
  ]);
  return lists.map((_, index) => {
    const times = known.flatMap(({ list, reading }) =>
      list === index ? (ofKept.get(reading.id.toString()) ?? []) : [],
    );
    const inLogMs = ofLog.get(index);
    if (inLogMs !== undefined) times.push(inLogMs);
    return times.length === 0 ? null : Math.max(...times);
  });
}

async function readLatestInLog(
  { context, workspace, facts, options }: MapQuestion,
  lists: readonly (readonly EventBinding[])[],
  { fromMs, untilMs }: Range,
): Promise<ReadonlyMap<number, number>> {
  const codes = new Set<number>();
  const places = lists.map((bindings, index) => {
    const conditions = bindings.flatMap(({ event, where }) => {
      const code = facts.eventCodes.get(event);
      if (code === undefined) return [];
      codes.add(code);
      const isEvent = ch`code = ${u16(code)}`;
      return [
        where === undefined ? isEvent : ch`(${isEvent} AND ${compileExpression(parseExpression(where))})`,
      ];
    });
    return ch`if(${joinCh(conditions, ch` OR `, ch`0`)}, ${u16(index + 1)}, 0)`;
  });
  if (codes.size === 0) return new Map();
  const rows = await context.clickhouse.query(
    ch`SELECT arrayJoin(arrayFilter(list -> list != 0, [${joinCh(places, ch`, `)}])) AS list, toUnixTimestamp64Milli(max(at)) AS latest
      FROM events PREWHERE workspace = ${u32(workspace)} AND has(${arrayOf('UInt16', [...codes])}, code)
        AND at >= fromUnixTimestamp64Milli(${i64(fromMs)}) AND at < fromUnixTimestamp64Milli(${i64(untilMs)}) GROUP BY list`,
    latestOfRow,
    options,
  );
  return new Map(rows.map(({ list, latest }) => [list - 1, latest]));
}

const latestKeptRow = z.object({ reading: z.string(), latest: z.coerce.number() });

/** By the number of the reading, as text. */
async function readLatestKept(
  { context, workspace, options }: MapQuestion,
  readings: readonly KeptReading[],
  { fromMs, untilMs }: Range,
): Promise<ReadonlyMap<string, number>> {
  if (readings.length === 0) return new Map();
  const rows = await context.clickhouse.query(
    ch`SELECT reading, max(at) AS latest FROM (${readingRows(workspace, readings, { fromMs, isOnce: false })})
      WHERE at < ${i64(untilMs)} GROUP BY reading`,
    latestKeptRow,
    options,
  );
  return new Map(rows.map(({ reading, latest }) => [reading, latest]));
}

/** What a DateTime64(3) can hold. */
export const EARLIEST_MS = Date.UTC(1900, 0, 1);
