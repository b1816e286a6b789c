import type { KpiAnswer } from '../../../shared/maps/contract.ts';
import type { JourneyMap, Metric } from '../../../shared/maps/journey-map.ts';
import { scaleEstimate, wilsonInterval } from '../../../shared/maps/programme/proportion.ts';
import type { Impact } from '../../../shared/maps/programme-contract.ts';
import { readOrderValue } from './money-measures.ts';

export type MeasureMetric = (metric: string) => Promise<KpiAnswer>;

const NOTHING: Impact = {
  money: null,
  reason: 'no_metric',
  metric: null,
  people: null,
  actual: null,
  reference: null,
  ordersPerReached: null,
  averageOrder: null,
};

/** Money at stake of what moves these key figures (formula: `impact` of the contract). */
export async function proposeImpact(
  map: JourneyMap,
  moves: readonly string[],
  measure: MeasureMetric,
): Promise<Impact> {
  let best = NOTHING;
  for (const id of moves) {
    const metric = Object.hasOwn(map.metrics, id) ? map.metrics[id] : undefined;
    if (metric === undefined) continue;
    const found = await impactOf(metric, measure);
    const isBetter = found.money && (best.money === null || found.money.value > best.money.value);
    if (isBetter || best === NOTHING) best = found;
  }
  return best;
}

async function impactOf(metric: Metric, measure: MeasureMetric): Promise<Impact> {
  const none = { ...NOTHING, metric: metric.id };
  if (metric.kind !== 'conversion') return { ...none, reason: 'not_a_conversion' };
  const isDownward = metric.target?.operator === '<=' || metric.target?.operator === '<';
  if (isDownward) return { ...none, reason: 'unwanted' };
  const reference = metric.target?.value ?? metric.baseline;
  if (reference === null) return { ...none, reason: 'no_reference' };
  const { value: actual, sample: people, state } = await measure(metric.id);
  const known = { ...none, reference, actual, people };
  // who still has time to get there has cost nothing yet
  if (actual === null || state === 'waiting' || people < metric.minSample)
    return { ...known, reason: 'no_figure' };
  const worth = await readOrderValue(metric, measure);
  if (worth === null) return { ...known, reason: 'no_orders' };
  const interval = wilsonInterval(actual, people);
  const gap = {
    value: Math.max(0, reference - actual),
    low: Math.max(0, reference - interval.high),
    high: Math.max(0, reference - interval.low),
  };
  const money = scaleEstimate(gap, people * worth.ordersPerReached * worth.averageOrder);
  return { ...known, ...worth, money, reason: null };
}
