import { Temporal } from 'temporal-polyfill';
import type { KpiAnswer } from '../../../shared/maps/contract.ts';
import type { Metric } from '../../../shared/maps/journey-map.ts';
import type { Estimate, OpportunityResult } from '../../../shared/maps/programme/opportunity-result.ts';
import { differenceInterval, scaleEstimate } from '../../../shared/maps/programme/proportion.ts';
import type { Period } from '../../../shared/platform/base-contract.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { readOrderValue } from './money-measures.ts';

/** The longest time compared: beyond it the season says more than the change. */
const MOST_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * The days since it shipped and as many before. The last one is `lastDay` (the last whole day with data) less the time that
 * a conversion may take, so that everybody after had as much time as everybody before. Throws BadQuestion while it is too early.
 */
export function comparedPeriods(
  metric: Metric,
  shipped: string,
  lastDay: string,
): { before: Period; after: Period } {
  const waitDays = metric.kind === 'conversion' ? Math.ceil((metric.withinMs ?? 0) / DAY_MS) : 0;
  const first = Temporal.PlainDate.from(shipped);
  const ready = Temporal.PlainDate.from(lastDay).subtract({ days: waitDays });
  const days = Math.min(MOST_DAYS, first.until(ready, { largestUnit: 'day' }).days + 1);
  if (days < 1) {
    const since = first.add({ days: waitDays + 1 });
    throw new BadQuestion(
      `It is too early: shipped on ${shipped}, and "${metric.title}" can be measured from ${since} on, when whole days are over.`,
    );
  }
  return {
    before: {
      from: first.subtract({ days }).toString(),
      to: first.subtract({ days: 1 }).toString(),
    },
    after: { from: shipped, to: first.add({ days: days - 1 }).toString() },
  };
}

export interface OutcomeQuestion {
  metric: Metric;
  shipped: string;
  lastDay: string;
  nowMs: number;
  /** a metric of the map with money measures */
  measure(metric: string, period: Period): Promise<KpiAnswer>;
}

/** What shipping changed: see `opportunityResult`. */
export async function measureOutcome(question: OutcomeQuestion): Promise<OpportunityResult> {
  const { metric, measure } = question;
  const periods = comparedPeriods(metric, question.shipped, question.lastDay);
  const [before, after] = await Promise.all([
    measure(metric.id, periods.before),
    measure(metric.id, periods.after),
  ]);
  const change = changeBetween(metric, before, after);
  const isSure = change !== null && change.low !== null && change.high !== null;
  const worth = isSure ? await readOrderValue(metric, (id) => measure(id, periods.after)) : null;
  return {
    metric: metric.id,
    unit: metric.unit,
    before: { ...periods.before, value: before.value, sample: before.sample },
    after: { ...periods.after, value: after.value, sample: after.sample },
    change,
    earned:
      isSure && worth
        ? scaleEstimate(
            { value: change.value, low: change.low ?? 0, high: change.high ?? 0 },
            after.sample * worth.ordersPerReached * worth.averageOrder,
          )
        : null,
    measuredAt: new Date(question.nowMs).toISOString(),
  };
}

function changeBetween(metric: Metric, before: KpiAnswer, after: KpiAnswer): OpportunityResult['change'] {
  if (before.value === null || after.value === null) return null;
  if (metric.kind !== 'conversion') return { value: after.value - before.value, low: null, high: null };
  return differenceInterval(
    { share: after.value, sample: after.sample },
    { share: before.value, sample: before.sample },
  ) satisfies Estimate;
}

/** Of results about one figure of one map whose days overlap, the one that shipped first counts. */
export function countResults<T extends { map: string; result: OpportunityResult | null }>(
  rows: readonly T[],
): Set<T> {
  const counted = new Set<T>();
  const dated = rows.flatMap((row) => (row.result?.earned ? [{ row, result: row.result }] : []));
  dated.sort((a, b) => a.result.after.from.localeCompare(b.result.after.from));
  for (const { row, result } of dated) {
    const isTaken = [...counted].some(
      ({ map, result: other }) =>
        other !== null &&
        map === row.map &&
        other.metric === result.metric &&
        other.after.from <= result.after.to &&
        other.after.to >= result.after.from,
    );
    if (!isTaken) counted.add(row);
  }
  return counted;
}
