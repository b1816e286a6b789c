import type { StateSpace, Step } from './state-space.ts';

/**
 * One step of a journey laid beside the plan: `both` did what the plan says; `skipped` the plan has it and the journey
 * has not; `extra` the journey has it and the plan has not, at this place; `hidden` a move of the plan that nobody sees.
 */
export type Move =
  | { kind: 'both' | 'skipped'; touchpoint: string; transition: number }
  | { kind: 'extra'; touchpoint: string }
  | { kind: 'hidden'; transition: number };

export interface Alignment {
  /** null where the plan cannot be finished from anywhere (a net without a run) */
  cost: number;
  moves: Move[];
}

/**
 * What a journey did at one place: the touchpoints that its event can be, usually one; several where the same event is
 * bound to more than one touchpoint. The alignment takes the one that fits.
 */
export type TraceItem = readonly string[];
export type Trace = readonly TraceItem[];

export interface MoveCosts {
  skipped: number;
  extra: number;
  hidden: number;
}

/** As the published numbers count: visible deviations 10000, hidden moves next to nothing (specs/maps.md 2.4). */
export const ALIGNMENT_COSTS: MoveCosts = { skipped: 10_000, extra: 10_000, hidden: 1 };
/** Every deviation 1. */
export const UNIT_COSTS: MoveCosts = { skipped: 1, extra: 1, hidden: 0 };
/**
 * For explanations: the fewest deviations; of two ways with as many, the one that passes something over rather than adds
 * something.
 */
export const EXPLAINING_COSTS: MoveCosts = { skipped: 1_000_000, extra: 1_001_000, hidden: 1 };

/**
 * The cheapest way to lay a journey beside the plan: the shortest path over (place in the journey, state of the plan),
 * by Dijkstra. `mayStop`: the journey may end anywhere in the plan: what would have come is not skipped, it was only not
 * reached. Throws PlanTooFree.
 */
export function align(
  space: StateSpace,
  trace: Trace,
  { costs = ALIGNMENT_COSTS, mayStop = false }: { costs?: MoveCosts; mayStop?: boolean } = {},
): Alignment {
  interface Node {
    place: number;
    state: number;
    cost: number;
    before: Node | null;
    move: Move | null;
  }
  const queue = createQueue<Node>((a, b) => a.cost - b.cost || b.place - a.place);
  const width = trace.length + 1;
  const settled = new Set<number>();
  const best = new Map<number, number>();
  const reach = (place: number, state: number, cost: number, before: Node | null, move: Move | null) => {
    const key = state * width + place;
    if (cost >= (best.get(key) ?? Number.POSITIVE_INFINITY)) return;
    best.set(key, cost);
    queue.push({ place, state, cost, before, move });
  };
  reach(0, 0, 0, null, null);
  for (let node = queue.pop(); node; node = queue.pop()) {
    const { place, state, cost } = node;
    const key = state * width + place;
    if (settled.has(key)) continue;
    settled.add(key);
    if (place === trace.length && (mayStop || space.isFinal(state))) {
      const moves: Move[] = [];
      for (let one: Node | null = node; one; one = one.before) if (one.move) moves.push(one.move);
      return { cost, moves: moves.reverse() };
    }
    const item = trace[place];
    if (item) {
      reach(place + 1, state, cost + costs.extra, node, { kind: 'extra', touchpoint: item[0] ?? '' });
    }
    for (const step of space.steps(state)) {
      const { transition, touchpoint } = step;
      if (touchpoint === null) {
        reach(place, step.to, cost + costs.hidden, node, { kind: 'hidden', transition });
        continue;
      }
      if (item?.includes(touchpoint)) {
        reach(place + 1, step.to, cost, node, { kind: 'both', touchpoint, transition });
      }
      reach(place, step.to, cost + costs.skipped, node, { kind: 'skipped', touchpoint, transition });
    }
  }
  throw new Error('the plan has no run'); // compilePath makes nets that have one
}

/** The moves that one can see and that deviate. */
export function deviationsOf(moves: readonly Move[]): { kind: 'skipped' | 'extra'; touchpoint: string }[] {
  return moves.flatMap((move) =>
    move.kind === 'skipped' || move.kind === 'extra'
      ? [{ kind: move.kind, touchpoint: move.touchpoint }]
      : [],
  );
}

/** One name for every item of the trace: the touchpoint that the alignment took it for. */
export function resolvedTrace(moves: readonly Move[]): string[] {
  return moves.flatMap((move) => (move.kind === 'both' || move.kind === 'extra' ? [move.touchpoint] : []));
}

/** A trace whose items are one touchpoint each. */
export function traceOf(touchpoints: readonly string[]): Trace {
  return touchpoints.map((touchpoint) => [touchpoint]);
}

export type { Step };

/** A binary heap; `compare` < 0: leaves first. */
function createQueue<T>(compare: (a: T, b: T) => number) {
  const heap: T[] = [];
  const isBefore = (a: number, b: number) => {
    const [left, right] = [heap[a], heap[b]];
    return left !== undefined && right !== undefined && compare(left, right) < 0;
  };
  const swap = (a: number, b: number) => {
    const [left, right] = [heap[a], heap[b]];
    if (left === undefined || right === undefined) return;
    heap[a] = right;
    heap[b] = left;
  };
  return {
    push(item: T): void {
      let at = heap.push(item) - 1;
      for (let up = (at - 1) >> 1; at > 0 && isBefore(at, up); up = (at - 1) >> 1) {
        swap(at, up);
        at = up;
      }
    },
    pop(): T | undefined {
      const first = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return first;
      heap[0] = last;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const least = isBefore(left + 1, left) ? left + 1 : left;
        if (!isBefore(least, at)) return first;
        swap(least, at);
        at = least;
      }
    },
  };
}
