import { describe, expect, test } from 'vitest';
import { makeFormats } from './formats.ts';

const formats = makeFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'Europe/Budapest' });
const DAY_MS = 86_400_000;
/** No-break spaces read as plain ones. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f\u2009]/g, ' ');

describe('numbers as people say them', () => {
  test.each([
    [0.124, '12.4 %'],
    [0.92, '92 %'],
    [0.00347, '0.35 %'],
    [1, '100 %'],
    [0, '0 %'],
    [-0.031, '-3.1 %'],
  ])('ratio %d', (ratio, said) => expect(plain(formats.say.ratio(ratio))).toBe(said));

  test.each([
    [999, '999'],
    [1000, '1 k'],
    [8214, '8.2 k'],
    [18_200, '18.2 k'],
    [3.1234, '3.1'],
    [0, '0'],
  ])('count %d', (count, said) => expect(plain(formats.say.count(count))).toBe(said));

  test.each([
    [850, '850 ms'],
    [12_400, '12 s'],
    [42 * 60_000, '42 mins'],
    [5.2 * 3_600_000, '5.2 h'],
    [3.6 * DAY_MS, '3.6 days'],
    [38.2 * DAY_MS, '38 days'],
  ])('duration %d ms', (ms, said) => expect(plain(formats.say.ms(ms))).toBe(said));

  test.each([
    [84.37, '€84.37'],
    [319, '€319'],
    [319.4, '€319'],
    [1284.2, '€1,284'],
    [346_000, '€346 k'],
  ])('money %d', (amount, said) => expect(plain(formats.say.money(amount))).toBe(said));
});

test('exact values keep what rounding hides', () => {
  expect(plain(formats.exact.ratio(0.123456))).toBe('12.3456 %');
  expect(formats.exact.count(8214)).toBe('8,214');
  expect(formats.exact.money(1284.2)).toBe('€1,284.20');
  expect(plain(formats.exact.ms(3.6 * DAY_MS))).toBe('3 d 14 h 24 mins');
});

describe('change', () => {
  test('ratios move in points, other figures in per cent of the earlier value', () => {
    expect(formats.change(0.381, 0.369, 'ratio')).toEqual({ text: '1.2', direction: 1 });
    expect(formats.change(4.1, 4.2, 'score')).toEqual({ text: '0.1', direction: -1 });
    const orders = formats.change(1900, 2000, 'count');
    expect([plain(orders?.text ?? ''), orders?.direction]).toEqual(['5 %', -1]);
  });
  test('nothing moved, and nothing to compare with', () => {
    expect(formats.change(0.5, 0.50001, 'ratio')?.direction).toBe(0);
    expect(formats.change(7, 0, 'count')).toBeNull();
    expect(formats.change(0.2, 0, 'ratio')?.direction).toBe(1);
  });
});

test('times are those of the shop, in the words of the locale', () => {
  expect(formats.clock('2026-11-22T23:30:00.000Z')).toBe('00:30');
  expect(formats.range('2026-10-24', '2026-11-22')).toContain('22 Nov 2026');
  expect(formats.ago('2026-11-22T00:59:00.000Z', Date.parse('2026-11-22T01:00:00Z'))).toBe('60 seconds ago');
  const german = makeFormats({ locale: 'de-DE', currency: 'EUR', timeZone: 'UTC' });
  expect(plain(german.say.ratio(0.124))).toBe('12,4 %');
});
