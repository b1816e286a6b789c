import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryJourney, arbitraryRange } from './arbitrary-journeys.ts';
import { createScan, type PathCount } from './host.ts';
import { readScanModule } from './module.ts';
import {
  funnelParams,
  NODE,
  OTHER_ITEM,
  type WalksQuestion,
  WHOLE,
  walkItem,
  walksParams,
} from './params.ts';
import { pathCounts, placeItems, sortCounts, walksOf } from './reference.ts';

const scan = createScan(readScanModule());
const [A, B, C, D] = [1, 2, 3, 4].map((code) => walkItem('event', code, 0));
const SHOWN = [
  [1, 2, 3].map((code) => walkItem('event', code, 0)),
  [1, 2, 3].map((code) => walkItem('event', code, 0)),
];
const WALKS: WalksQuestion = {
  gapMs: 10,
  period: null,
  size: 3,
  item: 'event',
  anchor: null,
  excludedCodes: [],
};

/** The walks of a person with these event codes, one every millisecond; `null` = a long silence. */
function walks(codes: (number | null)[], question: Partial<WalksQuestion> = {}) {
  const at = codes.map((_, i) => i + 100 * codes.slice(0, i).filter((code) => code === null).length);
  const person = {
    at: at.filter((_, i) => codes[i] !== null),
    code: codes.filter((code) => code !== null),
    channel: codes.filter((code) => code !== null).map(() => 0),
  };
  return scan.walks(walksParams({ ...WALKS, ...question }), [person])[0];
}

describe('walks', () => {
  test('cut at silence, one kind in a row once, at most `size` items', () => {
    expect(walks([1, 1, 2, null, 3, 1, 3, 1])).toEqual([
      { isCut: false, items: [A, B, 0] },
      { isCut: true, items: [C, A, C] },
    ]);
  });

  test('start at the first `from`', () => {
    expect(walks([1, 2, 3, 2, null, 1], { anchor: { at: 'from', code: 2 } })).toEqual([
      { isCut: false, items: [B, C, B] },
    ]);
  });

  test('end at the first `to`, and the last items count', () => {
    expect(walks([1, 4, 2, 3, 1, 3, null, 4, 3], { anchor: { at: 'to', code: 3 } })).toEqual([
      { isCut: true, items: [D, B, C] },
      { isCut: false, items: [0, D, C] },
    ]);
  });

  test('excluded events are gone before walks are cut and collapsed', () => {
    expect(walks([1, 4, 1, 4, 2], { excludedCodes: [4] })).toEqual([{ isCut: false, items: [A, B, 0] }]);
  });

  test('a gap of exactly `gapMs` does not cut', () => {
    const ask = (gapMs: number | null) =>
      scan.walks(walksParams({ ...WALKS, gapMs }), [{ at: [0, 10], code: [1, 2] }])[0]?.length;
    expect(ask(10)).toBe(1);
    expect(ask(9)).toBe(2);
    expect(ask(null)).toBe(1);
  });

  test('no gap limit, years apart, before 1970', () => {
    const at = [-8_000_000_000_000, 4_000_000_000_000];
    const found = scan.paths(walksParams({ ...WALKS, gapMs: null }, SHOWN), [{ at, code: [1, 2] }]);
    expect(found.find(({ next }) => next === B)?.ms).toEqual([12_000_000_000_000]);
  });

  test('items are channels, or events in channels', () => {
    const person = { at: [0, 1, 2], code: [1, 2, 2], channel: [0, 0, 5] };
    const ask = (item: WalksQuestion['item']) =>
      scan.walks(walksParams({ ...WALKS, item }), [person])[0]?.[0]?.items;
    expect(ask('channel')).toEqual([walkItem('channel', 1, 0), walkItem('channel', 2, 5), 0]);
    expect(ask('event_channel')).toEqual(
      [1, 2, 2].map((code, i) => walkItem('event_channel', code, [0, 0, 5][i] ?? 0)),
    );
  });

  test('the time of a link is from the last of one run to the last of the next', () => {
    const counts = scan.paths(walksParams(WALKS, SHOWN), [{ at: [0, 1, 5, 9], code: [1, 1, 2, 2] }]);
    expect(counts.find(({ next }) => next === B)?.ms).toEqual([8]);
  });
});

