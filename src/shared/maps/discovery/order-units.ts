import type { Case } from './observed.ts';

const HOUR_MS = 3_600_000;
/** Two events so far apart say half as much about which comes first as two in one visit. */
const HALF_MS = 6 * HOUR_MS;
/** Pairs seen in so many cases are believed half. */
const DOUBT = 3;
/** What comes first in a whole journey decides where its cases say little. */
const FIRST_WEIGHT = 0.5;
/** What is expected decides where cases say little, and never against clear cases. */
const PRIOR_WEIGHT = 0.25;

/**
 * Which of two units comes first, -1 to 1 (1 = `a` before `b`, always): of the rarer one of a case, each event looks at the
 * nearest event of the other one; those close in time say more, and few cases are believed less. The nearest, because
 * somebody who comes back goes through the beginning again: an advertisement leads to the visit behind it, not to the
 * one before.
 */
export function measurePrecedence(cases: readonly Case[], units: number): number[][] {
  const signed = square(units);
  const seen = square(units);
  for (const one of cases) {
    const times = new Map<number, number[]>();
    for (const { unit, at } of one) {
      const list = times.get(unit);
      if (list) list.push(at);
      else times.set(unit, [at]);
    }
    const entries = [...times];
    entries.forEach(([a, atsOfA], index) => {
      for (const [b, atsOfB] of entries.slice(index + 1)) {
        const isFewer = atsOfA.length <= atsOfB.length;
        const pair = compareTimes(isFewer ? atsOfA : atsOfB, isFewer ? atsOfB : atsOfA);
        const sign = isFewer ? pair.signed : -pair.signed;
        add(signed, a, b, sign);
        add(signed, b, a, -sign);
        add(seen, a, b, pair.seen);
        add(seen, b, a, pair.seen);
      }
    });
  }
  return signed.map((row, a) => row.map((sum, b) => sum / ((seen[a]?.[b] ?? 0) + DOUBT)));
}

/**
 * The precedence of units with which of two a person meets first, ever, added: in a habit that goes round, what one visit
 * holds says nothing about how somebody came to it.
 */
export function addFirsts(precedence: readonly (readonly number[])[], journeys: readonly Case[]): number[][] {
  const signed = square(precedence.length);
  const seen = square(precedence.length);
  for (const journey of journeys) {
    const firsts = new Map<number, number>();
    for (const { unit, at } of journey) if (!firsts.has(unit)) firsts.set(unit, at);
    const entries = [...firsts];
    entries.forEach(([a, atOfA], index) => {
      for (const [b, atOfB] of entries.slice(index + 1)) {
        const sign = Math.sign(atOfB - atOfA);
        add(signed, a, b, sign);
        add(signed, b, a, -sign);
        add(seen, a, b, 1);
        add(seen, b, a, 1);
      }
    });
  }
  return precedence.map((row, a) =>
    row.map((weight, b) => weight + (FIRST_WEIGHT * (signed[a]?.[b] ?? 0)) / ((seen[a]?.[b] ?? 0) + DOUBT)),
  );
}

function compareTimes(
  rare: readonly number[],
  frequent: readonly number[],
): { signed: number; seen: number } {
  let signed = 0;
  let seen = 0;
  let next = 0;
  for (const at of rare) {
    while (next < frequent.length && (frequent[next] ?? 0) <= at) next++;
    const afterMs = (frequent[next] ?? Number.POSITIVE_INFINITY) - at;
    const beforeMs = at - (frequent[next - 1] ?? Number.NEGATIVE_INFINITY);
    const nearMs = Math.min(afterMs, beforeMs);
    if (nearMs === 0) continue;
    const weight = HALF_MS / (HALF_MS + nearMs);
    seen += weight;
    signed += afterMs < beforeMs ? weight : -weight;
  }
  return { signed: signed / rare.length, seen: seen / rare.length };
}

const square = (size: number) => Array.from({ length: size }, () => new Array<number>(size).fill(0));

function add(matrix: number[][], a: number, b: number, value: number): void {
  const row = matrix[a];
  if (row) row[b] = (row[b] ?? 0) + value;
}

/**
 * The order that agrees best with all pairs (Kemeny's rule on weighted pairs, by moving one unit at a time until no move
 * helps, from three starts; NP-hard in general, and exact in the tests' small cases). `expected` = where each unit is
 * expected, null = nobody knows. Returns unit numbers, first to last.
 *
 * orderUnits([[0, 1], [-1, 0]], [null, null]) // -> [0, 1]
 */
export function orderUnits(
  precedence: readonly (readonly number[])[],
  expected: readonly (number | null)[],
): number[] {
  const weights = precedence.map((row, a) =>
    row.map((weight, b) => {
      const [one, other] = [expected[a] ?? null, expected[b] ?? null];
      if (one === null || other === null) return weight;
      return weight + PRIOR_WEIGHT * Math.sign(other - one);
    }),
  );
  const all = weights.map((_, unit) => unit);
  const borda = weights.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  const wins = weights.map((row) => row.filter((weight) => weight > 0).length);
  const starts = [borda, wins, expected.map((place) => -(place ?? 0))].map((score) =>
    all.toSorted((a, b) => (score[b] ?? 0) - (score[a] ?? 0) || a - b),
  );
  const improved = starts.map((start) => improve(start, weights));
  return improved.reduce(
    (best, one) => (agreement(one, weights) > agreement(best, weights) ? one : best),
    improved[0] ?? [],
  );
}

/** Sum of the pairs that an order agrees with, less those that it contradicts. */
export function agreement(order: readonly number[], weights: readonly (readonly number[])[]): number {
  let sum = 0;
  order.forEach((a, index) => {
    for (const b of order.slice(index + 1)) sum += weights[a]?.[b] ?? 0;
  });
  return sum;
}

function improve(start: readonly number[], weights: readonly (readonly number[])[]): number[] {
  const order = [...start];
  for (let isBetter = true; isBetter; ) {
    isBetter = false;
    for (const unit of start) {
      const from = order.indexOf(unit);
      const rest = order.filter((one) => one !== unit);
      // gain of standing at each place of the rest, from the first on
      let gain = rest.reduce((sum, other) => sum + (weights[unit]?.[other] ?? 0), 0);
      const own: number[] = [gain];
      for (const other of rest) {
        gain -= 2 * (weights[unit]?.[other] ?? 0);
        own.push(gain);
      }
      const best = own.reduce((top, value, place) => (value > (own[top] ?? 0) + 1e-9 ? place : top), from);
      if (best === from) continue;
      order.splice(0, order.length, ...rest.slice(0, best), unit, ...rest.slice(best));
      isBetter = true;
    }
  }
  return order;
}
