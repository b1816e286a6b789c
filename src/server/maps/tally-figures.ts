import type { Metric } from '../../shared/maps/journey-map.ts';
import { type BucketFigure, canMeasure, spanOfMetric } from './kpi.ts';
import type { MapQuestion } from './map-question.ts';
import type { TallyAnswer, TallyPlan, TallyRecord } from './map-tally.ts';
import { isByLog } from './moments.ts';

/** Metrics whose figure the pass over the journeys gives: no amounts, no orders or sessions, no segment. */
export function isTallied(metric: Metric): boolean {
  if (!canMeasure(metric) || isByLog(metric) || metric.segment !== null) return false;
  return ['count', 'uniques', 'ratio', 'conversion', 'duration'].includes(metric.kind);
}

/** Puts the metric on the plan; returns how its figures are read from the answer. */
export function planMetric(
  question: MapQuestion,
  plan: TallyPlan,
  metric: Metric,
): (answer: TallyAnswer) => BucketFigure[] {
  const { fromMs } = spanOfMetric(question, metric);
  const isByEvents = metric.by === 'events';
  const counted = (row: TallyRecord | undefined) => (isByEvents ? row?.events : row?.people) ?? 0;
  switch (metric.kind) {
    case 'conversion':
    case 'duration': {
      const isDuration = metric.kind === 'duration';
      const { from, to, withinMs } = metric;
      const pair = plan.addPair({ from, to, fromMs, withinMs, hasTimes: isDuration });
      const statistic = STATISTICS.indexOf(metric.agg);
      return (answer) =>
        answer.pair(pair).map((row) => {
          const { bucket, reached, reachedPeople } = row;
          if (isDuration) return { bucket, figure: row.times[statistic] ?? null, basis: reached };
          return share(bucket, isByEvents ? reached : reachedPeople, counted(row));
        });
    }
    case 'ratio': {
      const [num, den] = [plan.addTally(metric.num, fromMs), plan.addTally(metric.den, fromMs)];
      return (answer) =>
        answer.tally(den).map((row) => {
          const part = answer.tally(num).find(({ bucket }) => bucket === row.bucket);
          return share(row.bucket, counted(part), counted(row));
        });
    }
    default: {
      const tally = plan.addTally(metric.event, fromMs);
      return (answer) =>
        answer.tally(tally).map((row) => {
          // different journeys, also those of nobody known, where events are counted
          const things = isByEvents ? row.people + row.reached : row.people;
          const figure = metric.kind === 'uniques' ? things : counted(row);
          return { bucket: row.bucket, figure, basis: figure };
        });
    }
  }
}

/** The order of `times` in a record. */
const STATISTICS: readonly Metric['agg'][] = ['p50', 'p75', 'p90', 'p95', 'avg', 'sum'];

const share = (bucket: number, part: number, whole: number): BucketFigure => ({
  bucket,
  figure: whole === 0 ? null : part / whole,
  basis: whole,
});
