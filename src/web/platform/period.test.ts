import { describe, expect, test } from 'vitest';
import { anchorDay, dayOf, daysIn, parseChoice, previousPeriod, resolvePeriod } from './period.ts';

describe('resolvePeriod', () => {
  test('both days belong to it', () => {
    const period = resolvePeriod('30d', '2026-11-22');
    expect(period).toEqual({ from: '2026-10-24', to: '2026-11-22' });
    expect(period && daysIn(period)).toBe(30);
  });
  test('months, across a year', () => {
    expect(resolvePeriod('this_month', '2026-01-09')).toEqual({ from: '2026-01-01', to: '2026-01-09' });
    expect(resolvePeriod('last_month', '2026-01-09')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    expect(resolvePeriod('last_month', '2024-03-31')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  });
  test('all time is no limit; own days stay', () => {
    expect(resolvePeriod('all', '2026-01-09')).toBeUndefined();
    expect(resolvePeriod('2026-01-01..2026-01-03', '2026-11-22')).toEqual({
      from: '2026-01-01',
      to: '2026-01-03',
    });
  });
});

test('the period before is as long and ends the day before, also over the change of clocks', () => {
  const period = { from: '2026-03-20', to: '2026-04-05' };
  const before = previousPeriod(period);
  expect(before).toEqual({ from: '2026-03-03', to: '2026-03-19' });
  expect(daysIn(before)).toBe(daysIn(period));
});

test('an address may hold anything', () => {
  expect(parseChoice('30d')).toBe('30d');
  expect(parseChoice('2026-01-01..2026-01-31')).toBe('2026-01-01..2026-01-31');
  for (const wrong of ['31d', '2026-02-01..2026-01-01', '2026-13-45..2026-14-01', '..', 30, null, undefined])
    expect(parseChoice(wrong)).toBeUndefined();
});

test('a day is that of the shop', () => {
  expect(dayOf('2026-11-22T23:30:00.000Z', 'Europe/Budapest')).toBe('2026-11-23');
  expect(dayOf('2026-11-22T03:30:00.000Z', 'America/New_York')).toBe('2026-11-21');
});

test('presets count back from today while data flows, else from the last day with data', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  expect(anchorDay(now, '2026-11-21T09:00:00.000Z', 'UTC')).toBe('2026-11-22');
  expect(anchorDay(now, '2024-02-06T09:00:00.000Z', 'UTC')).toBe('2024-02-06');
  expect(anchorDay(now, null, 'UTC')).toBe('2026-11-22');
});
