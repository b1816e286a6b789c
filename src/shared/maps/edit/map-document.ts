import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  visit,
  YAMLMap,
  YAMLSeq,
  Document as YamlDocument,
} from 'yaml';
import {
  type EditOutcome,
  type ItemRef,
  isEqualJson,
  type Json,
  type MapEdit,
  type MapPath,
} from './map-edit.ts';
import { mergeTexts } from './merge-text.ts';

/** Lists whose items have ids of the map's one id space, by the list of things they stand in. */
const LISTS_OF_THINGS = {
  top: ['stages', 'personas', 'channels'],
  below: ['steps', 'touchpoints', 'pains', 'opportunities'],
};

/** What applying some edits did: one outcome for each, and the edits that take them back, in the order to apply them. */
export interface AppliedEdits {
  outcomes: EditOutcome[];
  undo: MapEdit[];
}

/**
 * A map file that is edited in place: comments, quotes, the order of keys and flow or block style stay as they are. Two
 * documents that apply the same edits in the same order are the same, so every editor of a map applies the edits in the
 * order in which the server took them.
 */
export class MapDocument {
  private constructor(
    private document: Document,
    /** the text it was read from, while nothing has changed */
    private text: string | null,
    /** the text is no YAML mapping: only a `file` edit changes it */
    private broken = false,
  ) {}

  /** Edits that changed it; while this stays, so does the value. */
  changes = 0;

  /** Throws SyntaxError with line and column where the text is no YAML mapping. */
  static open(text: string): MapDocument {
    return new MapDocument(parse(text), text);
  }

  /** The same of any text: one that is no YAML mapping is kept as it is, says nothing, and takes `file` edits only. */
  static openAny(text: string): MapDocument {
    try {
      return MapDocument.open(text);
    } catch (error) {
      if (error instanceof SyntaxError) return new MapDocument(new YamlDocument({}), text, true);
      throw error;
    }
  }

  /** The text is no YAML mapping. */
  get isBroken(): boolean {
    return this.broken;
  }

  /** The file as text. */
  get file(): string {
    return this.text ?? this.document.toString({ lineWidth: 0, flowCollectionPadding: true });
  }

  /** The file as plain values. */
  get value(): Record<string, unknown> {
    return this.document.toJS({ maxAliasCount: 200 });
  }

  clone(): MapDocument {
    return new MapDocument(this.document.clone(), this.text, this.broken);
  }

  /** The plain value at a path; undefined where nothing is. */
  valueAt(path: MapPath): unknown {
    const spot = this.find(path);
    return spot === null ? undefined : toPlain(childOf(spot), this.document);
  }

  apply(edits: readonly MapEdit[]): AppliedEdits {
    const outcomes: EditOutcome[] = [];
    const undo: MapEdit[] = [];
    for (const edit of edits) {
      const done = this.applyOne(edit);
      if (done.undo.length > 0) {
        this.text = edit.kind === 'file' ? edit.file : null;
        this.changes++;
      }
      outcomes.push(done.outcome);
      undo.unshift(...done.undo);
    }
    return { outcomes, undo };
  }

  private applyOne(edit: MapEdit): { outcome: EditOutcome; undo: MapEdit[] } {
    if (this.broken && edit.kind !== 'file') return GONE;
    switch (edit.kind) {
      case 'set':
        return this.set(edit);
      case 'insert':
        return this.insert(edit);
      case 'remove':
        return this.remove(edit.item);
      case 'move':
        return this.move(edit);
      case 'file': {
        const before = this.file;
        if (before === edit.file) return NOTHING;
        ({ document: this.document, broken: this.broken } = MapDocument.openAny(edit.file));
        return { outcome: 'applied', undo: [{ kind: 'file', file: before }] };
      }
    }
  }

  private set({ at, base, value }: MapEdit & { kind: 'set' }): { outcome: EditOutcome; undo: MapEdit[] } {
    const trail: Spot[] = [];
    const spot = this.find(at, value !== undefined, trail);
    if (spot === null) return this.setWhatIsGone(at, value);
    const old = childOf(spot);
    const before = toPlain(old, this.document) as Json | undefined; // YAML of a map file holds JSON values only
    const isMergeable = typeof base === 'string' && typeof value === 'string' && typeof before === 'string';
    const after = isMergeable && before !== base ? mergeTexts(base, value, before) : value;
    if (isEqualJson(before, after)) return NOTHING;
    if (after === undefined) deleteChild(spot);
    else if (isScalar(old) && (typeof after !== 'object' || after === null)) old.value = after;
    else setChild(spot, keepComments(this.document.createNode(after), old));
    const isInherited = before === undefined && this.isExtending;
    const isOvertaken = base !== undefined && !isInherited && !isEqualJson(before, base);
    const undoAt = this.renameItems(at, trail, after !== undefined);
    return {
      outcome: !isOvertaken ? 'applied' : isMergeable ? 'merged' : 'overtaken',
      undo: [
        {
          kind: 'set',
          at: undoAt,
          ...(after === undefined ? {} : { base: after }),
          ...(before === undefined ? {} : { value: before }),
        },
      ],
    };
  }

