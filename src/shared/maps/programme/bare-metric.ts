import type { Metric } from '../journey-map.ts';

/** What a metric of the product's own has where it says nothing else: a conversion of people at any time, however few. */
export const BARE_METRIC: Omit<Metric, 'place' | 'id'> = {
  title: '',
  kind: 'conversion',
  event: [],
  from: [],
  to: [],
  num: [],
  den: [],
  field: 'amount',
  score: 'csat',
  agg: 'p50',
  withinMs: null,
  windowMs: null,
  target: null,
  warn: null,
  baseline: null,
  figures: [],
  unit: 'ratio',
  owner: null,
  source: null,
  segment: null,
  minSample: 1,
  by: 'people',
};
