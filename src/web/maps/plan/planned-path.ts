import { refOf } from '../../../shared/maps/edit/map-document.ts';
import type { ItemRef, Json, MapEdit, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import { isWrittenRecord } from './written.ts';

/** Ways in which touchpoints of the plan belong together: one of them, all in any order, all in this order. */
export const GROUP_KINDS = ['one', 'all', 'seq'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** A list of nodes of `path.order`, and where it stands in the file. */
export interface PlannedList {
  path: MapPath;
  keys: (string | number)[];
  nodes: PlannedNode[];
}

/** A node of `path.order` as it is written, touchpoints that are not there and forms that are none included. */
export type PlannedNode = {
  /** where it stands: for edits, and for what is said of the file */
  at: MapPath;
  keys: (string | number)[];
  raw: Json;
} & (
  | { kind: 'touchpoint'; touchpoint: string; isOptional: boolean; mayRepeat: boolean }
  | { kind: GroupKind; list: PlannedList }
  | { kind: 'loop'; body: PlannedNode; again: PlannedNode | null }
  | { kind: 'unknown' }
);

const ORDER: MapPath = ['path', 'order'];

/** The plan as the file says it. */
export function readPlan(order: Json | undefined): PlannedList {
  return readList(Array.isArray(order) ? order : [], ORDER, ['path', 'order']);
}

function readList(items: Json[], path: MapPath, keys: (string | number)[]): PlannedList {
  const nodes = items.map((raw, index) => readNode(raw, [...path, refOf(raw, index)], [...keys, index]));
  return { path, keys, nodes };
}

function readNode(raw: Json, at: MapPath, keys: (string | number)[]): PlannedNode {
  const place = { at, keys, raw };
  if (typeof raw === 'string') {
    const [, touchpoint = '', marks = ''] = /^(.*?)([?*]*)$/.exec(raw) ?? [];
    const [isOptional, mayRepeat] = [marks.includes('?'), marks.includes('*')];
    return { ...place, kind: 'touchpoint', touchpoint, isOptional, mayRepeat };
  }
  if (Array.isArray(raw)) return { ...place, kind: 'one', list: readList(raw, at, keys) };
  if (!isWrittenRecord(raw)) return { ...place, kind: 'unknown' };
  for (const kind of ['all', 'seq'] as const) {
    const list = raw[kind];
    if (Array.isArray(list)) return { ...place, kind, list: readList(list, [...at, kind], [...keys, kind]) };
  }
  if (raw.loop === undefined) return { ...place, kind: 'unknown' };
  const body = readNode(raw.loop, [...at, 'loop'], [...keys, 'loop']);
  const again = raw.again === undefined ? null : readNode(raw.again, [...at, 'again'], [...keys, 'again']);
  return { ...place, kind: 'loop', body, again };
}

/** `checkout?*` */
export function writeTouchpoint(node: {
  touchpoint: string;
  isOptional: boolean;
  mayRepeat: boolean;
}): string {
  return `${node.touchpoint}${node.isOptional ? '?' : ''}${node.mayRepeat ? '*' : ''}`;
}

export function writeGroup(kind: GroupKind, items: Json[]): Json {
  return kind === 'one' ? items : { [kind]: items };
}

/** Puts something else where a node stands. */
export function replaceNode(node: PlannedNode, value: Json): MapEdit[] {
  return [{ kind: 'set', at: node.at, base: node.raw, value }];
}

export function addNode(list: PlannedList, value: Json): MapEdit[] {
  return [{ kind: 'insert', list: list.path, after: refBehind(list, list.nodes.length), value }];
}

/** Moves a node of a list to the place `to`, counted without it. */
export function moveNode(list: PlannedList, from: number, to: number): MapEdit[] {
  const node = list.nodes[from];
  if (!node || from === to || to < 0 || to >= list.nodes.length) return [];
  const others = { ...list, nodes: list.nodes.toSpliced(from, 1) };
  return [{ kind: 'move', item: node.at, list: list.path, after: refBehind(others, to) }];
}

/**
 * Takes a node out. A group that would hold nothing goes with its last one (`around`, outermost first, are the lists and
 * the groups that they belong to); a plan without anything needs no key.
 */
export function removeNode(
  node: PlannedNode,
  { list, around, hasRules }: { list: PlannedList; around: PlannedHolder[]; hasRules: boolean },
): MapEdit[] {
  if (node.at.at(-1) === 'again') return [{ kind: 'set', at: node.at }];
  if (list.nodes.length > 1) return [{ kind: 'remove', item: node.at }];
  const holder = around.at(-1);
  if (holder) return removeNode(holder.group, { list: holder.list, around: around.slice(0, -1), hasRules });
  return [{ kind: 'set', at: hasRules ? ORDER : ['path'] }];
}

/** A group, in the list it stands in. */
export interface PlannedHolder {
  group: PlannedNode;
  list: PlannedList;
}

/** Puts what a group holds in its place, one after the other. */
export function dissolveGroup(node: PlannedNode, list: PlannedList): MapEdit[] {
  const inside =
    node.kind === 'loop' ? [node.body.raw] : 'list' in node ? node.list.nodes.map(({ raw }) => raw) : [];
  const [first, ...others] = inside;
  if (first === undefined) return [];
  const place = list.nodes.indexOf(node);
  const edits = replaceNode(node, first);
  let before = first;
  others.forEach((value, index) => {
    edits.push({ kind: 'insert', list: list.path, after: refOf(before, place + index), value });
    before = value;
  });
  return edits;
}

/** The one that stands before a place of a list; null = none does. */
export function refBehind(list: PlannedList, place: number): ItemRef | null {
  const before = list.nodes[place - 1];
  return before === undefined ? null : refOf(before.raw, place - 1);
}

/** Every touchpoint in the order of the map, with the marks that it has itself. */
export function planOfMap(
  touchpoints: readonly { id: string; isOptional: boolean; mayRepeat: boolean }[],
): Json[] {
  return touchpoints.map(({ id, ...marks }) => writeTouchpoint({ touchpoint: id, ...marks }));
}
