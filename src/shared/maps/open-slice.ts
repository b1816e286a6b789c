import type { KpiAnswer } from './contract.ts';

/**
 * The first slice of a trend (from 0) of which somebody still has time to get there, so that it can only rise; null = all
 * slices are over. A slice that is open in part is open.
 *
 * openSliceOf({ trend: [{ from: '2026-03-01T00:00:00Z', ... }, { from: '2026-03-03T00:00:00Z', ... }], openFrom: '2026-03-02T12:00:00Z' }) // 0
 */
export function openSliceOf({ trend, openFrom }: Pick<KpiAnswer, 'trend' | 'openFrom'>): number | null {
  if (openFrom === undefined) return null;
  const openMs = Date.parse(openFrom);
  const index = trend.findLastIndex(({ from }) => Date.parse(from) <= openMs);
  return trend.length === 0 ? null : Math.max(index, 0);
}
