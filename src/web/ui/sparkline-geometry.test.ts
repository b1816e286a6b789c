import { expect, test } from 'vitest';
import { markX, shapeSparkline } from './sparkline-geometry.ts';

const box = { width: 106, height: 26, inset: 3 };

test('the highest value is at the top, the lowest at the bottom, the target between', () => {
  const shape = shapeSparkline([0.4, 0.6, 0.5], 0.5, box);
  expect(shape.runs[0]?.map((point) => point.y)).toEqual([23, 3, 13]);
  expect(shape.runs[0]?.map((point) => point.x)).toEqual([3, 53, 103]);
  expect(shape.targetY).toBe(13);
  expect(shape.last).toEqual({ x: 103, y: 13 });
});

test('a target outside of the values stays in the box', () => {
  expect(shapeSparkline([1, 2], 4, box).targetY).toBe(3);
});

test('slices without a value break the line', () => {
  const shape = shapeSparkline([1, null, 2, 3, null], null, box);
  expect(shape.runs.map((run) => run.length)).toEqual([1, 2]);
});

test('a level line lies in the middle; nothing known draws nothing', () => {
  expect(shapeSparkline([5, 5], null, box).runs[0]?.map((point) => point.y)).toEqual([13, 13]);
  expect(shapeSparkline([null, null], 0.4, box)).toEqual({
    runs: [],
    targetY: null,
    last: null,
    openX: null,
  });
});

test('what may still rise begins at the last settled point', () => {
  const openX = (slice: number | null) => shapeSparkline([1, 2, 3], null, box, slice).openX;
  expect([null, 0, 1, 2, 3].map(openX)).toEqual([null, 0, 3, 53, null]);
});

test('a mark stands between the points of the slices around it, and never outside', () => {
  const box = { width: 106, inset: 3 };
  expect(markX(0.5, 11, box)).toBe(3);
  expect(markX(5.5, 11, box)).toBe(53);
  expect([markX(0, 11, box), markX(11, 11, box)]).toEqual([3, 103]);
});
