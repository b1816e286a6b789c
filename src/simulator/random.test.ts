import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const DRAWS = 40_000;

function mean(draw: (random: Random) => number): number {
  const random = new Random(11);
  let sum = 0;
  for (let index = 0; index < DRAWS; index++) sum += draw(random);
  return sum / DRAWS;
}

describe('Random', () => {
  it('repeats itself from the same seed and differs from another', () => {
    const draw = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 50 }, () => random.unit());
    };
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });

  it('forks by label alone, whatever was drawn before', () => {
    const fresh = new Random(9).fork(3).unit();
    const used = new Random(9);
    for (let index = 0; index < 17; index++) used.unit();
    expect(used.fork(3).unit()).toBe(fresh);
    expect(used.fork(4).unit()).not.toBe(fresh);
  });

  it('draws from the distributions it names', () => {
    expect(mean((random) => random.unit())).toBeCloseTo(0.5, 1.7);
    expect(mean((random) => random.normal())).toBeCloseTo(0, 1.5);
    expect(mean((random) => random.normal() ** 2)).toBeCloseTo(1, 1.3);
    expect(mean((random) => random.poisson(2.5))).toBeCloseTo(2.5, 1.2);
    expect(mean((random) => random.gamma(2.2))).toBeCloseTo(1, 1.5);
    expect(mean((random) => random.exponential(3))).toBeCloseTo(3, 1);
    expect(
      mean((random) =>
        random.weighted([
          ['a', 3],
          ['b', 1],
        ]) === 'a'
          ? 1
          : 0,
      ),
    ).toBeCloseTo(0.75, 1.7);
  });

  it('never chooses what has no weight', () => {
    const random = new Random(2);
    for (let index = 0; index < 500; index++) {
      expect(
        random.weighted([
          ['never', 0],
          ['always', 1],
          ['neither', 0],
        ]),
      ).toBe('always');
    }
    expect(random.weighted([['never', 0]])).toBeUndefined();
    expect(() => random.pick([])).toThrow('empty');
  });
});
