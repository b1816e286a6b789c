import { z } from 'zod';
import { call, day, period } from '../platform/base-contract.ts';
import { funnelQuestion } from '../reports/funnel.ts';
import { kpiAnswer } from './contract.ts';
import { type Json, mapPath } from './edit/map-edit.ts';
import { editBatch } from './editing-contract.ts';
import { estimate, opportunityResult } from './programme/opportunity-result.ts';

/** Why a key figure tells no money: it is no conversion, has no direction upwards, or has no figure (or too few people). */
export const NO_IMPACT = [
  'no_metric',
  'not_a_conversion',
  'no_reference',
  'unwanted',
  'no_figure',
  'no_orders',
] as const;

/**
 * Money at stake in the period: people x (reference - actual) x share of those at the conversion's end who order x average
 * order revenue; the interval is that of `actual` (Wilson, 95 %). Never below 0. Of several key figures the largest counts,
 * since they may speak of the same people. `money` null = no data, and `reason` says why.
 */
export const impact = z.object({
  money: estimate.nullable(),
  reason: z.enum(NO_IMPACT).nullable(),
  metric: z.string().nullable(),
  /** people affected: those at the conversion's beginning */
  people: z.number().int().nullable(),
  actual: z.number().nullable(),
  /** the target, else the baseline */
  reference: z.number().nullable(),
  /** 1 where the conversion ends in an order */
  ordersPerReached: z.number().nullable(),
  averageOrder: z.number().nullable(),
});
export type Impact = z.infer<typeof impact>;

export const OPPORTUNITY_STATES = ['idea', 'planned', 'doing', 'shipped', 'dropped'] as const;
const status = z.enum(OPPORTUNITY_STATES);

/** An item of a list in a map file, to change it by edits: where it stands, and what it says. */
const placeInFile = {
  at: mapPath,
  item: z.json() as z.ZodType<Json>,
};

export const opportunityRow = z.object({
  ...placeInFile,
  map: z.string(),
  mapTitle: z.string(),
  stage: z.string(),
  stageTitle: z.string(),
  step: z.string(),
  stepTitle: z.string(),
  /** its id, else its text */
  key: z.string(),
  text: z.string(),
  status,
  /** its own, else that of its step or stage */
  owner: z.string().nullable(),
  due: day.nullable(),
  /** due before today, and neither shipped nor dropped */
  isOverdue: z.boolean(),
  shipped: day.nullable(),
  issue: z.string().nullable(),
  scores: z.record(z.string(), z.number()),
  moves: z.array(z.object({ metric: z.string(), title: z.string() })),
  impact,
  /** 0 to 100: its money at stake, of the largest there is; null = no data */
  proposedImpact: z.number().nullable(),
  result: opportunityResult.nullable(),
  /** its result is part of what was earned; else another opportunity moved the same figure in the same days before */
  isCounted: z.boolean(),
});
export type OpportunityRow = z.infer<typeof opportunityRow>;

export const programmeAnswer = z.object({
  period,
  today: day,
  opportunities: z.array(opportunityRow),
  /** sum of what the measured results earned in their days; each key figure and day counts once */
  earned: estimate.extend({ results: z.number().int(), shipped: z.number().int() }),
  owners: z.array(z.string()),
});
export type ProgrammeAnswer = z.infer<typeof programmeAnswer>;

const inMap = { map: z.string(), mapTitle: z.string(), place: z.string() };
export const scorecardAnswer = z.object({
  owner: z.string(),
  period,
  stages: z.array(
    z.object({
      ...inMap,
      stage: z.string(),
      /** people whose journey entered it in the period */
      people: z.number().int(),
      conversionToNext: z.number().nullable(),
      /** the stage as a question to the funnel report; null = no event enters it */
      funnel: funnelQuestion.nullable(),
    }),
  ),
  touchpoints: z.array(
    z.object({
      ...inMap,
      touchpoint: z.string(),
      people: z.number().int(),
      events: z.number().int(),
      state: z.enum(['no_source', 'never_seen', 'stale', 'ok']),
    }),
  ),
  kpis: z.array(z.object({ ...inMap, kpi: kpiAnswer })),
  pains: z.array(z.object({ ...inMap, text: z.string(), severity: z.number().int().nullable() })),
  opportunities: z.array(opportunityRow),
});
export type ScorecardAnswer = z.infer<typeof scorecardAnswer>;

/**
 * The funnel of one touchpoint, over known people: `seen` had one of its events in the period; of them `engaged` did
 * something else within 30 minutes of it, or acted; `acted` had an event of a target action (the touchpoint's, else its
 * step's, else its stage's) afterwards within the map's window. null = no event stands for it.
 */
export const touchpointFunnel = z.object({
  touchpoint: z.string(),
  seen: z.number().int().nullable(),
  engaged: z.number().int().nullable(),
  acted: z.number().int().nullable(),
  /** names of the target actions that count */
  actions: z.array(z.string()),
});
export type TouchpointFunnel = z.infer<typeof touchpointFunnel>;

const read = call.meta({ permission: 'maps:read' });
const write = call.meta({ permission: 'maps:write' });
const text = z.string().max(2_000);

export const programmeContract = {
  opportunities: read
    .route({
      method: 'POST',
      path: '/programme',
      summary: 'All opportunities of all maps or of one, with money at stake and what they earned',
    })
    .input(z.object({ map: z.string().optional(), period: period.optional() }))
    .output(programmeAnswer),
  change: write
    .route({
      method: 'POST',
      path: '/maps/{map}/opportunities/change',
      summary: 'Change scores, status, owner, days or issue of an opportunity',
    })
    .input(
      z.object({
        map: z.string(),
        step: z.string(),
        opportunity: text,
        status: status.optional(),
        scores: z.record(z.string(), z.number()).optional(),
        owner: text.nullable().optional(),
        due: z.iso.date().nullable().optional(),
        shipped: z.iso.date().nullable().optional(),
        issue: text.nullable().optional(),
      }),
    )
    .output(editBatch),
  measure: write
    .route({
      method: 'POST',
      path: '/maps/{map}/opportunities/measure',
      summary: 'Measure what a shipped opportunity changed, and write it into the map',
    })
    .input(z.object({ map: z.string(), step: z.string(), opportunity: text }))
    .output(opportunityResult),
  owner: read
    .route({
      method: 'POST',
      path: '/programme/owners/{owner}',
      summary: 'Scorecard of an owner: everything that is theirs on all maps',
    })
    .input(z.object({ owner: z.string(), period: period.optional() }))
    .output(scorecardAnswer),
  touchpointFunnel: read
    .route({
      method: 'POST',
      path: '/maps/{map}/touchpoints/{touchpoint}/funnel',
      summary: 'Seen, engaged, target action of one touchpoint',
    })
    .input(z.object({ map: z.string(), touchpoint: z.string(), period }))
    .output(touchpointFunnel),
};
