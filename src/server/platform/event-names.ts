import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Postgres } from './postgres.ts';

/** A workspace has 65,535 event names at most; the name that found no room. */
export class TooManyEventNames extends Error {}

/** The dictionary of event names: each workspace numbers its names from 1, 16 bits. */
export interface EventNames {
  /** Codes of these names; new ones are added. Throws TooManyEventNames. */
  codesOf(workspace: number, names: readonly string[]): Promise<Map<string, number>>;
  /** Every name seen so far, by code. */
  namesOf(workspace: number): Promise<Map<number, string>>;
}

const MAX_CODE = 65_535;

export function createEventNames(postgres: Postgres): EventNames {
  const known = new Map<number, Map<string, number>>();

  async function load(workspace: number): Promise<Map<string, number>> {
    const rows = await postgres.query(
      sql`SELECT code, name FROM event_name WHERE workspace = ${workspace}`,
      z.object({ code: z.number(), name: z.string() }),
    );
    const codes = new Map(rows.map((row) => [row.name, row.code]));
    known.set(workspace, codes);
    return codes;
  }

  return {
    async codesOf(workspace, names) {
      let codes = known.get(workspace) ?? (await load(workspace));
      const missing = [...new Set(names.filter((name) => !codes.has(name)))];
      if (missing.length > 0) {
        await postgres.transaction(async (queries) => {
          await queries.run(sql`SELECT pg_advisory_xact_lock(4001, ${workspace}::int)`);
          await queries.run(
            sql`INSERT INTO event_name (workspace, code, name)
              SELECT ${workspace}::int, m.top + row_number() OVER (), t.name
              FROM unnest(${missing}::text[]) AS t(name),
                (SELECT coalesce(max(code), 0) AS top FROM event_name WHERE workspace = ${workspace}) AS m
              WHERE NOT EXISTS (SELECT 1 FROM event_name e WHERE e.workspace = ${workspace} AND e.name = t.name)
                AND m.top + ${missing.length}::int <= ${MAX_CODE}`,
          );
        });
        codes = await load(workspace);
        const lost = missing.find((name) => !codes.has(name));
        if (lost !== undefined) {
          throw new TooManyEventNames(
            `The event name "${lost}" is new, and a workspace has ${MAX_CODE} names at most. Put what varies into a property.`,
          );
        }
      }
      return codes;
    },
    async namesOf(workspace) {
      const codes = await load(workspace);
      return new Map([...codes].map(([name, code]) => [code, name]));
    },
  };
}
