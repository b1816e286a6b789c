import { z } from 'zod';
import { call, day, instant, peoplePage, period } from '../platform/base-contract.ts';
import { MAX_MAP_CHARACTERS, TOO_LARGE_A_FILE } from './file-encoding.ts';
import { estimate } from './programme/opportunity-result.ts';

/** What the file says a journey is (`case.by`), and what journeys were followed by; they differ where accounts are asked for. */
export const journeyCase = z.object({
  by: z.enum(['customer', 'session', 'order', 'account']),
  countedBy: z.enum(['customer', 'session', 'order']),
});

/** States of a key figure, in order of how much they ask for attention. */
export const KPI_STATES = ['no_source', 'waiting', 'too_few', 'stale', 'ok', 'warn', 'missed'] as const;
export const kpiState = z.enum(KPI_STATES);
export type KpiState = (typeof KPI_STATES)[number];

export const kpiAnswer = z.object({
  metric: z.string(),
  /** ratio metrics 0 to 1, durations in milliseconds, money in the workspace currency, else plain; null = no value */
  value: z.number().nullable(),
  unit: z.enum(['ratio', 'ms', 'money', 'count', 'score']),
  previous: z.number().nullable(),
  /** people, events or answers the value rests on */
  sample: z.number().int(),
  state: kpiState,
  target: z.object({ operator: z.enum(['>=', '<=', '>', '<']), value: z.number() }).nullable(),
  warn: z.number().nullable(),
  baseline: z.number().nullable(),
  /** twelve equal slices of the period, oldest first */
  trend: z.array(z.object({ from: instant, value: z.number().nullable(), sample: z.number().int() })),
  /** the definition in words */
  definition: z.string(),
  /** latest event it rests on; null = none */
  freshAt: instant.nullable(),
  /** of a conversion: whoever began at this instant of the period or later still has time to get there; absent = nobody has */
  openFrom: instant.optional(),
});
export type KpiAnswer = z.infer<typeof kpiAnswer>;

/**
 * The ribbon: per stage, people whose journey entered it in the period; of those, how many went on to a later stage, left
 * (no later stage within the journey's window), and came back to an earlier one.
 */
export const ribbonAnswer = z.object({
  stages: z.array(
    z.object({
      stage: z.string(),
      people: z.number().int(),
      /** went on to any later stage */
      onward: z.number().int(),
      left: z.number().int(),
      /** came back to this stage from a later one */
      returned: z.number().int(),
      /** 0 to 1, people who reach the next stage of those in this one; null for the last stage */
      conversionToNext: z.number().nullable(),
      /** median time to the next stage, ms */
      medianMsToNext: z.number().nullable(),
      /** people who reached the next stage without ever having been in this one */
      skipped: z.number().int(),
    }),
  ),
  journeys: z.number().int(),
});
export type RibbonAnswer = z.infer<typeof ribbonAnswer>;

export const touchpointsAnswer = z.object({
  touchpoints: z.array(
    z.object({
      touchpoint: z.string(),
      people: z.number().int(),
      events: z.number().int(),
      state: z.enum(['no_source', 'never_seen', 'stale', 'ok']),
    }),
  ),
});
export type TouchpointsAnswer = z.infer<typeof touchpointsAnswer>;

export const coverageAnswer = z.object({
  events: z.number().int(),
  /** events matched by at least one touchpoint */
  coveredEvents: z.number().int(),
  people: z.number().int(),
  /** people with at least one matched event */
  coveredPeople: z.number().int(),
  /** the most frequent event names that no touchpoint matches */
  notOnMap: z.array(
    z.object({ event: z.string(), channel: z.string(), events: z.number().int(), people: z.number().int() }),
  ),
});
export type CoverageAnswer = z.infer<typeof coverageAnswer>;

