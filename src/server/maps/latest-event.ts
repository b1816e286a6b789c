import { z } from 'zod';
import { parseExpression } from '../../shared/expression/parse.ts';
import type { EventBinding } from '../../shared/maps/journey-map.ts';
import { compileExpression } from '../journeys/expression-sql.ts';
import { ch, i64, joinCh, u16, u32 } from '../platform/sql.ts';
import type { MapQuestion } from './map-question.ts';

const latestRow = z.object({ latest: z.coerce.number(), events: z.coerce.number() });

/** Time of the latest event (ms) that any of the bindings matches, up to the end of the period; null = none ever. */
export async function readLatestAt(
  question: MapQuestion,
  bindings: readonly EventBinding[],
): Promise<number | null> {
  const { context, workspace, facts, span, options } = question;
  const conditions = bindings.flatMap(({ event, where }) => {
    const code = facts.eventCodes.get(event);
    if (code === undefined) return [];
    const isEvent = ch`code = ${u16(code)}`;
    return [
      where === undefined
        ? ch`(${isEvent})`
        : ch`(${isEvent} AND ${compileExpression(parseExpression(where))})`,
    ];
  });
  if (conditions.length === 0) return null;
  const [row] = await context.clickhouse.query(
    ch`SELECT toUnixTimestamp64Milli(max(at)) AS latest, count() AS events FROM events
      WHERE workspace = ${u32(workspace)} AND at < fromUnixTimestamp64Milli(${i64(span.toMs)}) AND (${joinCh(conditions, ch` OR `)})`,
    latestRow,
    options,
  );
  return row && row.events > 0 ? row.latest : null;
}
