import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { startCollector } from '../collect/collector.ts';
import type { Collector } from '../collect/collector-types.ts';
import { createIdentityResolver } from '../customers/identity-resolver.ts';
import { revokeEdge } from '../customers/revoke.ts';
import { createEventNames } from '../platform/event-names.ts';
import { createFacts } from '../platform/facts.ts';
import { ch } from '../platform/sql.ts';
import { type JourneyRefresher, startJourneyRefresher } from './refresher.ts';
import { journeysOf } from './source.ts';

let stores: TestStores;
let collector: Collector;
let refresher: JourneyRefresher;
/** News of a revoke on their way: they come after its transaction, and a round may run in between. */
let held: (() => void)[] | null = null;

beforeAll(async () => {
  const facts = createFacts();
  stores = await openTestStores({
    facts: {
      subscribe: facts.subscribe,
      publish(name, fact) {
        if (held && name === 'identityChanged') held.push(() => facts.publish(name, fact));
        else facts.publish(name, fact);
      },
    },
  });
});
afterAll(async () => {
  await collector?.close();
  await refresher?.stop();
  await stores.close();
});

const row = z.object({ person: z.coerce.number(), events: z.coerce.number() });

it.each([
  ['who stays', 'anna', [3, 1]],
  ['who goes', 'tablet', [2, 2]],
] as const)(
  'a round between a revoke and its news shows every event once: an event of %s',
  async (_, who, expected) => {
    const { context } = stores;
    const workspace = await stores.createWorkspace();
    const resolver = createIdentityResolver(context);
    refresher = await startJourneyRefresher(context);
    collector = await startCollector(context, { resolver, eventNames: createEventNames(context.postgres) });
    let sent = 0;
    const send = async (ids: object) => {
      const item = { type: 'track', event: 'View', messageId: `m${sent++}`, ...ids };
      await collector.accept({ workspace, source: 'test', kind: 'server', items: [item] });
      await refresher.settle();
    };
    const journeys = () =>
      context.clickhouse.query(
        ch`SELECT person, length(at) AS events FROM (${journeysOf(workspace, ch`person, at`)}) ORDER BY person`,
        row,
      );
    await send({ userId: 'anna' });
    await send({ anonymousId: 'tablet' });
    await send({ userId: 'anna', anonymousId: 'tablet' });
    expect((await journeys()).map(({ events }) => events)).toEqual([3]);
    const [edge] = await context.postgres.query(
      sql`SELECT node_a, node_b FROM identity_edge WHERE workspace = ${workspace}`,
      z.object({ node_a: z.coerce.number(), node_b: z.coerce.number() }),
    );

    held = [];
    await revokeEdge(context, resolver, {
      workspace,
      nodeA: edge?.node_a ?? 0,
      nodeB: edge?.node_b ?? 0,
      reason: 'wrong',
    });
    await send(who === 'anna' ? { userId: 'anna' } : { anonymousId: 'tablet' });
    const early = await journeys();
    for (const publish of held) publish();
    held = null;
    await refresher.settle();
    expect(early).toEqual(await journeys());
    expect(early.map(({ events }) => events)).toEqual(expected);
    await collector.close();
    await refresher.stop();
  },
);
