import { expect, test } from 'vitest';
import { layOver } from './base-map.ts';
import { MapDocument } from './edit/map-document.ts';
import { MapReader } from './map-reader.ts';
import { readMapFile } from './read-map-file.ts';

const BASE = MapDocument.open(
  'map: "1.0"\nid: base\ntitle: Base\nevents: { buy: Order Completed }\nstages:\n  - { id: find, title: Find, steps: [ { id: ask, title: Asks, thoughts: [One] }, { id: look, title: Looks } ] }\n  - { id: pay, title: Pay }\n',
).value;
const OWN =
  'map: "1.0"\nid: own\ntitle: Own\nextends: base\nstages:\n  - { id: find, goal: Fits, enter: nothing }\n';

test('a map holds what it extends, with its own changes', () => {
  const { map, problems } = readMapFile(OWN, { base: BASE });
  expect(map).toMatchObject({
    id: 'own',
    title: 'Own',
    events: { buy: { event: 'Order Completed' } },
    stages: [
      { id: 'find', title: 'Find', goal: 'Fits', steps: [{ id: 'ask' }, { id: 'look' }] },
      { id: 'pay' },
    ],
  });
  expect(problems).toMatchObject([{ code: 'unknown_alias', line: 6 }]);
});

test('what is inherited is changed, removed and added to in the own file', () => {
  const document = MapDocument.open(OWN);
  const step = ['stages', { id: 'find' }, 'steps', { id: 'ask' }] as const;
  const { outcomes, undo } = document.apply([
    { kind: 'set', at: [...step, 'title'], base: 'Asks', value: 'Asks a friend' },
    { kind: 'remove', item: ['stages', { id: 'pay' }] },
    {
      kind: 'insert',
      list: ['stages', { id: 'find' }, 'steps'],
      after: { id: 'ask' },
      value: { id: 'try', title: 'Tries' },
    },
    { kind: 'insert', list: ['stages'], after: null, value: { id: 'end', title: 'End', 'x-after': 'find' } },
  ]);
  expect(outcomes).toEqual(['applied', 'applied', 'applied', 'applied']);
  expect(layOver(BASE, document.value)).toMatchObject({
    stages: [
      {
        id: 'find',
        steps: [
          { id: 'ask', title: 'Asks a friend', thoughts: ['One'] },
          { id: 'try', title: 'Tries' },
          { id: 'look' },
        ],
      },
      { id: 'end' },
    ],
  });
  document.apply(undo);
  expect(layOver(BASE, document.value)).toMatchObject(layOver(BASE, MapDocument.open(OWN).value) as object);
});

test('what was changed of a thing that the base has lost opens under its id, and is told', () => {
  const own = `map: "1.0"
id: own
title: Own
extends: base
stages:
  - { id: find, goal: Fits }
  - { id: gone, goal: Nobody knows }
`;
  const base = { map: '1.0', id: 'base', title: 'Base', stages: [{ id: 'find', title: 'Finds' }] };
  const read = readMapFile(own, { base });
  expect(read.map?.stages.map(({ id, title, goal }) => [id, title, goal])).toEqual([
    ['find', 'Finds', 'Fits'],
    ['gone', 'gone', 'Nobody knows'],
  ]);
  expect(read.problems).toMatchObject([
    { code: 'missing_key', line: 7, suggestion: expect.stringContaining('may have lost it') },
  ]);
  // the editor sees the same
  const edited = new MapReader().read(MapDocument.open(own).value, base);
  expect(edited.map?.stages.map(({ title }) => title)).toEqual(['Finds', 'gone']);
  // alone, a stage without a title is none
  expect(readMapFile(own.replace('extends: base\n', '')).map).toBeNull();
});
