import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MapDocument } from '../../../shared/maps/edit/map-document.ts';
import { isEqualJson, type Json } from '../../../shared/maps/edit/map-edit.ts';
import { findPlanned, mayMoveInto, moveIn, moveOut, movePlanned, type PlannedMove } from './move-planned.ts';
import { type PlannedList, type PlannedNode, readPlan } from './planned-path.ts';

const documentOf = (order: Json) =>
  MapDocument.open(`map: "1.0"\nid: m\ntitle: M\npath:\n  order: ${JSON.stringify(order)}\n`);

/** The order after a move, which must be taken back by its undo. */
function moved(order: Json, move: PlannedMove | null): Json {
  expect(move).not.toBeNull();
  const document = documentOf(order);
  const { outcomes, undo } = document.apply(move?.edits ?? []);
  expect(outcomes.every((outcome) => outcome === 'applied')).toBe(true);
  const after = (document.value.path as { order: Json }).order;
  document.apply(undo);
  expect(document.value).toEqual(documentOf(order).value);
  return after;
}

function placeAt(plan: PlannedList, keys: (string | number)[]) {
  const found = findPlanned(plan, ['path', 'order', ...keys]);
  if (!found) throw new Error(`nothing at ${keys.join('.')}`);
  return found;
}

describe('a place of the plan', () => {
  test.each<[string, Json, (string | number)[], 'out' | 'in', Json]>([
    ['out of a group, behind it', ['a', ['b', 'c'], 'd'], [1, 0], 'out', ['a', ['c'], 'b', 'd']],
    [
      'out of the last of a group, which goes',
      ['a', { all: ['b'] }, 'd'],
      [1, 'all', 0],
      'out',
      ['a', 'b', 'd'],
    ],
    ['out of the only group', [['a']], [0, 0], 'out', ['a']],
    [
      'out of a group in a loop',
      [{ loop: ['a', 'b'] }, 'c'],
      [0, 'loop', 1],
      'out',
      [{ loop: ['a'] }, 'b', 'c'],
    ],
    ['into the group before, last', [['a'], 'b', ['c']], [1], 'in', [['a', 'b'], ['c']]],
    ['into the group behind, first', ['a', 'b', { seq: ['c'] }], [1], 'in', ['a', { seq: ['b', 'c'] }]],
    ['a group into a group', [['a'], { all: ['b', 'c'] }], [1], 'in', [['a', { all: ['b', 'c'] }]]],
  ])('%s', (_, order, keys, how, expected) => {
    const plan = readPlan(order);
    const move = (how === 'out' ? moveOut : moveIn)(plan, placeAt(plan, keys), false);
    expect(moved(order, move)).toEqual(expected);
  });

  test('that is in no group moves out of none, and into none where no neighbour is one', () => {
    const plan = readPlan(['a', 'b', ['c']]);
    expect(moveOut(plan, placeAt(plan, [0]), false)).toBeNull();
    expect(moveIn(plan, placeAt(plan, [0]), false)).toBeNull();
    const group = placeAt(plan, [2]);
    expect('list' in group.node && mayMoveInto(group.node, group.node.list)).toBe(false);
  });
});

const touchpoint = fc.constantFrom('a', 'b', 'c?', 'd*');
const { node } = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium', maxDepth: 4 },
    touchpoint,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
    fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ seq: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ loop: tie('node'), again: tie('node') }),
  ),
}));

const insideOf = (one: PlannedNode): PlannedNode[] =>
  one.kind === 'loop' ? [one.body, ...(one.again ? [one.again] : [])] : 'list' in one ? one.list.nodes : [];
const nodesOf = (list: readonly PlannedNode[]): PlannedNode[] =>
  list.flatMap((one) => [one, ...nodesOf(insideOf(one))]);

/** Touchpoints named in an order. */
const leaves = (order: Json) =>
  nodesOf(readPlan(order).nodes).filter((one) => !('list' in one) && one.kind !== 'loop').length;

/** The same by marking: a mark is put where the node goes, the node taken away, what is empty with it. */
function byMarks(order: Json, from: (string | number)[], to: (string | number)[], place: number): Json {
  const marked = structuredClone(order);
  const at = (keys: (string | number)[]) => keys.reduce((value: unknown, key) => Object(value)[key], marked);
  const [holder, key] = [at(from.slice(0, -1)) as Json[], Number(from.at(-1))]; // a node that moves is in a list
  const target = at(to) as Json[];
  const [value] = holder.splice(key, 1, '<gone>');
  target.splice(place, 0, '<here>');
  const clean = (one: Json): Json | undefined => {
    if (one === '<gone>') return undefined;
    if (one === '<here>') return value;
    if (Array.isArray(one)) {
      const kept = one.map(clean).filter((part) => part !== undefined);
      return kept.length === 0 ? undefined : kept;
    }
    if (typeof one !== 'object' || one === null) return one;
    const kept = Object.entries(one).flatMap(([name, part]) => {
      const inside = part === null ? undefined : clean(part);
      return inside === undefined ? [] : [[name, inside] as const];
    });
    return kept.some(([name]) => name !== 'again') ? Object.fromEntries(kept) : undefined;
  };
  return clean(marked) ?? [];
}

test('moves between any two lists are what they say, tell where the node is then, and can be taken back', () => {
  let moves = 0;
  const property = fc.property(
    fc.array(node, { minLength: 1, maxLength: 4 }),
    fc.nat(),
    fc.nat(),
    fc.nat(),
    (order, ofNode, ofList, ofPlace) => {
      const plan = readPlan(order);
      const all = nodesOf(plan.nodes);
      const movable = all.filter(({ keys }) => typeof keys.at(-1) === 'number');
      const lists = [plan, ...all.flatMap((one) => ('list' in one ? [one.list] : []))];
      const chosen = movable[ofNode % movable.length];
      const list = lists[ofList % lists.length];
      if (!chosen || !list) throw new Error('a plan has both');
      const from = findPlanned(plan, chosen.keys);
      if (!from) throw new Error('a node is found by its keys');
      const place = ofPlace % (list.nodes.length + 1);
      const move = movePlanned(plan, from, { list, place, hasRules: false });
      if (!mayMoveInto(chosen, list)) {
        expect(move).toBeNull();
        return;
      }
      const expected = byMarks(order, chosen.keys.slice(2), list.keys.slice(2), place);
      if (move === null) {
        // it stands there already, or where it goes would be gone with it: a loop without what it goes round
        expect(isEqualJson(order, expected) || leaves(expected) < leaves(order)).toBe(true);
        return;
      }
      moves++;
      const after = moved(order, move);
      expect(after).toEqual(expected);
      expect(findPlanned(readPlan(after), move.keys)?.node.raw).toEqual(chosen.raw);
    },
  );
  fc.assert(property, { numRuns: 1_000, seed: 7 });
  expect(moves).toBeGreaterThan(500);
});
