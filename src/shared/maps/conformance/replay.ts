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
    const wanted = candidates.map((index) => net.transitions[index]?.from ?? []);
    const way = remember(net, `${touchpoint}|${marking.join()}`, () =>
      findHidden(net, marking, wanted, (tested) => candidates.find((index) => isEnabled(net, tested, index))),
    );
    for (const index of way?.hidden ?? []) fire(index);
    fire(way?.found ?? leastMissing(net, marking, candidates));
  }
  const atEnd = [[net.final]];
  const end = remember(
    net,
    marking.join(),
    () =>
      findHidden(net, marking, atEnd, (tested) => (isAtEnd(net, tested) ? 0 : undefined)) ??
      findHidden(net, marking, atEnd, (tested) => (tested[net.final] ? 0 : undefined)),
  );
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

type Found = { hidden: number[]; found: number } | null;

/** What was found on a net before: the ways of many journeys begin alike. */
const memories = new WeakMap<Net, Map<string, Found>>();
const MAX_REMEMBERED = 50_000;

function remember(net: Net, key: string, find: () => Found): Found {
  const memory = memories.get(net) ?? new Map<string, Found>();
  memories.set(net, memory);
  const known = memory.get(key);
  if (known !== undefined) return known;
  const found = find();
  if (memory.size < MAX_REMEMBERED) memory.set(key, found);
  return found;
}

/** The candidate that lacks the fewest tokens. */
function leastMissing(net: Net, marking: readonly number[], candidates: readonly number[]): number {
  const lacks = (index: number) =>
    net.transitions[index]?.from.filter((place) => !marking[place]).length ?? Number.POSITIVE_INFINITY;
  return candidates.reduce((best, one) => (lacks(one) < lacks(best) ? one : best), candidates[0] ?? 0);
}

/**
 * The fewest hidden transitions after which `find` finds something; null where none do. It can find something only where
 * all places of one of `wanted` have a token, so what leads to none of these places is not looked at.
 */
function findHidden(
  net: Net,
  start: readonly number[],
  wanted: readonly (readonly number[])[],
  find: (marking: readonly number[]) => number | undefined,
): Found {
  const now = find(start);
  if (now !== undefined) return { hidden: [], found: now };
  const reachable = placesAhead(net, start);
  if (!wanted.some((places) => places.every((place) => reachable.has(place)))) return null;
  const useful = transitionsTowards(net, wanted.flat());
  const seen = new Set([start.join()]);
  const queue: { marking: readonly number[]; hidden: number[] }[] = [{ marking: start, hidden: [] }];
  for (const { marking, hidden } of queue) {
    const found = find(marking);
    if (found !== undefined) return { hidden, found };
    if (queue.length > MAX_SEARCH) continue;
    for (const index of useful) {
      const { from, to } = net.transitions[index] ?? { from: [], to: [] };
      if (!isEnabled(net, marking, index)) continue;
      const next = [...marking];
      for (const place of from) next[place] = (next[place] ?? 0) - 1;
      for (const place of to) next[place] = (next[place] ?? 0) + 1;
      const key = next.join();
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ marking: next, hidden: [...hidden, index] });
    }
  }
  return null;
}

/** Places that hidden transitions could put a token on if they took none away: no other can ever get one from them. */
function placesAhead(net: Net, marking: readonly number[]): Set<number> {
  const places = new Set(marking.flatMap((count, place) => (count > 0 ? [place] : [])));
  for (let size = -1; size !== places.size; ) {
    size = places.size;
    for (const { touchpoint, from, to } of net.transitions) {
      if (touchpoint === null && from.every((place) => places.has(place)))
        for (const place of to) places.add(place);
    }
  }
  return places;
}

/** Hidden transitions that put a token on one of the places, or on one that such a transition needs. */
function transitionsTowards(net: Net, wanted: readonly number[]): number[] {
  const places = new Set(wanted);
  const found = new Set<number>();
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    net.transitions.forEach(({ touchpoint, from, to }, index) => {
      if (touchpoint !== null || !to.some((place) => places.has(place))) return;
      found.add(index);
      for (const place of from) places.add(place);
    });
  }
  return [...found].sort((a, b) => a - b);
}
