import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import type { IdentityResolver } from './identity-resolver.ts';

const edgeRow = z.object({ node_a: z.coerce.number(), node_b: z.coerce.number() });

/**
 * Takes one edge of the identity log back: the two identifiers no longer join their people, now or through later
 * events. Everyone concerned gets the smallest identifier number of what still holds together as id, as if the edge had
 * never been; the sequences are read again. Returns the people concerned, old and new.
 */
export async function revokeEdge(
  context: Context,
  resolver: IdentityResolver,
  edge: { workspace: number; nodeA: number; nodeB: number; reason: string },
): Promise<number[]> {
  const { persons, throughChange } = await context.postgres.transaction(async (queries) => {
    await queries.run(sql`SELECT pg_advisory_xact_lock(4000)`);
    await queries.run(
      sql`UPDATE identity_edge SET revoked_at = to_timestamp(${context.clock.now() / 1000}), revoked_because = ${edge.reason}
        WHERE workspace = ${edge.workspace} AND node_a = ${edge.nodeA} AND node_b = ${edge.nodeB} AND revoked_at IS NULL`,
    );
    const members = await queries.query(
      sql`SELECT node, person FROM identifier WHERE person IN (SELECT person FROM identifier WHERE node = ${edge.nodeA})`,
      z.object({ node: z.coerce.number(), person: z.coerce.number() }),
    );
    const nodes = members.map((member) => member.node);
    const edges = await queries.query(
      sql`SELECT node_a, node_b FROM identity_edge WHERE revoked_at IS NULL AND node_a = ANY(${nodes}::bigint[])`,
      edgeRow,
    );
    const personOf = findComponents(nodes, edges);
    const [next] = await queries.query(
      sql`SELECT nextval('identity_change') AS change`,
      z.object({ change: z.coerce.number() }),
    );
    const change = next?.change ?? 0;
    // One number for all, also for those who stay: by it the refresher finds the others before the news comes.
    await queries.run(
      sql`UPDATE identifier i SET person = t.person, changed = ${change}
        FROM unnest(${nodes}::bigint[], ${nodes.map((node) => personOf.get(node))}::bigint[]) AS t(node, person)
        WHERE i.node = t.node`,
    );
    const concerned = new Set([...members.map((member) => member.person), ...personOf.values()]);
    return { persons: [...concerned], throughChange: change };
  });
  resolver.forget(persons);
  context.facts.publish('identityChanged', { workspace: edge.workspace, persons, throughChange });
  return persons;
}

/** Smallest node of the connected set each node is in (breadth first). */
function findComponents(
  nodes: readonly number[],
  edges: readonly { node_a: number; node_b: number }[],
): Map<number, number> {
  const neighbours = new Map<number, number[]>(nodes.map((node) => [node, []]));
  for (const { node_a, node_b } of edges) {
    neighbours.get(node_a)?.push(node_b);
    neighbours.get(node_b)?.push(node_a);
  }
  const smallest = new Map<number, number>();
  for (const start of [...nodes].sort((a, b) => a - b)) {
    if (smallest.has(start)) continue;
    const open = [start];
    smallest.set(start, start);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (const next of neighbours.get(node) ?? []) {
        if (!smallest.has(next)) {
          smallest.set(next, start);
          open.push(next);
        }
      }
    }
  }
  return smallest;
}