const arbitraryQuestion: fc.Arbitrary<WalksQuestion> = fc.record({
  gapMs: fc.option(fc.integer({ min: 0, max: 6 }), { freq: 3 }),
  period: arbitraryRange,
  size: fc.integer({ min: 2, max: 6 }),
  item: fc.constantFrom('event', 'channel', 'event_channel'),
  anchor: fc.option(fc.record({ at: fc.constantFrom('from', 'to'), code: fc.integer({ min: 0, max: 5 }) })),
  excludedCodes: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
});
const arbitraryPeople = fc.array(arbitraryJourney({ maxEvents: 25, codes: 5 }), {
  minLength: 1,
  maxLength: 6,
});

test('paths may be the first question of an instance', () => {
  const fresh = createScan(readScanModule());
  const person = { at: [0, 1], code: [1, 2] };
  expect(fresh.paths(walksParams(WALKS, SHOWN), [person])).toContainEqual(
    expect.objectContaining({ position: 1, item: A, next: B, walks: 1, people: 1, ms: [1] }),
  );
});

describe('random journeys', () => {
  test('walks equal the reference', () => {
    fc.assert(
      fc.property(arbitraryQuestion, arbitraryPeople, (question, people) => {
        const expected = people.map((person) =>
          walksOf(question, person).map((walk) => ({ isCut: walk.isCut, items: placeItems(question, walk) })),
        );
        expect(scan.walks(walksParams(question), people)).toEqual(expected);
      }),
      { numRuns: 4000 },
    );
  }, 120_000);

  test('nodes, links, ends, whole walks, people and times equal the reference, folded or not', () => {
    const item = fc
      .tuple(
        fc.constantFrom('event' as const, 'channel' as const, 'event_channel' as const),
        fc.nat(5),
        fc.nat(3),
      )
      .map((word) => walkItem(...word));
    const shown = fc.array(fc.uniqueArray(item, { maxLength: 9 }), { maxLength: 6 });
    fc.assert(
      fc.property(arbitraryQuestion, shown, arbitraryPeople, (question, items, people) => {
        const found = scan.paths(walksParams(question, items), people);
        expect(sortCounts(found)).toEqual(pathCounts(question, items, people));
        expectBalance(question, found);
      }),
      { numRuns: 3000 },
    );
  }, 120_000);

  test('two-step walks without limits give the people of the two-step funnel (golden case 9)', () => {
    fc.assert(
      fc.property(arbitraryPeople, (people) => {
        const walksToEnd = { ...WALKS, gapMs: null, anchor: { at: 'from', code: 1 } as const, size: 12 };
        const reached = scan.walks(walksParams(walksToEnd), people).filter((own) => {
          const [walk] = own;
          return walk !== undefined && !walk.isCut && B !== undefined && walk.items.includes(B);
        });
        const steps = [[{ code: 1, flag: null }], [{ code: 2, flag: null }]];
        const converted = scan.funnel(funnelParams({ windowMs: 1e9, entry: null, steps }), people);
        const hasShortWalk = scan.walks(walksParams(walksToEnd), people).map((own) => own[0]?.isCut !== true);
        // the funnel lets simultaneous events trade places, walks keep their order: compare where no instant is shared
        const isPlain = people.map((person) => new Set(person.at).size === person.at.length);
        const count = (flags: boolean[]) => flags.filter(Boolean).length;
        fc.pre(isPlain.every(Boolean) && hasShortWalk.every(Boolean));
        expect(reached.length).toBe(count(converted.map((run) => run.length === 2)));
      }),
      { numRuns: 1000 },
    );
  }, 120_000);
});

/** Every node = its links + the walks that end there + those cut there. */
function expectBalance(question: WalksQuestion, counts: PathCount[]): void {
  const isTo = question.anchor?.at === 'to';
  for (const { position, item, walks: expected } of counts.filter(({ next }) => next === NODE)) {
    const parts = counts.filter((count) => {
      const isLink = count.next === OTHER_ITEM || count.next > WHOLE;
      const isHere = count.position === position && count.item === item;
      if (!isLink) return isHere && count.next !== NODE;
      return isTo ? count.position === position - 1 && count.next === item : isHere;
    });
    expect(parts.reduce((sum, { walks }) => sum + walks, 0)).toBe(expected);
  }
}
