import { z } from 'zod';

/**
 * The journey map file as it is written (format 1.0, YAML or JSON), short forms included. What is read from it in one long
 * form is `journey-map.ts`. Keys that begin with `x-`, and everything under `custom`, belong to the writer.
 *
 * It accepts what journey-map.schema.json (JSON Schema 2020-12, format 1.0) accepts, and besides:
 * - `metrics.*.event`, `from`, `to`, `num`, `den` may be lists (any of), as `enter` and `events` may;
 * - a touchpoint may carry `where`, a condition on each of its events (`where: "channel = 'store'"`);
 * - an emotion may say which figures of its metric are -2 and +2 (`worst: 20%, best: 0%`);
 * - a pain may carry `events` and `where`, as a touchpoint: what happens to those whom it hurts;
 * - an external or manual metric may say its figures by day (`figures: { 2026-03-31: 72 }`);
 * - the age, sex and place of a persona may say their source (`age: { text: 30 to 49, source: survey }`).
 * It refuses numbers that are not finite (`.nan`, `.inf`).
 */

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/, 'an id has a-z, 0-9, _ and - only, and begins with a letter or digit');
const duration = z
  .string()
  .regex(/^[0-9]+(\.[0-9]+)?[smhdw]$/, 'a duration is a number and s, m, h, d or w, such as 30d');
/** One text, or one per language tag. */
const text = z.union([z.string(), z.record(z.string(), z.string())]);
const texts = z.array(z.string());
const references = z.union([z.string(), texts]);
const free = z.record(z.string(), z.unknown());

/** An object with these keys, `custom` and keys beginning with x-, and no other. */
function entity<S extends z.ZodRawShape>(shape: S) {
  return z.preprocess(withoutExtensions, closed({ ...shape, custom: free.optional() }));
}

/** An object with these keys and no other. The message of an unknown key lists the known ones, for `schema-problems.ts`. */
function closed<S extends z.ZodRawShape>(shape: S) {
  const names = Object.keys(shape).join(' ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? names : undefined),
  });
}

function withoutExtensions(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-')));
}

const emotionScore = z.number().min(-2).max(2);
export const emotionInFile = z.union([
  emotionScore,
  entity({
    score: emotionScore,
    label: z.string().optional(),
    source: z.enum(['assumed', 'research', 'measured']).optional(),
    metric: z.string().optional(),
    evidence: texts.optional(),
    worst: z.union([z.number(), z.string()]).optional(),
    best: z.union([z.number(), z.string()]).optional(),
  }),
]);

const ctaInFile = z.union([
  z.string(),
  z.array(
    z.union([
      z.string(),
      entity({
        action: z.string(),
        event: z.string().optional(),
        where: z.string().optional(),
        value: z.string().optional(),
        target: z.string().optional(),
        kpi: z.string().optional(),
      }),
    ]),
  ),
]);

const painInFile = z.union([
  z.string(),
  entity({
    id: slug.optional(),
    text,
    severity: z.int().min(1).max(5).optional(),
    frequency: z.string().optional(),
    evidence: texts.optional(),
    personas: texts.optional(),
    events: references.optional(),
    where: z.string().optional(),
  }),
]);

const opportunityInFile = z.union([
  z.string(),
  z.looseObject({
    id: slug.optional(),
    text,
    scores: free.optional(),
    moves: texts.optional(),
    issue: z.string().optional(),
    status: z.enum(['idea', 'planned', 'doing', 'shipped', 'dropped']).optional(),
    owner: z.string().optional(),
    // the product's own, as further keys are free here: days, and what shipping it changed (programme/opportunity-result.ts)
    due: z.unknown().optional(),
    shipped: z.unknown().optional(),
    result: z.unknown().optional(),
  }),
]);

const quoteInFile = z.union([
  z.string(),
  z.looseObject({ text, by: z.string().optional(), persona: z.string().optional() }),
]);

const statementInFile = z.union([
  z.string(),
  entity({
    text,
    source: z.enum(['survey', 'interview', 'analytics', 'observation', 'assumption']).optional(),
    evidence: texts.optional(),
  }),
]);

