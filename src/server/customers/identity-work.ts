import type { LRUCache } from 'lru-cache';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Postgres, PostgresQueries } from '../platform/postgres.ts';
import { IDENTIFIER_MAX_LENGTH, isBlockedValue, ruleOf } from './identity-rules.ts';
import type { KnownIdentifiers } from './known-identifiers.ts';

export interface Identifier {
  type: string;
  value: string;
}

/** The identifiers of one event and where they were seen. */
export interface IdentityEvidence {
  workspace: number;
  identifiers: readonly Identifier[];
  source: string;
  messageId: string;
  atMs: number;
}

/** An identifier and who it is today. */
export interface Node {
  node: number;
  type: string;
  person: number;
}

const nodeRow = z.object({
  workspace: z.number(),
  type: z.string(),
  value: z.string(),
  node: z.coerce.number(),
  person: z.coerce.number(),
});

export const keyOf = (workspace: number, { type, value }: Identifier) => `${workspace}\n${type}\n${value}`;
const pairKey = (a: number, b: number) => `${a}-${b}`;

/** Accepted identifiers, strongest first, without blocked values and repeats. */
export function sortByPriority(identifiers: readonly Identifier[]): Identifier[] {
  const good = identifiers.filter(
    ({ value }) => value.length <= IDENTIFIER_MAX_LENGTH && !value.includes('\0') && !isBlockedValue(value),
  );
  const distinct = [...new Map(good.map((id) => [`${id.type}\n${id.value}`, id])).values()];
  return distinct.sort((a, b) => ruleOf(a.type).priority - ruleOf(b.type).priority);
}

/** Whether every identifier and pair of the event is known: nothing to ask, nothing to write. */
export function isSettled(
  workspace: number,
  identifiers: readonly Identifier[],
  nodes: LRUCache<string, Node>,
  pairs: LRUCache<string, boolean>,
): boolean {
  const found = identifiers.map((identifier) => nodes.get(keyOf(workspace, identifier)));
  const first = found[0];
  return found.every(
    (node) => node !== undefined && (node === first || (first && pairs.has(pairKey(first.node, node.node)))),
  );
}

/** What one batch reads, joins and writes. */
export interface Work {
  nodes: LRUCache<string, Node>;
  pairs: LRUCache<string, boolean>;
  /** every node of this batch by key; strong references, the cache may forget */
  byKey: Map<string, Node>;
  /** nodes per person, of the people this batch touches: complete where the person is in `complete` */
  members: Map<number, Node[]>;
  newNodes: { node: Node; workspace: number; value: string; source: string; atMs: number }[];
  newEdges: { workspace: number; a: number; b: number; evidence: IdentityEvidence }[];
  refusals: { workspace: number; node: number; other: number; reason: string; evidence: IdentityEvidence }[];
  /** old person -> where its nodes went, for people that existed before */
  moved: Map<number, { workspace: number; to: number }>;
}

/** Reads what the joining of a batch needs: known and new nodes, pairs in the log, members of the people concerned. */
export async function loadWork(
  queries: PostgresQueries,
  { takeNumbers, known }: { takeNumbers(count: number): Promise<number[]>; known: KnownIdentifiers },
  evidence: readonly IdentityEvidence[],
  accepted: readonly Identifier[][],
  nodes: LRUCache<string, Node>,
  pairs: LRUCache<string, boolean>,
): Promise<Work> {
  const byKey = new Map<string, Node>();
  const wanted = new Map<string, { workspace: number; id: Identifier; evidence: IdentityEvidence }>();
  evidence.forEach((item, index) => {
    for (const id of accepted[index] ?? []) {
      const key = keyOf(item.workspace, id);
      const cached = nodes.get(key);
      if (cached) byKey.set(key, cached);
      else if (!wanted.has(key)) wanted.set(key, { workspace: item.workspace, id, evidence: item });
    }
  });
  const missing = [...wanted].flatMap(([key, want]) => (known.mayContain(key) ? [want] : []));
  if (missing.length > 0) {
    const found = await queries.query(
      sql`SELECT i.workspace, i.type, i.value, i.node, i.person FROM identifier i
        JOIN unnest(${missing.map((m) => m.workspace)}::int[], ${missing.map((m) => m.id.type)}::text[],
          ${missing.map((m) => m.id.value)}::text[]) AS w(workspace, type, value)
        ON i.workspace = w.workspace AND i.type = w.type AND i.value = w.value`,
      nodeRow,
    );
    for (const row of found) {
      const key = keyOf(row.workspace, row);
      remember(key, { node: row.node, type: row.type, person: row.person });
      wanted.delete(key);
    }
  }
  const newNodes: Work['newNodes'] = [];
  if (wanted.size > 0) {
    const numbers = await takeNumbers(wanted.size);
    let position = 0;
    for (const [key, want] of wanted) {
      const number = numbers[position++];
      if (number === undefined) throw new Error('Postgres gave fewer identifier numbers than asked for');
      const node = { node: number, type: want.id.type, person: number };
      remember(key, node);
      known.add(key);
      newNodes.push({
        node,
        workspace: want.workspace,
        value: want.id.value,
        source: want.evidence.source,
        atMs: want.evidence.atMs,
      });
    }
  }
  function remember(key: string, node: Node): void {
    nodes.set(key, node);
    byKey.set(key, node);
  }
  const work: Work = {
    nodes,
    pairs,
    byKey,
    members: new Map(),
    newNodes,
    newEdges: [],
    refusals: [],
    moved: new Map(),
  };
  const open = evidence.flatMap((item, index) => {
    const identifiers = accepted[index] ?? [];
    if (isSettled(item.workspace, identifiers, nodes, pairs)) return [];
    return [identifiers.flatMap((id) => byKey.get(keyOf(item.workspace, id)) ?? [])];
  });
  await loadPairs(queries, work, open);
  await loadMembers(queries, work, open);
  return work;
}

