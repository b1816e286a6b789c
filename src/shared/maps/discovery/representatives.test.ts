import { describe, expect, it } from 'vitest';
import { Random } from '../../../simulator/random.ts';
import { distanceFrom, WORD_ITEMS } from './edit-distance.ts';
import { findRepresentatives, type Representative, type Variant } from './representatives.ts';

/** Levenshtein by its definition. */
function slowDistance(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return a.length + b.length;
  const same = a[0] === b[0] ? 0 : 1;
  return Math.min(
    slowDistance(a.slice(1), b.slice(1)) + same,
    slowDistance(a.slice(1), b) + 1,
    slowDistance(a, b.slice(1)) + 1,
  );
}

function costOf(variants: readonly Variant[], medoids: readonly number[]): number {
  return variants.reduce((sum, { items, weight }) => {
    const nearest = Math.min(
      ...medoids.map((medoid) => {
        const other = variants[medoid]?.items ?? [];
        return slowDistance(items, other) / Math.max(items.length, other.length, 1);
      }),
    );
    return sum + weight * nearest;
  }, 0);
}

function subsets(size: number, count: number, from = 0): number[][] {
  if (count === 0) return [[]];
  return Array.from({ length: size - from }, (_, index) => from + index).flatMap((first) =>
    subsets(size, count - 1, first + 1).map((rest) => [first, ...rest]),
  );
}

function arbitraryVariants(random: Random, size: number): Variant[] {
  const byKey = new Map<string, Variant>();
  while (byKey.size < size) {
    const items = Array.from({ length: random.whole(1, 5) }, () => random.whole(1, 4));
    byKey.set(items.join(), { items, weight: random.whole(1, 40) });
  }
  return [...byKey.values()];
}

const medoidsOf = (found: readonly Representative[]) => found.map(({ medoid }) => medoid);

describe('representative journeys', () => {
  it('measure distance as Levenshtein over the longer length', () => {
    const random = new Random(5);
    for (let round = 0; round < 300; round++) {
      const [a = [], b = []] = [0, 0].map(() =>
        Array.from({ length: random.whole(0, 6) }, () => random.whole(1, 3)),
      );
      expect(distanceFrom(a)(b)).toBeCloseTo(slowDistance(a, b) / Math.max(a.length, b.length, 1), 12);
    }
  });

  it('measure long sequences in words as in a table', () => {
    const random = new Random(6);
    for (let round = 0; round < 200; round++) {
      const [a = [], b = []] = [0, 1].map((place) =>
        Array.from({ length: random.whole(1, place === 0 ? WORD_ITEMS : 45) }, () => random.whole(1, 5)),
      );
      // the second is measured from its side by the table where it is longer than a word
      const tail = [...b, ...new Array<number>(WORD_ITEMS).fill(9)];
      const whole = distanceFrom(tail)(a) * Math.max(a.length, tail.length);
      expect(distanceFrom(a)(tail) * Math.max(a.length, tail.length)).toBeCloseTo(whole, 9);
    }
  });

  it('cost as little as the best of all choices of few variants', () => {
    const random = new Random(11);
    for (let round = 0; round < 60; round++) {
      const size = random.whole(2, 9);
      const variants = arbitraryVariants(random, size);
      const count = random.whole(1, Math.min(4, size));
      const best = Math.min(...subsets(size, count).map((medoids) => costOf(variants, medoids)));
      const found = findRepresentatives(variants, count);
      expect(found).toHaveLength(count);
      expect(costOf(variants, medoidsOf(found))).toBeCloseTo(best, 4);
    }
  });

  it('put everybody to exactly one, nearest, and are the same every time', () => {
    const variants = arbitraryVariants(new Random(3), 120);
    const found = findRepresentatives(variants, 6);
    expect(found).toEqual(findRepresentatives(variants, 6));
    expect(found.flatMap(({ members }) => members).toSorted((a, b) => a - b)).toEqual(
      variants.map((_, index) => index),
    );
    for (const { medoid, members, weight } of found) {
      expect(members).toContain(medoid);
      expect(weight).toBe(members.reduce((sum, member) => sum + (variants[member]?.weight ?? 0), 0));
      for (const member of members) {
        const own = variants[member]?.items ?? [];
        const distances = medoidsOf(found).map((other) => distanceFrom(own)(variants[other]?.items ?? []));
        expect(distanceFrom(own)(variants[medoid]?.items ?? [])).toBeCloseTo(Math.min(...distances), 6);
      }
    }
  });

  it('are all variants where there are fewer than asked for', () => {
    const variants = [
      { items: [1, 2], weight: 1 },
      { items: [3], weight: 5 },
    ];
    expect(medoidsOf(findRepresentatives(variants, 5))).toEqual([1, 0]);
    expect(findRepresentatives([], 3)).toEqual([]);
  });
});
