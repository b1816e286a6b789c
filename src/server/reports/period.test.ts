import { expect, test } from 'vitest';
import { ALL_TIME, spanOf } from './period.ts';

const hours = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => (toMs - fromMs) / 3_600_000;

test.each([
  ['UTC', '2026-03-29', '2026-03-29T00:00:00.000Z', 24],
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', 23],
  ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', 25],
  ['Asia/Kolkata', '2026-01-01', '2025-12-31T18:30:00.000Z', 24],
  // midnight does not exist: the day begins at 01:00
  ['America/Santiago', '2024-09-08', '2024-09-08T04:00:00.000Z', 23],
])('a day in %s: %s', (timeZone, day, from, length) => {
  const span = spanOf({ from: day, to: day }, timeZone);
  expect(new Date(span.fromMs).toISOString()).toBe(from);
  expect(hours(span)).toBe(length);
});

test('both days belong to the period, and periods side by side leave no gap', () => {
  const march = spanOf({ from: '2026-03-01', to: '2026-03-31' }, 'Europe/Berlin');
  const april = spanOf({ from: '2026-04-01', to: '2026-04-30' }, 'Europe/Berlin');
  expect(march.toMs).toBe(april.fromMs);
  expect(hours(march)).toBe(31 * 24 - 1);
});

test('no period is all time', () => {
  expect(spanOf(undefined, 'UTC')).toEqual(ALL_TIME);
});
