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
export async function peopleOfSegment(question: MapQuestion, segment: string | null): Promise<ChSql> {
  if (segment === null) return ch`1`;
  const tree = readSegment(segment);
  const names = [...new Set(paths(tree).map((path) => path.segments[1] ?? ''))];
  const rows = await question.context.postgres.query(
    sql`SELECT DISTINCT ON (i.person, t.name) i.person::text AS person, t.name, t.value
      FROM trait t JOIN identifier i ON i.node = t.node
      WHERE t.workspace = ${question.workspace} AND t.name = ANY(${names}::text[])
      ORDER BY i.person, t.name, t.at DESC`,
    traitRow,
  );
  const people = new Map<string, Record<string, unknown>>();
  for (const { person, name, value } of rows) people.set(person, { ...people.get(person), [name]: value });
  // people without any of these traits are not among the rows; the condition says whether they belong
  const isInWithout = evaluate(tree, {});
  const exceptions = [...people]
    .filter(([, traits]) => evaluate(tree, { traits }) !== isInWithout)
    .map(([person]) => BigInt(person));
  const list = arrayOf('UInt64', exceptions);
  return isInWithout ? ch`person NOT IN ${list}` : ch`person IN ${list}`;
}

function readSegment(segment: string) {
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