/** Which pairs of existing nodes (strongest and another of one event) are in the log already, and whether revoked. */
async function loadPairs(queries: PostgresQueries, work: Work, open: readonly Node[][]): Promise<void> {
  const isNew = new Set(work.newNodes.map(({ node }) => node.node));
  const unknown = new Map<string, [number, number]>();
  for (const [primary, ...others] of open) {
    if (!primary || isNew.has(primary.node)) continue;
    for (const other of others) {
      const key = pairKey(primary.node, other.node);
      if (!isNew.has(other.node) && !work.pairs.has(key)) unknown.set(key, [primary.node, other.node]);
    }
  }
  if (unknown.size === 0) return;
  const wanted = [...unknown.values()];
  const rows = await queries.query(
    sql`SELECT e.node_a, e.node_b, e.revoked_at IS NULL AS joins FROM identity_edge e
      JOIN unnest(${wanted.map(([a]) => a)}::bigint[], ${wanted.map(([, b]) => b)}::bigint[]) AS w(a, b)
      ON e.node_a = w.a AND e.node_b = w.b`,
    z.object({ node_a: z.coerce.number(), node_b: z.coerce.number(), joins: z.boolean() }),
  );
  for (const row of rows) work.pairs.set(pairKey(row.node_a, row.node_b), row.joins);
}

/** All nodes of every existing person that an event of this batch may join with another. */
async function loadMembers(queries: PostgresQueries, work: Work, open: readonly Node[][]): Promise<void> {
  const isNew = new Set(work.newNodes.map(({ node }) => node.node));
  const persons = new Set(
    open.filter((list) => list.length > 1).flatMap((list) => list.map((node) => node.person)),
  );
  const existing = [...persons].filter((person) => !isNew.has(person));
  if (existing.length > 0) {
    const rows = await queries.query(
      sql`SELECT workspace, type, value, node, person FROM identifier WHERE person = ANY(${existing}::bigint[])`,
      nodeRow,
    );
    for (const row of rows) {
      const key = keyOf(row.workspace, row);
      const node = work.byKey.get(key) ??
        work.nodes.get(key) ?? { node: row.node, type: row.type, person: row.person };
      work.byKey.set(key, node);
      work.nodes.set(key, node);
      const members = work.members.get(row.person);
      if (members) members.push(node);
      else work.members.set(row.person, [node]);
    }
  }
  for (const { node } of work.newNodes) work.members.set(node.person, [node]);
}

/**
 * Joins the identifiers of one event to its strongest, one after the other from strong to weak; one that would break a
 * limit is left where it is, and the refusal is kept. Returns the node the event is filed under.
 */
export function joinEvidence(
  work: Work,
  evidence: IdentityEvidence,
  identifiers: readonly Identifier[],
): Node | null {
  const [primary, ...others] = identifiers.flatMap(
    (id) => work.byKey.get(keyOf(evidence.workspace, id)) ?? [],
  );
  if (!primary) return null;
  for (const other of others) {
    const key = pairKey(primary.node, other.node);
    if (work.pairs.get(key) === false) continue; // revoked, or refused before
    const reason = findBrokenLimit(work, primary, other);
    if (reason === null) {
      link(work, evidence, primary, other);
    } else {
      work.pairs.set(key, false);
      work.refusals.push({
        workspace: evidence.workspace,
        node: primary.node,
        other: other.node,
        reason,
        evidence,
      });
    }
  }
  return primary;
}

/** Why these two may not be one person, or null. */
function findBrokenLimit(work: Work, a: Node, b: Node): string | null {
  if (a.person === b.person) return null;
  const counts = new Map<string, number>();
  for (const member of [...(work.members.get(a.person) ?? []), ...(work.members.get(b.person) ?? [])]) {
    counts.set(member.type, (counts.get(member.type) ?? 0) + 1);
  }
  for (const [type, count] of counts) {
    const { limit } = ruleOf(type);
    if (count > limit) return `a person has at most ${limit} ${type}, this would make ${count}`;
  }
  return null;
}

