import type { Case } from './observed.ts';

const HOUR_MS = 3_600_000;
/** A step to something so much later ties half as strongly as one at once. */
const HALF_MS = 24 * HOUR_MS;
/** Steps seen so often are believed half. */
const DOUBT = 4;
/** More than 1 prefers smaller parts (resolution of Reichardt and Bornholdt 2006). */
const RESOLUTION = 1.6;
/** A stage of a single unit is none, where there are enough. */
const MIN_UNITS = 2;

/**
 * How strongly units belong together, 0 to 1, symmetric: how often one directly follows the other (the directly-follows
 * graph), steps after a long time counting less, in proportion to how often they happen at all.
 */
export function measureTies(cases: readonly Case[], units: number): number[][] {
  const steps = Array.from({ length: units }, () => new Array<number>(units).fill(0));
  const happens = new Array<number>(units).fill(0);
  for (const one of cases) {
    one.forEach((event, index) => {
      happens[event.unit] = (happens[event.unit] ?? 0) + 1;
      const before = one[index - 1];
      if (!before || before.unit === event.unit) return;
      const weight = HALF_MS / (HALF_MS + event.at - before.at);
      const forth = steps[before.unit];
      const back = steps[event.unit];
      if (forth) forth[event.unit] = (forth[event.unit] ?? 0) + weight;
      if (back) back[before.unit] = (back[before.unit] ?? 0) + weight;
    });
  }
  return steps.map((row, a) =>
    row.map((weight, b) => weight / (Math.sqrt((happens[a] ?? 0) * (happens[b] ?? 0)) + DOUBT)),
  );
}

/**
 * Cuts ordered units into stages: neighbours that belong together stay together. Of all ways to cut the order into a given
 * number of parts, the one with the highest modularity (Newman and Girvan 2004) of the ties, found exactly by dynamic
 * programming. `ties` by place in the order. Returns the lengths of the parts, for the given number or, of 2 to `most`, for
 * the best.
 *
 * cutStages([[0, 1, 0], [1, 0, 0], [0, 0, 0]], { stages: 2 }) // -> [2, 1]
 */
export function cutStages(
  ties: readonly (readonly number[])[],
  { stages, most = 8 }: { stages?: number | undefined; most?: number },
): number[] {
  const count = ties.length;
  if (count === 0) return [];
  const inside = insideOf(ties);
  const limit = Math.min(count, stages ?? most);
  const minimum = count >= MIN_UNITS * limit ? MIN_UNITS : 1;
  // best[k][end]: value of the first `end` units in k parts, and where the last part begins
  const best: { value: number; start: number }[][] = [
    Array.from({ length: count + 1 }, (_, end) => ({ value: end === 0 ? 0 : -Infinity, start: 0 })),
  ];
  for (let parts = 1; parts <= limit; parts++) {
    best.push(
      Array.from({ length: count + 1 }, (_, end) => {
        let top = { value: -Infinity, start: 0 };
        for (let start = parts - 1; start <= end - minimum; start++) {
          const value = (best[parts - 1]?.[start]?.value ?? -Infinity) + (inside[start]?.[end] ?? 0);
          if (value > top.value) top = { value, start };
        }
        return top;
      }),
    );
  }
  const valueFor = (parts: number) => best[parts]?.[count]?.value ?? -Infinity;
  let chosen = limit;
  if (stages === undefined) {
    chosen = Math.min(2, limit);
    for (let parts = chosen + 1; parts <= limit; parts++)
      if (valueFor(parts) > valueFor(chosen) + 1e-9) chosen = parts;
  }
  const lengths: number[] = [];
  for (let parts = chosen, end = count; parts > 0; parts--) {
    const start = best[parts]?.[end]?.start ?? 0;
    lengths.unshift(end - start);
    end = start;
  }
  return lengths;
}

/** Modularity of the part from `start` (inclusive) to `end` (exclusive). */
function insideOf(ties: readonly (readonly number[])[]): number[][] {
  const count = ties.length;
  const degree = ties.map((row) => row.reduce((sum, tie) => sum + tie, 0));
  const all = degree.reduce((sum, one) => sum + one, 0) || 1;
  return Array.from({ length: count }, (_, start) => {
    const values = new Array<number>(count + 1).fill(0);
    let within = 0;
    let degrees = 0;
    for (let end = start + 1; end <= count; end++) {
      const last = end - 1;
      for (let other = start; other < last; other++) within += 2 * (ties[last]?.[other] ?? 0);
      degrees += degree[last] ?? 0;
      values[end] = within / all - RESOLUTION * (degrees / all) ** 2;
    }
    return values;
  });
}
