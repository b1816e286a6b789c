import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { DEVICE_TYPES, ruleOf } from './identity-rules.ts';

/** How a person is called, and whether they are known by more than browsers and devices. */
export interface PersonName {
  /** name, else email, else the strongest identifier */
  label: string;
  isKnown: boolean;
}

/** The names of these people. */
export async function labelPeople(
  context: Context,
  workspace: number,
  persons: readonly number[],
): Promise<Map<number, PersonName>> {
  if (persons.length === 0) return new Map();
  const rows = await context.postgres.query(
    sql`SELECT i.person, i.type, i.value, t.name AS trait, t.value #>> '{}' AS trait_value
      FROM identifier i LEFT JOIN trait t ON t.node = i.node AND t.name IN ('name', 'firstName', 'lastName', 'first_name', 'last_name')
      WHERE i.workspace = ${workspace} AND i.person = ANY(${[...persons]}::bigint[])`,
    z.object({
      person: z.coerce.number(),
      type: z.string(),
      value: z.string(),
      trait: z.string().nullable(),
      trait_value: z.string().nullable(),
    }),
  );
  const labels = new Map<number, PersonName>();
  for (const person of new Set(rows.map((row) => row.person))) {
    const own = rows.filter((row) => row.person === person);
    const trait = (...names: string[]) =>
      own.find((row) => row.trait !== null && names.includes(row.trait))?.trait_value;
    const parts = [trait('firstName', 'first_name'), trait('lastName', 'last_name')]
      .filter(Boolean)
      .join(' ');
    const email = own.find((row) => row.type === 'email')?.value;
    const strongest = [...own].sort((a, b) => ruleOf(a.type).priority - ruleOf(b.type).priority)[0]?.value;
    labels.set(person, {
      label: trait('name') || parts || email || strongest || String(person),
      isKnown: own.some((row) => !DEVICE_TYPES.includes(row.type)),
    });
  }
  return labels;
}

const count = z.coerce.number().int();

/** How many people the identifiers of a workspace make, and how many of them are known by more than browsers and devices. */
export async function countPeople(
  { postgres }: Pick<Context, 'postgres'>,
  workspace: number,
): Promise<{ people: number; known: number }> {
  const [counted] = await postgres.query(
    sql`SELECT count(*) AS people, count(*) FILTER (WHERE is_known) AS known FROM (
        SELECT person, bool_or(type != ALL(${[...DEVICE_TYPES]}::text[])) AS is_known
        FROM identifier WHERE workspace = ${workspace} GROUP BY person) AS p`,
    z.object({ people: count, known: count }),
  );
  return counted ?? { people: 0, known: 0 };
}

/** Who an id points at today: a merged person's old id leads to the new one; null where nobody ever had it. */
export async function findCurrentPerson(
  context: Context,
  workspace: number,
  person: number,
): Promise<number | null> {
  if (!Number.isSafeInteger(person)) return null; // larger than Postgres' bigint, which would refuse the question
  const [row] = await context.postgres.query(
    sql`SELECT person FROM identifier WHERE workspace = ${workspace} AND node = ${person}`,
    z.object({ person: z.coerce.number() }),
  );
  return row?.person ?? null;
}

const identifierRow = z.object({
  node: z.coerce.number(),
  type: z.string(),
  value: z.string(),
  source: z.string(),
  first_seen_at: z.date(),
});

/** The identifiers of a person, strongest first. */
export async function listIdentifiers(context: Context, workspace: number, person: number) {
  const rows = await context.postgres.query(
    sql`SELECT node, type, value, source, first_seen_at FROM identifier
      WHERE workspace = ${workspace} AND person = ${person} ORDER BY node`,
    identifierRow,
  );
  return rows.sort((a, b) => ruleOf(a.type).priority - ruleOf(b.type).priority);
}

/** Current traits of a person: the newest value of each name over their identifiers. */
export async function listTraits(context: Context, workspace: number, person: number) {
  return context.postgres.query(
    sql`SELECT DISTINCT ON (t.name) t.name, t.value, t.at, t.source
      FROM trait t JOIN identifier i ON i.node = t.node
      WHERE i.workspace = ${workspace} AND i.person = ${person}
      ORDER BY t.name, t.at DESC, t.node`,
    z.object({ name: z.string(), value: z.unknown(), at: z.date(), source: z.string() }),
  );
}

/**
 * People that an identifier (from its beginning) or a word of a name points at, at most `limit`, best match first:
 * whole identifier, beginning of an identifier, part of a name.
 */
export async function findPeople(
  context: Context,
  workspace: number,
  query: string,
  limit: number,
): Promise<number[]> {
  const text = query.trim();
  if (text === '' || text.includes('\0')) return [];
  const lower = text.toLowerCase();
  const beginning = (value: string) => `${value.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await context.postgres.query(
    sql`SELECT person, min(rank) AS rank FROM (
        SELECT person, 0 AS rank FROM identifier WHERE workspace = ${workspace} AND value IN (${text}, ${lower})
        UNION ALL
        (SELECT person, 1 FROM identifier WHERE workspace = ${workspace}
          AND (value LIKE ${beginning(text)} OR value LIKE ${beginning(lower)}) LIMIT ${limit})
        UNION ALL
        (SELECT i.person, 2 FROM trait t JOIN identifier i ON i.node = t.node
          WHERE t.workspace = ${workspace} AND t.name IN ('name', 'firstName', 'lastName')
            AND lower(t.value #>> '{}') LIKE ${`%${beginning(lower)}`} LIMIT ${limit})
      ) AS found GROUP BY person ORDER BY rank, person LIMIT ${limit}`,
    z.object({ person: z.coerce.number() }),
  );
  return rows.map((row) => row.person);
}
