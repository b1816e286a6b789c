import fc from 'fast-check';
import type { Journey } from './host.ts';
import type { StepAlternative } from './params.ts';

/**
 * Random journeys for tests: few codes and small times, so that repeats, ties, loops and limits hit exactly are common.
 * Half of them are squeezed into very few instants.
 */
export function arbitraryJourney(limits: { maxEvents: number; codes: number }): fc.Arbitrary<Journey> {
  const event = (lastAt: number) =>
    fc.record({
      at: fc.integer({ min: 0, max: lastAt }),
      code: fc.integer({ min: 1, max: limits.codes }),
      channel: fc.integer({ min: 0, max: 3 }),
      flags: fc.integer({ min: 0, max: 7 }),
    });
  return fc
    .oneof(...[3, 30].map((lastAt) => fc.array(event(lastAt), { maxLength: limits.maxEvents })))
    .map((events) => {
      const sorted = events.toSorted((a, b) => a.at - b.at);
      return {
        at: sorted.map(({ at }) => at),
        code: sorted.map(({ code }) => code),
        channel: sorted.map(({ channel }) => channel),
        flags: sorted.map(({ flags }) => flags),
      };
    });
}

export function arbitrarySteps(limits: {
  maxSteps: number;
  codes: number;
}): fc.Arbitrary<StepAlternative[][]> {
  const alternative = fc.record({
    code: fc.integer({ min: 0, max: limits.codes }),
    flag: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 3 }),
  });
  return fc.array(fc.array(alternative, { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: limits.maxSteps,
  });
}

/** A range of time, or none. */
export const arbitraryRange = fc.option(
  fc
    .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }))
    .map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) })),
);
