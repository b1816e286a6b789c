import { expect, it } from 'vitest';
import { openSliceOf } from './open-slice.ts';

const trend = ['01', '03', '05'].map((day) => ({ from: `2026-03-${day}T00:00:00Z`, value: 0.5, sample: 40 }));

it('finds the first slice in which somebody still has time', () => {
  expect(openSliceOf({ trend })).toBeNull();
  expect(openSliceOf({ trend, openFrom: '2026-03-01T00:00:00Z' })).toBe(0);
  expect(openSliceOf({ trend, openFrom: '2026-03-04T12:00:00Z' })).toBe(1);
  expect(openSliceOf({ trend, openFrom: '2026-03-05T00:00:00Z' })).toBe(2);
  expect(openSliceOf({ trend: [], openFrom: '2026-03-05T00:00:00Z' })).toBeNull();
});
