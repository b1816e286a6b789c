import { z } from 'zod';
import { day, instant } from '../../platform/base-contract.ts';

/** A number with its 95 % interval. */
export const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Estimate = z.infer<typeof estimate>;

const side = z.object({
  from: day,
  /** the last day that counts */
  to: day,
  /** in the unit of the metric; null = no value */
  value: z.number().nullable(),
  sample: z.number().int(),
});

/**
 * What shipping an opportunity changed: the key figure it moves over the days since, and over as many days before. Written
 * into the map file by "measure now", so that it stands there for good.
 */
export const opportunityResult = z.object({
  metric: z.string(),
  unit: z.enum(['ratio', 'ms', 'money', 'count', 'score']),
  before: side,
  after: side,
  /** after - before; null where a side has no value. The interval is Newcombe's, null where the figure is no conversion */
  change: z.object({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() }).nullable(),
  /** people after x change x their orders x average order revenue, workspace currency; null = not known */
  earned: estimate.nullable(),
  measuredAt: instant,
});
export type OpportunityResult = z.infer<typeof opportunityResult>;
