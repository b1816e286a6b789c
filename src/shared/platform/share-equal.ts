/**
 * `after`, with every part of it that equals its counterpart in `before` being that very part; `before` itself where all is
 * equal. Items of lists that have an `id` are compared with the item of the same id. For values as JSON has them; the
 * order of keys counts.
 *
 * const a = { x: [1], y: 2 };
 * shareEqual(a, { x: [1], y: 3 }).x === a.x // true
 */
export function shareEqual<T>(before: unknown, after: T): T;
export function shareEqual(before: unknown, after: unknown): unknown {
  if (Object.is(before, after)) return before;
  if (Array.isArray(before) && Array.isArray(after)) {
    const items = after.map((item, index) => shareEqual(counterpart(before, item, index), item));
    const isSame =
      items.length === before.length && items.every((item, index) => Object.is(item, before[index]));
    return isSame ? before : items;
  }
  if (!isRecord(before) || !isRecord(after)) return after;
  const keys = Object.keys(after);
  const entries = keys.map((key): [string, unknown] => [
    key,
    Object.hasOwn(before, key) ? shareEqual(before[key], after[key]) : after[key],
  ]);
  const keysBefore = Object.keys(before);
  const isSame =
    keys.length === keysBefore.length &&
    entries.every(([key, value], index) => key === keysBefore[index] && Object.is(value, before[key]));
  // not key by key: "__proto__" may be one
  return isSame ? before : Object.fromEntries(entries);
}

function counterpart(list: readonly unknown[], item: unknown, index: number): unknown {
  const there = list[index];
  if (!isRecord(item) || item.id === undefined) return there;
  if (isRecord(there) && there.id === item.id) return there;
  return list.find((one) => isRecord(one) && one.id === item.id);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