  /** The item that was to change says something else by now: what was written is kept as an item of its own. */
  private setWhatIsGone(at: MapPath, value: Json | undefined): { outcome: EditOutcome; undo: MapEdit[] } {
    const last = at.at(-1);
    if (value === undefined || typeof last !== 'object' || !('value' in last)) return GONE;
    const list = at.slice(0, -1);
    const holder = this.find(list);
    const node = holder && childOf(holder);
    if (!isSeq(node)) return GONE;
    const before = node.items[Math.min(last.near, node.items.length) - 1];
    const after = before === undefined ? null : refOf(toPlain(before, this.document) as Json, last.near - 1);
    const done = this.insert({ kind: 'insert', list, after, value });
    return { outcome: 'merged', undo: done.undo };
  }

  private insert(edit: MapEdit & { kind: 'insert' }): { outcome: EditOutcome; undo: MapEdit[] } {
    const trail: Spot[] = [];
    const list = this.listAt(edit.list, trail);
    if (list === null) return GONE;
    const node = edit.yaml === undefined ? null : (parseDocument(edit.yaml).contents as Node | null);
    const value = node === null ? edit.value : this.valueOfItem(node);
    const place = placeBehind(list, edit.after, this.document);
    const item = node ?? this.document.createNode(value);
    list.items.splice(place, 0, item);
    if (
      this.isExtending &&
      isMap(item) &&
      edit.after !== null &&
      indexOf(list, edit.after, this.document) < 0
    )
      if ('id' in edit.after) item.set('x-after', edit.after.id);
    const home = this.renameItems(edit.list, trail, true);
    return { outcome: 'applied', undo: [{ kind: 'remove', item: [...home, refOf(value, place)] }] };
  }

  private remove(item: MapPath): { outcome: EditOutcome; undo: MapEdit[] } {
    const trail: Spot[] = [];
    const spot = this.find(item, false, trail);
    if (spot === null) return this.removeInherited(item);
    if (!isSeq(spot.parent)) return GONE;
    const isOfStages = isEqualJson(this.pathOf(spot.parent) ?? item.slice(0, -1), ['stages']);
    if (isOfStages && spot.parent.items.length === 1) return NOTHING; // a map has a stage
    const [node] = spot.parent.items.splice(Number(spot.key), 1) as Node[];
    const list = this.homeOf(spot.parent, item, trail);
    const undo: MapEdit = {
      kind: 'insert',
      list,
      after: refBefore(spot.parent, Number(spot.key), this.document),
      value: toPlain(node, this.document) as Json,
      yaml: textOf(node),
    };
    this.dropEmptyList(list);
    return { outcome: 'applied', undo: [undo] };
  }

  /** Throws SyntaxError where the item speaks of anchors that the file has not. */
  private valueOfItem(node: Node): Json {
    try {
      return toPlain(node, this.document) as Json; // YAML of a map file holds JSON values only
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      throw new SyntaxError(`The YAML of an inserted item cannot be followed: ${error.message}.`);
    }
  }

  private removeInherited(item: MapPath): { outcome: EditOutcome; undo: MapEdit[] } {
    const last = item.at(-1);
    if (!this.isExtending || typeof last !== 'object' || !('id' in last)) return GONE;
    return this.insert({ kind: 'insert', list: ['x-removed'], after: null, value: last.id });
  }

  private move(edit: MapEdit & { kind: 'move' }): { outcome: EditOutcome; undo: MapEdit[] } {
    const [trail, targetTrail]: [Spot[], Spot[]] = [[], []];
    const spot = this.find(edit.item, false, trail);
    if (spot === null || !isSeq(spot.parent)) return GONE;
    const from = spot.parent;
    const node = childOf(spot) as Node;
    const target = this.listAt(edit.list, targetTrail);
    if (target === null || isInside(target, node)) return GONE;
    const isOfStages = isEqualJson(this.pathOf(from) ?? edit.item.slice(0, -1), ['stages']);
    if (isOfStages && from !== target && from.items.length === 1) return NOTHING;
    const before = refBefore(from, Number(spot.key), this.document);
    from.items.splice(Number(spot.key), 1);
    shiftSpots(targetTrail, from, { at: Number(spot.key) + 1, by: -1 });
    const place = placeBehind(target, edit.after, this.document);
    target.items.splice(place, 0, node);
    if (from !== target) shiftSpots(trail, target, { at: place, by: 1 });
    if (from === target && place === Number(spot.key)) return NOTHING;
    const ref = refOf(toPlain(node, this.document) as Json, place);
    const home = this.homeOf(from, edit.item, trail);
    const list = this.renameItems(edit.list, targetTrail, true);
    if (from !== target) this.dropEmptyList(home);
    return { outcome: 'applied', undo: [{ kind: 'move', item: [...list, ref], list: home, after: before }] };
  }

