import fc from 'fast-check';
import { expect, it } from 'vitest';
import { waysOf } from './stage-ways.ts';

it('tells the people of a stage apart, each of them once', () => {
  fc.assert(
    fc.property(fc.nat(30_000_000), fc.nat(30_000_000), fc.nat(30_000_000), (next, past, left) => {
      const people = next + past + left;
      fc.pre(people > 0);
      const stage = { people, onward: next + past, left, conversionToNext: next / people };
      expect(waysOf(stage)).toEqual({ next, past, left });
    }),
  );
  expect(waysOf({ people: 9, onward: 0, left: 9, conversionToNext: null })).toBeNull();
});
