import type { Json, MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import {
  type GroupKind,
  moveNode,
  type PlannedHolder,
  type PlannedList,
  type PlannedNode,
  readPlan,
  refBehind,
  removeNode,
  replaceNode,
} from './planned-path.ts';

/** A node with the list it stands in and the groups around that, outermost first. */
export interface PlannedPlace {
  node: PlannedNode;
  list: PlannedList;
  around: PlannedHolder[];
}

type Keys = PlannedNode['keys'];

/** The edits that move a node, and where it is then. */
export interface PlannedMove {
  edits: MapEdit[];
  /** its keys, by which its handle is found */
  keys: Keys;
  /** how many stand in the list then */
  places: number;
  /** the group that the list is of; null = it is in none */
  group: GroupKind | null;
}

/** What stands at these keys of the plan; null = nothing does any more. */
export function findPlanned(plan: PlannedList, keys: Keys): PlannedPlace | null {
  let [list, around, at]: [PlannedList, PlannedHolder[], PlannedNode | undefined] = [plan, [], undefined];
  for (const key of keys.slice(plan.keys.length)) {
    if (typeof key === 'number') {
      if (at !== undefined) {
        if (!('list' in at)) return null;
        around = [...around, { group: at, list }];
        list = at.list;
      }
      at = list.nodes[key];
      if (at === undefined) return null;
    } else if (at?.kind === 'loop') {
      const part: PlannedNode | null = key === 'loop' ? at.body : at.again;
      if (part === null) return null;
      around = [...around, { group: at, list }];
      list = { path: at.at, keys: at.keys, nodes: [part] };
      at = part;
    }
  }
  return at === undefined ? null : { node: at, list, around };
}

/** Whether a node may go into a list: into any but those inside of itself. */
export function mayMoveInto(node: PlannedNode, list: PlannedList): boolean {
  return !startsWith(list.keys, node.keys);
}

/**
 * Moves a node to before the one at `place` of a list (as both are now), which may be another list than its own. A group
 * that would hold nothing goes with its last one. Null where it stands there already, or cannot go: into itself, or from
 * a loop that it is all of to what comes between its turns.
 */
export function movePlanned(
  plan: PlannedList,
  from: PlannedPlace,
  { list: to, place, hasRules }: { list: PlannedList; place: number; hasRules: boolean },
): PlannedMove | null {
  const { node, list } = from;
  if (!mayMoveInto(node, to)) return null;
  const holder = findPlanned(plan, to.keys)?.node;
  const group = holder && 'list' in holder ? holder.kind : null;
  const places = to.nodes.length;
  const index = list.nodes.indexOf(node);
  if (isSameKeys(list.keys, to.keys)) {
    const target = index < place ? place - 1 : place;
    const edits = moveNode(list, index, target);
    return edits.length === 0 ? null : { edits, keys: [...list.keys, target], places, group };
  }
  const leaving = leavingWith(from, to);
  if (leaving.node !== node && isSameKeys(leaving.list.keys, to.keys) && to.nodes.length === 1)
    // all of the list: the group gives its place to what it holds
    return { edits: replaceNode(leaving.node, node.raw), keys: leaving.node.keys, places, group };
  // what stands there once it has left: groups around have another value then, by which edits call them
  const left = readPlan(
    without(
      plan.nodes.map(({ raw }) => raw),
      leaving.node.keys.slice(plan.keys.length),
    ),
  );
  const listKeys = shifted(to.keys, leaving.node.keys);
  const target = listAt(left, listKeys);
  const keys = shifted([...to.keys, place], leaving.node.keys);
  const after = target && refBehind(target, Number(keys.at(-1)));
  if (target === null || after === undefined) return null;
  const edits: MapEdit[] =
    leaving.node === node
      ? [{ kind: 'move', item: node.at, list: to.path, after }]
      : [
          ...removeNode(node, { list, around: from.around, hasRules }),
          { kind: 'insert', list: target.path, after, value: node.raw },
        ];
  return { edits, keys, places: target.nodes.length + 1, group };
}

/** Behind the group that a node is in; null where it is in none. */
export function moveOut(plan: PlannedList, from: PlannedPlace, hasRules: boolean): PlannedMove | null {
  const holder = from.around.findLast(({ group }) => typeof group.keys.at(-1) === 'number');
  if (!holder) return null;
  return movePlanned(plan, from, {
    list: holder.list,
    place: holder.list.nodes.indexOf(holder.group) + 1,
    hasRules,
  });
}

/** Into the group before a node, as its last, or else into the one behind, as its first; null where neither is one. */
export function moveIn(plan: PlannedList, from: PlannedPlace, hasRules: boolean): PlannedMove | null {
  const index = from.list.nodes.indexOf(from.node);
  const [before, behind] = [from.list.nodes[index - 1], from.list.nodes[index + 1]];
  if (before && 'list' in before)
    return movePlanned(plan, from, { list: before.list, place: before.list.nodes.length, hasRules });
  if (behind && 'list' in behind) return movePlanned(plan, from, { list: behind.list, place: 0, hasRules });
  return null;
}

/** The outermost group that holds nothing but this node, nor the list that it goes to; or the node itself. */
function leavingWith({ node, list, around }: PlannedPlace, to: PlannedList): PlannedPlace {
  const holder = around.at(-1);
  if (list.nodes.length > 1 || !holder || node.keys.at(-1) === 'again' || isSameKeys(list.keys, to.keys))
    return { node, list, around };
  return leavingWith({ node: holder.group, list: holder.list, around: around.slice(0, -1) }, to);
}

/** The value without what stands at these keys. */
function without(value: Json, keys: Keys): Json {
  const [key, ...others] = keys;
  if (Array.isArray(value) && typeof key === 'number')
    return others.length === 0
      ? value.toSpliced(key, 1)
      : value.map((item, index) => (index === key ? without(item, others) : item));
  if (typeof value !== 'object' || value === null || Array.isArray(value) || typeof key !== 'string')
    return value;
  const { [key]: inside, ...rest } = value;
  if (others.length === 0 || inside === undefined) return rest;
  return { ...value, [key]: without(inside, others) };
}

/** Keys as they are once the item at `gone` has left its list. */
function shifted(keys: Keys, gone: Keys): Keys {
  const depth = gone.length - 1;
  const [mine, its] = [keys[depth], gone[depth]];
  if (typeof mine !== 'number' || typeof its !== 'number' || mine <= its) return keys;
  return startsWith(keys, gone.slice(0, depth)) ? keys.with(depth, mine - 1) : keys;
}

function listAt(plan: PlannedList, keys: Keys): PlannedList | null {
  if (keys.length === plan.keys.length) return plan;
  const holder = findPlanned(plan, keys)?.node;
  return holder && 'list' in holder ? holder.list : null;
}

function startsWith(keys: Keys, start: Keys): boolean {
  return start.every((key, index) => keys[index] === key);
}

function isSameKeys(a: Keys, b: Keys): boolean {
  return a.length === b.length && startsWith(a, b);
}
