import { expect, test } from 'vitest';
import { MapDocument } from '../../../shared/maps/edit/map-document.ts';
import type { Json, MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import {
  addNode,
  dissolveGroup,
  moveNode,
  type PlannedHolder,
  type PlannedList,
  readPlan,
  removeNode,
  replaceNode,
  writeGroup,
  writeTouchpoint,
} from './planned-path.ts';
import { readRule, writeRule } from './written-rule.ts';

const HEAD = 'map: "1.0"\nid: m\ntitle: M\n';
const FILE = `${HEAD}path:
  order:
    - listing # seen first
    - [ web, till ] # either
    - mail?
    - { all: [ parcel, bill ] }
    - { loop: wear, again: mend }
    - listing
`;

/** What the file says after edits of the plan that is in it, and after they were taken back. */
function edited(make: (plan: PlannedList) => MapEdit[], file = FILE) {
  const document = MapDocument.open(file);
  const path = () => document.value.path as { order: Json } | undefined;
  const { outcomes, undo } = document.apply(make(readPlan(path()?.order)));
  expect(outcomes.every((outcome) => outcome === 'applied')).toBe(true);
  const [order, text] = [path()?.order, document.file];
  document.apply(undo);
  expect(document.value).toEqual(MapDocument.open(file).value);
  return { order, text };
}
const nodeOf = (list: PlannedList, index: number) => {
  const node = list.nodes[index];
  if (!node) throw new Error(`no node ${index.toString()}`);
  return node;
};

test('reads every form of a node, with the marks of a touchpoint', () => {
  const plan = readPlan(['a?*', ['b', 'c*'], { seq: [{ all: ['d'] }] }, { loop: ['e'] }, 5]);
  expect(plan.nodes.map(({ kind }) => kind)).toEqual(['touchpoint', 'one', 'seq', 'loop', 'unknown']);
  expect(nodeOf(plan, 0)).toMatchObject({ touchpoint: 'a', isOptional: true, mayRepeat: true });
  expect(writeTouchpoint({ touchpoint: 'a', isOptional: true, mayRepeat: true })).toBe('a?*');
});

test('adds, moves, marks and wraps, and the comments stay', () => {
  const added = edited((plan) => addNode(plan, 'review?'));
  expect((added.order as Json[]).at(-1)).toBe('review?');
  const moved = edited((plan) => moveNode(plan, 5, 1));
  expect((moved.order as Json[]).slice(0, 3)).toEqual(['listing', 'listing', ['web', 'till']]);
  expect(moved.text).toContain('# seen first');
  expect(moved.text).toContain('# either');
  expect(edited((plan) => moveNode(plan, 1, 0)).order).toEqual([
    ['web', 'till'],
    'listing',
    'mail?',
    { all: ['parcel', 'bill'] },
    { loop: 'wear', again: 'mend' },
    'listing',
  ]);
  const wrapped = edited((plan) => replaceNode(nodeOf(plan, 2), writeGroup('all', ['mail?', 'sms'])));
  expect((wrapped.order as Json[])[2]).toEqual({ all: ['mail?', 'sms'] });
});

test('edits inside of groups', () => {
  const inside = (plan: PlannedList, index: number): PlannedList => {
    const node = nodeOf(plan, index);
    return 'list' in node ? node.list : { path: [], keys: [], nodes: [] };
  };
  expect((edited((plan) => addNode(inside(plan, 1), 'app')).order as Json[])[1]).toEqual([
    'web',
    'till',
    'app',
  ]);
  expect((edited((plan) => moveNode(inside(plan, 3), 0, 1)).order as Json[])[3]).toEqual({
    all: ['bill', 'parcel'],
  });
  const dissolved = edited((plan) => dissolveGroup(nodeOf(plan, 3), plan));
  expect((dissolved.order as Json[]).slice(3, 5)).toEqual(['parcel', 'bill']);
  const unlooped = edited((plan) => dissolveGroup(nodeOf(plan, 4), plan));
  expect((unlooped.order as Json[])[4]).toBe('wear');
});

test('a group goes with its last touchpoint, and the plan with its last node', () => {
  const file = `${HEAD}path:\n  order: [ a, [ { all: [ b ] } ] ]\n`;
  const removed = edited((plan) => {
    const group = nodeOf(plan, 1);
    const one = 'list' in group ? group.list : plan;
    const all = nodeOf(one, 0);
    const list = 'list' in all ? all.list : plan;
    const around: PlannedHolder[] = [
      { group, list: plan },
      { group: all, list: one },
    ];
    return removeNode(nodeOf(list, 0), { list, around, hasRules: false });
  }, file);
  expect(removed.order).toEqual(['a']);
  const last = edited(
    (plan) => removeNode(nodeOf(plan, 0), { list: plan, around: [], hasRules: false }),
    `${HEAD}path: { order: [ a ] }\n`,
  );
  expect(last.text).not.toContain('path');
});

test('a rule keeps its sides when it becomes another one', () => {
  const rule = readRule({ rule: 'response', from: 'a', to: ['b', 'c'], within: '5d', why: 'law' });
  if (!rule) throw new Error('no rule');
  expect(JSON.stringify(writeRule({ ...rule, kind: 'precedence' }))).toBe(
    '{"rule":"precedence","first":"a","then":["b","c"],"within":"5d","why":"law"}',
  );
  expect(writeRule({ ...rule, kind: 'existence' })).toEqual({
    rule: 'existence',
    event: ['b', 'c'],
    within: '5d',
    why: 'law',
  });
  expect(readRule({ rule: 'never' })).toBeNull();
});
