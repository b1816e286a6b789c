import { evaluate } from '../../src/shared/expression/evaluate.ts';
import { parseExpression } from '../../src/shared/expression/parse.ts';
import type { FunnelQuestion } from '../../src/shared/reports/funnel.ts';
import { amountOf, journeysByPerson, type Log, type LoggedEvent } from '../random-log.ts';
import { mean, quantile, sum } from './numbers.ts';

export interface Run {
  who: string;
  /** channel of the first event that satisfies any step */
  touch: string;
  events: LoggedEvent[];
}

interface Limits {
  fromMs: number;
  toMs: number;
}

/** The best run of every person that has one: the funnel's definition, tried out on every possible run. */
export function referenceRuns(question: FunnelQuestion, log: Log, period: Limits): Run[] {
  return [...journeysByPerson(log)].flatMap(([who, journey]) => {
    const runs = allRuns(question, journey, period);
    if (runs.length === 0) return [];
    const furthest = Math.max(...runs.map((run) => run.length));
    const reaching = runs.filter((run) => run.length === furthest);
    const soonest = Math.min(...reaching.map(lastAt));
    const first = reaching.filter((run) => lastAt(run) === soonest);
    const latestStart = Math.max(...first.map(firstAt));
    const best = first.filter((run) => firstAt(run) === latestStart);
    // its steps as early as any of these serves them; the earliest run of all in every step is one of them
    const [earliest] = best.toSorted((a, b) => compareTimes(a, b));
    const touch = journey.find(
      (event) => event.atMs >= period.fromMs && question.steps.some((step) => serves(step.anyOf, event)),
    );
    return earliest === undefined || touch === undefined
      ? []
      : { who, touch: touch.channel, events: earliest };
  });
}

function allRuns(question: FunnelQuestion, journey: readonly LoggedEvent[], period: Limits): LoggedEvent[][] {
  const runs: LoggedEvent[][] = [];
  const extend = (run: LoggedEvent[]): void => {
    if (run.length > 0) runs.push(run);
    const step = question.steps[run.length];
    if (step === undefined) return;
    for (const event of journey) {
      const [start] = run;
      if (run.includes(event) || !serves(step.anyOf, event)) continue;
      if (
        start === undefined
          ? event.atMs < period.fromMs || event.atMs >= period.toMs
          : event.atMs < lastAt(run)
      )
        continue;
      if (start !== undefined && event.atMs - start.atMs > question.windowMs) continue;
      extend([...run, event]);
    }
  };
  extend([]);
  return runs;
}

const firstAt = (run: readonly LoggedEvent[]) => run[0]?.atMs ?? Number.NaN;
const lastAt = (run: readonly LoggedEvent[]) => run.at(-1)?.atMs ?? Number.NaN;

function compareTimes(a: readonly LoggedEvent[], b: readonly LoggedEvent[]): number {
  for (const [index, event] of a.entries()) {
    const difference = event.atMs - (b[index]?.atMs ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function serves(anyOf: FunnelQuestion['steps'][number]['anyOf'], event: LoggedEvent): boolean {
  return anyOf.some((selector) => {
    if (selector.event !== event.event) return false;
    const { channel, coupon, total } = event;
    const isOrder = event.event.startsWith('Order');
    return (
      selector.where === undefined ||
      evaluate(parseExpression(selector.where), {
        event: event.event,
        channel,
        amount: isOrder ? amountOf(event) : null,
        properties: { ...(coupon === null ? {} : { coupon }), ...(isOrder ? { total } : {}) },
      })
    );
  });
}

/** The numbers of one series of the answer. */
export function referenceSteps(question: FunnelQuestion, runs: readonly Run[]) {
  return question.steps.map((_, index) => {
    const reached = runs.filter((run) => run.events.length > index);
    const before = index === 0 ? reached : runs.filter((run) => run.events.length >= index);
    const times = reached.map(({ events }) => (events[index]?.atMs ?? 0) - (events[index - 1]?.atMs ?? 0));
    const share = (whole: number) => (whole === 0 ? null : reached.length / whole);
    return {
      people: reached.length,
      left: before.length - reached.length,
      conversionFromFirst: share(runs.length),
      conversionFromPrevious: share(before.length),
      medianMsFromPrevious: index === 0 ? null : quantile(times, 0.5),
      p90MsFromPrevious: index === 0 ? null : quantile(times, 0.9),
      meanMsFromPrevious: index === 0 ? null : mean(times),
      revenue: sum(reached.flatMap(({ events }) => events.slice(index, index + 1)).map(amountOf)),
    };
  });
}
