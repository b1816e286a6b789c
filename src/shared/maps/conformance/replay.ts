import type { Net } from './net.ts';

/** Token counts of a replay; consumed + remaining = produced + missing. */
export interface Tokens {
  missing: number;
  consumed: number;
  remaining: number;
  produced: number;
}

export interface Replay {
  tokens: Tokens;
  /** nothing missing, nothing left over, every step known to the plan */
  isFitting: boolean;
  /** by transition of the net, how often it fired */
  fired: number[];
}

/** Markings looked at in search of hidden moves that enable the next step. */
const MAX_SEARCH = 2_000;

/**
 * Plays a trace on the net. Before each step the fewest hidden transitions are fired that enable it; where none do, the
 * tokens that it lacks are added and counted as missing, and it fires all the same. Steps that the plan does not know
 * are passed over. At the end hidden transitions are fired towards the end of the plan; a missing end token is added,
 * and what lies elsewhere remains. The first token counts as produced, the last as consumed.
 *
 * It never looks ahead, so where loops lie within loops a trace that fits may be called one that does not: the fast
 * score; the alignment (align.ts) is the one that decides.
 */
export function replay(net: Net, trace: readonly string[]): Replay {
  const marking = new Array<number>(net.places).fill(0);
  marking[net.initial] = 1;
  const tokens: Tokens = { missing: 0, consumed: 0, remaining: 0, produced: 1 };
  const fired = new Array<number>(net.transitions.length).fill(0);
  let isKnown = true;

  function fire(index: number): void {
    const transition = net.transitions[index];
    if (!transition) return;
    for (const place of transition.from) {
      if (marking[place]) marking[place]--;
      else tokens.missing++;
    }
    for (const place of transition.to) marking[place] = (marking[place] ?? 0) + 1;
    tokens.consumed += transition.from.length;
    tokens.produced += transition.to.length;
    fired[index] = (fired[index] ?? 0) + 1;
  }

  for (const touchpoint of trace) {
    const candidates = net.transitions.flatMap((one, index) =>
      one.touchpoint === touchpoint ? [index] : [],
    );
    if (candidates.length === 0) {
      isKnown = false;
      continue;
    }
    const way = findHidden(net, marking, (tested) =>
      candidates.find((index) => isEnabled(net, tested, index)),
    );
    for (const index of way?.hidden ?? []) fire(index);
    fire(way?.found ?? leastMissing(net, marking, candidates));
  }
  const end =
    findHidden(net, marking, (tested) => (isAtEnd(net, tested) ? 0 : undefined)) ??
    findHidden(net, marking, (tested) => (tested[net.final] ? 0 : undefined));
  for (const index of end?.hidden ?? []) fire(index);
  tokens.consumed++;
  if (marking[net.final]) marking[net.final] = (marking[net.final] ?? 0) - 1;
  else tokens.missing++;
  tokens.remaining = marking.reduce((sum, count) => sum + count, 0);
  return { tokens, isFitting: isKnown && tokens.missing === 0 && tokens.remaining === 0, fired };
}

/**
 * Fitness by replay: 1/2 (1 - missing / consumed) + 1/2 (1 - remaining / produced), of one trace or, with the sums of
 * all traces, of the log (specs/maps.md 2.3). Example: m 10, c 52, r 9, p 51 is 0.8156108597285068.
 */
export function replayFitness({ missing, consumed, remaining, produced }: Tokens): number {
  return 0.5 * (1 - missing / consumed) + 0.5 * (1 - remaining / produced);
}

const isEnabled = (net: Net, marking: readonly number[], index: number) =>
  net.transitions[index]?.from.every((place) => (marking[place] ?? 0) > 0) ?? false;

const isAtEnd = (net: Net, marking: readonly number[]) =>
  marking[net.final] === 1 && marking.every((count, place) => count === 0 || place === net.final);

/** The candidate that lacks the fewest tokens. */
function leastMissing(net: Net, marking: readonly number[], candidates: readonly number[]): number {
  const lacks = (index: number) =>
    net.transitions[index]?.from.filter((place) => !marking[place]).length ?? Number.POSITIVE_INFINITY;
  return candidates.reduce((best, one) => (lacks(one) < lacks(best) ? one : best), candidates[0] ?? 0);
}

/** The fewest hidden transitions after which `find` finds something; null where none do. */
function findHidden(
  net: Net,
  start: readonly number[],
  find: (marking: readonly number[]) => number | undefined,
): { hidden: number[]; found: number } | null {
  const seen = new Set([start.join()]);
  const queue: { marking: readonly number[]; hidden: number[] }[] = [{ marking: start, hidden: [] }];
  for (const { marking, hidden } of queue) {
    const found = find(marking);
    if (found !== undefined) return { hidden, found };
    if (queue.length > MAX_SEARCH) continue;
    net.transitions.forEach(({ touchpoint, from, to }, index) => {
      if (touchpoint !== null || !isEnabled(net, marking, index)) return;
      const next = [...marking];
      for (const place of from) next[place] = (next[place] ?? 0) - 1;
      for (const place of to) next[place] = (next[place] ?? 0) + 1;
      const key = next.join();
      if (seen.has(key)) return;
      seen.add(key);
      queue.push({ marking: next, hidden: [...hidden, index] });
    });
  }
  return null;
}
