import { expect, test } from 'vitest';
import { placePublished } from './published-versions.ts';

const day = (date: number) => ({ from: `2026-03-${String(date).padStart(2, '0')}T00:00:00.000Z` });
const version = (title: string, at: string, isPublished = true) => ({
  ...{ version: 1, title, isPublished, author: 'anna', at, revision: 1 },
});

test('a published version stands at its time among the slices, oldest first', () => {
  const trend = [day(1), day(3), day(5)];
  const placed = placePublished(
    [
      version('end', '2026-03-06T23:59:59.000Z'),
      version('after', '2026-03-07T00:00:00.000Z'),
      version('draft', '2026-03-02T00:00:00.000Z', false),
      version('half', '2026-03-02T00:00:00.000Z'),
      version('before', '2026-02-28T23:00:00.000Z'),
    ],
    trend,
  );
  expect(placed.map(({ version: { title } }) => title)).toEqual(['half', 'end']);
  expect(placed[0]?.slice).toBe(0.5);
  expect(placed[1]?.slice).toBeCloseTo(3, 3);
  expect(placePublished([version('half', '2026-03-02T00:00:00.000Z')], [])).toEqual([]);
});
