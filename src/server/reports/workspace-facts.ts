import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Postgres } from '../platform/postgres.ts';
import { BadQuestion } from './bad-question.ts';

/** What every report must know of a workspace. */
export interface WorkspaceFacts {
  timeZone: string;
  currency: string;
  /** code of every event name seen so far */
  eventCodes: ReadonlyMap<string, number>;
}

const settingsRow = z.object({ time_zone: z.string(), currency: z.string() });
const eventNameRow = z.object({ name: z.string(), code: z.number().int() });

export async function readWorkspaceFacts(postgres: Postgres, workspace: number): Promise<WorkspaceFacts> {
  const [settings, names] = await Promise.all([
    postgres.query(sql`SELECT time_zone, currency FROM workspace WHERE id = ${workspace}`, settingsRow),
    postgres.query(sql`SELECT name, code FROM event_name WHERE workspace = ${workspace}`, eventNameRow),
  ]);
  const [row] = settings;
  if (row === undefined) throw new BadQuestion(`There is no workspace ${workspace}.`);
  return {
    timeZone: row.time_zone,
    currency: row.currency,
    eventCodes: new Map(names.map(({ name, code }) => [name, code])),
  };
}

/** Events that the product itself makes from others: no contact with the shop, so no touch and no step of a path. */
const DERIVED_EVENTS = [
  'Stage Entered',
  'Segment Entered',
  'Segment Left',
  'Flow Entered',
  'Flow Left',
  'Experiment Exposed',
];

export function derivedCodesOf(eventCodes: ReadonlyMap<string, number>): number[] {
  return DERIVED_EVENTS.flatMap((name) => eventCodes.get(name) ?? []);
}
