import fc from 'fast-check';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { createIdentityResolver, type Identifier, type IdentityResolver } from './identity-resolver.ts';
import { ruleOf } from './identity-rules.ts';
import { KnownIdentifiers } from './known-identifiers.ts';
import { revokeEdge } from './revoke.ts';

let stores: TestStores;
let resolver: IdentityResolver;

beforeAll(async () => {
  stores = await openTestStores();
  resolver = createIdentityResolver(stores.context);
});
afterAll(() => stores.close());

const id = (type: string, value: string): Identifier => ({ type, value });

async function resolve(workspace: number, events: Identifier[][]) {
  return resolver.resolve(
    events.map((identifiers, index) => ({
      workspace,
      identifiers,
      source: 't',
      messageId: `m${index}`,
      atMs: 1000,
    })),
  );
}

/** Who is one person: identifiers grouped, in a form that can be compared. */
async function groups(workspace: number): Promise<string[][]> {
  const rows = await stores.context.postgres.query(
    sql`SELECT type || ':' || value AS name, person FROM identifier WHERE workspace = ${workspace}`,
    z.object({ name: z.string(), person: z.string() }),
  );
  const byPerson = new Map<string, string[]>();
  for (const row of rows) byPerson.set(row.person, [...(byPerson.get(row.person) ?? []), row.name].sort());
  return [...byPerson.values()].sort();
}

/** The same rules, slow and obvious: sets of identifiers, one event after the other. */
function referenceGroups(events: Identifier[][]): string[][] {
  let people: Identifier[][] = [];
  const refused = new Set<string>();
  const name = ({ type, value }: Identifier) => `${type}:${value}`;
  for (const event of events) {
    const ids = [...new Map(event.map((i) => [name(i), i])).values()].sort(
      (a, b) => ruleOf(a.type).priority - ruleOf(b.type).priority,
    );
    const ownerOf = (i: Identifier) =>
      people.find((person) => person.some((member) => name(member) === name(i)));
    for (const i of ids) if (!ownerOf(i)) people.push([i]);
    const [primary, ...others] = ids;
    if (!primary) continue;
    for (const other of others) {
      const a = ownerOf(primary) ?? [];
      const b = ownerOf(other) ?? [];
      const pair = `${name(primary)} ${name(other)}`;
      if (a === b || refused.has(pair)) continue;
      const joined = [...a, ...b];
      const isTooMany = joined.some(
        (i) => joined.filter((member) => member.type === i.type).length > ruleOf(i.type).limit,
      );
      if (isTooMany) refused.add(pair);
      else people = [...people.filter((person) => person !== a && person !== b), joined];
    }
  }
  return people.map((person) => person.map(name).sort()).sort();
}

