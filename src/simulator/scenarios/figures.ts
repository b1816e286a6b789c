import type { Happened } from './run-scenario.ts';

/**
 * What a metric should show, said in acts of a scenario instead of events of a map: acts of the lists are any of.
 * `conversion`: people with `from` that have `to` later, within the time, over people with `from`. `ratio`: acts over acts.
 * `duration`: ms from each `from` to the next `to`. The rest is about the number that the acts carry in `field`.
 */
export type Figure =
  | { kind: 'conversion'; from: string[]; to: string[]; withinMs: number; isFirst: boolean }
  | { kind: 'ratio'; num: string[]; den: string[]; isFirst: boolean }
  | { kind: 'duration'; from: string[]; to: string[]; withinMs: number; quantile: number }
  | { kind: 'mean' | 'sum'; of: string[]; field: string }
  | { kind: 'count' | 'people' | 'nps' | 'satisfied'; of: string[] };

const list = (acts: string | string[]) => (typeof acts === 'string' ? [acts] : acts);
const MS = { m: 60_000, h: 3_600_000, d: 86_400_000 };
type Duration = `${number}${keyof typeof MS}`;

function msOf(duration: Duration): number {
  const unit = duration.at(-1);
  return Number(duration.slice(0, -1)) * MS[unit === 'm' || unit === 'h' ? unit : 'd'];
}

export const conversion = (from: string | string[], to: string | string[], within: Duration): Figure => ({
  kind: 'conversion',
  from: list(from),
  to: list(to),
  withinMs: msOf(within),
  isFirst: false,
});
/** From the first such act that a person ever has. */
export const conversionFromFirst = (...given: Parameters<typeof conversion>): Figure => ({
  ...conversion(...given),
  ...{ isFirst: true },
});
export const ratio = (num: string | string[], den: string | string[]): Figure => ({
  kind: 'ratio',
  num: list(num),
  den: list(den),
  isFirst: false,
});
/** Of the acts above the line only the first of each person. */
export const firstsPer = (...given: Parameters<typeof ratio>): Figure => ({
  ...ratio(...given),
  ...{ isFirst: true },
});
export const duration = (
  from: string | string[],
  to: string | string[],
  { within, quantile = 0.5 }: { within: Duration; quantile?: number },
): Figure => ({ kind: 'duration', from: list(from), to: list(to), withinMs: msOf(within), quantile });
export const mean = (of: string | string[], field = 'total'): Figure => ({
  kind: 'mean',
  of: list(of),
  field,
});
export const sum = (of: string | string[], field = 'total'): Figure => ({ kind: 'sum', of: list(of), field });
export const count = (of: string | string[]): Figure => ({ kind: 'count', of: list(of) });
/** Different known people. */
export const people = (of: string | string[]): Figure => ({ kind: 'people', of: list(of) });
/** Promoters (9, 10) less detractors (0 to 6) in points. */
export const nps = (of: string | string[]): Figure => ({ kind: 'nps', of: list(of) });
/** Share of the answers 4 and 5 of 5. */
export const satisfied = (of: string | string[]): Figure => ({ kind: 'satisfied', of: list(of) });

/** value null = rests on nothing; `sample` = people, acts or answers that it rests on */
export interface TrueFigure {
  value: number | null;
  sample: number;
}

/** `walks`: the acts of each person in order, unknown people included. */
export function figureOf(figure: Figure, walks: readonly (readonly Happened[])[]): TrueFigure {
  const all = walks.flat();
  const acts = (names: string[]) => all.filter(({ act }) => names.includes(act));
  switch (figure.kind) {
    case 'conversion':
      return converted(figure, walks);
    case 'ratio': {
      const sample = acts(figure.den).length;
      const isIt = ({ act }: Happened) => figure.num.includes(act);
      const parts = figure.isFirst ? walks.flatMap((walk) => walk.find(isIt) ?? []) : acts(figure.num);
      return { value: sample === 0 ? null : parts.length / sample, sample };
    }
    case 'duration': {
      const times = walks.flatMap((walk) => pairsOf(walk, figure).flatMap(({ ms }) => ms ?? []));
      return { value: quantileOf(times, figure.quantile), sample: times.length };
    }
    case 'mean':
    case 'sum': {
      const numbers = acts(figure.of).map(({ properties }) => Number(properties[figure.field]));
      const total = numbers.reduce((a, b) => a + b, 0);
      const isEmpty = figure.kind === 'mean' && numbers.length === 0;
      const value = figure.kind === 'mean' ? total / numbers.length : total;
      return { value: isEmpty ? null : value, sample: numbers.length };
    }
    case 'count':
      return { value: acts(figure.of).length, sample: acts(figure.of).length };
    case 'people': {
      const known = new Set(
        acts(figure.of)
          .filter(({ isKnown }) => isKnown)
          .map(({ person }) => person),
      );
      return { value: known.size, sample: known.size };
    }
    case 'nps':
    case 'satisfied': {
      const scores = acts(figure.of).map(({ properties }) => Number(properties.score));
      const share = (isIt: (score: number) => boolean) => scores.filter(isIt).length / scores.length;
      const value =
        figure.kind === 'nps'
          ? 100 * (share((score) => score >= 9) - share((score) => score <= 6))
          : share((score) => score >= 4);
      return { value: scores.length === 0 ? null : value, sample: scores.length };
    }
  }
}

function converted(
  figure: Figure & { kind: 'conversion' },
  walks: readonly (readonly Happened[])[],
): TrueFigure {
  const pairs = walks
    .filter(([first]) => first?.isKnown)
    .map((walk) => pairsOf(walk, figure).slice(0, figure.isFirst ? 1 : undefined))
    .filter((found) => found.length > 0);
  const reached = pairs.filter((found) => found.some(({ ms }) => ms !== null));
  return { value: pairs.length === 0 ? null : reached.length / pairs.length, sample: pairs.length };
}

/** Each `from` of a known person's walk with the time to the next `to`; null = none within the time. */
function pairsOf(
  walk: readonly Happened[],
  { from, to, withinMs }: { from: string[]; to: string[]; withinMs: number },
): { ms: number | null }[] {
  if (!walk[0]?.isKnown) return [];
  return walk.flatMap(({ act, at }, index) => {
    if (!from.includes(act)) return [];
    const next = walk.slice(index + 1).find((other) => to.includes(other.act));
    const ms = next === undefined || next.at - at > withinMs ? null : next.at - at;
    return [{ ms }];
  });
}

/** The quantile of a list, between neighbours in proportion; null where it is empty. */
export function quantileOf(numbers: readonly number[], quantile: number): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * quantile;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === undefined || high === undefined ? null : low + (high - low) * (place % 1);
}
