/** How many journeys followed the map on one day. */
export interface FollowedDay {
  /** `2026-03-31` */
  day: string;
  /** journeys laid beside the plan, and of these the ones that follow it */
  journeysRead: number;
  journeysFollowing: number;
}

/** Days before that say what is usual. */
export const USUAL_DAYS = 28;
/** So many of them must have enough journeys, or nothing is usual yet. */
const MIN_DAYS = 10;
/** A day with fewer journeys neither tells what is usual nor raises an alert. */
export const MIN_JOURNEYS = 30;
/** Widths from the median to the end of the usual range. */
const WIDTHS = 3;
/** A median absolute deviation of this many standard deviations is one of a normal distribution. */
const MAD_OF_NORMAL = 1.4826;
/** Shares this near to the median are usual however calm the days were. */
const LEAST_WIDTH = 0.03;

const shareOf = ({ journeysRead, journeysFollowing }: FollowedDay) => journeysFollowing / journeysRead;

/**
 * The usual range of the share that follows, for the day after `before`: the median of the last 28 days that had at
 * least 30 journeys (10 such days at least), give or take the largest of
 * - 3 x 1.4826 x the median absolute deviation of those days (how much they differ),
 * - 3 x sqrt(median x (1 - median) / journeys) (what chance does to a day with so many journeys),
 * - 0.03 (what nobody would act on).
 * Median and deviation do not move when a few of the days were odd themselves. null = not enough days.
 *
 * usualRange(28 days around 0.7, 400) // { low: 0.63, high: 0.77 }
 */
export function usualRange(
  before: readonly FollowedDay[],
  journeys: number,
): { low: number; high: number } | null {
  const shares = before
    .filter(({ journeysRead }) => journeysRead >= MIN_JOURNEYS)
    .slice(-USUAL_DAYS)
    .map(shareOf);
  if (shares.length < MIN_DAYS || journeys < 1) return null;
  const middle = median(shares);
  const spread = MAD_OF_NORMAL * median(shares.map((share) => Math.abs(share - middle)));
  const chance = Math.sqrt((middle * (1 - middle)) / journeys);
  const width = Math.max(WIDTHS * spread, WIDTHS * chance, LEAST_WIDTH);
  return { low: Math.max(0, middle - width), high: Math.min(1, middle + width) };
}

/** The day left what was usual before it; null = it did not, or that cannot be told. */
export function findDrift(
  before: readonly FollowedDay[],
  day: FollowedDay,
): { share: number; low: number; high: number } | null {
  if (day.journeysRead < MIN_JOURNEYS) return null;
  const range = usualRange(before, day.journeysRead);
  const share = shareOf(day);
  return range && (share < range.low || share > range.high) ? { share, ...range } : null;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}
