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

/** What a DateTime64(3) can hold. */
export const EARLIEST_MS = Date.UTC(1900, 0, 1);