export const emotionAnswer = z.object({
  steps: z.array(
    z.object({
      step: z.string(),
      assumed: z.number().nullable(),
      /** -2 to +2 from the bound satisfaction metric; null = not measured */
      measured: z.number().nullable(),
      sample: z.number().int(),
      label: z.string().nullable(),
    }),
  ),
});
export type EmotionAnswer = z.infer<typeof emotionAnswer>;

/** Why a pain has no money: see `painsAnswer`. */
export const NO_PAIN_MONEY = ['not_bound', 'no_comparison', 'too_few', 'no_orders'] as const;

/**
 * Pain heat, over known people and the period. `people` of the map had an event that enters a stage, or one of a pain. Of
 * a pain:
 *
 * - `affected`: had one of the pain's events; `heat` = severity x affected / people, 0 to 5.
 * - `ordered`: had an order afterwards within the map's window; `lost` = affected - ordered.
 * - compared with those who were at the same place (events of its touchpoint, else of its step, else its stage's enter) and
 *   did not have the pain: `comparison` of them, `comparisonOrdered` ordered afterwards within the window.
 * - `money` = what it costs: affected x (comparisonOrdered / comparison - ordered / affected) x `averageOrder`, never below
 *   0; the interval is Newcombe's of the difference (95 %). null = no data, and `reason` says why: it is bound to no event;
 *   nobody is to be compared with; fewer than 30 are on either side; nobody ordered in the period.
 */
export const painsAnswer = z.object({
  people: z.number().int(),
  /** those of the map's steps and touchpoints, in its order */
  pains: z.array(
    z.object({
      /** as `painsOfStep` names it */
      pain: z.string(),
      severity: z.number().int().nullable(),
      /** null = bound to no event */
      affected: z.number().int().nullable(),
      ordered: z.number().int().nullable(),
      /** null = no severity, no binding, or nobody on the map */
      heat: z.number().nullable(),
      comparison: z.number().int().nullable(),
      comparisonOrdered: z.number().int().nullable(),
      averageOrder: z.number().nullable(),
      money: estimate.nullable(),
      reason: z.enum(NO_PAIN_MONEY).nullable(),
    }),
  ),
});
export type PainsAnswer = z.infer<typeof painsAnswer>;

/**
 * The target actions of a map, each measured as a key figure (programme/target-actions.ts says by what); null = bound to no
 * event and no key figure.
 */
export const targetActionsAnswer = z.object({
  /** those of the map's stages, steps and touchpoints, in its order */
  actions: z.array(
    z.object({
      /** as `targetActionsOf` names it */
      action: z.string(),
      kpi: kpiAnswer.nullable(),
    }),
  ),
});
export type TargetActionsAnswer = z.infer<typeof targetActionsAnswer>;

export const mapProblem = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  /** 1-based place in the file */
  line: z.number().int(),
  column: z.number().int(),
  suggestion: z.string().optional(),
});
export type MapProblem = z.infer<typeof mapProblem>;

export const mapPart = z.union([
  z.object({
    kind: z.literal('stage'),
    stage: z.string(),
    /** `skipped`: reached the next stage and had not been in this one */
    group: z.enum(['entered', 'onward', 'left', 'returned', 'skipped']),
  }),
  z.object({
    kind: z.literal('touchpoint'),
    touchpoint: z.string(),
    /** of its funnel; left out = `seen` */
    group: z.enum(['seen', 'engaged', 'acted']).optional(),
  }),
  /** a target action, by the key that `targetActionsOf` gives it */
  z.object({
    kind: z.literal('action'),
    action: z.string(),
    group: z.enum(['base', 'reached', 'missed']),
  }),
  z.object({ kind: z.literal('pain'), pain: z.string(), group: z.enum(['affected', 'ordered', 'lost']) }),
  /** known people with an event that a touchpoint holds, and those without one */
  z.object({ kind: z.literal('coverage'), group: z.enum(['covered', 'uncovered']) }),
  /** known people with an event that no touchpoint holds */
  z.object({ kind: z.literal('not_on_map'), event: z.string(), channel: z.string() }),
  z.object({ kind: z.literal('kpi'), metric: z.string(), group: z.enum(['base', 'reached', 'missed']) }),
]);
export type MapPart = z.infer<typeof mapPart>;

