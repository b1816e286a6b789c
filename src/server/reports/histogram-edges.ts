const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 86_400_000;

export const MAX_BARS = 24;
/** Longest window of a funnel: where the last bar ends. */
const LAST_EDGE = 366 * DAY;

/** Fine edges, each range cut in steps that divide it: from, to, step. Coarser levels are subsets. */
const RANGES: readonly (readonly [number, number, number])[] = [
  [0, 10, 1],
  [10, 100, 10],
  [100, SECOND, 50],
  [SECOND, 10 * SECOND, 500],
  [10 * SECOND, MINUTE, 5 * SECOND],
  [MINUTE, 5 * MINUTE, 15 * SECOND],
  [5 * MINUTE, 20 * MINUTE, MINUTE],
  [20 * MINUTE, HOUR, 5 * MINUTE],
  [HOUR, 3 * HOUR, 10 * MINUTE],
  [3 * HOUR, 12 * HOUR, HOUR / 2],
  [12 * HOUR, DAY, HOUR],
  [DAY, 3 * DAY, 6 * HOUR],
  [3 * DAY, 14 * DAY, DAY / 2],
  [14 * DAY, 30 * DAY, DAY],
  [30 * DAY, 90 * DAY, 5 * DAY],
  [90 * DAY, LAST_EDGE, 10 * DAY],
];

/** Where bars of the finest level begin, in ms; the first is 0. Counts by these can be added up to any coarser level. */
export const FINE_EDGES: readonly number[] = RANGES.flatMap(([from, to, step]) =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step),
);

const units = (unit: number, ...counts: number[]) => counts.map((count) => count * unit);

const LEVELS: readonly (readonly number[])[] = [
  FINE_EDGES,
  [
    ...units(1, 0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500),
    ...units(SECOND, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45),
    ...units(MINUTE, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45),
    ...units(HOUR, 1, 1.5, 2, 3, 4, 6, 8, 12, 18),
    ...units(DAY, 1, 1.5, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270),
  ],
  [
    ...units(1, 0, 1, 2, 5, 10, 20, 50, 100, 200, 500),
    ...units(SECOND, 1, 2, 5, 10, 30),
    ...units(MINUTE, 1, 2, 5, 10, 30),
    ...units(HOUR, 1, 3, 6, 12),
    ...units(DAY, 1, 2, 3, 7, 14, 30, 60, 90, 180),
  ],
  [
    ...units(1, 0, 1, 10, 100),
    ...units(SECOND, 1, 10),
    ...units(MINUTE, 1, 10),
    ...units(HOUR, 1, 6),
    ...units(DAY, 1, 7, 30, 90, 180),
  ],
];

export interface Bar {
  fromMs: number;
  toMs: number;
  people: number;
}

/**
 * At most 24 bars with round edges, of about equal width on a logarithmic scale, from the shortest to the longest time:
 * the finest level that fits. `counts`: people by the fine edge at or below their time.
 */
export function drawHistogram(counts: ReadonlyMap<number, number>): Bar[] {
  const used = [...counts].filter(([, people]) => people > 0).map(([edge]) => edge);
  if (used.length === 0) return [];
  for (const edges of LEVELS) {
    const first = edges.findLastIndex((edge) => edge <= Math.min(...used));
    const last = edges.findLastIndex((edge) => edge <= Math.max(...used));
    if (last - first >= MAX_BARS) continue;
    return edges.slice(first, last + 1).map((fromMs, index) => {
      const toMs = edges[first + index + 1] ?? LAST_EDGE;
      let people = 0;
      for (const [edge, number] of counts) if (edge >= fromMs && edge < toMs) people += number;
      return { fromMs, toMs, people };
    });
  }
  throw new Error('the coarsest level has fewer bars than a histogram may have');
}
