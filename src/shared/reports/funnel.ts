import { z } from 'zod';
import { period } from '../platform/base-contract.ts';

/** What counts as a step: an event name, optionally narrowed by a condition (`properties.total > 0`), or any of several. */
export const eventSelector = z.object({
  event: z.string().min(1).max(200),
  /** condition in the expression grammar of shared/expression */
  where: z.string().max(2000).optional(),
});
export type EventSelector = z.infer<typeof eventSelector>;

export const funnelStep = z.object({
  /** shown instead of the event name */
  label: z.string().max(200).optional(),
  anyOf: z.array(eventSelector).min(1).max(50),
});

/**
 * Funnel, default mode (source: the ordered funnel of specs "Reports" 6, rules 1-4, 7, 8).
 * Per person, in order. Every step-1 event opens a new run; the latest one before step 2 counts. A later step counts
 * when it happens within `windowMs` of step 1 of its run, inclusive. The furthest run of a person counts, once.
 * `period` limits the step-1 event only. Events of one instant are given the benefit of the doubt; one event never
 * serves two steps.
 */
export const funnelQuestion = z.object({
  steps: z.array(funnelStep).min(1).max(200),
  /** milliseconds from step 1, inclusive; default 14 days; at most 366 days */
  windowMs: z
    .number()
    .int()
    .min(1)
    .max(366 * 86_400_000)
    .default(14 * 86_400_000),
  period: period.optional(),
  /**
   * `channel`: first touch, that is the channel of the person's first event that satisfies any step, from the period's
   * beginning on; events that named no channel are passed over
   */
  breakdown: z.enum(['none', 'channel']).default('none'),
});
export type FunnelQuestion = z.infer<typeof funnelQuestion>;

export type FunnelStep = z.infer<typeof funnelStep>;

export const funnelStepAnswer = z.object({
  label: z.string(),
  /** people that reached this step */
  people: z.number().int(),
  /** people that reached the step before and not this one (0 for step 1) */
  left: z.number().int(),
  /** 0 to 1 of those at step 1; null when step 1 is empty */
  conversionFromFirst: z.number().nullable(),
  /** 0 to 1 of those at the step before */
  conversionFromPrevious: z.number().nullable(),
  /**
   * time from the step before, milliseconds; null for step 1 and for nobody. Exact; between two people straight between
   * their times (the median of 10 and 20 is 15), as spreadsheets do it
   */
  medianMsFromPrevious: z.number().nullable(),
  p90MsFromPrevious: z.number().nullable(),
  meanMsFromPrevious: z.number().nullable(),
  /** sum of the amounts of the events that satisfied this step, workspace currency */
  revenue: z.number(),
});

export type FunnelStepAnswer = z.infer<typeof funnelStepAnswer>;

export const funnelSeries = z.object({
  /** null = all people; else the channel ("unknown" where none) */
  channel: z.string().nullable(),
  steps: z.array(funnelStepAnswer),
});

export const funnelAnswer = z.object({
  total: funnelSeries,
  breakdown: z.array(funnelSeries),
  /** from step 1 to the last step, milliseconds, converted people only */
  timeToConvert: z.object({
    people: z.number().int(),
    medianMs: z.number().nullable(),
    p90Ms: z.number().nullable(),
    meanMs: z.number().nullable(),
    /** up to 24 bars with round edges, about equally wide in log ms: from (inclusive) to (exclusive, last inclusive) */
    histogram: z.array(z.object({ fromMs: z.number(), toMs: z.number(), people: z.number().int() })),
  }),
  /** events of these names were never seen: probably a spelling mistake */
  unknownEvents: z.array(z.string()),
});
export type FunnelAnswer = z.infer<typeof funnelAnswer>;

/** The clicked part of a funnel. `step` counts from 1. */
export const funnelPart = z.object({
  step: z.number().int().min(1).max(200),
  /** reached = at least this step; left = reached this step and not the next (at the last step: all who reached it) */
  kind: z.enum(['reached', 'left']),
  channel: z.string().optional(),
});
export type FunnelPart = z.infer<typeof funnelPart>;
