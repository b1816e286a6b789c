import { ALIGNMENT_COSTS, align, type MoveCosts } from './align.ts';
import type { Net } from './net.ts';
import type { Replay } from './replay.ts';
import type { StateSpace } from './state-space.ts';

/** The same way, walked by `count` journeys. */
export interface Counted<T> {
  trace: T;
  count: number;
}

/**
 * Fitness by alignment: 1 - cost / cost of the worst case, where the worst case leaves out the whole trace and walks the
 * shortest run of the plan alone (specs/maps.md 2.3). Of one trace, or of a log by the sums of both.
 */
export function alignmentFitness(cost: number, worst: number): number {
  return worst === 0 ? 1 : 1 - cost / worst;
}

/** What it costs at worst to lay a trace of this length beside the plan. */
export function worstCost(space: StateSpace, length: number, costs: MoveCosts = ALIGNMENT_COSTS): number {
  return length * costs.extra + align(space, [], { costs }).cost;
}

/**
 * Precision (ETC): 1 - sum of escaping / sum of enabled, over every beginning of every trace, the empty one included and
 * the whole trace not, each weighted by how often it occurs. Enabled: what the plan allows next; escaping: of that, what
 * no trace with this beginning does next. Beginnings that the plan does not allow are left out. null where nothing is
 * enabled anywhere. Only meaningful where fitness is high.
 */
export function precision(space: StateSpace, log: readonly Counted<readonly string[]>[]): number | null {
  interface Beginning {
    weight: number;
    next: Map<string, Beginning>;
  }
  const root: Beginning = { weight: 0, next: new Map() };
  for (const { trace, count } of log) {
    let at = root;
    for (const touchpoint of trace) {
      at.weight += count;
      const next = at.next.get(touchpoint) ?? { weight: 0, next: new Map() };
      at.next.set(touchpoint, next);
      at = next;
    }
  }
  let enabledSum = 0;
  let escapingSum = 0;
  const open = [{ beginning: root, states: new Set(space.hiddenFrom(0)) }];
  for (let one = open.pop(); one; one = open.pop()) {
    const { beginning, states } = one;
    if (beginning.weight === 0) continue; // nothing follows: a whole trace
    const enabled = new Map<string, Set<number>>();
    for (const state of states) {
      for (const { touchpoint, to } of space.steps(state)) {
        if (touchpoint === null) continue;
        const reached = enabled.get(touchpoint) ?? new Set();
        for (const next of space.hiddenFrom(to)) reached.add(next);
        enabled.set(touchpoint, reached);
      }
    }
    for (const touchpoint of enabled.keys()) {
      enabledSum += beginning.weight;
      if (!beginning.next.has(touchpoint)) escapingSum += beginning.weight;
    }
    for (const [touchpoint, next] of beginning.next) {
      const reached = enabled.get(touchpoint);
      if (reached) open.push({ beginning: next, states: reached });
    }
  }
  return enabledSum === 0 ? null : 1 - escapingSum / enabledSum;
}

/**
 * Generalisation: 1 - mean over the transitions of sqrt(1 / times it fired); one that never fired counts as 1
 * (specs/maps.md 2.3). Near 1 = every part of the plan is walked often.
 */
export function generalisation(
  net: Net,
  replays: readonly { fired: Replay['fired']; count: number }[],
): number {
  const sum = net.transitions.reduce((total, _, index) => {
    const times = replays.reduce((all, { fired, count }) => all + (fired[index] ?? 0) * count, 0);
    return total + (times === 0 ? 1 : Math.sqrt(1 / times));
  }, 0);
  return net.transitions.length === 0 ? 1 : 1 - sum / net.transitions.length;
}

/** Mean arcs of a place or transition that are simple enough. */
const SIMPLE_DEGREE = 2;

/** Simplicity: 1 / (1 + max(mean arc degree of places and transitions - 2, 0)) (specs/maps.md 2.3). */
export function simplicity(net: Net): number {
  const arcs = net.transitions.reduce((sum, { from, to }) => sum + from.length + to.length, 0);
  const mean = (2 * arcs) / (net.places + net.transitions.length); // an arc has an end at a place and one at a transition
  return 1 / (1 + Math.max(mean - SIMPLE_DEGREE, 0));
}
