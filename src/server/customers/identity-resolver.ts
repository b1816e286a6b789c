import { LRUCache } from 'lru-cache';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import {
  type Identifier,
  type IdentityEvidence,
  isSettled,
  joinEvidence,
  keyOf,
  loadWork,
  type Node,
  sortByPriority,
  writeWork,
} from './identity-work.ts';
import { KnownIdentifiers } from './known-identifiers.ts';

export type { Identifier, IdentityEvidence } from './identity-work.ts';

/** Node the event is filed under (strongest accepted identifier) and who that is now; both 0 without identifier. */
export interface ResolvedIdentity {
  node: number;
  person: number;
}

export interface IdentityResolver {
  /** One answer per piece of evidence, in order; the edges behind them are committed first. */
  resolve(evidence: readonly IdentityEvidence[]): Promise<ResolvedIdentity[]>;
  /** Forgets what is cached about these people, after a revoke. */
  forget(persons: readonly number[]): void;
}

const NUMBER_BLOCK = 5_000;

interface Waiting {
  evidence: readonly IdentityEvidence[];
  done(answer: ResolvedIdentity[]): void;
  failed(error: unknown): void;
}

/**
 * Resolves identifiers to people. All requests waiting at a moment are one batch and batches run one after the other, so
 * that what one event joins the next already sees. Nothing is asked of Postgres for events whose identifiers and pairs
 * are all known.
 */
export function createIdentityResolver(context: Context): IdentityResolver {
  const nodes = new LRUCache<string, Node>({ max: 300_000 });
  /** pairs already in the log: true = joins, false = revoked */
  const pairs = new LRUCache<string, boolean>({ max: 300_000 });
  const known = new KnownIdentifiers(context);
  const queue: Waiting[] = [];
  let isRunning = false;

  /** Numbers for new nodes, fetched in blocks: a crash leaves a gap, nothing else. */
  let numbers: number[] = [];
  async function takeNumbers(count: number): Promise<number[]> {
    while (numbers.length < count) {
      const [block] = await context.postgres.query(
        sql`SELECT json_agg(nextval(pg_get_serial_sequence('identifier', 'node'))) AS nodes FROM generate_series(1, ${NUMBER_BLOCK}::int)`,
        z.object({ nodes: z.array(z.number()) }),
      );
      numbers = numbers.concat(block?.nodes ?? []);
    }
    return numbers.splice(0, count);
  }

  async function run(): Promise<void> {
    isRunning = true;
    while (queue.length > 0) {
      const batch: Waiting[] = [];
      let size = 0;
      for (let next = queue[0]; next !== undefined && size < 5_000; next = queue[0]) {
        batch.push(next);
        size += next.evidence.length;
        queue.shift();
      }
      try {
        const answers = await resolveBatch(batch.flatMap((waiting) => waiting.evidence));
        let start = 0;
        for (const waiting of batch) {
          waiting.done(answers.slice(start, start + waiting.evidence.length));
          start += waiting.evidence.length;
        }
      } catch (error) {
        nodes.clear(); // what was computed may not have been committed
        pairs.clear();
        known.doubt(error);
        for (const waiting of batch) waiting.failed(error);
      }
    }
    isRunning = false;
  }

  async function resolveBatch(evidence: readonly IdentityEvidence[]): Promise<ResolvedIdentity[]> {
    const accepted = evidence.map((item) => sortByPriority(item.identifiers));
    if (evidence.every((item, index) => isSettled(item.workspace, accepted[index] ?? [], nodes, pairs))) {
      return evidence.map((item, index) => answerOf(item.workspace, accepted[index] ?? [], nodes));
    }
    // One batch at a time and one process per store: what is read stays true until it is written.
    const work = await loadWork(context.postgres, { takeNumbers, known }, evidence, accepted, nodes, pairs);
    const filed = evidence.map((item, index) => joinEvidence(work, item, accepted[index] ?? []));
    const written = await writeWork(context.postgres, work);
    for (const [workspace, persons] of written.changedPersons) {
      context.facts.publish('identityChanged', {
        workspace,
        persons: [...persons],
        throughChange: written.throughChange,
      });
    }
    // Persons may have merged later in the batch: read the final ones.
    return filed.map((node) => ({ node: node?.node ?? 0, person: node?.person ?? 0 }));
  }

  return {
    resolve(evidence) {
      return new Promise((done, failed) => {
        queue.push({ evidence, done, failed });
        if (!isRunning) void run();
      });
    },
    forget(persons) {
      const gone = new Set(persons);
      for (const [key, node] of nodes.entries()) if (gone.has(node.person)) nodes.delete(key);
      pairs.clear();
    },
  };
}

function answerOf(
  workspace: number,
  identifiers: readonly Identifier[],
  nodes: LRUCache<string, Node>,
): ResolvedIdentity {
  const first = identifiers[0];
  const node = first && nodes.get(keyOf(workspace, first));
  return node ? { node: node.node, person: node.person } : { node: 0, person: 0 };
}
