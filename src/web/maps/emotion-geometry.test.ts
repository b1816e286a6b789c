import { expect, test } from 'vitest';
import { emotionY, pointsWithLabels, runsOf, stepCentres } from './emotion-geometry.ts';

test('+2 at the top, 0 in the middle, -2 at the bottom', () => {
  expect([2, 0, -2].map((score) => emotionY(score, 120, 20))).toEqual([20, 60, 100]);
});

test('steps lie evenly within the column of their stage', () => {
  expect(stepCentres([1, 2, 0, 1], 400)).toEqual([50, 125, 175, 350]);
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
