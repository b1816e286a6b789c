import { deriveChannel, readDevice } from './contact.ts';
import { canonicalEventName, EVENT_OF_TYPE, ITEM_TYPES, type ItemType, isItemType } from './event-names.ts';
import { fingerprint } from './fingerprint.ts';
import { readIdentifiers } from './identifiers.ts';
import { checkBatchContext, checkItem } from './item-check.ts';
import { readClock } from './item-clock.ts';
import {
  EVENT_NAME_LIMIT,
  IMPORT_ITEM_LIMIT_BYTES,
  ITEM_LIMIT_BYTES,
  type ItemError,
  nameKind,
  quoteValue,
  RefusedItem,
} from './item-verdict.ts';
import {
  isJsonObject,
  type JsonObject,
  readFirstText,
  readObject,
  readText,
  writeStableJson,
} from './json.ts';
import { readCurrency, readSignedAmount } from './money.ts';
import type { NormalisedEvent, SourceKind } from './normalised-event.ts';
import { normaliseProducts, readCategory } from './products.ts';
import { normaliseSpellings } from './spellings.ts';

export type { Identifier } from './identifiers.ts';
export type { NormalisedEvent, SourceKind } from './normalised-event.ts';

/** What the request around an item says. */
export interface ItemBatch {
  /** context of the batch; each item's own wins key by key */
  context?: unknown;
  /** the client's clock when it sent; an item's own wins */
  sentAt?: unknown;
  /** our clock, milliseconds since 1970 */
  receivedAtMs: number;
  /** decides the clock rule; default server */
  kind?: SourceKind;
  /** position in the request: keeps two equal items apart that carry neither id nor time */
  index?: number;
}

/** Top-level keys with a meaning of their own; others are kept in `context.item`. */
const KNOWN_KEYS = new Set(
  `type event name category userId user_id anonymousId anonymous_id previousId groupId group_id messageId properties
  traits context timestamp originalTimestamp sentAt receivedAt integrations _metadata writeKey`.split(/\s+/),
);
/** Transport, not content: may differ between two copies of one item. */
const TRANSPORT_KEYS = new Set(['sentAt', 'receivedAt', 'context', 'integrations', '_metadata', 'writeKey']);

/**
 * One Segment item as an event of ours, or why it is not taken. Never throws, whatever JSON comes in; never drops a
 * property that it does not know.
 *
 * parseItem({ type: 'track', event: 'Completed Order', userId: 'u1', properties: { total: 12.5 } }, { receivedAtMs })
 * // -> { ok: true, event: { event: 'Order Completed', amount: 125000n, identifiers: [{ type: 'user_id', ... }], ... } }
 * parseItem({ type: 'track' }, { receivedAtMs })
 * // -> { ok: false, code: 'missing_event_name', message: ... }
 */
