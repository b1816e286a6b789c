import type { GroundTruth, TrueIdentifier } from './ground-truth.ts';
import { keysOf } from './identity.ts';
import type { Act } from './journal.ts';

interface Seen {
  index: number;
  /** who used it, in the order of first use */
  people: Set<string>;
  firstSignedIn: string | undefined;
}

/** Every identifier that was sent, its true person, and which were sent together. */
export class IdentifierTally {
  private readonly seen = new Map<string, Seen>();
  private readonly pairs = new Set<string>();

  /** Acts of one household in the order of arrival. */
  add(acts: readonly Act[]): void {
    const done = new Set<Act['ids']>();
    for (const act of acts) {
      // Many acts of a session share one object; its pairs are known after the first.
      if (done.has(act.ids)) continue;
      done.add(act.ids);
      const found = keysOf(act.ids).map((key) => this.note(key, act));
      for (let a = 0; a < found.length; a++) {
        for (let b = a + 1; b < found.length; b++) this.addPair(found[a] ?? 0, found[b] ?? 0);
      }
    }
  }

  private addPair(a: number, b: number): void {
    this.pairs.add(a < b ? `${a} ${b}` : `${b} ${a}`);
  }

  private note(key: string, act: Act): number {
    let seen = this.seen.get(key);
    if (!seen) {
      seen = { index: this.seen.size, people: new Set(), firstSignedIn: undefined };
      this.seen.set(key, seen);
    }
    seen.people.add(act.visit.person.id);
    if (act.ids.userId) seen.firstSignedIn ??= act.visit.person.id;
    return seen.index;
  }

  finish(): Pick<GroundTruth, 'identifiers' | 'linked'> {
    const identifiers = [...this.seen].map(([key, { people, firstSignedIn }]): TrueIdentifier => {
      const space = key.indexOf(' ');
      const [first = ''] = people;
      return {
        // keysOf writes `type value` with these types only
        type: key.slice(0, space) as TrueIdentifier['type'],
        value: key.slice(space + 1),
        person: firstSignedIn ?? first,
        ...(people.size > 1 ? { sharedBy: [...people] } : {}),
      };
    });
    const linked = [...this.pairs].map((pair): [number, number] => {
      const [a = 0, b = 0] = pair.split(' ').map(Number);
      return [a, b];
    });
    return { identifiers, linked };
  }
}
