import type { ItemRef, Json, MapEdit, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import type { JsonRecord } from '../use-map-session.ts';

/**
 * Sets one part of a thing that may be written in its short form (`pains: [Too slow]`), and tells where the thing is
 * then: a thing without an id is called by what it says, so its name changes with it. `value` undefined takes the part
 * away. `isOne`: the thing stands by itself, not in a list (`emotion: -1`).
 */
export function setPart(
  at: MapPath,
  raw: Json,
  {
    key,
    value,
    textKey,
    isOne = false,
  }: { key: readonly string[]; value: Json | undefined; textKey: string; isOne?: boolean },
): { edits: MapEdit[]; at: MapPath } {
  const isLong = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  const next = putInside(isLong ? raw : { [textKey]: raw }, key, value);
  const last = at.at(-1);
  if (isLong) {
    const base = insideOf(raw, key);
    const edit: MapEdit = {
      kind: 'set',
      at: [...at, ...key],
      ...(base === undefined ? {} : { base }),
      ...(value === undefined ? {} : { value }),
    };
    return { edits: [edit], at: renamed(at, next) };
  }
  if (typeof last === 'string' && !isOne) {
    // one text where a list of things may stand
    const list: Json = [next];
    return { edits: [{ kind: 'set', at, base: raw, value: list }], at: [...at, { value: next, near: 0 }] };
  }
  return { edits: [{ kind: 'set', at, base: raw, value: next }], at: renamed(at, next) };
}

function renamed(at: MapPath, next: Json): MapPath {
  const last = at.at(-1);
  if (typeof last !== 'object' || 'id' in last) return at;
  const ref: ItemRef = { value: next, near: last.near };
  return [...at.slice(0, -1), ref];
}

export function insideOf(value: Json | undefined, key: readonly string[]): Json | undefined {
  return key.reduce<Json | undefined>(
    (inside, part) =>
      typeof inside === 'object' && inside !== null && !Array.isArray(inside) ? inside[part] : undefined,
    value,
  );
}

function putInside(value: JsonRecord, [key, ...rest]: readonly string[], put: Json | undefined): JsonRecord {
  if (key === undefined) return value;
  const { [key]: old, ...others } = value;
  if (rest.length === 0) return put === undefined ? others : { ...value, [key]: put };
  const inner = typeof old === 'object' && old !== null && !Array.isArray(old) ? old : {};
  return { ...value, [key]: putInside(inner, rest, put) };
}
