import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryJourney, arbitraryRange, arbitrarySteps } from './arbitrary-journeys.ts';
import { createScan, type Journey } from './host.ts';
import { readScanModule } from './module.ts';
import { funnelParams } from './params.ts';
import { bestRunTimes, canServe, type FunnelQuestion } from './reference.ts';

const scan = createScan(readScanModule());
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** `journey('A 13:00', 'B 13:45')`: one letter per event kind. */
function journey(...events: string[]): Journey {
  const parsed = events.map((text) => {
    const [name = '', clock = '0:00'] = text.split(' ');
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    return { code: codeOf(name), at: hours * HOUR + minutes * MINUTE };
  });
  return { at: parsed.map(({ at }) => at), code: parsed.map(({ code }) => code) };
}

const codeOf = (name: string) => name.charCodeAt(0) - 64;
const stepsOf = (names: string) => [...names].map((name) => [{ code: codeOf(name), flag: null }]);

function run(steps: string, events: Journey, windowMs = HOUR): number[] {
  const params = funnelParams({ windowMs, entry: null, steps: stepsOf(steps) });
  return scan.funnel(params, [events])[0] ?? [];
}

describe('golden cases (specs "Reports", 13)', () => {
  test('1: a later step 1 opens a new run, the latest before step 2 counts', () => {
    expect(run('ABC', journey('A 13:00', 'A 13:30', 'B 13:45', 'C 14:15'))).toEqual([2, 3, 4]);
  });

  test('4: other events and disorder in between do not hurt; a missing step stops', () => {
    const inOrder = ['A', 'B', 'D', 'C', 'D', 'E'].map((name, i) => `${name} 10:0${i}`);
    expect(run('ABCDE', journey(...inOrder))).toEqual([1, 2, 4, 5, 6]);
    const withoutD = ['A', 'B', 'C', 'E'].map((name, i) => `${name} 10:0${i}`);
    expect(run('ABCDE', journey(...withoutD))).toEqual([1, 2, 3]);
  });

  test('5: events of one instant count in the order that suits', () => {
    expect(run('AB', journey('B 10:00', 'A 10:00'))).toEqual([2, 1]);
  });

  test('6: one event never serves two steps', () => {
    expect(run('AA', journey('A 10:00'))).toEqual([1]);
    expect(run('AA', journey('A 10:00', 'A 10:00'))).toHaveLength(2);
  });

  test.each([40, 200])('7: a funnel of %i steps reaches the last', (count) => {
    const steps = Array.from({ length: count }, (_, i) => [{ code: i + 1, flag: null }]);
    const events = { at: steps.map((_, i) => i * 1000), code: steps.map((_, i) => i + 1) };
    const params = funnelParams({ windowMs: count * 1000, entry: null, steps });
    expect(scan.funnel(params, [events])[0]).toEqual(steps.map((_, i) => i + 1));
    const reversed = { at: steps.map(() => 0), code: steps.map((_, i) => count - i) };
    expect(scan.funnel(params, [reversed])[0]).toEqual(steps.map((_, i) => count - i));
  });

  test('8: three different events within 60 minutes', () => {
    expect(run('ABC', journey('A 10:00', 'B 10:20', 'C 11:00'))).toEqual([1, 2, 3]);
  });
});

