import { expect, test } from 'vitest';
import { differenceInterval, scaleEstimate, sumEstimates, wilsonInterval } from './proportion.ts';

/** Newcombe 1998, "Interval estimation for the single proportion", table I, method 3. */
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
  [29, 29, 0.883, 1],
])('Wilson of %i of %i', (part, whole, low, high) => {
  const interval = wilsonInterval(part / whole, whole);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

/** Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10. */
test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [10, 10, 0, 10, 0.6075, 1],
])('difference of %i of %i and %i of %i', (a, ofA, b, ofB, low, high) => {
  const interval = differenceInterval({ share: a / ofA, sample: ofA }, { share: b / ofB, sample: ofB });
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test('estimates add up with the root of the squares, and scale with their ends in order', () => {
  const some = [
    { value: 10, low: 7, high: 16 },
    { value: 5, low: 1, high: 13 },
  ];
  expect(sumEstimates(some)).toEqual({ value: 15, low: 10, high: 25 });
  expect(sumEstimates([])).toEqual({ value: 0, low: 0, high: 0 });
  expect(scaleEstimate({ value: 1, low: -1, high: 2 }, -3)).toEqual({ value: -3, low: -6, high: 3 });
});
