import { ITEM_LIMIT_BYTES, ITEM_LIMIT_DEPTH, nameKind, quoteValue, RefusedItem } from './item-verdict.ts';
import {
  hasBadText,
  isJsonObject,
  type JsonObject,
  measureBytes,
  measureDepth,
  readObject,
  repairText,
} from './json.ts';

/** The item as an object that is neither too deep nor too large, with texts that every store can hold. */
export function checkItem(raw: unknown, limitBytes: number): JsonObject {
  if (!isJsonObject(raw)) {
    throw new RefusedItem(
      'not_an_object',
      `The item is ${nameKind(raw)}: ${quoteShallow(raw)}. Send a JSON object such as {"type":"track","event":"Signed Up","userId":"u1"}.`,
    );
  }
  return checkSize(raw, 'item', limitBytes).includes('\\u') ? repairItem(raw) : raw;
}

/** The JSON of an object within the limits. */
function checkSize(value: JsonObject, what: 'item' | 'context of the batch', limitBytes: number): string {
  // First: what is nested too deep cannot even be written down.
  if (measureDepth(value, ITEM_LIMIT_DEPTH) > ITEM_LIMIT_DEPTH) {
    throw new RefusedItem(
      'too_deep',
      `The ${what} is nested deeper than ${ITEM_LIMIT_DEPTH} levels. Flatten it, or send the inner part as text.`,
    );
  }
  const text = JSON.stringify(value);
  const bytes = measureBytes(text, limitBytes);
  if (bytes > limitBytes) {
    throw new RefusedItem(
      'item_too_large',
      `The ${what} has ${bytes} bytes, the limit is ${limitBytes}. Leave out large texts, or split its products over several events.`,
    );
  }
  return text;
}

/** Contexts of batches already checked: one for all items of a batch. */
const batchContexts = new WeakMap<object, JsonObject>();

/** The context of a batch, {} where there is none. Each item carries it, so the same limits hold for it. */
export function checkBatchContext(context: unknown): JsonObject {
  if (!isJsonObject(context)) return {};
  const known = batchContexts.get(context);
  if (known) return known;
  checkSize(context, 'context of the batch', ITEM_LIMIT_BYTES);
  const checked = readObject(repairText(context));
  batchContexts.set(context, checked);
  return checked;
}

/**
 * Cut emoji and NUL are junk in a property and are replaced there. In what tells things apart they are refused: two
 * different ids must not become one.
 */
function repairItem(item: JsonObject): JsonObject {
  for (const name of [
    'event',
    'userId',
    'user_id',
    'anonymousId',
    'anonymous_id',
    'groupId',
    'previousId',
    'messageId',
  ]) {
    const value = item[name];
    if (typeof value === 'string' && hasBadText(value)) {
      throw new RefusedItem(
        'bad_utf8',
        `${name} is ${quoteValue(value)}, which holds a NUL or half a character and is no valid Unicode. Send whole characters.`,
      );
    }
  }
  return readObject(repairText(item));
}

/** A value that may be nested too deep to be written. */
function quoteShallow(value: unknown): string {
  return Array.isArray(value) ? `${value.length} elements` : quoteValue(value);
}
