type JsonRecord = Record<string, unknown>;

/**
 * The value of a map file laid over that of the map it `extends`: mappings key by key, lists of things with ids thing by
 * thing, everything else as the own file says. New things stand behind the one named by `x-after`, else behind their
 * neighbour in the own list, else last. What `x-removed` of the own file names by id is left out.
 *
 * layOver({ stages: [{ id: 'a', title: 'A' }] }, { stages: [{ id: 'a', goal: 'G' }] })
 * // -> { stages: [{ id: 'a', title: 'A', goal: 'G' }] }
 */
export function layOver(base: unknown, own: unknown): unknown {
  const removed = isRecord(own) && Array.isArray(own['x-removed']) ? new Set(own['x-removed']) : new Set();
  const merged = layValue(base, own);
  return removed.size === 0 ? merged : leaveOut(merged, removed);
}

function layValue(base: unknown, own: unknown): unknown {
  if (isRecord(base) && isRecord(own)) {
    const merged: JsonRecord = { ...base };
    for (const [key, value] of Object.entries(own))
      merged[key] = key in base ? layValue(base[key], value) : value;
    return merged;
  }
  if (Array.isArray(base) && Array.isArray(own) && [...base, ...own].every((item) => idOf(item) !== null))
    return layList(base, own);
  return own;
}

function layList(base: readonly unknown[], own: readonly unknown[]): unknown[] {
  const list = base.map((item) => {
    const over = own.find((one) => idOf(one) === idOf(item));
    return over === undefined ? item : layValue(item, over);
  });
  own.forEach((item, index) => {
    if (list.some((one) => idOf(one) === idOf(item))) return;
    const named = isRecord(item) ? item['x-after'] : undefined;
    const behind = named ?? idOf(own[index - 1]);
    const place = list.findIndex((one) => idOf(one) === behind);
    list.splice(place < 0 ? list.length : place + 1, 0, item);
  });
  return list;
}

function leaveOut(value: unknown, ids: ReadonlySet<unknown>): unknown {
  if (Array.isArray(value))
    return value.filter((item) => !ids.has(idOf(item))).map((item) => leaveOut(item, ids));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, leaveOut(part, ids)]));
}

function idOf(item: unknown): string | null {
  return isRecord(item) && typeof item.id === 'string' ? item.id : null;
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
