import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawHistogram, FINE_EDGES, MAX_BARS } from './histogram-edges.ts';

const DAY = 86_400_000;

/** As the database counts them. */
function countByEdge(times: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const time of times) {
    const edge = FINE_EDGES.findLast((candidate) => candidate <= time) ?? 0;
    counts.set(edge, (counts.get(edge) ?? 0) + 1);
  }
  return counts;
}

const time = fc.oneof(
  fc.integer({ min: 0, max: 5_000 }),
  fc.integer({ min: 0, max: DAY }),
  fc.integer({ min: 0, max: 366 * DAY }),
  fc.constantFrom(0, 1, 999, 1_000, DAY, 366 * DAY),
);

test('every time falls into exactly one bar, bars touch, and there are at most 24', () => {
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 60 }), (times) => {
      const bars = drawHistogram(countByEdge(times));
      expect(bars.length).toBeLessThanOrEqual(MAX_BARS);
      for (const [index, { fromMs, toMs, people }] of bars.entries()) {
        const isLast = index === bars.length - 1;
        expect(people).toBe(times.filter((t) => t >= fromMs && (t < toMs || (isLast && t === toMs))).length);
        if (!isLast) expect(bars[index + 1]?.fromMs).toBe(toMs);
      }
      expect(bars[0]?.people).toBeGreaterThan(0);
      expect(bars.at(-1)?.people).toBeGreaterThan(0);
      expect(bars.reduce((all, bar) => all + bar.people, 0)).toBe(times.length);
    }),
    { numRuns: 2000 },
  );
});

test('close times get fine bars', () => {
  const hour = 3_600_000;
  const bars = drawHistogram(countByEdge([hour, 1.4 * hour, 1.9 * hour]));
  expect(bars.map(({ fromMs }) => fromMs / 60_000)).toEqual([60, 70, 80, 90, 100, 110]);
});

test('nobody: no bars', () => {
  expect(drawHistogram(new Map())).toEqual([]);
});
