import type { Period } from '../../shared/platform/base-contract.ts';

/** Periods that move with the data; anything else is two days, `2026-03-01..2026-03-31`. */
export const PRESETS = ['7d', '30d', '90d', '365d', 'this_month', 'last_month', 'all'] as const;
export type Preset = (typeof PRESETS)[number];
export type PeriodChoice = Preset | `${string}..${string}`;

const DAY_MS = 86_400_000;
const RANGE = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/;

export function isPreset(choice: string): choice is Preset {
  return PRESETS.some((preset) => preset === choice);
}

/** A choice as it stands in the address bar; undefined where it is none. */
export function parseChoice(text: unknown): PeriodChoice | undefined {
  if (typeof text !== 'string') return undefined;
  if (isPreset(text)) return text;
  const found = RANGE.exec(text);
  const [from, to] = [found?.[1], found?.[2]];
  if (!from || !to || from > to || Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(to)))
    return undefined;
  return `${from}..${to}`;
}

/** Moves a calendar day, `addDays('2026-03-01', -1)` is `2026-02-28`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function daysIn(period: Period): number {
  return Math.round((Date.parse(period.to) - Date.parse(period.from)) / DAY_MS) + 1;
}

/** The calendar day of an instant where the shop is. */
export function dayOf(instant: string | number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(instant));
}

/** The days of a choice, counted back from `lastDay`; undefined = all time. */
export function resolvePeriod(choice: PeriodChoice, lastDay: string): Period | undefined {
  if (choice === 'all') return undefined;
  if (choice === 'this_month') return { from: `${lastDay.slice(0, 7)}-01`, to: lastDay };
  if (choice === 'last_month') {
    const to = addDays(`${lastDay.slice(0, 7)}-01`, -1);
    return { from: `${to.slice(0, 7)}-01`, to };
  }
  const found = RANGE.exec(choice);
  if (found?.[1] && found[2]) return { from: found[1], to: found[2] };
  return { from: addDays(lastDay, 1 - Number.parseInt(choice, 10)), to: lastDay };
}

/** As many days, directly before. */
export function previousPeriod(period: Period): Period {
  const to = addDays(period.from, -1);
  return { from: addDays(to, 1 - daysIn(period)), to };
}

/** Presets count back from here: today, or the last day with data where the data ended before yesterday. */
export function anchorDay(now: number, lastAt: string | null, timeZone: string): string {
  const today = dayOf(now, timeZone);
  if (!lastAt) return today;
  const last = dayOf(lastAt, timeZone);
  return last >= addDays(today, -1) ? today : last;
}
