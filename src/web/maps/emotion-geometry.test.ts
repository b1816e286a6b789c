import { expect, test } from 'vitest';
import { emotionScore, emotionY, pointsWithLabels, runsOf } from './emotion-geometry.ts';

test('+2 at the top, 0 in the middle, -2 at the bottom', () => {
  expect([2, 0, -2].map((score) => emotionY(score, 120, 20))).toEqual([20, 60, 100]);
});

test('a height is a score in halves, within the scale', () => {
  expect([0, 20, 58, 70, 119].map((y) => emotionScore(y, 120, 20))).toEqual([2, 2, 0, -0.5, -2]);
});

test('a measured line breaks where nothing was measured, an assumed one goes on', () => {
  const steps = [1, null, -1, 0].map((score, index) => ({ step: `s${index}`, score }));
  const centres = [10, 20, 30, 40];
  const box = { height: 120, inset: 20 };
  expect(runsOf(steps, centres, box, false).map((run) => run.map((point) => point.x))).toEqual([
    [10],
    [30, 40],
  ]);
  expect(runsOf(steps, centres, box, true).map((run) => run.map((point) => point.x))).toEqual([[10, 30, 40]]);
});

test('words stand by the strongest feelings, and never over each other', () => {
  const points = [0.2, -1.5, 0.3, 1].map((score, index) => ({
    step: `s${index}`,
    x: 100 * index,
    y: 0,
    score,
  }));
  expect([...pointsWithLabels(points, 150)]).toEqual(['s1', 's3']);
  expect([...pointsWithLabels(points, 150, [310])]).toEqual(['s1']);
});
