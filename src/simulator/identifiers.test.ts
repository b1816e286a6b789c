import { describe, expect, it } from 'vitest';
import { collectRun } from './collected-run.ts';
import { LinkedIdentifiers } from './identity.ts';
import type { ExternalIdentifier, Identifiers } from './journal.ts';
import type { SimulatedItem } from './segment-item.ts';

const run = collectRun({ seed: 21, people: 1500, days: 300, endsAt: Date.parse('2026-11-20T06:00:00Z') });

/** Read back from the payload, as a collector would. */
function identifiersOf({ item }: SimulatedItem): Identifiers {
  const external = item.context.externalIds?.map(({ id, type }): ExternalIdentifier => ({ type, value: id }));
  return {
    ...(item.anonymousId ? { anonymousId: item.anonymousId } : {}),
    ...(item.userId ? { userId: item.userId } : {}),
    ...(external ? { external } : {}),
  };
}

function pairsOf({ item }: SimulatedItem): string[] {
  return [
    ...(item.userId ? [`user_id ${item.userId}`] : []),
    ...(item.context.externalIds ?? []).map((one) => `${one.type} ${one.id}`),
    ...(item.anonymousId ? [`anonymous_id ${item.anonymousId}`] : []),
  ];
}

const links = new LinkedIdentifiers();
for (const item of run.items) links.add(identifiersOf(item));

describe('identifiers', () => {
  it('lists each that was sent, once, with its true person', () => {
    const sent = new Map<string, Set<string>>();
    for (const item of run.distinct) {
      for (const key of pairsOf(item)) sent.set(key, (sent.get(key) ?? new Set()).add(item.person));
    }
    expect(run.truth.identifiers.length).toBe(sent.size);
    for (const { type, value, person, sharedBy } of run.truth.identifiers) {
      const people = sent.get(`${type} ${value}`);
      expect(people?.has(person)).toBe(true);
      expect(people?.size).toBe(sharedBy?.length ?? 1);
      if (sharedBy) expect(type).toBe('anonymous_id');
    }
  });

  it('lists exactly the pairs that occur together', () => {
    const pairs = new Set<string>();
    for (const item of run.distinct) {
      const keys = pairsOf(item);
      for (let a = 0; a < keys.length; a++) {
        for (let b = a + 1; b < keys.length; b++) pairs.add([keys[a], keys[b]].toSorted().join(' | '));
      }
    }
    const { identifiers, linked } = run.truth;
    const stated = linked.map((pair) =>
      pair
        .map((index) => `${identifiers[index]?.type} ${identifiers[index]?.value}`)
        .toSorted()
        .join(' | '),
    );
    expect(new Set(stated)).toEqual(pairs);
    expect(stated.length).toBe(pairs.size);
  });

  it('never makes two people one, under the limit of one user id', () => {
    const owners = new Map<string | undefined, Set<string>>();
    for (const { type, value, person } of run.truth.identifiers) {
      const ids: Identifiers =
        type === 'user_id'
          ? { userId: value }
          : type === 'anonymous_id'
            ? { anonymousId: value }
            : { external: [{ type, value }] };
      const observed = links.personOf(ids);
      owners.set(observed, (owners.get(observed) ?? new Set()).add(person));
    }
    expect([...owners.values()].filter((people) => people.size > 1)).toEqual([]);
  });

  it('keeps to five of a kind per person, and has shared devices and people in pieces', () => {
    const counts = new Map<string, number>();
    for (const { type, person } of run.truth.identifiers) {
      counts.set(`${person} ${type}`, (counts.get(`${person} ${type}`) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(5);
    expect(run.truth.identifiers.filter((one) => one.sharedBy).length).toBeGreaterThan(30);
    const anonymous = run.truth.identifiers.filter((one) => one.type === 'anonymous_id');
    const known = anonymous.filter(
      (one) => links.personOf({ anonymousId: one.value })?.startsWith('anonymous_id') === false,
    );
    expect(known.length / anonymous.length).toBeGreaterThan(0.4);
    expect(known.length / anonymous.length).toBeLessThan(0.9);
  });
});
