import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { ch, u64 } from '../platform/sql.ts';

/** A place in the event log and one in the identity log. */
export interface LogPlace {
  seq: number;
  change: number;
}

/** Ids of people by workspace. */
export type PeopleByWorkspace = Map<number, Set<number>>;

export function addPeople(to: PeopleByWorkspace, workspace: number, persons: Iterable<number>): void {
  const set = to.get(workspace) ?? new Set();
  for (const person of persons) set.add(person);
  to.set(workspace, set);
}

const personRow = z.object({ node: z.coerce.number(), person: z.coerce.number() });
const NODES_A_QUERY = 20_000;

/** Cursors of a follower of the logs by name, 0 where it has none. */
export async function readCursors<N extends string>(
  { postgres }: Pick<Context, 'postgres'>,
  names: readonly N[],
): Promise<Record<N, number>> {
  const rows = await postgres.query(
    sql`SELECT name, seq FROM log_cursor WHERE name = ANY(${[...names]}::text[])`,
    z.object({ name: z.string(), seq: z.coerce.number() }),
  );
  const entries = names.map((name) => [name, rows.find((row) => row.name === name)?.seq ?? 0]);
  return Object.fromEntries(entries) as Record<N, number>; // one entry per name
}

/** After a start: whose events or identity changed behind a place of the logs, and how far the identity log goes. */
export async function readTouchedPeople(
  { clickhouse, postgres }: Pick<Context, 'clickhouse' | 'postgres'>,
  behind: LogPlace,
): Promise<{ people: PeopleByWorkspace; throughChange: number }> {
  const people: PeopleByWorkspace = new Map();
  const touched = await clickhouse.query(
    ch`SELECT DISTINCT workspace, node FROM events WHERE seq > ${u64(behind.seq)} LIMIT 5000000`,
    z.object({ workspace: z.number(), node: z.coerce.number() }),
    { maxExecutionMs: 300_000 },
  );
  for (const workspace of new Set(touched.map((row) => row.workspace))) {
    const nodes = touched.filter((row) => row.workspace === workspace).map((row) => row.node);
    addPeople(people, workspace, []);
    for (let at = 0; at < nodes.length; at += NODES_A_QUERY) {
      const rows = await postgres.query(
        sql`SELECT node, person FROM identifier WHERE node = ANY(${nodes.slice(at, at + NODES_A_QUERY)}::bigint[])`,
        personRow,
      );
      addPeople(
        people,
        workspace,
        rows.map((row) => row.person),
      );
    }
  }
  let throughChange = behind.change;
  const changed = await postgres.query(
    sql`SELECT workspace, node, person, changed FROM identifier WHERE changed > ${behind.change}`,
    personRow.extend({ workspace: z.number(), changed: z.coerce.number() }),
  );
  for (const row of changed) {
    // The number of the node may have been a person's id before it moved.
    addPeople(people, row.workspace, [row.node, row.person]);
    throughChange = Math.max(throughChange, row.changed);
  }
  return { people, throughChange };
}
