import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emotionScore, emotionY, labelBox, placeLabels, runsOf } from './emotion-geometry.ts';

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

const STRIP = { width: 600, height: 120 };
const pointsOf = (scores: number[], text: string) =>
  scores.map((score, index) => ({
    step: `s${index}`,
    x: 60 + 60 * index,
    y: emotionY(score, STRIP.height, 18),
    score,
    text,
  }));

test('words stand by the strongest feelings, above the middle over the point and below it under the point', () => {
  const labels = placeLabels(pointsOf([1, 1.5, -1.5, -1], 'calm, 44 answers'), STRIP);
  expect(labels.map(({ step }) => step)).toEqual(['s1', 's2']);
  const [high, low] = labels;
  expect(high?.y).toBeLessThan(emotionY(1.5, STRIP.height, 18));
  expect(low?.y).toBeGreaterThan(emotionY(-1.5, STRIP.height, 18));
});

test('words near an edge are pushed in, and never stand on what is there already', () => {
  const [point] = pointsOf([1.2], 'curious, 44 answers');
  if (!point) throw new Error('a point');
  const [free] = placeLabels([{ ...point, x: 20 }], STRIP);
  expect(labelBox(free?.text ?? '', free?.x ?? 0, free?.y ?? 0).left).toBeGreaterThanOrEqual(0);
  const good = labelBox('good', 22, emotionY(2, STRIP.height, 18) + 4);
  const [moved] = placeLabels([point], STRIP, [good]);
  const own = labelBox(moved?.text ?? '', moved?.x ?? 0, moved?.y ?? 0);
  expect(own.left > good.right || own.top >= good.bottom).toBe(true);
});

test('no two words overlap, whatever the feelings', () => {
  const scores = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(scores, (given) => {
      const boxes = placeLabels(pointsOf(given, 'curious, 44 answers'), STRIP).map(({ text, x, y }) =>
        labelBox(text, x, y),
      );
      for (const [index, one] of boxes.entries())
        for (const other of boxes.slice(index + 1))
          expect(
            one.right <= other.left ||
              other.right <= one.left ||
              one.bottom <= other.top ||
              other.bottom <= one.top,
          ).toBe(true);
    }),
  );
});
