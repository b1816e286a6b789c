import { describe, expect, it } from 'vitest';
import { describeEdits } from './describe-edits.ts';
import { diffMapFiles } from './diff-map.ts';
import type { MapEdit } from './map-edit.ts';

const FILE = `map: "1.0"
id: shop
title: Shop
personas: [ { id: parent, name: Busy parent, habits: [ Plans ahead ] } ]
metrics: { orders: { title: Orders, kind: count, event: Order Completed, target: ">= 10" } }
stages:
  - id: find
    title: Find
    steps:
      - { id: browse, title: Looks, thoughts: [ Does it fit? ], emotion: 1 }
  - id: buy
    title: Buy
    goal: Easy
    steps:
      - id: pay
        title: Pays
        emotion: { score: -1, source: measured }
        pains: [ Must register ]
        touchpoints: [ { id: till, title: Till } ]
        perPersona: { parent: { thoughts: [ Hurry ] } }
`;
const buy = ['stages', { id: 'buy' }];
const pay = [...buy, 'steps', { id: 'pay' }];
const tell = (...edits: MapEdit[]) => describeEdits(edits, FILE);

describe('describeEdits', () => {
  it('tells a new name with the old one', () => {
    expect(tell({ kind: 'set', at: [...pay, 'title'], value: 'Checks out' })).toEqual([
      {
        kind: 'renamed',
        thing: 'step',
        title: 'Pays',
        field: 'title',
        before: 'Pays',
        after: 'Checks out',
        inside: { thing: 'stage', title: 'Buy' },
        cell: { column: 'pay', lane: 'steps' },
      },
    ]);
  });

  it.each<[string, MapEdit, object]>([
    [
      'a feeling by its score',
      { kind: 'set', at: [...pay, 'emotion'], value: { score: 2 } },
      { kind: 'changed', thing: 'step', field: 'emotion', before: '-1', after: '2' },
    ],
    [
      'a text that comes into a list',
      { kind: 'insert', list: [...pay, 'thoughts'], after: null, value: 'Safe?' },
      {
        kind: 'added',
        thing: 'step',
        field: 'thoughts',
        after: 'Safe?',
        cell: { column: 'pay', lane: 'thoughts' },
      },
    ],
    [
      'a new thing by its title',
      { kind: 'insert', list: [...pay, 'touchpoints'], after: null, value: { id: 'web', title: 'Web' } },
      {
        kind: 'added',
        thing: 'touchpoint',
        title: 'Web',
        field: null,
        inside: { thing: 'step', title: 'Pays' },
      },
    ],
    [
      'a thing that goes, though it has no id',
      { kind: 'remove', item: [...pay, 'pains', { value: 'Must register', near: 0 }] },
      {
        kind: 'removed',
        thing: 'pain',
        title: 'Must register',
        cell: { column: 'pay', lane: 'pains' },
      },
    ],
    [
      'where a step was moved to',
      {
        kind: 'move',
        item: pay,
        list: ['stages', { id: 'find' }, 'steps'],
        after: { id: 'browse' },
      },
      {
        kind: 'moved',
        thing: 'step',
        title: 'Pays',
        inside: { thing: 'stage', title: 'Find' },
        after: 'Looks',
      },
    ],
    [
      'a part of a metric',
      { kind: 'set', at: ['metrics', 'orders', 'target'], value: '>= 20' },
      {
        kind: 'changed',
        thing: 'metric',
        title: 'Orders',
        field: 'target',
        before: '>= 10',
        after: '>= 20',
        cell: null,
      },
    ],
    [
      'what differs for a persona',
      { kind: 'insert', list: [...pay, 'perPersona', 'parent', 'thoughts'], after: null, value: 'Later' },
      {
        kind: 'added',
        thing: 'step',
        field: 'thoughts',
        after: 'Later',
        cell: { column: 'pay', lane: 'thoughts' },
      },
    ],
    [
      'what is said about a persona',
      { kind: 'insert', list: ['personas', { id: 'parent' }, 'pains'], after: null, value: 'No time' },
      { kind: 'added', thing: 'persona', title: 'Busy parent', field: 'pains', after: 'No time' },
    ],
    [
      'the goal of a stage, in its head',
      { kind: 'set', at: [...buy, 'goal'] },
      {
        kind: 'removed',
        thing: 'stage',
        field: 'goal',
        before: 'Easy',
        cell: { column: 'buy', lane: 'stage' },
      },
    ],
  ])('tells %s', (_, edit, expected) => {
    expect(tell(edit)).toEqual([expect.objectContaining(expected)]);
  });

  it('tells each edit by what the ones before it left', () => {
    const changes = tell(
      { kind: 'set', at: [...pay, 'title'], value: 'Checks out' },
      { kind: 'set', at: [...pay, 'owner'], value: 'Anna' },
    );
    expect(changes[1]).toMatchObject({ kind: 'added', title: 'Checks out', field: 'owner', after: 'Anna' });
  });

  it('is silent about what changed nothing', () => {
    expect(tell({ kind: 'set', at: [...buy, 'goal'], value: 'Easy' })).toEqual([]);
    expect(tell({ kind: 'remove', item: ['stages', { id: 'nowhere' }] })).toEqual([]);
  });

  it('tells a replaced file by what differs', () => {
    const next = FILE.replace('title: Pays', 'title: Checks out');
    expect(tell({ kind: 'file', file: next })).toEqual(describeEdits(diffMapFiles(FILE, next), FILE));
    expect(tell({ kind: 'file', file: next })).toHaveLength(1);
    expect(tell({ kind: 'file', file: `# only a comment\n${FILE}` })).toMatchObject([{ kind: 'replaced' }]);
  });
});
