import { parse } from 'yaml';
import { z } from 'zod';
import { CHANNEL_NAMES, isChannel } from '../channels.ts';
import { ExpressionError } from '../expression/expression.ts';
import { nearestName } from '../platform/nearest-name.ts';
import { parseCondition } from './import-condition.ts';
import { FormulaError, parseFormula } from './import-formula.ts';

/** A condition on columns (import-condition.ts), checked when the mapping is read. */
const condition = z.string().superRefine((text, context) => {
  try {
    parseCondition(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const hint = error.suggestion === undefined ? '' : `; perhaps: ${error.suggestion}`;
    context.addIssue(`"${text}" at character ${error.position + 1}: ${error.message}${hint}`);
  }
});

/** A sum of products of columns (import-formula.ts), checked when the mapping is read. */
const formula = z.string().superRefine((text, context) => {
  try {
    parseFormula(text);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    context.addIssue(error.message);
  }
});

const literal = z.union([z.string(), z.number(), z.boolean()]);

/** What a cell is read as. `money`: exact decimal of at most 4 decimals; `integer` also takes `17850.0`; `time`: an instant, written as ISO 8601. */
export const VALUE_TYPES = ['text', 'integer', 'number', 'money', 'boolean', 'time', 'date'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

const columnValue = z.strictObject({
  column: z.string().min(1),
  /** default: as the file has it, in CSV always text */
  type: z.enum(VALUE_TYPES).optional(),
  /** of type money: decimals to round to, half away from zero; without it more than 4 decimals are rejected */
  round: z.number().int().min(0).max(4).optional(),
  /** of type time and date, see TIME_FORMAT_HELP; default iso */
  format: z.string().default('iso'),
  /** IANA zone of type time; default the mapping's */
  zone: z.string().optional(),
  /** cell -> value; a cell that is not named stays as it is */
  map: z.record(z.string(), literal).optional(),
  /** where the cell is empty; without it the property is left out */
  default: literal.optional(),
  /** which row of a group: the first or last with a cell that is not empty, or `same` = all must agree */
  take: z.enum(['first', 'last', 'same']).default('first'),
});

const sumValue = z.strictObject({
  /** over the rows of the group, exact: "Quantity * UnitPrice" */
  sum: formula,
  /** only rows that meet it */
  where: condition.optional(),
  /** an empty cell counts as this number; without it the row is rejected */
  default: z.number().optional(),
  /** decimals to round the result to; without it more than 4 decimals are rejected */
  round: z.number().int().min(0).max(4).optional(),
});

const extremeValue = z.union([
  z.strictObject({ min: formula, where: condition.optional() }),
  z.strictObject({ max: formula, where: condition.optional() }),
]);

const countValue = z.strictObject({
  /** `rows`, or the number of different cells of a column */
  count: z.string().min(1),
  where: condition.optional(),
});

/**
 * Where a value comes from: a text with `{Column}` in it (missing when one of its columns is empty), a number, true or
 * false, a column with a type, or a sum, min, max or count over the rows of the group.
 */
export const importValue = z.union([literal, columnValue, sumValue, extremeValue, countValue]);
export type ImportValue = z.infer<typeof importValue>;

const eventTime = z.union([
  /** an ISO 8601 instant with offset, the same for every row */
  z.string(),
  z.strictObject({
    column: z.string().min(1),
    format: z.string().default('iso'),
    zone: z.string().optional(),
    /** time of day of a date without one, "12:00" */
    timeOfDay: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written 09:30')
      .default('00:00'),
    /** which row of a group */
    take: z.enum(['earliest', 'latest', 'first']).default('earliest'),
  }),
]);

const channel = z.string().superRefine((name, context) => {
  if (name.includes('{') || isChannel(name)) return;
  const near = nearestName(name, CHANNEL_NAMES);
  context.addIssue(
    `"${name}" is no channel${near === undefined ? '' : `; perhaps: ${near}`}. Channels: ${CHANNEL_NAMES.join(', ')}`,
  );
});

const importEvent = z
  .strictObject({
    type: z.enum(['track', 'identify', 'page', 'screen', 'group']).default('track'),
    /** name of the event; only type track, page and screen have one */
    event: z.string().min(1).optional(),
    when: condition.optional(),
    /** the same for the same row at every run, different for every event: "{InvoiceNo}", or "{$line}" where no column is a key */
    messageId: z.string().min(1),
    time: eventTime,
    userId: importValue.optional(),
    anonymousId: importValue.optional(),
    groupId: importValue.optional(),
    /** identifier type -> value: email, phone, loyalty_card ... */
    identifiers: z.record(z.string(), importValue).default({}),
    channel: z.union([channel, columnValue]).optional(),
    properties: z.record(z.string(), importValue).default({}),
    traits: z.record(z.string(), importValue).default({}),
    /** properties.products: one entry per row of the group */
    products: z
      .strictObject({ where: condition.optional(), fields: z.record(z.string(), importValue) })
      .optional(),
  })
  .superRefine((event, context) => {
    if (event.type === 'track' && event.event === undefined)
      context.addIssue('an event of type track needs `event: <its name>`');
    if (!/\{/.test(event.messageId))
      context.addIssue(
        `messageId "${event.messageId}" is the same for every row: put a column in, as {InvoiceNo}`,
      );
  });
export type ImportEvent = z.infer<typeof importEvent>;

/**
 * The mapping file of `desirepath import` (YAML): how the rows of a CSV, TSV or JSONL file become events. See
 * docs/import.md; examples in templates/imports. Unknown keys are errors, so a slip of the pen does not pass silently.
 */
export const importMapping = z.strictObject({
  /** version of this format */
  import: z.literal('1.0'),
  /** name of the source the events belong to; part of the key that finds duplicates */
  source: z.string().min(1).max(100),
  format: z.enum(['csv', 'tsv', 'jsonl']).default('csv'),
  /** one character; default `,` (csv) or tab (tsv) */
  delimiter: z.string().length(1).optional(),
  encoding: z.enum(['utf-8', 'windows-1252', 'utf-16le']).default('utf-8'),
  /** names of the columns where the file has no line of names */
  columns: z.array(z.string().min(1)).min(1).optional(),
  /** cells that mean "nothing here", beside the empty one */
  empty: z.array(z.string()).default([]),
  decimalSign: z.enum(['.', ',']).default('.'),
  /** IANA zone of times without one */
  timeZone: z.string().default('UTC'),
  /** local times that a clock change doubles or leaves out; meaning as in Temporal: compatible = the first of two, forward over a gap */
  clockChange: z.enum(['compatible', 'earlier', 'later', 'reject']).default('compatible'),
  /** rows left out on purpose, counted by reason; the first that fits counts */
  skip: z.array(z.strictObject({ when: condition, reason: z.string().min(1) })).default([]),
  /** several rows, one group of events (the lines of an order) */
  group: z
    .strictObject({
      by: z.union([z.string(), z.array(z.string()).min(1)]),
      /** `anywhere`: the rows may stand apart (sorted over temporary files); `adjacent`: a group ends where the key changes */
      rows: z.enum(['anywhere', 'adjacent']).default('anywhere'),
      /** a group with more rows is rejected: the key is probably wrong */
      maxRows: z.number().int().min(1).max(100_000).default(10_000),
    })
    .optional(),
  /** small side files joined by a key; their cells are columns `name.column` */
  lookups: z
    .record(
      z.string().regex(/^[a-z_][a-z0-9_]*$/i, 'the name of a lookup is a plain word'),
      z.strictObject({
        /** CSV or TSV, also .gz; beside the imported file */
        file: z.string().min(1),
        /** key column of the side file */
        key: z.string().min(1),
        /** column of the row with that key; default the same name */
        by: z.string().optional(),
        /** columns to take over; default all */
        columns: z.array(z.string()).optional(),
        /** reject rows whose key the side file does not have */
        isRequired: z.boolean().default(false),
      }),
    )
    .default({}),
  /** named values for conditions, texts and properties of the events, computed once per row or group */
  values: z.record(z.string(), importValue).default({}),
  /** every event whose `when` holds is made, in this order */
  events: z.array(importEvent).min(1),
});
export type ImportMapping = z.infer<typeof importMapping>;

/** A mapping file that cannot be used; one line per fault, each with the path in the file. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
}

/** The mapping in a YAML text; throws MappingError naming every fault. */
export function parseMapping(yaml: string): ImportMapping {
  let raw: unknown;
  try {
    raw = parse(yaml);
  } catch (error) {
    throw new MappingError(`not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = importMapping.safeParse(raw);
  if (result.success) return result.data;
  throw new MappingError(result.error.issues.flatMap((issue) => describeIssue(issue, [])).join('\n'));
}

function describeIssue(issue: z.core.$ZodIssue, above: PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // Of the forms a value can have, the one it comes closest to tells most.
    const depth = (issues: z.core.$ZodIssue[]) => Math.max(0, ...issues.map((inner) => rank(inner)));
    const [closest = []] = [...issue.errors].sort((a, b) => depth(b) - depth(a));
    return closest.flatMap((inner) => describeIssue(inner, path));
  }
  return [`${path.map(String).join('.') || 'the file'}: ${issue.message}`];
}

function rank(issue: z.core.$ZodIssue): number {
  if (issue.path.length > 0) return issue.code === 'invalid_type' && issue.input === undefined ? 1 : 3;
  return issue.code === 'unrecognized_keys' ? 2 : issue.code === 'custom' ? 3 : 0;
}
