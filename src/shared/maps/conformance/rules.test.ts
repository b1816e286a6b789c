import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventBinding, PathRule } from '../journey-map.ts';
import { type Occasion, type RuleEvent, type RuleOutcome, watchRule } from './rules.ts';

const WINDOW = 6;
const RULES = [
  'response',
  'precedence',
  'succession',
  'chain',
  'coexistence',
  'existence',
  'absence',
] as const satisfies readonly PathRule['rule'][];
const SOMETHING: EventBinding = { event: 'X', count: 'all', alias: null, place: { line: 1, column: 1 } };

/** The definitions word by word: every occasion looks at every event. */
function occasionsOf(
  { rule, withinMs, from }: Pick<PathRule, 'rule' | 'withinMs' | 'from'>,
  events: readonly RuleEvent[],
  nowMs: number,
): Occasion[] {
  const limit = withinMs ?? WINDOW;
  const judge = (at: number, isSettled: boolean, settled: RuleOutcome, late: RuleOutcome): Occasion => ({
    at,
    outcome: isSettled ? settled : nowMs - at > limit ? late : 'open',
  });
  return events.flatMap((event, index): Occasion[] => {
    const { at } = event;
    const behind = events.slice(index + 1).filter((other) => other.at - at <= limit);
    const ahead = events.slice(0, index);
    const response = () =>
      judge(
        at,
        behind.some((other) => other.isTo),
        'kept',
        'broken',
      );
    const precedence = (): Occasion => ({
      at,
      outcome: ahead.some((other) => other.isFrom && (withinMs === null || at - other.at <= withinMs))
        ? 'kept'
        : 'broken',
    });
    const near = [...ahead.filter((other) => at - other.at <= limit), event, ...behind];
    switch (rule) {
      case 'response':
        return event.isFrom ? [response()] : [];
      case 'precedence':
        return event.isTo ? [precedence()] : [];
      case 'succession':
        return [...(event.isTo ? [precedence()] : []), ...(event.isFrom ? [response()] : [])];
      case 'chain': {
        if (!event.isFrom) return [];
        const next = events[index + 1];
        if (!next) return [judge(at, false, 'kept', 'broken')];
        return [{ at, outcome: next.isTo && next.at - at <= limit ? 'kept' : 'broken' }];
      }
      case 'coexistence':
        return [
          ...(event.isFrom
            ? [
                judge(
                  at,
                  near.some((other) => other.isTo),
                  'kept',
                  'broken',
                ),
              ]
            : []),
          ...(event.isTo
            ? [
                judge(
                  at,
                  near.some((other) => other.isFrom),
                  'kept',
                  'broken',
                ),
              ]
            : []),
        ];
      case 'existence':
        return event.isStart
          ? [
              judge(
                at,
                [event, ...behind].some((other) => other.isTo),
                'kept',
                'broken',
              ),
            ]
          : [];
      default: {
        const fromStart = from.length === 0;
        if (!(fromStart ? event.isStart : event.isFrom)) return [];
        const looked = fromStart ? [event, ...behind] : behind;
        return [
          judge(
            at,
            looked.some((other) => other.isTo),
            'broken',
            'kept',
          ),
        ];
      }
    }
  });
}

const anyEvents = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 12 }),
      isFrom: fc.boolean(),
      isTo: fc.boolean(),
      isStart: fc.boolean(),
    }),
    { maxLength: 8 },
  )
  .map((events) => events.toSorted((a, b) => a.at - b.at));

test.each(RULES)('%s: watched as events come in, as by its definition', (kind) => {
  fc.assert(
    fc.property(
      anyEvents,
      fc.option(fc.integer({ min: 0, max: 5 })),
      fc.boolean(),
      fc.integer({ min: 0, max: 10 }),
      (events, withinMs, hasFrom, later) => {
        const rule = { rule: kind, withinMs, from: hasFrom ? [SOMETHING] : [] };
        const nowMs = (events.at(-1)?.at ?? 0) + later;
        const watch = watchRule(rule, WINDOW);
        for (const event of events) watch.see(event);
        expect(watch.finish(nowMs)).toEqual(occasionsOf(rule, events, nowMs));
      },
    ),
    { numRuns: 500 },
  );
});
