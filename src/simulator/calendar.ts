import type { Random } from './random.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The shop's clock: Europe/Berlin by the EU rule (summer from the last Sunday of March to that of October, 01:00 UTC). */
export const TIME_ZONE = 'Europe/Berlin';

/** When something happens: which hours of the day, and whether the doors must be open. */
export type Rhythm = 'web' | 'store' | 'call';

const HOURS: Record<Rhythm, readonly number[]> = {
  web: [6, 3, 2, 1, 1, 3, 9, 18, 26, 32, 36, 38, 42, 40, 36, 36, 40, 48, 60, 78, 92, 86, 56, 22],
  store: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 78, 92, 88, 84, 90, 104, 116, 98, 52, 0, 0, 0, 0],
  call: [0, 0, 0, 0, 0, 0, 0, 0, 60, 104, 110, 96, 74, 80, 88, 84, 76, 60, 38, 24, 0, 0, 0, 0],
};
/** Monday first. */
const WEEKDAYS: Record<Rhythm, readonly number[]> = {
  web: [1.06, 1, 0.97, 0.96, 0.88, 0.92, 1.21],
  store: [0.82, 0.84, 0.88, 0.95, 1.2, 1.75, 0],
  call: [1.5, 1.2, 1.1, 1.1, 1, 0.5, 0],
};
const MONTHS = [0.95, 0.86, 0.95, 0.97, 0.96, 0.9, 0.88, 0.9, 1, 1.05, 1.32, 1.26];
/** month * 100 + day of the holidays on which no door opens */
const CLOSED_DATES = new Set([101, 501, 1003, 1225, 1226]);

export const CAMPAIGN_DAYS_BEFORE_END = 38;

/** Offset of the shop's local time from UTC at an instant, ms. */
export function localOffsetMs(at: number): number {
  const year = new Date(at).getUTCFullYear();
  return at >= lastSundayOf(year, 2) && at < lastSundayOf(year, 9) ? 2 * HOUR_MS : HOUR_MS;
}

const lastSundays = new Map<number, number>();
function lastSundayOf(year: number, month: number): number {
  const key = year * 12 + month;
  const known = lastSundays.get(key);
  if (known !== undefined) return known;
  const lastDay = new Date(Date.UTC(year, month + 1, 0, 1));
  const at = lastDay.getTime() - lastDay.getUTCDay() * DAY_MS;
  lastSundays.set(key, at);
  return at;
}

/** Local calendar day as days since 1970-01-01. */
export function localDay(at: number): number {
  return Math.floor((at + localOffsetMs(at)) / DAY_MS);
}

/** The instant at which the local clock shows that many ms after midnight of that local day. */
export function atLocal(day: number, msOfDay: number): number {
  const guess = day * DAY_MS + msOfDay - HOUR_MS;
  return day * DAY_MS + msOfDay - localOffsetMs(guess);
}

/** 0 = Monday. */
export function weekday(day: number): number {
  return (day + 3) % 7;
}

function month(day: number): number {
  return new Date(day * DAY_MS).getUTCMonth();
}

export function isOpenDay(day: number): boolean {
  const date = new Date(day * DAY_MS);
  return weekday(day) !== 6 && !CLOSED_DATES.has((date.getUTCMonth() + 1) * 100 + date.getUTCDate());
}

/** Black Friday: the day after the fourth Thursday of November. */
function isBlackFriday(day: number): boolean {
  const date = new Date(day * DAY_MS);
  return (
    weekday(day) === 4 && date.getUTCMonth() === 10 && date.getUTCDate() >= 23 && date.getUTCDate() <= 29
  );
}

/** How busy one local day is, 1 = an average day. */
export function dayWeight(day: number, rhythm: Rhythm, lastDay: number): number {
  if (rhythm !== 'web' && !isOpenDay(day)) return 0;
  const season = (MONTHS[month(day)] ?? 1) * (WEEKDAYS[rhythm][weekday(day)] ?? 1);
  const isCampaign = day === lastDay - CAMPAIGN_DAYS_BEFORE_END;
  return season * (isCampaign ? 4 : isBlackFriday(day) ? 2.6 : 1);
}

/** The days of a run as a distribution to draw from, busy days more often. */
export class DayChooser {
  private readonly cumulative: Float64Array;
  private readonly firstDay: number;

  /** `seasonOf` multiplies the shop's own season, by month 0 to 11. */
  constructor(options: {
    firstDay: number;
    days: number;
    lastDay: number;
    rhythm: Rhythm;
    seasonOf: (month: number) => number;
  }) {
    this.firstDay = options.firstDay;
    this.cumulative = new Float64Array(options.days);
    let sum = 0;
    for (let index = 0; index < options.days; index++) {
      const day = options.firstDay + index;
      sum += dayWeight(day, options.rhythm, options.lastDay) * options.seasonOf(month(day));
      this.cumulative[index] = sum;
    }
  }

  draw(random: Random): number {
    const { cumulative } = this;
    const target = random.unit() * (cumulative[cumulative.length - 1] ?? 0);
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return this.firstDay + low;
  }
}

const hourTotals: Record<Rhythm, number> = {
  web: total(HOURS.web),
  store: total(HOURS.store),
  call: total(HOURS.call),
};

function total(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** An instant on a local day, by the hours of the rhythm; a closed day moves to the next open one. */
export function timeOn(day: number, rhythm: Rhythm, random: Random): number {
  let open = day;
  while (rhythm !== 'web' && !isOpenDay(open)) open++;
  let rest = random.unit() * hourTotals[rhythm];
  let hour = 0;
  for (const weight of HOURS[rhythm]) {
    rest -= weight;
    if (rest < 0) break;
    hour++;
  }
  return atLocal(open, Math.min(hour, 23) * HOUR_MS + Math.floor(random.unit() * HOUR_MS));
}
