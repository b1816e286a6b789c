import sql from 'sql-template-tag';
import { z } from 'zod';
import { evaluate } from '../../shared/expression/evaluate.ts';
import { ExpressionError, paths } from '../../shared/expression/expression.ts';
import { parseExpression } from '../../shared/expression/parse.ts';
import { arrayOf, type ChSql, ch } from '../platform/sql.ts';
import { BadQuestion } from '../reports/bad-question.ts';
import type { MapQuestion } from './map-question.ts';

const traitRow = z.object({ person: z.string(), name: z.string(), value: z.unknown() });

/**
 * The people of a segment (condition on traits) as a condition on `person` of journeys. A person's trait is the newest
 * value of that name over all their identifiers, as in their profile.
 */
export async function peopleOfSegment(
  question: Pick<MapQuestion, 'context' | 'workspace'>,
  segment: string | null,
): Promise<ChSql> {
  if (segment === null) return ch`1`;
  const tree = readSegment(segment);
  const people = await readTraits(question, traitsIn(tree));
  // people without any of these traits are not among the rows; the condition says whether they belong
  const isInWithout = evaluate(tree, {});
  const exceptions = [...people]
    .filter(([, traits]) => evaluate(tree, { traits }) !== isInWithout)
    .map(([person]) => BigInt(person));
  const list = arrayOf('UInt64', exceptions);
  return isInWithout ? ch`person NOT IN ${list}` : ch`person IN ${list}`;
}

/** Names of the traits that a condition asks for. */
export function traitsIn(tree: ReturnType<typeof readSegment>): string[] {
  return [...new Set(paths(tree).map((path) => path.segments[1] ?? ''))];
}

/** These traits of everybody who has any of them, by person. */
export async function readTraits(
  { context, workspace }: Pick<MapQuestion, 'context' | 'workspace'>,
  names: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  const rows = await context.postgres.query(
    sql`SELECT DISTINCT ON (i.person, t.name) i.person::text AS person, t.name, t.value
      FROM trait t JOIN identifier i ON i.node = t.node
      WHERE t.workspace = ${workspace} AND t.name = ANY(${[...names]}::text[])
      ORDER BY i.person, t.name, t.at DESC`,
    traitRow,
  );
  const people = new Map<string, Record<string, unknown>>();
  for (const { person, name, value } of rows) {
    const traits = people.get(person) ?? {};
    traits[name] = value;
    people.set(person, traits);
  }
  return people;
}

/** A condition on traits; throws BadQuestion where it cannot be read or asks for something else. */
export function readSegment(segment: string) {
  try {
    const tree = parseExpression(segment);
    const other = paths(tree).find((path) => path.segments[0] !== 'traits');
    if (!other) return tree;
    throw new BadQuestion(
      `The segment "${segment}" asks for ${other.segments.join('.')}; people are told by traits only.`,
    );
  } catch (error) {
    if (error instanceof ExpressionError)
      throw new BadQuestion(`The segment "${segment}": ${error.message}.`);
    throw error;
  }
}
