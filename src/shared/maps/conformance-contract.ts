import { z } from 'zod';
import { call, day, instant, peoplePage, period } from '../platform/base-contract.ts';
import { coverageAnswer, journeyCase, kpiAnswer, mapProblem } from './contract.ts';

const count = z.number().int();
/** journeys, and the different people whose they are */
const journeysAndPeople = z.object({ journeys: count, people: count });

/**
 * How a journey lies beside the plan: `complete` walked it to an end and deviated nowhere; `underway` followed it as far
 * as it went, then stopped or still goes on; `deviating` passed something over or came to a planned touchpoint where the plan has it not. Touchpoints
 * that `path.order` does not name may come at any time.
 */
export const WAY_GROUPS = ['complete', 'underway', 'deviating'] as const;
export const wayGroup = z.enum(WAY_GROUPS);
export type WayGroup = z.infer<typeof wayGroup>;

export const ruleAnswer = z.object({
  /** place in `path.rules`, from 0 */
  index: count,
  rule: z.enum(['response', 'precedence', 'succession', 'absence', 'existence', 'chain', 'coexistence']),
  /** event names of both sides */
  from: z.array(z.string()),
  to: z.array(z.string()),
  /** as in the file; null = the window of a journey, or no limit (precedence) */
  withinMs: z.number().nullable(),
  /** occasions inside the period (shared/maps/conformance/rules.ts), judged by all that has come since */
  kept: count,
  broken: count,
  open: count,
  /** people with at least one broken occasion */
  people: count,
});
export type RuleAnswer = z.infer<typeof ruleAnswer>;

export const conformanceAnswer = z.object({
  case: journeyCase,
  /** does `path.order` say the way? else it is the stages in order */
  isPlanned: z.boolean(),
  /** journeys of known people that came to a planned touchpoint in the period, read up to its end */
  journeys: count,
  people: count,
  /** of these, laid beside the plan: the most frequent ways; all further figures are about them */
  journeysRead: count,
  ways: count,
  waysRead: count,
  groups: z.record(wayGroup, journeysAndPeople),
  /** (complete + underway) / journeysRead, 0 to 1; null without journeys */
  followShare: z.number().nullable(),
  /** specs/maps.md 2.3, of the log: every journey counted, walked to the end of the plan; 0 to 1, null without journeys */
  replayFitness: z.number().nullable(),
  alignmentFitness: z.number().nullable(),
  precision: z.number().nullable(),
  generalisation: z.number().nullable(),
  simplicity: z.number(),
  /** touchpoints that were passed over, or come to where the plan has them not; where neither, none */
  touchpoints: z.array(
    z.object({ touchpoint: z.string(), skipped: journeysAndPeople, extra: journeysAndPeople }),
  ),
  /** the most frequent ways that deviate, laid beside the plan */
  deviations: z.array(
    z.object({
      journeys: count,
      moves: z.array(z.object({ kind: z.enum(['both', 'skipped', 'extra']), touchpoint: z.string() })),
    }),
  ),
  rules: z.array(ruleAnswer),
});
export type ConformanceAnswer = z.infer<typeof conformanceAnswer>;

export const conformancePart = z.union([
  z.object({ kind: z.literal('group'), group: wayGroup }),
  z.object({ kind: z.enum(['skipped', 'extra']), touchpoint: z.string() }),
  z.object({ kind: z.literal('rule'), index: count.min(0) }),
]);
export type ConformancePart = z.infer<typeof conformancePart>;

export const conformanceDay = z.object({
  day,
  /** journeys that came to a touchpoint on that day */
  journeys: count,
  followShare: z.number().nullable(),
  alignmentFitness: z.number().nullable(),
  /** what is usual for that day (shared/maps/conformance/drift.ts); null = not enough days before it */
  usual: z.object({ low: z.number(), high: z.number() }).nullable(),
});

/** `drift`: reality left the usual range; `review`: the map is overdue for a look. */
export const NOTICE_KINDS = ['drift', 'review'] as const;
export const mapNotice = z.object({
  id: count,
  map: z.string(),
  title: z.string(),
  kind: z.enum(NOTICE_KINDS),
  /** 1: to the owner of the map; 2: to every owner of the workspace */
  level: count,
  /** whom it is for: names or addresses */
  recipients: z.array(z.string()),
  /** day it is about: of the drift, or on which the review was due */
  day,
  /** drift: the share of that day and the usual range */
  share: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  raisedAt: instant,
});
export type MapNotice = z.infer<typeof mapNotice>;

/** Everything about a map that a machine can judge. */
export const mapCheck = z.object({
  map: z.string(),
  period,
  /** was anything at all collected in the period? else nothing is met and nothing is missed */
  hasData: z.boolean(),
  kpis: z.array(kpiAnswer),
  /** what the numbers say about the map (shared/maps/lint-measured.ts) */
  problems: z.array(mapProblem),
  coverage: coverageAnswer,
  conformance: conformanceAnswer,
});

const read = call.meta({ permission: 'maps:read' });
const ask = z.object({ map: z.string(), period });

export const conformanceContract = {
  check: read
    .route({ method: 'POST', path: '/maps/{map}/conformance', summary: 'How well reality follows the map' })
    .input(ask)
    .output(conformanceAnswer),
  people: read
    .route({
      method: 'POST',
      path: '/maps/{map}/conformance/people',
      summary: 'The people behind one number of conformance',
    })
    .input(ask.extend({ part: conformancePart, cursor: z.string().optional() }))
    .output(peoplePage),
  history: read
    .route({
      method: 'GET',
      path: '/maps/{map}/conformance/history',
      summary: 'Conformance day by day, the last 90 days, with what is usual',
    })
    .input(z.object({ map: z.string() }))
    .output(z.object({ days: z.array(conformanceDay) })),
  checkFile: read
    .route({
      method: 'POST',
      path: '/map-checks',
      summary: 'A map file against reality, stored or not: key figures, coverage, conformance',
    })
    .input(z.object({ file: z.string().max(1_000_000), period: period.optional() }))
    .output(mapCheck),
  notices: read
    .route({
      method: 'GET',
      path: '/map-notices',
      summary: 'Open alerts and reminders of all maps, newest first',
    })
    .output(z.object({ notices: z.array(mapNotice) })),
  settleNotice: call
    .meta({ permission: 'maps:write' })
    .route({ method: 'DELETE', path: '/map-notices/{notice}', summary: 'Put an alert or a reminder away' })
    .input(z.object({ notice: z.coerce.number().int().min(1) }))
    .output(z.object({})),
};
