import type { PathRule } from '../journey-map.ts';

/** What a rule sees of one event of a person; events that it has nothing to do with may be left out, but for `chain`. */
export interface RuleEvent {
  at: number;
  isFrom: boolean;
  isTo: boolean;
  /** a journey begins with it (existence, and absence without a `from`) */
  isStart: boolean;
}

/** `open`: may still turn out either way. */
export type RuleOutcome = 'kept' | 'broken' | 'open';

/** One time that the rule asked for something, at the event that made it ask. */
export interface Occasion {
  at: number;
  outcome: RuleOutcome;
}

/**
 * What a rule asks of the events of one person, in order. A limit is the rule's `within`, without it the window of a
 * journey; exactly at the limit is still in time. "After" and "before" mean another event behind or ahead in order.
 *
 * - `response`: every `from` is an occasion, kept by a `to` after it within the limit
 * - `precedence`: every `to` is an occasion, kept by a `from` before it (within `within`; without it, ever)
 * - `succession`: the occasions of both
 * - `chain`: every `from` is an occasion, kept when the very next event is a `to`, within the limit
 * - `coexistence`: every `from` and every `to` is an occasion, kept by one of the other kind within the limit, before or
 *   after; an event that is both keeps itself
 * - `existence`: every beginning of a journey is an occasion, kept by a `to` from there on within the limit
 * - `absence`: every `from` (without one: every beginning of a journey, that event included) is an occasion, broken by a
 *   `to` after it within the limit
 */
export interface RuleWatch {
  see(event: RuleEvent): void;
  /** every occasion in order, as known at this time */
  finish(nowMs: number): Occasion[];
}

export const limitOf = (rule: Pick<PathRule, 'withinMs'>, windowMs: number) => rule.withinMs ?? windowMs;

/**
 * Watches one rule for one person as the events come in, in constant time per event: all that waits is settled by the
 * next event that can settle it.
 */
export function watchRule(
  { rule, withinMs, from }: Pick<PathRule, 'rule' | 'withinMs' | 'from'>,
  windowMs: number,
): RuleWatch {
  const limit = withinMs ?? windowMs;
  const backLimit = rule === 'coexistence' ? limit : (withinMs ?? Number.POSITIVE_INFINITY);
  const occasions: Occasion[] = [];
  /** open occasions that a `to` (or the next event) settles, and those that a `from` settles */
  let forTo: Occasion[] = [];
  let forFrom: Occasion[] = [];
  let lastFromAt: number | null = null;
  let lastToAt: number | null = null;
  const add = (at: number, outcome: RuleOutcome): Occasion => {
    const occasion = { at, outcome };
    occasions.push(occasion);
    return occasion;
  };
  const settle = (open: Occasion[], at: number, inTime: RuleOutcome, late: RuleOutcome) => {
    for (const occasion of open) occasion.outcome = at - occasion.at <= limit ? inTime : late;
    return [];
  };
  const isAfterStart = rule === 'existence' || (rule === 'absence' && from.length === 0);

  return {
    see({ at, isFrom, isTo, isStart }) {
      switch (rule) {
        case 'response':
        case 'succession':
          if (isTo) forTo = settle(forTo, at, 'kept', 'broken');
          if (rule === 'succession' && isTo) precede(at);
          if (isFrom) forTo.push(add(at, 'open'));
          break;
        case 'precedence':
          if (isTo) precede(at);
          break;
        case 'chain':
          forTo = settle(forTo, at, isTo ? 'kept' : 'broken', 'broken');
          if (isFrom) forTo.push(add(at, 'open'));
          break;
        case 'coexistence':
          if (isTo) forTo = settle(forTo, at, 'kept', 'broken');
          if (isFrom) forFrom = settle(forFrom, at, 'kept', 'broken');
          if (isFrom) meet(at, isTo ? at : lastToAt, forTo);
          if (isTo) meet(at, isFrom ? at : lastFromAt, forFrom);
          break;
        case 'existence':
        case 'absence': {
          const inTime = rule === 'existence' ? 'kept' : 'broken';
          const late = rule === 'existence' ? 'broken' : 'kept';
          if (isAfterStart && isStart) forTo.push(add(at, 'open'));
          if (isTo) forTo = settle(forTo, at, inTime, late);
          if (!isAfterStart && isFrom) forTo.push(add(at, 'open'));
          break;
        }
      }
      if (isFrom) lastFromAt = at;
      if (isTo) lastToAt = at;
    },
    finish(nowMs) {
      const late: RuleOutcome = rule === 'absence' ? 'kept' : 'broken';
      return occasions.map(({ at, outcome }) => ({
        at,
        outcome: outcome === 'open' && nowMs - at > limit ? late : outcome,
      }));
    },
  };

  function precede(at: number): void {
    add(at, lastFromAt !== null && at - lastFromAt <= backLimit ? 'kept' : 'broken');
  }

  function meet(at: number, otherAt: number | null, waiting: Occasion[]): void {
    const isMet = otherAt !== null && at - otherAt <= limit;
    const occasion = add(at, isMet ? 'kept' : 'open');
    if (!isMet) waiting.push(occasion);
  }
}
