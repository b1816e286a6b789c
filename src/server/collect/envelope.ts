import { z } from 'zod';
import { RequestRefused } from './request-refused.ts';

/** Most items of one batch. */
export const BATCH_ITEMS = 2_500;

export const ITEM_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** A request's body, taken apart; the items are not yet validated. */
export interface Envelope {
  writeKey: string | null;
  /** name of the source that an importer wants its events under */
  source: string | null;
  items: unknown[];
  context: Record<string, unknown> | undefined;
  sentAt: string | undefined;
}

/** Longest name of a source, in characters. */
const SOURCE_NAME_LIMIT = 100;

const envelopeSchema = z.object({
  writeKey: z.string().nullish(),
  source: z.string().trim().min(1).max(SOURCE_NAME_LIMIT).nullish(),
  sentAt: z.string().nullish(),
  context: z.record(z.string(), z.unknown()).nullish(),
});

/** Of the way, not of the event: they differ between the copies of one message that a client sends again. */
const TRANSPORT_FIELDS = ['writeKey', 'sentAt', '_metadata'];

/** `{type, ...}` of the six single calls; the address says the type. */
export function openSingle(body: unknown, type: ItemType): Envelope {
  const { writeKey, sentAt } = readEnvelope(body);
  return { writeKey, sentAt, source: null, context: undefined, items: [{ ...cleanItem(body), type }] };
}

/** `{batch: [...], context, sentAt}` */
export function openBatch(body: unknown): Envelope {
  const envelope = readEnvelope(body);
  const { batch } = body as { batch?: unknown };
  if (!Array.isArray(batch)) {
    throw new RequestRefused(
      400,
      'no_batch',
      `batch is ${describeType(batch)}, but it must be a list of items: {"batch": [{"type": "track", ...}]}.`,
    );
  }
  if (batch.length > BATCH_ITEMS) {
    throw new RequestRefused(
      413,
      'too_many_items',
      `batch has ${batch.length} items, but at most ${BATCH_ITEMS} are accepted. Send several batches.`,
    );
  }
  return { ...envelope, items: batch.map((item) => (isObject(item) ? cleanItem(item) : item)) };
}

function readEnvelope(body: unknown): Omit<Envelope, 'items'> {
  if (!isObject(body)) {
    throw new RequestRefused(
      400,
      'not_an_object',
      `The body is ${describeType(body)}, but it must be a JSON object.`,
    );
  }
  const parsed = envelopeSchema.safeParse(body);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? 'body';
    throw new RequestRefused(
      400,
      'bad_envelope',
      `${field} is ${describeType(Reflect.get(body, field))}, but it must be ${field === 'context' ? 'an object' : 'text'}.`,
    );
  }
  const { writeKey, source, sentAt, context } = parsed.data;
  return {
    writeKey: writeKey ?? null,
    source: source ?? null,
    sentAt: sentAt ?? undefined,
    context: context ?? undefined,
  };
}

function cleanItem(item: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item as Record<string, unknown>).filter(([name]) => !TRANSPORT_FIELDS.includes(name)),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeType(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
