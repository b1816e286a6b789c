import { z } from 'zod';
import { parseExpression } from '../../shared/expression/parse.ts';
import type { EventBinding } from '../../shared/maps/journey-map.ts';
import { STALE_AFTER_MS } from '../../shared/maps/lint-map.ts';
import { compileExpression } from '../journeys/expression-sql.ts';
import { arrayOf, ch, i64, joinCh, u16, u32 } from '../platform/sql.ts';
import type { MapQuestion } from './map-question.ts';

const latestRow = z.object({ latest: z.coerce.number(), events: z.coerce.number() });

/**
 * Time of the latest event (ms) that any of the bindings matches, up to the end of the period; null = none ever. Conditions
 * on properties are costly, so the days that decide about "stale" are asked first, and all time only where they are empty.
 */
export async function readLatestAt(
  question: MapQuestion,
  bindings: readonly EventBinding[],
): Promise<number | null> {
  const { context, workspace, facts, span, options } = question;
  const codes = new Set<number>();
  const conditions = bindings.flatMap(({ event, where }) => {
    const code = facts.eventCodes.get(event);
    if (code === undefined) return [];
    codes.add(code);
    const isEvent = ch`code = ${u16(code)}`;
    return [
      where === undefined
        ? ch`(${isEvent})`
        : ch`(${isEvent} AND ${compileExpression(parseExpression(where))})`,
    ];
  });
  if (conditions.length === 0) return null;
  const read = async (fromMs: number) => {
    const [row] = await context.clickhouse.query(
      ch`SELECT toUnixTimestamp64Milli(max(at)) AS latest, count() AS events FROM events
        PREWHERE has(${arrayOf('UInt16', [...codes])}, code) AND at >= fromUnixTimestamp64Milli(${i64(fromMs)})
          AND at < fromUnixTimestamp64Milli(${i64(span.toMs)})
        WHERE workspace = ${u32(workspace)} AND (${joinCh(conditions, ch` OR `)})`,
      latestRow,
      options,
    );
    return row && row.events > 0 ? row.latest : null;
  };
  return (await read(span.toMs - STALE_AFTER_MS)) ?? (await read(EARLIEST_MS));
}

const latestOfRow = z.object({ list: z.coerce.number(), latest: z.coerce.number() });

/** The latest event before `untilMs` of each list of bindings; null = none ever. One pass for all lists. */
export async function readLatestOfEach(
  { context, workspace, facts, options }: MapQuestion,
  lists: readonly (readonly EventBinding[])[],
  untilMs: number,
): Promise<(number | null)[]> {
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
  if (codes.size === 0) return lists.map(() => null);
  const rows = await context.clickhouse.query(
    ch`SELECT arrayJoin(arrayFilter(list -> list != 0, [${joinCh(places, ch`, `)}])) AS list, toUnixTimestamp64Milli(max(at)) AS latest
      FROM events PREWHERE workspace = ${u32(workspace)} AND has(${arrayOf('UInt16', [...codes])}, code)
        AND at < fromUnixTimestamp64Milli(${i64(untilMs)}) GROUP BY list`,
    latestOfRow,
    options,
  );
  return lists.map((_, index) => rows.find(({ list }) => list === index + 1)?.latest ?? null);
}

/** What a DateTime64(3) can hold. */
export const EARLIEST_MS = Date.UTC(1900, 0, 1);
