import { MapDocument, refOf } from './map-document.ts';
import { type ItemRef, isEqualJson, type Json, type MapEdit, type MapPath } from './map-edit.ts';

/**
 * The edits that make the map `from` say what the map `to` says (comments and order of keys aside): what differs between
 * two versions, between as-is and to-be, or between a file and one edited by hand elsewhere.
 * Both are texts of map files; throws SyntaxError where one is no YAML mapping.
 */
export function diffMapFiles(from: string, to: string): MapEdit[] {
  const document = MapDocument.open(from);
  const goal = MapDocument.open(to).value as Json;
  const edits: MapEdit[] = [];
  const apply = (edit: MapEdit) => {
    edits.push(edit);
    document.apply([edit]);
  };
  for (const move of findMoves(document.value as Json, goal)) apply(move);
  diffMapping([], asRecord(document.value as Json), asRecord(goal), apply);
  return edits;
}

type Apply = (edit: MapEdit) => void;
type JsonRecord = { [key: string]: Json };

function diffMapping(path: MapPath, from: JsonRecord, to: JsonRecord, apply: Apply): void {
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [before, after] = [from[key], to[key]];
    if (isEqualJson(before, after)) continue;
    const at = [...path, key];
    if (isRecord(before) && isRecord(after)) diffMapping(at, before, after, apply);
    else if (Array.isArray(before) && Array.isArray(after)) diffList(at, before, after, apply);
    else
      apply({
        kind: 'set',
        at,
        ...(before === undefined ? {} : { base: before }),
        ...(after === undefined ? {} : { value: after }),
      });
  }
}

function diffList(path: MapPath, from: Json[], to: Json[], apply: Apply): void {
  const isPaired = pairs(from, to);
  if (!isPaired) {
    // items that cannot be told apart by id: the list as a whole
    apply({ kind: 'set', at: path, base: from, value: to });
    return;
  }
  const now = [...from];
  const goalKeys = new Set(to.map(keyOf));
  const fromKeys = new Set(from.map(keyOf));
  const gone = now.filter((item) => !goalKeys.has(keyOf(item)));
  const fresh = to.filter((item) => !fromKeys.has(keyOf(item)));
  for (const [before, after] of pairChanged(now, to, gone, fresh)) {
    const near = now.indexOf(before);
    apply({ kind: 'set', at: [...path, refOf(before, near)], base: before, value: after });
    now[near] = after;
  }
  const kept = new Set(now.filter((item) => goalKeys.has(keyOf(item))).map(keyOf));
  to.forEach((item, index) => {
    const key = keyOf(item);
    const previous = to[index - 1];
    const after: ItemRef | null =
      previous === undefined ? null : refOf(previous, indexOfKey(now, keyOf(previous)));
    if (!kept.has(key)) {
      apply({ kind: 'insert', list: path, after, value: item });
      now.splice(index === 0 ? 0 : indexOfKey(now, keyOf(previous as Json)) + 1, 0, item);
    }
  });
  for (const item of [...now]) {
    if (goalKeys.has(keyOf(item))) continue;
    const near = now.indexOf(item);
    apply({ kind: 'remove', item: [...path, refOf(item, near)] });
    now.splice(near, 1);
  }
  moveIntoOrder(path, now, to, apply);
  for (const item of to) {
    const before = now[indexOfKey(now, keyOf(item))];
    if (isRecord(before) && isRecord(item) && typeof item.id === 'string')
      diffMapping([...path, { id: item.id }], before, item, apply);
  }
}

/** Moves the fewest items: those outside the longest run that is in order already. */
function moveIntoOrder(path: MapPath, now: Json[], to: Json[], apply: Apply): void {
  const order = now.map((item) => indexOfKey(to, keyOf(item)));
  const resting = longestIncreasing(order);
  to.forEach((item, index) => {
    if (resting.has(index)) return;
    const near = indexOfKey(now, keyOf(item));
    const previous = to[index - 1];
    const after = previous === undefined ? null : refOf(previous, indexOfKey(now, keyOf(previous)));
    const [moving] = now.splice(near, 1) as [Json];
    apply({ kind: 'move', item: [...path, refOf(moving, near)], list: path, after });
    now.splice(previous === undefined ? 0 : indexOfKey(now, keyOf(previous)) + 1, 0, moving);
    resting.add(index);
  });
}

/** The values of a longest increasing subsequence. */
function longestIncreasing(values: readonly number[]): Set<number> {
  const tails: number[] = [];
  const before: number[] = [];
  values.forEach((value, index) => {
    let place = tails.findIndex((tail) => (values[tail] ?? 0) >= value);
    if (place < 0) place = tails.length;
    before[index] = place === 0 ? -1 : (tails[place - 1] ?? -1);
    tails[place] = index;
  });
  const found = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) found.add(values[at] ?? 0);
  return found;
}

/** Items without id that stand at the same place between the same neighbours: one that was rewritten. */
function pairChanged(now: Json[], to: Json[], gone: Json[], fresh: Json[]): [Json, Json][] {
  return gone.flatMap((before): [Json, Json][] => {
    if (isRecord(before) && typeof before.id === 'string') return [];
    const after = to[now.indexOf(before)];
    if (after === undefined || !fresh.includes(after) || (isRecord(after) && typeof after.id === 'string'))
      return [];
    fresh.splice(fresh.indexOf(after), 1);
    return [[before, after]];
  });
}

/** Things that stand in another list of things than before, where that list exists in both. */
function findMoves(from: Json, to: Json): MapEdit[] {
  const before = placesOfThings(from);
  const after = placesOfThings(to);
  return [...after].flatMap(([id, there]): MapEdit[] => {
    const here = before.get(id);
    if (here === undefined || isEqualJson(here.list, there.list)) return [];
    if (!isSameKind(here.list, there.list)) return [];
    const holder = there.list.at(-2);
    if (typeof holder === 'object' && 'id' in holder && !before.has(holder.id)) return [];
    return [{ kind: 'move', item: [...here.list, { id }], list: there.list, after: there.after }];
  });
}

function isSameKind(a: MapPath, b: MapPath): boolean {
  return a.at(-1) === b.at(-1);
}

const THINGS = ['stages', 'personas', 'channels', 'steps', 'touchpoints', 'pains', 'opportunities'];

function placesOfThings(file: Json): Map<string, { list: MapPath; after: ItemRef | null }> {
  const places = new Map<string, { list: MapPath; after: ItemRef | null }>();
  const visit = (value: Json | undefined, path: MapPath) => {
    if (!isRecord(value)) return;
    for (const name of THINGS) {
      const list = value[name];
      if (!Array.isArray(list)) continue;
      list.forEach((item, index) => {
        if (!isRecord(item) || typeof item.id !== 'string') return;
        const previous = list[index - 1];
        if (!places.has(item.id))
          places.set(item.id, {
            list: [...path, name],
            after: previous === undefined ? null : refOf(previous, index - 1),
          });
        visit(item, [...path, name, { id: item.id }]);
      });
    }
  };
  visit(file, []);
  return places;
}

/** Whether every item of both lists can be told from the others of its list. */
function pairs(from: Json[], to: Json[]): boolean {
  return [from, to].every((list) => new Set(list.map(keyOf)).size === list.length);
}

function keyOf(item: Json): string {
  return isRecord(item) && typeof item.id === 'string' ? `#${item.id}` : JSON.stringify(item);
}

function indexOfKey(list: readonly Json[], key: string): number {
  return list.findIndex((item) => keyOf(item) === key);
}

function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asRecord(value: Json): JsonRecord {
  return isRecord(value) ? value : {};
}
