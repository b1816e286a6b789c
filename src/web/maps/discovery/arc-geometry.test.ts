import { describe, expect, it } from 'vitest';
import { drawArcs, thicknessOf } from './arc-geometry.ts';

const stop = (touchpoint: string | null) => ({
  touchpoint,
  title: touchpoint ?? '',
  event: null,
  channel: null,
});
const link = (from: string | null, to: string | null, people: number) => ({
  from: stop(from),
  to: stop(to),
  passages: people,
  people,
  medianMs: null,
});
const box = {
  rows: new Map([
    ['a', 0],
    ['b', 50],
    ['c', 100],
  ]),
  lineX: 200,
  reach: 100,
  most: 10,
};

/** x of the first handle of a curve */
const bowOf = (path: string) => Number(/C(\S+)/.exec(path)?.[1]);

describe('walked steps beside the planned line', () => {
  it('go right when they go on and left when they come back, further out when they pass more by', () => {
    const [near, far, back] = ['a>b', 'a>c', 'c>a'].map((key) => {
      const [from = '', to = ''] = key.split('>');
      const [arc] = drawArcs([link(from, to, 5)], box);
      if (!arc) throw new Error('no arc');
      return arc;
    });
    expect(bowOf(near?.path ?? '')).toBeGreaterThan(200);
    expect(bowOf(far?.path ?? '')).toBeGreaterThan(bowOf(near?.path ?? ''));
    expect(bowOf(back?.path ?? '')).toBeLessThan(200);
    expect([near?.isReturn, far?.isReturn, back?.isReturn]).toEqual([false, false, true]);
  });

  it('are thick as their people, the thickest below, and leave out what is not on the map', () => {
    const arcs = drawArcs([link('a', 'b', 25), link('b', 'c', 100), link('a', null, 400)], box);
    expect(arcs.map((arc) => arc.link.people)).toEqual([100, 25]);
    expect((arcs[1]?.thickness ?? 0) * 2).toBeCloseTo(arcs[0]?.thickness ?? 0, 9);
    expect(thicknessOf(0, 100)).toBe(0);
    expect(drawArcs([link('a', 'b', 25), link('b', 'c', 100)], { ...box, most: 1 })).toHaveLength(1);
  });
});
