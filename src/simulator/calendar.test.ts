import { describe, expect, it } from 'vitest';
import {
  atLocal,
  DAY_MS,
  dayWeight,
  HOUR_MS,
  isOpenDay,
  localDay,
  localOffsetMs,
  timeOn,
  weekday,
} from './calendar.ts';
import { Random } from './random.ts';

const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

describe('calendar', () => {
  it('changes to summer time and back at 01:00 UTC on the last Sundays', () => {
    expect(localOffsetMs(Date.parse('2026-03-29T00:59:59Z'))).toBe(HOUR_MS);
    expect(localOffsetMs(Date.parse('2026-03-29T01:00:00Z'))).toBe(2 * HOUR_MS);
    expect(localOffsetMs(Date.parse('2026-10-25T00:59:59Z'))).toBe(2 * HOUR_MS);
    expect(localOffsetMs(Date.parse('2026-10-25T01:00:00Z'))).toBe(HOUR_MS);
  });

  it('agrees with Intl about the local clock on every day of two years', () => {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Berlin',
      hour: '2-digit',
      minute: '2-digit',
      day: '2-digit',
      month: '2-digit',
      year: 'numeric',
    });
    for (let day = dayOf('2025-01-01'); day < dayOf('2027-01-01'); day++) {
      const at = atLocal(day, 10.5 * HOUR_MS);
      const date = new Date(day * DAY_MS).toISOString().slice(0, 10).split('-').toReversed().join('/');
      expect(format.format(at)).toBe(`${date}, 10:30`);
      expect(localDay(at)).toBe(day);
    }
  });

  it('keeps the doors shut on Sundays and holidays', () => {
    expect(weekday(dayOf('2026-11-22'))).toBe(6);
    expect(isOpenDay(dayOf('2026-11-22'))).toBe(false);
    expect(isOpenDay(dayOf('2026-12-25'))).toBe(false);
    expect(isOpenDay(dayOf('2026-11-23'))).toBe(true);
    expect(dayWeight(dayOf('2026-11-22'), 'store', 0)).toBe(0);
    const random = new Random(4);
    for (let index = 0; index < 300; index++) {
      const at = timeOn(dayOf('2026-11-22'), 'store', random);
      const hour = new Date(at + localOffsetMs(at)).getUTCHours();
      expect(localDay(at)).toBe(dayOf('2026-11-23'));
      expect(hour).toBeGreaterThanOrEqual(10);
      expect(hour).toBeLessThan(20);
    }
  });
});