function link(work: Work, evidence: IdentityEvidence, primary: Node, other: Node): void {
  const key = pairKey(primary.node, other.node);
  if (!work.pairs.has(key)) {
    work.pairs.set(key, true);
    work.newEdges.push({ workspace: evidence.workspace, a: primary.node, b: other.node, evidence });
  }
  if (primary.person === other.person) return;
  const [to, from] =
    primary.person < other.person ? [primary.person, other.person] : [other.person, primary.person];
  const moving = work.members.get(from) ?? [];
  for (const node of moving) node.person = to;
  work.members.set(to, [...(work.members.get(to) ?? []), ...moving]);
  work.members.delete(from);
  work.moved.set(from, { workspace: evidence.workspace, to });
}

/** Writes what the joining made; what nobody may see half of is one transaction. */
export async function writeWork(
  postgres: Postgres,
  work: Work,
): Promise<{ changedPersons: Map<number, Set<number>>; throughChange: number }> {
  const isNew = new Set(work.newNodes.map(({ node }) => node.node));
  const moved = [...work.moved].filter(([from]) => !isNew.has(from));
  const changedPersons = new Map<number, Set<number>>();
  const touch = (workspace: number, person: number) =>
    changedPersons.set(workspace, (changedPersons.get(workspace) ?? new Set()).add(person));
  for (const { node, workspace } of work.newNodes)
    if (node.person !== node.node) touch(workspace, node.person);
  for (const [from, { workspace, to }] of moved) {
    touch(workspace, from);
    touch(workspace, finalPerson(work, to));
  }
  if (moved.length === 0) {
    await writeLog(postgres, work);
  } else {
    await postgres.transaction(async (queries) => {
      await writeLog(queries, work);
      // Nodes that existed before and now belong to another person.
      await queries.run(
        sql`UPDATE identifier i SET person = t.to_person, changed = nextval('identity_change')
          FROM unnest(${moved.map(([from]) => from)}::bigint[], ${moved.map(([, { to }]) => finalPerson(work, to))}::bigint[])
            AS t(from_person, to_person)
          WHERE i.person = t.from_person`,
      );
    });
  }
  if (changedPersons.size === 0) return { changedPersons, throughChange: 0 };
  const [last] = await postgres.query(
    sql`SELECT last_value AS change FROM identity_change`,
    z.object({ change: z.coerce.number() }),
  );
  return { changedPersons, throughChange: last?.change ?? 0 };
}

/** New identifiers, new edges and refusals in one statement: one commit, one fsync. */
async function writeLog(queries: PostgresQueries, work: Work): Promise<void> {
  const { newNodes: n, newEdges: e, refusals: r } = work;
  if (n.length + e.length + r.length === 0) return;
  await queries.run(
    sql`WITH nodes AS (
        INSERT INTO identifier (node, workspace, type, value, person, source, first_seen_at, changed)
        OVERRIDING SYSTEM VALUE
        SELECT node, workspace, type, value, person, source, to_timestamp(at / 1000.0),
          CASE WHEN person = node THEN 0 ELSE nextval('identity_change') END
        FROM unnest(${n.map((x) => x.node.node)}::bigint[], ${n.map((x) => x.workspace)}::int[],
          ${n.map((x) => x.node.type)}::text[], ${n.map((x) => x.value)}::text[],
          ${n.map((x) => x.node.person)}::bigint[], ${n.map((x) => x.source)}::text[],
          ${n.map((x) => x.atMs)}::double precision[])
          AS t(node, workspace, type, value, person, source, at)
      ), edges AS (
        INSERT INTO identity_edge (workspace, node_a, node_b, source, message_id, at)
        SELECT workspace, a, b, source, message_id, to_timestamp(at / 1000.0)
        FROM unnest(${e.map((x) => x.workspace)}::int[], ${e.map((x) => x.a)}::bigint[], ${e.map((x) => x.b)}::bigint[],
          ${e.map((x) => x.evidence.source)}::text[], ${e.map((x) => x.evidence.messageId)}::text[],
          ${e.map((x) => x.evidence.atMs)}::double precision[]) AS t(workspace, a, b, source, message_id, at)
        ON CONFLICT (node_a, node_b) DO NOTHING
      )
      INSERT INTO identity_refusal (workspace, node, other_node, reason, source, message_id, at)
      SELECT workspace, node, other, reason, source, message_id, to_timestamp(at / 1000.0)
      FROM unnest(${r.map((x) => x.workspace)}::int[], ${r.map((x) => x.node)}::bigint[], ${r.map((x) => x.other)}::bigint[],
        ${r.map((x) => x.reason)}::text[], ${r.map((x) => x.evidence.source)}::text[],
        ${r.map((x) => x.evidence.messageId)}::text[], ${r.map((x) => x.evidence.atMs)}::double precision[])
        AS t(workspace, node, other, reason, source, message_id, at)`,
  );
}

/** Where a person's nodes ended after all merges of the batch. */
function finalPerson(work: Work, person: number): number {
  let current = person;
  for (let move = work.moved.get(current); move; move = work.moved.get(current)) current = move.to;
  return current;
}