export function parseItem(raw: unknown, batch: ItemBatch): { ok: true; event: NormalisedEvent } | ItemError {
  try {
    return { ok: true, event: normaliseItem(checkItem(raw, limitOf(batch)), batch) };
  } catch (error) {
    if (error instanceof RefusedItem) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}

function limitOf(batch: ItemBatch): number {
  return batch.kind === 'import' ? IMPORT_ITEM_LIMIT_BYTES : ITEM_LIMIT_BYTES;
}

function normaliseItem(item: JsonObject, batch: ItemBatch): NormalisedEvent {
  const type = readType(item);
  const kind = batch.kind ?? 'server';
  const said = readEventName(item, type);
  const event = canonicalEventName(said);
  const traits = readPart(item, 'traits');
  const own = readPart(item, 'properties');
  const properties = normaliseProducts(normaliseSpellings(event, describeItem(item, type, own, traits)));
  const context = mergeContext(item, batch, said === event ? undefined : said);
  const { amount, bad } = readSignedAmount(event, properties);
  if (bad) {
    throw new RefusedItem(
      'bad_amount',
      `properties.${bad} of ${event} is ${quoteValue(properties[bad])}, which is no amount of at most 14 digits before the point. Send a number such as 12.50.`,
    );
  }
  const clock = readClock(item, { sentAt: batch.sentAt, receivedAtMs: batch.receivedAtMs, kind });
  const canonical = writeStableJson(item, TRANSPORT_KEYS);
  return {
    type,
    event,
    ...clock,
    messageId:
      readMessageId(item, own) || makeMessageId(canonical, clock.originalAtMs === null ? batch : undefined),
    identifiers: readIdentifiers(
      { ...item, type },
      { properties: own, traits: type === 'group' ? {} : traits, context },
    ),
    channel: deriveChannel({ event, type, kind }, properties, context),
    amount,
    currency: readCurrency(properties.currency),
    orderId: readFirstText(properties.order_id, properties.orderId),
    session: readFirstText(context.sessionId, properties.session_id),
    location: readText(properties.location_id),
    device: readDevice(properties, context),
    campaign: readFirstText(properties.campaign, readObject(context.campaign).name),
    category: readCategory(properties),
    accountId: readFirstText(item.groupId, item.group_id, properties.account_id, context.groupId),
    properties,
    context,
    traits: type === 'identify' ? { ...readObject(context.traits), ...traits } : null,
    canonical,
  };
}

function readType(item: JsonObject): ItemType {
  const type = readText(item.type).toLowerCase();
  if (isItemType(type)) return type;
  const types = ITEM_TYPES.join(', ');
  throw type === ''
    ? new RefusedItem('missing_type', `The item has no type. Send "type" as one of ${types}.`)
    : new RefusedItem('unknown_type', `The type is ${quoteValue(item.type)}. Send one of ${types}.`);
}

function readEventName(item: JsonObject, type: ItemType): string {
  if (type !== 'track') return EVENT_OF_TYPE[type];
  const name = typeof item.event === 'string' ? item.event.trim() : '';
  if (name === '') {
    throw new RefusedItem(
      'missing_event_name',
      `The track item has ${item.event === undefined ? 'no event' : `${quoteValue(item.event)} as event`}. Send the name of what happened as text, such as "Product Added".`,
    );
  }
  if (name.length > EVENT_NAME_LIMIT) {
    throw new RefusedItem(
      'event_name_too_long',
      `The event name ${quoteValue(name)} has ${name.length} characters, the limit is ${EVENT_NAME_LIMIT}. Send a short name and put the rest into properties.`,
    );
  }
  return name;
}

/** An object of the item; left out or null is empty. */
function readPart(item: JsonObject, name: 'properties' | 'traits'): JsonObject {
  const value = item[name];
  if (value === undefined || value === null) return {};
  if (isJsonObject(value)) return value;
  throw new RefusedItem(
    'bad_properties',
    `${name} is ${nameKind(value)}: ${quoteValue(value)}. Send a JSON object, such as {"price": 12}.`,
  );
}

/**
 * The properties, with what the item says beside them: name and category of a page, traits, the former id of an alias, the
 * account of a group call.
 */
function describeItem(
  item: JsonObject,
  type: ItemType,
  properties: JsonObject,
  traits: JsonObject,
): JsonObject {
  const beside: JsonObject = {};
  if (type === 'page' || type === 'screen') {
    if (item.name !== undefined) beside.name = item.name;
    if (item.category !== undefined) beside.category = item.category;
  }
  if (type === 'alias' && item.previousId !== undefined) beside.previous_id = item.previousId;
  const account = item.groupId ?? item.group_id;
  if (account !== undefined) beside.account_id = account;
  if (Object.keys(traits).length > 0) beside.traits = traits;
  return { ...beside, ...properties };
}

function mergeContext(item: JsonObject, batch: ItemBatch, originalEvent: string | undefined): JsonObject {
  const context: JsonObject = { ...checkBatchContext(batch.context), ...readObject(item.context) };
  if (originalEvent !== undefined) context.original_event = originalEvent;
  const isKept = (key: string) =>
    !KNOWN_KEYS.has(key) || (key === 'context' && item.context !== null && !isJsonObject(item.context));
  const others = Object.keys(item)
    .filter(isKept)
    .map((key) => [key, item[key]]);
  if (others.length > 0) context.item = Object.fromEntries(others);
  return context;
}

function readMessageId(item: JsonObject, properties: JsonObject): string {
  return readFirstText(item.messageId, item.$insert_id, item.uuid, item.event_id, properties.$insert_id);
}

/** The same item sent again gets the same id. Without a time of its own, it can only be told apart by its arrival. */
function makeMessageId(canonical: string, arrival: ItemBatch | undefined): string {
  const place = arrival ? `${arrival.receivedAtMs} ${arrival.index ?? 0}` : '';
  return `made-${fingerprint(`${place}\n${canonical}`)}`;
}
