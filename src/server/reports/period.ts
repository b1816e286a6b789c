import { Temporal } from 'temporal-polyfill';
import type { Period } from '../../shared/platform/base-contract.ts';
import { BadQuestion } from './bad-question.ts';

/** Instants as ms since 1970: from (inclusive) to (exclusive). */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** All that a JavaScript date can say: no event lies outside. */
export const ALL_TIME: Span = { fromMs: -8_640_000_000_000_000, toMs: 8_640_000_000_000_000 };

/** No event can lie outside, so none need be looked at. */
export function isAllTime(span: Span): boolean {
  return span.fromMs === ALL_TIME.fromMs && span.toMs === ALL_TIME.toMs;
}

/**
 * The instants of whole days in a time zone, both days included. A day begins at its first instant, also where the
 * clocks skip midnight, so a day of 23 or 25 hours is whole.
 *
 * spanOf({ from: '2026-03-29', to: '2026-03-29' }, 'Europe/Berlin') // 23 hours from 2026-03-28T23:00Z
 */
export function spanOf(period: Period | undefined, timeZone: string): Span {
  if (period === undefined) return ALL_TIME;
  const from = readDay(period.from);
  const to = readDay(period.to);
  if (Temporal.PlainDate.compare(from, to) > 0) {
    throw new BadQuestion(`The period ends (${period.to}) before it begins (${period.from}).`);
  }
  return {
    fromMs: from.toZonedDateTime({ timeZone }).epochMilliseconds,
    toMs: to.add({ days: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds,
  };
}

function readDay(day: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(day, { overflow: 'reject' });
  } catch {
    throw new BadQuestion(`"${day}" is no day of the calendar; a day looks like 2026-03-31.`);
  }
}
