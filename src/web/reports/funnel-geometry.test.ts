import { expect, test } from 'vitest';
import { shapeFunnel } from './funnel-geometry.ts';

const box = { width: 400, height: 200, top: 20 };

test('bars stand on zero and compare with step 1', () => {
  const { bars } = shapeFunnel([1000, 500, 0], box);
  expect(bars.map((bar) => bar.height)).toEqual([180, 90, 0]);
  expect(bars.map((bar) => bar.top)).toEqual([20, 110, 200]);
});

test('the ghost above a bar is who was at the step before', () => {
  const { bars } = shapeFunnel([1000, 500, 250], box);
  expect(bars.map((bar) => bar.ghostTop)).toEqual([20, 20, 110]);
});

test('flows lead from bar to bar', () => {
  const { bars, flows } = shapeFunnel([1000, 500], box);
  expect(flows).toHaveLength(1);
  expect(flows[0]?.startsWith(`M${(bars[0]?.x ?? 0) + (bars[0]?.width ?? 0)} 20C`)).toBe(true);
  expect(flows[0]).toContain(`${bars[1]?.x} 110V200`);
});

test('nobody at step 1, and no steps', () => {
  expect(shapeFunnel([0, 0], box).bars.every((bar) => bar.height === 0)).toBe(true);
  expect(shapeFunnel([], box)).toEqual({ bars: [], flows: [] });
});
