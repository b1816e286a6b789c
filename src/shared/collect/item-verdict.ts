import { z } from 'zod';

/** Largest item that is taken, bytes of its JSON. Segment's limit. */
export const ITEM_LIMIT_BYTES = 32 * 1024;
/** The same for items of an import: an invoice of a wholesaler may have a thousand lines and stays one event. */
export const IMPORT_ITEM_LIMIT_BYTES = 1_000_000;
/** Deepest nesting of objects and arrays that is taken. */
export const ITEM_LIMIT_DEPTH = 20;
/** Longest event name, characters. */
export const EVENT_NAME_LIMIT = 200;
/** First and last instant of the event log (ClickHouse DateTime64), milliseconds since 1970. */
export const EARLIEST_AT_MS = Date.UTC(1900, 0, 1);
export const LATEST_AT_MS = Date.UTC(2299, 11, 31);

/** Why an item is not taken: the closed list. An item without any identifier is taken (its own one-event journey). */
export const itemErrorCode = z.enum([
  'not_an_object',
  'too_deep',
  'item_too_large',
  'missing_type',
  'unknown_type',
  'missing_event_name',
  'event_name_too_long',
  'bad_properties',
  'bad_timestamp',
  'bad_amount',
  'bad_utf8',
]);
export type ItemErrorCode = z.infer<typeof itemErrorCode>;

/** An item that is not taken. The message names the value, the limit and the way out. */
export interface ItemError {
  ok: false;
  code: ItemErrorCode;
  message: string;
}

/** A refused item; thrown inside the parser only, where a verdict is made of it. */
export class RefusedItem extends Error {
  constructor(
    readonly code: ItemErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** A value as it is shown in a message: its JSON, cut at 60 characters. */
export function quoteValue(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** What a value is, in the words of a message: `an array`, `a number`. */
export function nameKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
