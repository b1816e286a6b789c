import { z } from 'zod';

/**
 * Whether a text is a day that the calendar has, as `YYYY-MM-DD`.
 *
 * isCalendarDay('2026-02-28') // -> true
 * isCalendarDay('2026-02-30') // -> false
 */
export function isCalendarDay(text: string): boolean {
  return z.iso.date().safeParse(text).success;
}

/** Why a text is no day, in a sentence. */
export function sayNoDay(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? `The calendar has no ${text}. A day is written as 2026-03-31.`
    : `"${text}" is no day. A day is written as 2026-03-31.`;
}
