import type { Estimate } from './opportunity-result.ts';

/** Standard normal quantile of a two-sided 95 % interval. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval of a proportion, 95 % (Wilson 1927; without continuity correction):
 * (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n). Nobody asked: 0 to 1.
 *
 * wilsonInterval(81 / 263, 263) // -> { value: 0.308, low: 0.2553, high: 0.3662 } (Newcombe 1998, table I)
 */
export function wilsonInterval(share: number, sample: number): Estimate {
  if (sample === 0) return { value: share, low: 0, high: 1 };
  const square = Z ** 2 / sample;
  const centre = (share + square / 2) / (1 + square);
  const half = (Math.sqrt((share * (1 - share)) / sample + square / (4 * sample)) * Z) / (1 + square);
  // a share of nobody or of all has an exact end, which rounding would miss
  return {
    value: share,
    low: share === 0 ? 0 : Math.max(0, centre - half),
    high: share === 1 ? 1 : Math.min(1, centre + half),
  };
}

interface Proportion {
  share: number;
  sample: number;
}

/**
 * Newcombe's hybrid score interval of the difference of two independent proportions, 95 % (Newcombe 1998, method 10):
 * from d - √((a - lowA)² + (highB - b)²) to d + √((highA - a)² + (b - lowB)²), d = a - b, with Wilson's ends.
 *
 * differenceInterval({ share: 56 / 70, sample: 70 }, { share: 48 / 80, sample: 80 }) // -> 0.2, 0.0524 to 0.3339
 */
export function differenceInterval(a: Proportion, b: Proportion): Estimate {
  const ofA = wilsonInterval(a.share, a.sample);
  const ofB = wilsonInterval(b.share, b.sample);
  const value = a.share - b.share;
  return {
    value,
    low: value - Math.hypot(a.share - ofA.low, ofB.high - b.share),
    high: value + Math.hypot(ofA.high - a.share, b.share - ofB.low),
  };
}

/**
 * The sum of independent estimates with its interval, each side by the squares of the distances (MOVER, Zou and Donner
 * 2008): low = Σ value - √Σ (value - low)².
 */
export function sumEstimates(estimates: readonly Estimate[]): Estimate {
  const value = estimates.reduce((sum, one) => sum + one.value, 0);
  return {
    value,
    low: value - Math.hypot(...estimates.map((one) => one.value - one.low)),
    high: value + Math.hypot(...estimates.map((one) => one.high - one.value)),
  };
}

/** An estimate times a number that is taken as exact. */
export function scaleEstimate({ value, low, high }: Estimate, factor: number): Estimate {
  const ends = [low * factor, high * factor];
  return { value: value * factor, low: Math.min(...ends), high: Math.max(...ends) };
}