const touchpointInFile = entity({
  id: slug,
  title: text,
  type: z.enum(['action', 'communication']).optional(),
  initiator: z.string().optional(),
  recipient: z.string().optional(),
  channel: z.string().optional(),
  devices: texts.optional(),
  events: references.optional(),
  where: z.string().optional(),
  optional: z.boolean().optional(),
  repeat: z.boolean().optional(),
  moment: z.enum(['truth', 'pain', 'delight']).optional(),
  kpis: texts.optional(),
  orchestration: free.optional(),
  schemaOrg: z.string().optional(),
  owner: z.string().optional(),
  cta: ctaInFile.optional(),
  observable: z.boolean().optional(),
  content: texts.optional(),
  needs: free.optional(),
  actor: z.string().optional(),
  kind: z.string().optional(),
  online: z.boolean().optional(),
  pains: z.array(painInFile).optional(),
  metrics: texts.optional(),
});
export type TouchpointInFile = z.infer<typeof touchpointInFile>;

const stepInFile = entity({
  id: slug,
  title: text,
  actions: texts.optional(),
  thoughts: texts.optional(),
  emotion: emotionInFile.optional(),
  touchpoints: z.array(touchpointInFile).optional(),
  pains: z.array(painInFile).optional(),
  opportunities: z.array(opportunityInFile).optional(),
  kpis: texts.optional(),
  content: texts.optional(),
  cta: ctaInFile.optional(),
  owner: z.string().optional(),
  backstage: free.optional(),
  images: texts.optional(),
  files: texts.optional(),
  quotes: z.array(quoteInFile).optional(),
  perPersona: free.optional(),
  map: z.string().optional(),
  motivation: z.string().optional(),
  goal: text.optional(),
  competitors: texts.optional(),
  difference: texts.optional(),
});
export type StepInFile = z.infer<typeof stepInFile>;

export const stageInFile = entity({
  id: slug,
  title: text,
  goal: text.optional(),
  enter: references.optional(),
  exit: z.boolean().optional(),
  timeout: duration.optional(),
  kpis: texts.optional(),
  color: z.string().optional(),
  owner: z.string().optional(),
  steps: z.array(stepInFile).optional(),
  cta: ctaInFile.optional(),
  competitors: texts.optional(),
  motivation: z.string().optional(),
});
export type StageInFile = z.infer<typeof stageInFile>;

const personaInFile = entity({
  id: slug,
  name: text,
  kind: z.enum(['proto', 'research', 'segment']).optional(),
  evidence: texts.optional(),
  goals: texts.optional(),
  needs: texts.optional(),
  frustrations: texts.optional(),
  quote: z.string().optional(),
  image: z.string().optional(),
  demographics: free.optional(),
  share: z.number().optional(),
  segment: z.string().optional(),
  habits: z.array(statementInFile).optional(),
  interests: z.array(statementInFile).optional(),
  motives: z.array(statementInFile).optional(),
  pains: z.array(statementInFile).optional(),
  age: statementInFile.optional(),
  sex: statementInFile.optional(),
  place: statementInFile.optional(),
});
export type PersonaInFile = z.infer<typeof personaInFile>;

const metricInFile = entity({
  kind: z.enum([
    'count',
    'uniques',
    'conversion',
    'ratio',
    'duration',
    'sum',
    'avg',
    'survey',
    'external',
    'manual',
  ]),
  title: text.optional(),
  event: references.optional(),
  from: references.optional(),
  to: references.optional(),
  num: references.optional(),
  den: references.optional(),
  field: z.string().optional(),
  score: z.enum(['nps', 'csat', 'ces']).optional(),
  agg: z.enum(['p50', 'p75', 'p90', 'p95', 'avg', 'sum']).optional(),
  within: duration.optional(),
  window: duration.optional(),
  target: z
    .string()
    .regex(
      /^(>=|<=|>|<) ?-?[0-9.]+ ?(%|[smhdw]|[A-Z]{3})?$/,
      'a target is >=, <=, > or <, a number and perhaps a unit, such as ">= 45%" or "<= 4d"',
    )
    .optional(),
  warn: z.union([z.number(), z.string()]).optional(),
  baseline: z.union([z.number(), z.string()]).optional(),
  figures: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  unit: z.string().optional(),
  owner: z.string().optional(),
  source: z.string().optional(),
  segment: z.string().optional(),
  minSample: z.int().min(1).optional(),
  by: z.enum(['events', 'people', 'sessions', 'orders', 'accounts']).optional(),
});
export type MetricInFile = z.infer<typeof metricInFile>;

