import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryJourney, arbitrarySteps } from './arbitrary-journeys.ts';
import { createScan } from './host.ts';
import { readScanModule } from './module.ts';
import { stagesParams } from './params.ts';
import { type StagesQuestion, stageEntries, stagesStayed } from './reference.ts';

const scan = createScan(readScanModule());
const STAGES = [1, 2, 3].map((code) => [{ code, flag: null }]);

/** [case, stage, event] of each entry. */
function entries(codes: number[], at: number[], limits: { idleMs?: number; windowMs?: number } = {}) {
  const params = stagesParams({
    idleMs: limits.idleMs ?? null,
    windowMs: limits.windowMs ?? null,
    stages: STAGES,
  });
  const found = scan.stages(params, [{ at, code: codes }])[0] ?? [];
  return found.map((entry) => [entry.case, entry.stage, entry.event]);
}

describe('stage entries', () => {
  test('only entries count: staying is no entry, other events are none, going back is one', () => {
    expect(entries([9, 1, 1, 9, 2, 3, 2], [0, 1, 2, 3, 4, 5, 6])).toEqual([
      [1, 1, 2],
      [1, 2, 5],
      [1, 3, 6],
      [1, 2, 7],
    ]);
  });

  test('silence between stage events, also those that are no entry, ends the case', () => {
    expect(entries([1, 1, 1], [0, 10, 20], { idleMs: 10 })).toEqual([[1, 1, 1]]);
    expect(entries([1, 9, 1], [0, 6, 12], { idleMs: 10 })).toEqual([
      [1, 1, 1],
      [2, 1, 3],
    ]);
  });

  test('the age of a case ends it', () => {
    expect(entries([1, 2, 2, 1], [0, 10, 11, 12], { windowMs: 10 })).toEqual([
      [1, 1, 1],
      [1, 2, 2],
      [2, 2, 3],
      [2, 1, 4],
    ]);
  });

  test('one event for two stages goes on to the next of them, and stays in the last', () => {
    const params = stagesParams({
      idleMs: null,
      windowMs: null,
      stages: [[{ code: 1, flag: null }], [{ code: 1, flag: null }]],
    });
    expect(scan.stages(params, [{ at: [0, 1, 2], code: [1, 1, 1] }])[0]).toEqual([
      { case: 1, stage: 1, event: 1 },
      { case: 1, stage: 2, event: 2 },
    ]);
  });
});

test('equals the reference on random journeys', () => {
  const limit = fc.option(fc.integer({ min: 0, max: 20 }));
  const question: fc.Arbitrary<StagesQuestion> = fc.record({
    idleMs: limit,
    windowMs: limit,
    stages: arbitrarySteps({ maxSteps: 5, codes: 5 }),
  });
  const journeys = fc.array(arbitraryJourney({ maxEvents: 25, codes: 6 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(question, journeys, (asked, people) => {
      expect(scan.stages(stagesParams(asked), people)).toEqual(
        people.map((person) => stageEntries(asked, person)),
      );
    }),
    { numRuns: 5000 },
  );
}, 120_000);

test('stays equal the reference on random journeys, and no instant has two', () => {
  const limit = fc.option(fc.integer({ min: 0, max: 20 }));
  const question: fc.Arbitrary<StagesQuestion> = fc.record({
    idleMs: limit,
    windowMs: limit,
    stages: arbitrarySteps({ maxSteps: 5, codes: 5 }),
  });
  const journeys = fc.array(arbitraryJourney({ maxEvents: 25, codes: 6 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(question, journeys, (asked, people) => {
      const stays = scan.stays(stagesParams(asked), people);
      // without a limit the case never ends: beyond any time, as the engine says it
      const bounded = (until: number) => Math.min(until, 2 ** 60);
      expect(stays.map((list) => list.map((stay) => ({ ...stay, until: bounded(stay.until) })))).toEqual(
        people.map((person) =>
          stagesStayed(asked, person).map((stay) => ({ ...stay, until: bounded(stay.until) })),
        ),
      );
      for (const list of stays) {
        list.forEach((stay, index) => {
          expect(stay.until).toBeGreaterThanOrEqual(stay.from);
          expect(list[index + 1]?.from ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(stay.until);
        });
      }
    }),
    { numRuns: 5000 },
  );
}, 120_000);
