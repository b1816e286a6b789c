import { parseInstant } from './instants.ts';
import { EARLIEST_AT_MS, LATEST_AT_MS, quoteValue, RefusedItem } from './item-verdict.ts';
import type { JsonObject } from './json.ts';
import type { SourceKind } from './normalised-event.ts';

/** The clocks of one item, milliseconds since 1970. */
export interface ItemClock {
  /** when it happened, as far as we know */
  atMs: number;
  /** what the client's clock said when it happened; null where nothing was said */
  originalAtMs: number | null;
  /** what the client's clock said when it was sent */
  sentAtMs: number | null;
}

/**
 * When the item happened. Browsers and phones have wrong clocks, so only how long ago is believed (Segment, common
 * spec): receivedAt - (sentAt - originalTimestamp), and never after receivedAt. Servers, tills and imports are taken at
 * their word: `timestamp`, else originalTimestamp. Nothing said means now.
 *
 * @throws RefusedItem bad_timestamp, where a time is given that is none or lies outside 1900 to 2299
 */
export function readClock(
  item: JsonObject,
  batch: { sentAt?: unknown; receivedAtMs: number; kind: SourceKind },
): ItemClock {
  const { receivedAtMs } = batch;
  const timestampMs = readTime(item, 'timestamp');
  const originalMs = readTime(item, 'originalTimestamp') ?? timestampMs;
  // An unreadable sentAt costs the correction, not the event.
  const sentAtMs = [item.sentAt, batch.sentAt].map(parseInstant).find(isInRange) ?? null;
  const isCorrected = batch.kind === 'browser' || batch.kind === 'mobile';
  let atMs = isCorrected ? originalMs : (timestampMs ?? originalMs);
  if (atMs === undefined) atMs = receivedAtMs;
  else if (isCorrected) {
    const ageMs = sentAtMs === null ? receivedAtMs - atMs : sentAtMs - atMs;
    atMs = receivedAtMs - Math.max(ageMs, 0);
  }
  return {
    atMs: checkRange(atMs, item.timestamp ?? item.originalTimestamp),
    originalAtMs: originalMs ?? null,
    sentAtMs,
  };
}

function readTime(item: JsonObject, name: string): number | undefined {
  const value = item[name];
  if (value === undefined || value === null || value === '') return undefined;
  const atMs = parseInstant(value);
  if (atMs === undefined) {
    throw new RefusedItem(
      'bad_timestamp',
      `${name} is ${quoteValue(value)}, which is no time. Send ISO 8601 such as "2026-03-01T10:00:00.000Z", or milliseconds since 1970.`,
    );
  }
  return checkRange(atMs, value);
}

function checkRange(atMs: number, said: unknown): number {
  if (isInRange(atMs)) return atMs;
  throw new RefusedItem(
    'bad_timestamp',
    `The time ${quoteValue(said)} is outside 1900-01-01 to 2299-12-31. Send the time at which the event happened.`,
  );
}

function isInRange(atMs: number | undefined): atMs is number {
  return atMs !== undefined && atMs >= EARLIEST_AT_MS && atMs <= LATEST_AT_MS;
}
