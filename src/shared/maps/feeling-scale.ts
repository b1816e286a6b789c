import type { Emotion, Metric } from './journey-map.ts';
import { readAmount } from './target.ts';

/** Figures of a metric, in its unit, that count as the worst (-2) and the best (+2) feeling. */
export interface FeelingScale {
  worst: number;
  best: number;
}

/**
 * The scale that an emotion names for its metric, so that tickets and behaviour tell a feeling too; a string says why it
 * has none. The smaller figure may be the better one.
 *
 * readFeelingScale({ worst: '20%', best: 0 }, contactsPerOrder) // -> { worst: 0.2, best: 0 }
 */
export function readFeelingScale(
  { worst, best }: Pick<Emotion, 'worst' | 'best'>,
  { unit }: Pick<Metric, 'unit'>,
): FeelingScale | string {
  if (worst === null || best === null) return 'it names no worst and best figure (worst: 20%, best: 0%)';
  const [low, high] = [readAmount(worst, unit), readAmount(best, unit)];
  if (typeof low === 'string') return `worst "${worst}": ${low}`;
  if (typeof high === 'string') return `best "${best}": ${high}`;
  return low === high ? 'its worst and best figure are the same' : { worst: low, best: high };
}

/**
 * A figure on the scale of feelings: `worst` is -2, `best` +2, straight in between and no further.
 *
 * feelingOf(0.05, { worst: 0.2, best: 0 }) // -> 1
 */
export function feelingOf(value: number, { worst, best }: FeelingScale): number {
  return Math.min(2, Math.max(-2, -2 + (4 * (value - worst)) / (best - worst)));
}
