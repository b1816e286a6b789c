import { expect, test } from 'vitest';
import { fromShares, moveByKey, placeOf, slotsOf, snap, toShares } from './matrix-geometry.ts';

test('scores place an opportunity; without them the money does, and then the middle', () => {
  const scored = { scores: { effort: 2, businessValue: 70, customerValue: 10 }, proposedImpact: 100 };
  expect(placeOf(scored)).toEqual({ effort: 2, value: 70, isScored: true });
  expect(placeOf({ scores: { effort: 9 }, proposedImpact: 40 })).toEqual({
    effort: 5,
    value: 40,
    isScored: false,
  });
  expect(placeOf({ scores: {}, proposedImpact: null })).toEqual({ effort: 3, value: 50, isScored: false });
});

test('shares and places are each other turned round, and a drop snaps inside', () => {
  expect(toShares({ effort: 2, value: 70 })).toEqual({ x: 0.25, y: 0.7 });
  expect(fromShares({ x: 0.25, y: 0.7 })).toEqual({ effort: 2, value: 70 });
  expect(snap(fromShares({ x: 0.4, y: 1.3 }))).toEqual({ effort: 3, value: 100 });
});

test('arrow keys move by one step and stop at the edge; other keys do nothing', () => {
  expect(moveByKey({ effort: 1, value: 97 }, 'ArrowUp')).toEqual({ effort: 1, value: 100 });
  expect(moveByKey({ effort: 1, value: 50 }, 'ArrowLeft')).toEqual({ effort: 1, value: 50 });
  expect(moveByKey({ effort: 1, value: 50 }, 'a')).toBeNull();
});

test('those at one place or nearly so stand beside each other, and a free place is taken again', () => {
  const places = [
    { effort: 1, value: 50 },
    { effort: 2, value: 50 },
    { effort: 1, value: 55 },
    { effort: 1, value: 50 },
    { effort: 1, value: 65 },
  ];
  expect(slotsOf(places)).toEqual([0, 0, 1, 2, 0]);
});
