import { diffMapFiles } from './diff-map.ts';
import { MapDocument } from './map-document.ts';
import type { ItemRef, Json, MapEdit, MapPath } from './map-edit.ts';

/** Things of a map that have a name of their own, by the list or mapping they stand in. */
const THINGS = {
  stages: 'stage',
  steps: 'step',
  touchpoints: 'touchpoint',
  personas: 'persona',
  channels: 'channel',
  pains: 'pain',
  opportunities: 'opportunity',
  cta: 'targetAction',
  quotes: 'quote',
  views: 'view',
  metrics: 'metric',
  events: 'event',
} as const;
export type MapThing = (typeof THINGS)[keyof typeof THINGS] | 'map';

/** Mappings of things by id; the others are lists. */
const MAPPINGS: ReadonlySet<string> = new Set(['metrics', 'events']);

/**
 * One change as a person would tell it. `added`, `removed` and `moved` are of the thing itself where `field` is null, else
 * of something in that field (a thought, an owner); `renamed` is of its title.
 */
export interface MapChange {
  kind: 'added' | 'removed' | 'changed' | 'moved' | 'renamed' | 'replaced';
  thing: MapThing;
  /** as it was called before the change; its id where it has no title */
  title: string;
  /** key of the file: `thoughts`, `emotion`, `target`; null = the thing as a whole */
  field: string | null;
  before: string | null;
  after: string | null;
  /** the step or stage that it stands in (where `moved` put it); null = of the whole map, or it is one itself */
  inside: { thing: MapThing; title: string } | null;
  /** the step or stage, and the lane, where it is seen; null = in no cell */
  cell: { column: string; lane: string } | null;
}

/**
 * Edits in the words of the map: what each did to which thing, in their order. `before` is the file that they were applied
 * to. A file replaced as a whole is told by what differs.
 *
 * describeEdits([{ kind: 'set', at: ['stages', { id: 'buy' }, 'title'], value: 'Pay' }], file)
 * // -> [{ kind: 'renamed', thing: 'stage', title: 'Buy', before: 'Buy', after: 'Pay', ... }]
 */
export function describeEdits(edits: readonly MapEdit[], before: string | MapDocument): MapChange[] {
  const document = typeof before === 'string' ? MapDocument.openAny(before) : before.clone();
  return edits.flatMap((edit): MapChange[] => {
    const changes = describeEdit(edit, document);
    const { outcomes } = document.apply([edit]);
    return outcomes[0] === 'gone' || outcomes[0] === 'unchanged' ? [] : changes;
  });
}

function describeEdit(edit: MapEdit, document: MapDocument): MapChange[] {
  switch (edit.kind) {
    case 'file': {
      const isReadable = !document.isBroken && !MapDocument.openAny(edit.file).isBroken;
      const changes = isReadable ? describeEdits(diffMapFiles(document.file, edit.file), document) : [];
      const whole = { thing: 'map' as const, title: titleOf(document.value), cell: null, inside: null };
      return changes.length > 0
        ? changes
        : [{ kind: 'replaced', field: null, before: null, after: null, ...whole }];
    }
    case 'set':
      return [describeSet(edit, document)];
    case 'insert': {
      const spot = locate([...edit.list, { value: edit.value, near: 0 }], document);
      if (spot.isThing)
        return [{ ...spot.change, kind: 'added', title: titleOf(edit.value), before: null, after: null }];
      return [{ ...spot.change, kind: 'added', before: null, after: toText(edit.value) }];
    }
    case 'remove': {
      const spot = locate(edit.item, document);
      const text = toText(document.valueAt(edit.item));
      return [{ ...spot.change, kind: 'removed', before: spot.isThing ? null : text, after: null }];
    }
    case 'move': {
      const spot = locate(edit.item, document);
      const target = locate([...edit.list, edit.after ?? { value: null, near: 0 }], document);
      const behind = edit.after === null ? null : nameOfItem([...edit.list, edit.after], document);
      const { inside } = target.change;
      return [{ ...spot.change, kind: 'moved', inside, before: null, after: behind }];
    }
  }
}

function describeSet({ at, value, base }: MapEdit & { kind: 'set' }, document: MapDocument): MapChange {
  const old = document.valueAt(at) ?? base;
  const { change, isThing, rest } = locate(at, document);
  if (isThing) {
    if (old === undefined) return { ...change, kind: 'added', before: null, after: null };
    if (value === undefined) return { ...change, kind: 'removed', before: null, after: null };
    const [before, after] = [titleOf(old), titleOf(value)];
    return { ...change, kind: before === after ? 'changed' : 'renamed', before, after };
  }
  const [before, after] = [toText(old), toText(value)];
  const isName = rest.length === 1 && (rest[0] === 'title' || rest[0] === 'name' || rest[0] === 'text');
  if (isName && before !== null && after !== null) return { ...change, kind: 'renamed', before, after };
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
  return { ...change, kind, before, after };
}

