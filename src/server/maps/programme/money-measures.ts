import type { EventBinding, JourneyMap, Metric, Place } from '../../../shared/maps/journey-map.ts';
import { BARE_METRIC } from '../../../shared/maps/programme/bare-metric.ts';
import { ORDER_EVENT } from '../../reports/money-events.ts';

/** Ids of a map file have no space, so these names meet none. */
const AVERAGE_ORDER = 'average order';
const ordersAfter = (metric: string) => `orders after ${metric}`;

/** Every order, as a binding; a map's own part is its place in the file. */
export function orderAt(place: Place): EventBinding {
  return { event: ORDER_EVENT, count: 'all', alias: null, place };
}

/** The mean amount of an order. */
export function averageOrderAt(place: Place): Metric {
  const event = [orderAt(place)];
  return {
    ...BARE_METRIC,
    place,
    id: AVERAGE_ORDER,
    kind: 'avg',
    event,
    agg: 'avg',
    unit: 'money',
    by: 'events',
  };
}

/** The map with the measures that turn its conversions into money; the same object each time, so that askers share work. */
const known = new WeakMap<JourneyMap, JourneyMap>();

/**
 * The map with further metrics: the mean amount of an order, and for every conversion that does not end in an order itself
 * the share of people at its end who order afterwards within the map's window.
 */
export function withMoneyMeasures(map: JourneyMap): JourneyMap {
  const before = known.get(map);
  if (before) return before;
  const conversions = Object.values(map.metrics).filter(
    (metric) => metric.kind === 'conversion' && !endsInOrder(metric),
  );
  const [any] = Object.values(map.metrics);
  if (any === undefined) return map;
  const order = orderAt(any.place);
  const bare = { ...BARE_METRIC, place: any.place };
  const added: Metric[] = [
    averageOrderAt(any.place),
    ...conversions.map(
      (metric): Metric => ({
        ...bare,
        id: ordersAfter(metric.id),
        from: metric.to,
        to: [order],
        withinMs: map.case.windowMs,
      }),
    ),
  ];
  const metrics = { ...map.metrics, ...Object.fromEntries(added.map((metric) => [metric.id, metric])) };
  const made = { ...map, metrics };
  known.set(map, made);
  return made;
}

export function endsInOrder(metric: Metric): boolean {
  return metric.to.length > 0 && metric.to.every(({ event }) => event === ORDER_EVENT);
}

/** What one more person at the end of a conversion brings. */
export interface OrderValue {
  ordersPerReached: number;
  averageOrder: number;
}

/** null where nobody ordered in the period. `measure` asks a metric of the map above. */
export async function readOrderValue(
  metric: Metric,
  measure: (metric: string) => Promise<{ value: number | null }>,
): Promise<OrderValue | null> {
  const averageOrder = (await measure(AVERAGE_ORDER)).value;
  const ordersPerReached = endsInOrder(metric) ? 1 : (await measure(ordersAfter(metric.id))).value;
  return averageOrder === null || ordersPerReached === null ? null : { ordersPerReached, averageOrder };
}
