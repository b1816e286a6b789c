import { type ChSql, ch, u32 } from '../platform/sql.ts';

/**
 * The journeys of a workspace, one row per person, newest form: base rows of untouched people and the whole rows of
 * everyone in the delta. `columns` is a select list over workspace, bucket, person, identified, at, code, channel,
 * amount, seq; `where` narrows both halves (by person only, or it would hide a newer row).
 *
 * ch`SELECT count() FROM (${journeysOf(1, ch`person, at, code`)}) WHERE has(code, 3)`
 */
export function journeysOf(workspace: number, columns: ChSql, where: ChSql = ch`1`): ChSql {
  const id = u32(workspace);
  return ch`SELECT ${columns} FROM journeys_base
    WHERE workspace = ${id} AND ${where}
      AND person NOT IN (SELECT person FROM journeys_delta WHERE workspace = ${id})
    UNION ALL
    SELECT ${columns} FROM journeys_delta FINAL
    WHERE workspace = ${id} AND ${where} AND notEmpty(at)`;
}
