import { expect, test } from 'vitest';
import { type FollowedDay, findDrift, usualRange } from './drift.ts';

const dayOf = (index: number, share: number, journeysRead = 1000): FollowedDay => ({
  day: `2026-03-${String(index + 1).padStart(2, '0')}`,
  journeysRead,
  journeysFollowing: Math.round(share * journeysRead),
});
const calm = Array.from({ length: 20 }, (_, index) => dayOf(index, 0.7 + (index % 2 ? 0.01 : -0.01)));

test('the range is the median and what days and chance do', () => {
  const range = usualRange(calm, 1000);
  // deviation 0.01: 3 x 1.4826 x 0.01 = 0.0445; chance: 3 x sqrt(0.21 / 1000) = 0.0435
  expect(range?.low).toBeCloseTo(0.7 - 0.044478, 6);
  expect(range?.high).toBeCloseTo(0.7 + 0.044478, 6);
  expect(usualRange(calm, 100)?.low).toBeCloseTo(0.7 - 3 * Math.sqrt(0.21 / 100), 6);
  const same = Array.from({ length: 20 }, (_, index) => dayOf(index, 0.7, 1_000_000));
  expect(usualRange(same, 1_000_000)?.low).toBeCloseTo(0.67, 6);
});

test('odd days among those before move nothing, small days count for nothing', () => {
  const odd = [...calm, dayOf(20, 0.1), dayOf(21, 0.99), dayOf(22, 0, 29), dayOf(23, 0, 5)];
  expect(usualRange(odd, 1000)?.low).toBeCloseTo(usualRange(calm, 1000)?.low ?? 0, 2);
  expect(usualRange(calm.slice(0, 9), 1000)).toBeNull();
  expect(usualRange([], 1000)).toBeNull();
});

test('a day outside is a drift, in both directions, where it has enough journeys', () => {
  expect(findDrift(calm, dayOf(25, 0.66))).toBeNull();
  expect(findDrift(calm, dayOf(25, 0.6))).toMatchObject({ share: 0.6 });
  expect(findDrift(calm, dayOf(25, 0.8))).toMatchObject({ share: 0.8 });
  expect(findDrift(calm, dayOf(25, 0, 29))).toBeNull();
  expect(findDrift(calm, dayOf(25, 0.6, 40))).toBeNull(); // 40 journeys say too little
});
