import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

test.each([
  ['30d', 2_592_000_000],
  ['1.5h', 5_400_000],
  ['90s', 90_000],
  ['15m', 900_000],
  ['2w', 1_209_600_000],
  ['0s', 0],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '30', 'd', '30 d', '-1d', '1y', '1e3d', '30D', '.5h', '99999999w'])(
  '%j is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

test('formats in the largest exact unit', () => {
  expect([2_592_000_000, 5_400_000, 1500, 0, 604_800_000].map(formatDuration)).toEqual([
    '30d',
    '90m',
    '1.5s',
    '0s',
    '7d',
  ]);
});

test('a formatted duration reads back as itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 * 366 * 86_400_000 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});