  /** The list that an item stood in, as it is called now. */
  private homeOf(list: YAMLSeq, item: MapPath, trail: readonly Spot[]): MapPath {
    return this.pathOf(list) ?? this.renameItems(item.slice(0, -1), trail.slice(0, -1), true);
  }

  /** A list that holds nothing any more needs no key. */
  private dropEmptyList(list: MapPath): void {
    const holder = this.find(list);
    if (holder && isMap(holder.parent)) {
      const node = childOf(holder);
      if (isSeq(node) && node.items.length === 0) deleteChild(holder);
    }
  }

  /** The path to what was changed: items without an id are called by what they say now. */
  private renameItems(path: MapPath, trail: readonly Spot[], isThere: boolean): MapPath {
    return path.map((step, index) => {
      const spot = trail[index - (path.length - trail.length)];
      if (spot === undefined || !isSeq(spot.parent)) return step;
      if (index === path.length - 1 && !isThere) return step;
      return refOf(toPlain(childOf(spot), this.document) as Json, spot.key);
    });
  }

  /** The list at a path; made where there is none, and from the short form where one text stands for a list of one. */
  private listAt(path: MapPath, trail: Spot[] = []): YAMLSeq | null {
    const spot = this.find(path, true, trail);
    if (spot === null) return null;
    const node = childOf(spot);
    if (isSeq(node)) return node;
    const list = new YAMLSeq();
    if (node !== undefined && node !== null && !(isScalar(node) && node.value === null)) {
      if (isMap(node)) return null;
      list.items.push(node);
    }
    setChild(spot, list);
    return list;
  }

  /** Where a path ends: its collection and key. The last part may be new. Missing mappings on the way are made on demand. */
  private find(path: MapPath, makes = false, trail: Spot[] = []): Spot | null {
    return this.walk(this.document.contents, path, makes, trail) ?? this.findMoved(path, makes, trail);
  }

  private walk(start: unknown, path: MapPath, makes: boolean, trail: Spot[]): Spot | null {
    let node = start;
    trail.length = 0;
    for (const [index, step] of path.entries()) {
      const isLast = index === path.length - 1;
      const spot =
        stepInto(node, step, this.document) ?? (makes && !isLast ? this.override(node, step) : null);
      if (spot === null) return null;
      trail.push(spot);
      if (isLast) return spot;
      const next = childOf(spot);
      const follows = path[index + 1];
      const isList = typeof follows === 'object';
      if (next === undefined && makes && typeof step === 'string' && (!isList || this.isExtending)) {
        const made = isList ? new YAMLSeq() : new YAMLMap();
        setChild(spot, made);
        node = made;
      } else {
        node = next;
      }
    }
    return null;
  }

  /** In a map that extends another, the place where something inherited is changed. */
  private override(list: unknown, step: string | ItemRef): Spot | null {
    if (!this.isExtending || !isSeq(list) || typeof step === 'string' || !('id' in step)) return null;
    if (this.findThing(step.id) !== null) return null;
    list.items.push(this.document.createNode({ id: step.id }));
    return { parent: list, key: list.items.length - 1 };
  }

  private get isExtending(): boolean {
    return this.document.has('extends');
  }

  private findMoved(path: MapPath, makes: boolean, trail: Spot[]): Spot | null {
    for (let index = path.length - 1; index >= 0; index--) {
      const step = path[index];
      if (typeof step !== 'object' || !('id' in step)) continue;
      const spot = this.findThing(step.id);
      if (spot === null) continue;
      if (index === path.length - 1) return spot;
      return this.walk(childOf(spot), path.slice(index + 1), makes, trail);
    }
    return null;
  }

  private findThing(id: string): Spot | null {
    for (const list of this.listsOfThings()) {
      const key = list.node.items.findIndex((item) => idOf(item) === id);
      if (key >= 0) return { parent: list.node, key };
    }
    return null;
  }

  private pathOf(node: YAMLSeq): MapPath | null {
    for (const list of this.listsOfThings()) if (list.node === node) return list.path;
    return null;
  }