interface Spot {
  change: Omit<MapChange, 'kind' | 'before' | 'after'>;
  /** the path ends at a thing, and not at a part of it */
  isThing: boolean;
  /** keys below the last thing */
  rest: string[];
}

/** The thing that a path leads to or into, and the cell it is seen in. */
function locate(path: MapPath, document: MapDocument): Spot {
  let thing: { kind: MapThing; end: number } = { kind: 'map', end: 0 };
  const around: { kind: MapThing; end: number }[] = [];
  path.forEach((key, index) => {
    const next = path[index + 1];
    const kind = typeof key === 'string' ? thingIn(key, thing.kind) : null;
    if (kind === null || next === undefined) return;
    if (typeof next === 'string' && !MAPPINGS.has(String(key))) return;
    if (thing.kind !== 'map') around.push(thing);
    thing = { kind, end: index + 2 };
  });
  const keys = path.slice(thing.end).filter((key) => typeof key === 'string');
  const isThing = thing.kind !== 'map' && thing.end === path.length;
  const outer = around.findLast(({ kind }) => kind === 'step' || kind === 'stage');
  return {
    isThing,
    rest: keys,
    change: {
      thing: thing.kind,
      title: thing.kind === 'map' ? titleOf(document.value) : nameOfItem(path.slice(0, thing.end), document),
      field: isThing ? null : fieldOf(keys),
      inside: outer ? { thing: outer.kind, title: nameOfItem(path.slice(0, outer.end), document) } : null,
      cell: cellOf(path),
    },
  };
}

/** `metrics` and `events` name things at the top of the file only; below they are lists of names. */
function thingIn(key: string, holder: MapThing): MapThing | null {
  if (!(key in THINGS) || (MAPPINGS.has(key) && holder !== 'map')) return null;
  // a persona's pains are statements about it
  if (key === 'pains' && holder === 'persona') return null;
  return THINGS[key as keyof typeof THINGS]; // boundary: asked for above
}

/** What differs for a persona is told under what it is of; texts in several languages under their key. */
function fieldOf(keys: readonly string[]): string | null {
  if (keys[0] === 'perPersona') return keys[2] ?? 'perPersona';
  if (keys[0] === 'custom' || keys[0] === 'brief' || keys[0] === 'backstage') return keys[1] ?? keys[0];
  return keys[0] ?? null;
}

function cellOf(path: MapPath): MapChange['cell'] {
  const idBehind = (key: string) => {
    const ref = path[path.indexOf(key) + 1];
    return typeof ref === 'object' && 'id' in ref ? ref.id : null;
  };
  if (path[0] !== 'stages') return null;
  const step = path.includes('steps') ? idBehind('steps') : null;
  const column = step ?? idBehind('stages');
  if (column === null) return null;
  const below = path.slice((step === null ? 0 : path.indexOf('steps')) + 2);
  const keys = below.filter((key) => typeof key === 'string');
  const inner = keys[0] === 'touchpoints' && (keys[1] === 'cta' || keys[1] === 'pains') ? keys[1] : keys[0];
  const lane = inner === 'custom' || inner === 'perPersona' ? keys[inner === 'custom' ? 1 : 2] : inner;
  const row = step === null && (lane === undefined || lane === 'title' || lane === 'goal') ? 'stage' : lane;
  return { column, lane: row === undefined || row === 'title' ? 'steps' : row };
}

function nameOfItem(path: MapPath, document: MapDocument): string {
  const last = path.at(-1);
  const value = document.valueAt(path);
  if (value !== undefined) {
    const title = titleOf(value);
    if (title !== '') return title;
  }
  if (typeof last === 'string') return last;
  return last === undefined ? '' : nameOfRef(last);
}

function nameOfRef(ref: ItemRef): string {
  return 'id' in ref ? ref.id : titleOf(ref.value);
}

const TITLES = ['title', 'name', 'text', 'action', 'id'];

function titleOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return toText(value) ?? '';
  for (const key of TITLES) {
    const text = toText(Reflect.get(value, key));
    if (text !== null) return text;
  }
  return '';
}

/** A value as people read it: a feeling by its score, a list by its items; null = nothing. */
function toText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(toText).join(', ');
  const score: unknown = Reflect.get(value, 'score');
  if (typeof score === 'number') return String(score);
  for (const key of TITLES) if (key in value) return toText(Reflect.get(value, key));
  const texts: unknown = Reflect.get(value, 'en');
  return typeof texts === 'string' ? texts : sayPairs(value as { [key: string]: Json });
}

function sayPairs(value: { [key: string]: Json }): string {
  return Object.entries(value)
    .map(([key, inner]) => `${key}: ${toText(inner) ?? ''}`)
    .join(', ');
}