describe('rules', () => {
  test('the window is inclusive and counts from step 1', () => {
    expect(run('AB', journey('A 10:00', 'B 11:00'))).toHaveLength(2);
    expect(run('AB', journey('A 10:00', 'B 11:00'), HOUR - 1)).toHaveLength(1);
  });

  test('the entry period limits step 1 only, its end excluded', () => {
    const ask = (fromMs: number, toMs: number) =>
      scan.funnel(funnelParams({ windowMs: HOUR, entry: { fromMs, toMs }, steps: stepsOf('AB') }), [
        journey('A 10:00', 'B 10:30'),
      ])[0];
    expect(ask(10 * HOUR, 10 * HOUR + 1)).toEqual([1, 2]);
    expect(ask(9 * HOUR, 10 * HOUR)).toEqual([]);
    expect(ask(10 * HOUR + 1, 12 * HOUR)).toEqual([]);
  });

  test('at equal depth the earlier run is kept, and the first conversion stops', () => {
    expect(run('ABC', journey('A 10:00', 'B 10:01', 'A 10:10', 'B 10:11'))).toEqual([1, 2]);
    expect(run('AB', journey('A 10:00', 'B 10:01', 'A 10:10', 'B 10:11'))).toEqual([1, 2]);
  });

  test('simultaneous events are matched so that the run gets furthest', () => {
    // the first of the two could serve both steps, the second only step 2
    const steps = [[{ code: 1, flag: null }], [{ code: 2, flag: null }], [{ code: 2, flag: 0 }]];
    const params = funnelParams({ windowMs: 0, entry: null, steps });
    const events = { at: [5, 5, 5], code: [1, 2, 2], flags: [0, 1, 0] };
    expect(scan.funnel(params, [events])[0]).toEqual([1, 3, 2]);
  });

  test('a step is any of its alternatives, with its condition', () => {
    const steps = [
      [
        { code: 1, flag: null },
        { code: 2, flag: 31 },
      ],
      [{ code: 65535, flag: null }],
    ];
    const params = funnelParams({ windowMs: 10, entry: null, steps });
    const ask = (flags: number) =>
      scan.funnel(params, [{ at: [0, 1], code: [2, 65535], flags: [flags, 0] }])[0];
    expect(ask(2 ** 31)).toEqual([1, 2]);
    expect(ask(1)).toEqual([]);
  });

  test('nobody, nothing, and an event that was never seen', () => {
    expect(run('AB', { at: [], code: [] })).toEqual([]);
    const never = funnelParams({ windowMs: 10, entry: null, steps: [[{ code: 0, flag: null }]] });
    expect(scan.funnel(never, [{ at: [0], code: [0] }])).toEqual([[]]);
  });

  test('times before 1970 and far in the future', () => {
    const params = funnelParams({ windowMs: 366 * 24 * HOUR, entry: null, steps: stepsOf('AB') });
    expect(
      scan.funnel(params, [{ at: [-8_000_000_000_000, -8_000_000_000_000 + 366 * 24 * HOUR], code: [1, 2] }]),
    ).toEqual([[1, 2]]);
    expect(scan.funnel(params, [{ at: [4_000_000_000_000, 4_000_000_000_001], code: [1, 2] }])).toEqual([
      [1, 2],
    ]);
  });
});

test('equals the reference on random journeys', () => {
  const question: fc.Arbitrary<FunnelQuestion> = fc.record({
    windowMs: fc.integer({ min: 0, max: 20 }),
    entry: arbitraryRange,
    steps: arbitrarySteps({ maxSteps: 5, codes: 4 }),
  });
  const journeys = fc.array(arbitraryJourney({ maxEvents: 8, codes: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(question, journeys, (asked, people) => {
      const found = scan.funnel(funnelParams(asked), people);
      people.forEach((person, row) => {
        const places = found[row] ?? [];
        expect(places.map((place) => person.at[place - 1])).toEqual(bestRunTimes(asked, person));
        expect(new Set(places).size).toBe(places.length);
        places.forEach((place, step) => {
          expect(canServe(person, place - 1, asked.steps[step] ?? [])).toBe(true);
        });
      });
    }),
    { numRuns: 4000 },
  );
}, 120_000);

test('a refused question leaves the host usable, its memory given back', () => {
  const own = createScan(readScanModule());
  const people = [journey('A 10:00', 'B 10:01')];
  const params = funnelParams({ windowMs: HOUR, entry: null, steps: stepsOf('AB') });
  own.funnel(params, people);
  const before = own.usedBytes();
  for (let i = 0; i < 200; i++) expect(() => own.funnel([], people)).toThrow('unreachable');
  expect(own.funnel(params, people)).toEqual([[1, 2]]);
  expect(own.usedBytes()).toBe(before);
});

test('the 10,000th call uses as much memory as the first like it', () => {
  const own = createScan(readScanModule());
  const params = funnelParams({ windowMs: HOUR, entry: null, steps: stepsOf('ABC') });
  const people = Array.from({ length: 50 }, () => journey('A 10:00', 'A 10:00', 'B 10:01', 'C 10:02'));
  own.funnel(params, people);
  const afterOne = own.usedBytes();
  for (let call = 0; call < 10_000; call++) own.funnel(params, people.slice(0, 1 + (call % 50)));
  own.funnel(params, people);
  expect(own.usedBytes()).toBe(afterOne);
});