const read = call.meta({ permission: 'maps:read' });
const ask = z.object({ map: z.string(), period });

export const mapsContract = {
  list: read.route({ method: 'GET', path: '/maps', summary: 'All maps' }).output(
    z.object({
      maps: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          state: z.string(),
          status: z.string(),
          stages: z.number().int(),
          /** batches of edits that made it */
          revision: z.number().int(),
          /** the file is no map any more: opening it shows what to mend */
          isBroken: z.boolean(),
          /** `map#step` that it is the inside of, and the map that it inherits from; null = none */
          parent: z.string().nullable(),
          extends: z.string().nullable(),
          updatedAt: instant,
        }),
      ),
    }),
  ),
  get: read
    .route({ method: 'GET', path: '/maps/{map}', summary: 'One map: its file, parsed, with problems' })
    .input(z.object({ map: z.string() }))
    .output(
      z.object({
        id: z.string(),
        /** the YAML text */
        file: z.string(),
        /** parsed and normalised (shared/maps/journey-map.ts `JourneyMap`) */
        map: z.unknown(),
        problems: z.array(mapProblem),
        /** batches of edits that made it; follow the news from here */
        revision: z.number().int(),
        /** plain value of the map it extends (shared/maps/base-map.ts); null = none */
        base: z.unknown(),
        updatedAt: instant,
        /** period to show first: the last 30 days with data */
        defaultPeriod: z.object({ from: day, to: day }),
      }),
    ),
  put: call
    .meta({ permission: 'maps:write' })
    .route({
      method: 'PUT',
      path: '/maps/{map}',
      summary:
        'Store a map file; refused with line numbers where it is broken, with CONFLICT where another is there',
    })
    .input(
      z.object({
        map: z.string(),
        file: z.string().max(MAX_MAP_CHARACTERS, TOO_LARGE_A_FILE),
        /** a map that is there already is replaced, and kept as a version */
        replace: z.boolean().optional(),
      }),
    )
    .output(z.object({ problems: z.array(mapProblem) })),
  kpi: read
    .route({ method: 'GET', path: '/maps/{map}/kpis/{metric}', summary: 'One key figure' })
    .input(z.object({ map: z.string(), metric: z.string(), from: day, to: day }))
    .output(kpiAnswer),
  ribbon: read
    .route({ method: 'POST', path: '/maps/{map}/ribbon', summary: 'People through the stages' })
    .input(ask)
    .output(ribbonAnswer),
  touchpoints: read
    .route({ method: 'POST', path: '/maps/{map}/touchpoints', summary: 'People at every touchpoint' })
    .input(ask)
    .output(touchpointsAnswer),
  coverage: read
    .route({ method: 'POST', path: '/maps/{map}/coverage', summary: 'How much of reality the map covers' })
    .input(ask)
    .output(coverageAnswer),
  emotion: read
    .route({ method: 'POST', path: '/maps/{map}/emotion', summary: 'Assumed and measured feeling by step' })
    .input(ask)
    .output(emotionAnswer),
  pains: read
    .route({
      method: 'POST',
      path: '/maps/{map}/pains',
      summary: 'Whom the pains of a map hurt, and what that costs',
    })
    .input(ask)
    .output(painsAnswer),
  targetActions: read
    .route({
      method: 'POST',
      path: '/maps/{map}/target-actions',
      summary: 'How many do what the map wants of them, one figure for each target action',
    })
    .input(ask)
    .output(targetActionsAnswer),
  people: read
    .route({ method: 'POST', path: '/maps/{map}/people', summary: 'The people behind one number of a map' })
    .input(ask.extend({ part: mapPart, cursor: z.string().optional() }))
    .output(peoplePage),
};
