import type { Net } from './net.ts';

/** A way from one state to another by one transition. */
export interface Step {
  transition: number;
  touchpoint: string | null;
  to: number;
}

/**
 * The states that a net can be in, found as they are asked for and remembered for all journeys that are read with it.
 * State 0 is the beginning. The nets of compilePath never put two tokens on one place.
 */
export interface StateSpace {
  net: Net;
  isFinal(state: number): boolean;
  steps(state: number): readonly Step[];
  /** the state and all that hidden transitions alone lead to */
  hiddenFrom(state: number): readonly number[];
}

/** A plan so free that it has more states than this cannot be held: `all` of many touchpoints that repeat. */
export const MAX_STATES = 200_000;

/** The plan has too many states. */
export class PlanTooFree extends Error {
  constructor() {
    super(
      `The path leaves so much open that it has more than ${MAX_STATES} states. Write fewer touchpoints into one "all".`,
    );
  }
}

/** Throws PlanTooFree, from `steps` and `hiddenFrom` as well. */
export function createStateSpace(net: Net): StateSpace {
  const numbers = new Map<string, number>();
  const markings: number[][] = [];
  const known: (Step[] | undefined)[] = [];
  const hidden: (number[] | undefined)[] = [];

  function numberOf(marking: number[]): number {
    const key = marking.join();
    const old = numbers.get(key);
    if (old !== undefined) return old;
    if (markings.length >= MAX_STATES) throw new PlanTooFree();
    numbers.set(key, markings.length);
    return markings.push(marking) - 1;
  }
  numberOf([net.initial]);

  function steps(state: number): Step[] {
    const old = known[state];
    if (old) return old;
    const marking = markings[state] ?? [];
    const found = net.transitions.flatMap(({ touchpoint, from, to }, transition): Step[] => {
      if (!from.every((place) => marking.includes(place))) return [];
      const rest = marking.filter((place) => !from.includes(place));
      return [{ transition, touchpoint, to: numberOf([...rest, ...to].sort((a, b) => a - b)) }];
    });
    known[state] = found;
    return found;
  }

  return {
    net,
    steps,
    isFinal: (state) => markings[state]?.length === 1 && markings[state][0] === net.final,
    hiddenFrom(state) {
      const old = hidden[state];
      if (old) return old;
      const found = [state];
      for (const one of found) {
        for (const step of steps(one)) {
          if (step.touchpoint === null && !found.includes(step.to)) found.push(step.to);
        }
      }
      hidden[state] = found;
      return found;
    },
  };
}
