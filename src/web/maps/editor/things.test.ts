import { expect, test } from 'vitest';
import { MapDocument } from '../../../shared/maps/edit/map-document.ts';
import type { Json, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import { setPart } from './things.ts';

const FILE = `map: "1.0"
id: m
title: M
stages:
  - id: a
    title: A
    cta: Buys
    steps:
      - id: s
        title: S
        pains: [Slow, Dear]
        opportunities: [ { id: o, text: Guest } ]
`;

/** Sets one part after another, each time where the thing is by then. */
function set(path: MapPath, parts: [string[], Json | undefined][], textKey = 'text'): string {
  const document = MapDocument.open(FILE);
  let at = path;
  for (const [key, value] of parts) {
    const raw = document.valueAt(at) as Json;
    const done = setPart(at, raw, { key, value, textKey });
    expect(document.apply(done.edits).outcomes).toEqual(['applied']);
    at = done.at;
  }
  return document.file;
}
const step: MapPath = ['stages', { id: 'a' }, 'steps', { id: 's' }];

test('a text in a list becomes a thing, and is found again by what it says then', () => {
  const pain: MapPath = [...step, 'pains', { value: 'Dear', near: 1 }];
  expect(
    set(pain, [
      [['severity'], 4],
      [['frequency'], 'often'],
      [['severity'], undefined],
    ]),
  ).toContain('pains: [ Slow, { text: Dear, frequency: often } ]');
});

test('one text in place of a list becomes a list of one thing', () => {
  const file = set(
    ['stages', { id: 'a' }, 'cta'],
    [
      [['event'], 'Order Completed'],
      [['value'], '10'],
    ],
    'action',
  );
  expect(MapDocument.open(file).valueAt(['stages', { id: 'a' }, 'cta'])).toEqual([
    { action: 'Buys', event: 'Order Completed', value: '10' },
  ]);
});

test('parts inside parts are made on the way', () => {
  const at: MapPath = [...step, 'opportunities', { id: 'o' }];
  expect(set(at, [[['scores', 'effort'], 2]])).toContain('{ id: o, text: Guest, scores: { effort: 2 } }');
});

test('a feeling written as a number stands by itself, and stays no list', () => {
  const document = MapDocument.open(FILE.replace('pains: [Slow, Dear]', 'emotion: -1'));
  const at: MapPath = [...step, 'emotion'];
  const done = setPart(at, -1, { key: ['metric'], value: 'csat', textKey: 'score', isOne: true });
  expect(document.apply(done.edits).outcomes).toEqual(['applied']);
  expect(done.at).toEqual(at);
  expect(document.valueAt(at)).toEqual({ score: -1, metric: 'csat' });
});
