import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Collector, Verdict } from '../src/server/collect/collector-types.ts';
import type { Context } from '../src/server/platform/context.ts';
import { ch, u32 } from '../src/server/platform/sql.ts';
import type { SegmentItem, SimulatedItem } from '../src/simulator/segment-item.ts';
import type { SimulatedShop } from '../src/simulator/simulate-shop.ts';

/** Sends every item of a simulated shop through the collector, a source each; `onBatch` sees what was sent and judged. */
export async function collectShop(
  collector: Collector,
  workspace: number,
  shop: SimulatedShop,
  onBatch: (batch: readonly SimulatedItem[], verdicts: readonly Verdict[]) => void,
): Promise<void> {
  for (const batch of shop) {
    const bySource = groupBy(batch, ({ source }) => source);
    const verdicts = await Promise.all(
      [...bySource].map(([source, sent]) =>
        collector.accept({ workspace, source, kind: 'import', items: sent.map(({ item }) => item) }),
      ),
    );
    onBatch(batch, verdicts.flat());
  }
}

/** `type value` of each identifier that an item carries, the strongest first. */
export function identifiersOf(item: SegmentItem): string[] {
  const strength = ['loyalty_card', 'email', 'phone', 'device_id'];
  const external = (item.context.externalIds ?? []).toSorted(
    (a, b) => strength.indexOf(a.type) - strength.indexOf(b.type),
  );
  return [
    ...(item.userId ? [`user_id ${item.userId}`] : []),
    ...external.map(({ type, id }) => `${type} ${id}`),
    ...(item.anonymousId ? [`anonymous_id ${item.anonymousId}`] : []),
  ];
}

/** The person of every identifier, as ClickHouse's questions see it: the node's row in person_nodes, else the node itself. */
export async function readPersons(
  { postgres, clickhouse }: Context,
  workspace: number,
): Promise<Map<string, number>> {
  const nodes = await postgres.query(
    sql`SELECT type || ' ' || value AS key, node FROM identifier WHERE workspace = ${workspace}`,
    z.object({ key: z.string(), node: z.coerce.number() }),
  );
  const moved = await clickhouse.query(
    ch`SELECT node, person FROM person_nodes FINAL WHERE workspace = ${u32(workspace)}`,
    z.object({ node: z.coerce.number(), person: z.coerce.number() }),
  );
  const personOf = new Map(moved.map(({ node, person }) => [node, person]));
  return new Map(nodes.map(({ key, node }) => [key, personOf.get(node) ?? node]));
}

/** Map.groupBy, which Node 20 lacks. */
export function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
