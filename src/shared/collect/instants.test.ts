import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant } from './instants.ts';

const at = Date.UTC(2026, 2, 1, 10, 0, 0, 500);

describe('parseInstant', () => {
  it.each([
    ['2026-03-01T10:00:00.500Z', at],
    ['2026-03-01T10:00:00.5+00:00', at],
    ['2026-03-01 11:00:00,500 +0100', at],
    ['2026-03-01T04:30:00.500999999-05:30', at],
    ['2026-03-01T10:00:00.500', at],
    ['2026-03-01T10:00Z', at - 500],
    ['2026-03-01', Date.UTC(2026, 2, 1)],
    ['1899-12-31T23:59:59Z', Date.UTC(1899, 11, 31, 23, 59, 59)],
    [at, at],
    [String(at), at],
    [at / 1000, at],
    [at * 1000, at],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
  ])('%s', (value, expected) => {
    expect(parseInstant(value)).toBe(expected);
  });

  it.each([
    '',
    'now',
    '2026-02-30',
    '2026-13-01',
    '2026-1-1',
    '2026-03-01T25:00',
    'Sun Mar 01 2026',
    null,
    true,
    {},
    1e300,
    Number.NaN,
  ])('%s is no time', (value) => {
    expect(parseInstant(value)).toBeUndefined();
  });

  it('reads back what Date writes, whatever the zone of the machine', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }),
        (date) => {
          expect(parseInstant(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });
});
