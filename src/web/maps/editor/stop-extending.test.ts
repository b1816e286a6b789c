import { expect, test } from 'vitest';
import { layOver } from '../../../shared/maps/base-map.ts';
import { MapDocument } from '../../../shared/maps/edit/map-document.ts';
import { keepInherited, leaveOutInherited } from './stop-extending.ts';

const BASE = MapDocument.open(`map: "1.0"
id: base
title: Base
channels: [ { id: web, name: Web } ]
path: { order: [ t1, t2? ] }
stages:
  - { id: a, title: A, goal: Find, steps: [ { id: s1, title: S1, thoughts: [ One ], touchpoints: [ { id: t1, title: T1 } ] } ] }
  - { id: b, title: B, steps: [ { id: s2, title: S2, touchpoints: [ { id: t2, title: T2 } ] } ] }
`).value;
const HEIR = `map: "1.0"
id: heir
title: Heir
extends: base # of all shops
x-removed: [ t2 ]
stages:
  # ours
  - { id: a, goal: Find here }
  - { id: extra, title: Extra, x-after: a }
`;

test('a map that keeps what it inherits says the same alone, and its comments stay', () => {
  const document = MapDocument.open(HEIR);
  const whole = layOver(BASE, document.value) as Record<string, unknown>; // a mapping over a mapping
  const { outcomes, undo } = document.apply(keepInherited(HEIR, whole));
  expect(new Set(outcomes)).toEqual(new Set(['applied']));
  const { extends: _, 'x-removed': removed, ...same } = whole;
  const without = JSON.parse(JSON.stringify(same).replaceAll(',"x-after":"a"', ''));
  expect(document.value).toEqual(without);
  expect(removed).toEqual(['t2']);
  expect(document.file).toContain('# ours');
  document.apply(undo);
  expect(document.value).toEqual(MapDocument.open(HEIR).value);
});

test('what came from elsewhere is left out only where a map is left', () => {
  expect(leaveOutInherited(HEIR)).toBeNull();
  const document = MapDocument.open(HEIR.replace('{ id: a, goal', '{ id: a, title: A, goal'));
  const edits = leaveOutInherited(document.file);
  document.apply(edits ?? []);
  expect(Object.keys(document.value)).toEqual(['map', 'id', 'title', 'stages']);
});