/** A node of `path.order`: a touchpoint id with ? or *, a list (one of), or all / seq / loop. */
export type PathInFile =
  | string
  | PathInFile[]
  | { all?: PathInFile[]; seq?: PathInFile[]; loop?: PathInFile; again?: PathInFile };
const pathInFile: z.ZodType<PathInFile> = z.lazy(() =>
  z.union([
    z.string(),
    z.array(pathInFile),
    closed({
      all: z.array(pathInFile).optional(),
      seq: z.array(pathInFile).optional(),
      loop: pathInFile.optional(),
      again: pathInFile.optional(),
    }),
  ]),
);

const ruleInFile = z.looseObject({
  rule: z.enum(['response', 'precedence', 'succession', 'absence', 'existence', 'chain', 'coexistence']),
});
export type RuleInFile = z.infer<typeof ruleInFile>;

export const mapInFile = entity({
  map: z.literal('1.0'),
  id: slug,
  title: text,
  description: text.optional(),
  state: z.enum(['as-is', 'to-be']).optional(),
  status: z.enum(['draft', 'review', 'live', 'archived']).optional(),
  basedOn: z.string().nullable().optional(),
  parent: z.string().optional(),
  extends: z.string().optional(),
  owner: z.string().optional(),
  tags: texts.optional(),
  timezone: z.string().optional(),
  review: entity({ every: duration.optional(), last: z.string().optional() }).optional(),
  case: entity({
    by: z.enum(['customer', 'session', 'order', 'account']).optional(),
    window: duration.optional(),
    restart: closed({ idle: duration.optional() }).optional(),
  }).optional(),
  brief: entity({
    objective: z.string().optional(),
    scope: z.string().optional(),
    hypotheses: texts.optional(),
    documents: texts.optional(),
  }).optional(),
  personas: z.array(personaInFile).optional(),
  channels: z
    .array(
      entity({
        id: slug,
        name: text,
        type: z.enum(['digital', 'physical', 'human', 'media']).optional(),
        icon: z.string().optional(),
        online: z.boolean().optional(),
      }),
    )
    .optional(),
  events: z
    .record(
      z.string(),
      z.union([
        z.string(),
        entity({
          name: text,
          where: z.string().optional(),
          count: z.enum(['all', 'first', 'last']).optional(),
        }),
      ]),
    )
    .optional(),
  metrics: z.record(z.string(), metricInFile).optional(),
  stages: z.array(stageInFile).min(1),
  path: entity({ order: z.array(pathInFile).optional(), rules: z.array(ruleInFile).optional() }).optional(),
  lanes: z.array(z.union([z.string(), z.looseObject({ id: z.unknown(), title: z.unknown() })])).optional(),
  views: z
    .array(
      z.looseObject({
        id: slug,
        title: text.optional(),
        lanes: texts.optional(),
        personas: texts.optional(),
        collapse: texts.optional(),
      }),
    )
    .optional(),
});
export type MapInFile = z.infer<typeof mapInFile>;
export type TextInFile = z.infer<typeof text>;
export type CtaInFile = z.infer<typeof ctaInFile>;
export type PainInFile = z.infer<typeof painInFile>;
export type OpportunityInFile = z.infer<typeof opportunityInFile>;
export type EmotionInFile = z.infer<typeof emotionInFile>;
export type StatementInFile = z.infer<typeof statementInFile>;