describe('identity', () => {
  it('leaves an event without identifier alone', async () => {
    const workspace = await stores.createWorkspace();
    expect(await resolve(workspace, [[], [id('user_id', 'null')]])).toEqual([
      { node: 0, person: 0 },
      { node: 0, person: 0 },
    ]);
  });

  it('demotes the email when two user ids claim it (Segment limit case)', async () => {
    const workspace = await stores.createWorkspace();
    const answers = await resolve(workspace, [
      [id('user_id', 'abc123'), id('email', 'jane@example.com')],
      [id('user_id', 'abc456'), id('email', 'jane@example.com')],
    ]);
    expect(answers[0]?.person).not.toBe(answers[1]?.person);
    expect(await groups(workspace)).toEqual([
      ['email:jane@example.com', 'user_id:abc123'],
      ['user_id:abc456'],
    ]);
  });

  it('keeps a shared device with its first owner', async () => {
    const workspace = await stores.createWorkspace();
    const [first, second, third] = await resolve(workspace, [
      [id('user_id', 'u1'), id('anonymous_id', 'tablet')],
      [id('user_id', 'u2'), id('anonymous_id', 'tablet')],
      [id('anonymous_id', 'tablet')],
    ]);
    expect(third?.person).toBe(first?.person);
    expect(second?.person).not.toBe(first?.person);
  });

  it('joins what a later event connects and says so', async () => {
    const workspace = await stores.createWorkspace();
    const changed: number[] = [];
    const stop = stores.context.facts.subscribe('identityChanged', (fact) => changed.push(...fact.persons));
    const [anonymous] = await resolve(workspace, [[id('anonymous_id', 'a1')]]);
    const [card] = await resolve(workspace, [[id('loyalty_card', 'c1')]]);
    await resolve(workspace, [[id('loyalty_card', 'c1'), id('anonymous_id', 'a1')]]);
    stop();
    const [after] = await resolve(workspace, [[id('loyalty_card', 'c1')]]);
    expect(after?.person).toBe(anonymous?.person);
    expect(new Set(changed)).toEqual(new Set([anonymous?.person, card?.person]));
  });

  it('undoes an edge, for good', async () => {
    const workspace = await stores.createWorkspace();
    const before = [[id('user_id', 'u1'), id('email', 'x@example.com')], [id('anonymous_id', 'a9')]];
    await resolve(workspace, before);
    const groupsBefore = await groups(workspace);
    const [mail] = await resolve(workspace, [[id('email', 'x@example.com'), id('anonymous_id', 'a9')]]);
    const [device] = await resolve(workspace, [[id('anonymous_id', 'a9')]]);
    expect(await groups(workspace)).toHaveLength(1);
    await revokeEdge(stores.context, resolver, {
      workspace,
      nodeA: mail?.node ?? 0,
      nodeB: device?.node ?? 0,
      reason: 'wrong',
    });
    expect(await groups(workspace)).toEqual(groupsBefore);
    await resolve(workspace, [[id('email', 'x@example.com'), id('anonymous_id', 'a9')]]);
    expect(await groups(workspace)).toEqual(groupsBefore);
  });

  it('equals the slow reference on random events, in one batch or in many, with the cache cold or warm', async () => {
    const identifier = fc.oneof(
      fc.record({ type: fc.constant('user_id'), value: fc.constantFrom('u1', 'u2', 'u3') }),
      fc.record({
        type: fc.constant('email'),
        value: fc.constantFrom('e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7'),
      }),
      fc.record({ type: fc.constant('loyalty_card'), value: fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5') }),
      fc.record({ type: fc.constant('anonymous_id'), value: fc.constantFrom('a1', 'a2', 'a3', 'a4') }),
    );
    const log = fc.array(fc.array(identifier, { maxLength: 4 }), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(log, fc.integer({ min: 1, max: 25 }), fc.boolean(), async (events, size, isCold) => {
        const workspace = await stores.createWorkspace();
        for (let at = 0; at < events.length; at += size) {
          if (isCold) resolver = createIdentityResolver(stores.context);
          await resolve(workspace, events.slice(at, at + size));
        }
        expect(await groups(workspace)).toEqual(referenceGroups(events));
      }),
      { numRuns: 150 },
    );
  });
});

describe('the filter of known identifiers', () => {
  it('knows after a restart what was stored before, more than one slice of it', async () => {
    const workspace = await stores.createWorkspace();
    const values = Array.from({ length: 12_000 }, (_, n) => `filter ${n}`);
    await resolve(
      workspace,
      values.map((value) => [id('anonymous_id', value)]),
    );
    const known = new KnownIdentifiers(stores.context);
    const stranger = `${workspace}\nanonymous_id\nnobody`;
    expect(known.mayContain(stranger)).toBe(true); // not loaded yet
    await expect.poll(() => known.mayContain(stranger), { timeout: 20_000 }).toBe(false);
    const missing = values.filter((value) => !known.mayContain(`${workspace}\nanonymous_id\n${value}`));
    expect(missing).toEqual([]);
  });

  it('is no longer believed when somebody else has written an identifier', async () => {
    const workspace = await stores.createWorkspace();
    resolver = createIdentityResolver(stores.context);
    // Loaded after the resolver's own, because Postgres does one thing at a time.
    const later = new KnownIdentifiers(stores.context);
    await expect.poll(() => later.mayContain('nobody'), { timeout: 20_000 }).toBe(false);
    await stores.context.postgres.run(
      sql`INSERT INTO identifier (workspace, type, value, person, source, first_seen_at)
        VALUES (${workspace}, 'email', 'behind@back', 1, 't', now())`,
    );
    const event = [id('email', 'behind@back')];
    await expect(resolve(workspace, [event])).rejects.toThrow(/duplicate key/);
    const [answer] = await resolve(workspace, [event]);
    expect(answer?.person).toBe(1);
  });
});
