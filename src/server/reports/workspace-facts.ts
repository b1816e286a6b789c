import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Postgres } from '../platform/postgres.ts';
import { BadQuestion } from './bad-question.ts';

/** What every report must know of a workspace. */
export interface WorkspaceFacts {
  timeZone: string;
  currency: string;
}

const settingsRow = z.object({ time_zone: z.string(), currency: z.string() });

export async function readWorkspaceFacts(postgres: Postgres, workspace: number): Promise<WorkspaceFacts> {
  const [row] = await postgres.query(
    sql`SELECT time_zone, currency FROM workspace WHERE id = ${workspace}`,
    settingsRow,
  );
  if (row === undefined) throw new BadQuestion(`There is no workspace ${workspace}.`);
  return { timeZone: row.time_zone, currency: row.currency };
}

const codeRow = z.object({ name: z.string(), code: z.number().int() });

/** Codes of those of the names that were ever seen in the workspace. */
export async function readEventCodes(
  postgres: Postgres,
  workspace: number,
  names: readonly string[],
): Promise<Map<string, number>> {
  const rows = await postgres.query(
    sql`SELECT name, code FROM event_name WHERE workspace = ${workspace} AND name = ANY(${[...new Set(names)]})`,
    codeRow,
  );
  return new Map(rows.map((row) => [row.name, row.code]));
}

/** Names of all codes of the workspace. */
export async function readEventNames(postgres: Postgres, workspace: number): Promise<Map<number, string>> {
  const rows = await postgres.query(
    sql`SELECT name, code FROM event_name WHERE workspace = ${workspace}`,
    codeRow,
  );
  return new Map(rows.map((row) => [row.code, row.name]));
}