  private *listsOfThings(): Generator<{ node: YAMLSeq; path: MapPath }> {
    const open: { node: unknown; path: MapPath; names: string[] }[] = [
      { node: this.document.contents, path: [], names: LISTS_OF_THINGS.top },
    ];
    for (let at = open.shift(); at !== undefined; at = open.shift()) {
      if (!isMap(at.node)) continue;
      for (const name of at.names) {
        const list = at.node.get(name, true) as unknown;
        if (!isSeq(list)) continue;
        const path = [...at.path, name];
        yield { node: list, path };
        for (const item of list.items) {
          const id = idOf(item);
          if (id !== null) open.push({ node: item, path: [...path, { id }], names: LISTS_OF_THINGS.below });
        }
      }
    }
  }
}

const NOTHING = { outcome: 'unchanged' as const, undo: [] };
const GONE = { outcome: 'gone' as const, undo: [] };

/** A place in a collection: its key in a mapping or its index in a list. */
interface Spot {
  parent: YAMLMap | YAMLSeq;
  key: string | number;
}

function parse(text: string): Document {
  const document = parseDocument(text, { prettyErrors: true, stringKeys: true });
  const [error] = document.errors;
  if (error) throw new SyntaxError(error.message);
  if (!isMap(document.contents)) throw new SyntaxError('A map file is a YAML mapping.');
  // An edit of one place must not change another that shares it, so shared parts are written out.
  visit(document, {
    Alias: (_, alias) => {
      const node = alias.resolve(document)?.clone() as Node | undefined;
      if (node && 'anchor' in node) delete node.anchor;
      return node;
    },
  });
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node) && 'anchor' in node) delete node.anchor;
    },
  });
  return document;
}

function stepInto(node: unknown, step: string | ItemRef, document: Document): Spot | null {
  if (typeof step === 'string') return isMap(node) ? { parent: node, key: step } : null;
  if (!isSeq(node)) return null;
  const key = indexOf(node, step, document);
  return key < 0 ? null : { parent: node, key };
}

function indexOf(list: YAMLSeq, ref: ItemRef, document: Document): number {
  if ('id' in ref) return list.items.findIndex((item) => idOf(item) === ref.id);
  let best = -1;
  list.items.forEach((item, index) => {
    if (best >= 0 && Math.abs(best - ref.near) <= Math.abs(index - ref.near)) return;
    if (isEqualJson(toPlain(item, document), ref.value)) best = index;
  });
  return best;
}

function childOf({ parent, key }: Spot): unknown {
  return parent.get(key, true);
}

function setChild({ parent, key }: Spot, node: unknown): void {
  parent.set(key, node);
}

function deleteChild({ parent, key }: Spot): void {
  parent.delete(key);
}

function placeBehind(list: YAMLSeq, after: ItemRef | null, document: Document): number {
  if (after === null) return 0;
  const index = indexOf(list, after, document);
  return index < 0 ? list.items.length : index + 1;
}

/** The places on a way that stand behind one where items of a list came or went. */
function shiftSpots(trail: readonly Spot[], list: YAMLSeq, { at, by }: { at: number; by: number }): void {
  for (const spot of trail)
    if (spot.parent === list && Number(spot.key) >= at) spot.key = Number(spot.key) + by;
}

function refBefore(list: YAMLSeq, index: number, document: Document): ItemRef | null {
  const before = list.items[index - 1];
  return before === undefined ? null : refOf(toPlain(before, document) as Json, index - 1);
}

/** How an edit names this item. */
export function refOf(value: Json, index: number | string): ItemRef {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value.id === 'string')
    return { id: value.id };
  return { value, near: Number(index) };
}

function idOf(item: unknown): string | null {
  if (!isMap(item)) return null;
  const id = item.get('id');
  return typeof id === 'string' ? id : null;
}

function isInside(target: unknown, node: unknown): boolean {
  if (target === node) return true;
  return (
    isCollection(node) &&
    node.items.some((item) =>
      isInside(target, 'value' in Object(item) ? (item as { value: unknown }).value : item),
    )
  );
}

function toPlain(node: unknown, document: Document): unknown {
  return node === undefined || node === null ? undefined : (node as Node).toJS(document);
}

function textOf(node: unknown): string {
  const alone = new YamlDocument();
  alone.contents = node as Node;
  return alone.toString({ lineWidth: 0 });
}

function keepComments<T extends Node>(node: T, old: unknown): T {
  if (isScalar(old) || isCollection(old)) {
    node.commentBefore = old.commentBefore ?? null;
    node.comment = old.comment ?? null;
    if (old.spaceBefore !== undefined) node.spaceBefore = old.spaceBefore;
  }
  return node;
}
