import { expect, it } from 'vitest';
import { readMapFile } from '../read-map-file.ts';
import { metricOfAction, targetActionsOf } from './target-actions.ts';

const { map } = readMapFile(`map: "1.0"
id: m
title: M
case: { by: customer, window: 7d }
metrics:
  add: { kind: conversion, from: Seen, to: Added, target: ">= 50%", warn: 40% }
  slow: { kind: duration, from: Seen, to: Added, target: "<= 2d" }
stages:
  - id: find
    title: Find
    enter: Came
    cta: [ { action: Looks, event: Seen, target: ">= 80%" }, { action: Comes, event: Came } ]
    steps:
      - id: look
        title: Look
        cta:
          - Smiles
          - { action: Adds, event: Added }
          - { action: Adds, kpi: add }
          - { action: Adds more, kpi: add, target: ">= 70%" }
          - { action: Adds soon, kpi: slow, target: ">= 70%" }
        touchpoints:
          - { id: page, title: Page, events: Seen, cta: [ { action: Looks again, event: Seen }, { action: Asks, event: Asked } ] }
          - { id: till, title: Till, events: Paid, where: "channel = 'store'", cta: [ { action: Pays there, event: Paid } ] }
          - { id: shelf, title: Shelf, events: Took, cta: [ { action: Pays, event: Paid } ] }
`);
if (!map) throw new Error('no map');
const placed = map.stages.flatMap(targetActionsOf);
const metricOf = (key: string) => {
  const found = placed.find((one) => one.key === key);
  if (!found) throw new Error(`no ${key}`);
  return metricOfAction(map, found);
};
const names = (events: readonly { event: string }[] | undefined) => events?.map(({ event }) => event);

it('names every target action once, in the order of the map', () => {
  expect(placed.map(({ key }) => key)).toEqual([
    'find///Looks',
    'find///Comes',
    'find/look//Smiles',
    'find/look//Adds',
    'find/look//Adds#2',
    'find/look//Adds more',
    'find/look//Adds soon',
    'find/look/page/Looks again',
    'find/look/page/Asks',
    'find/look/till/Pays there',
    'find/look/shelf/Pays',
  ]);
});

it('counts those at its place who do it afterwards: touchpoint, else step, else stage', () => {
  expect(metricOf('find///Looks')).toMatchObject({
    kind: 'conversion',
    by: 'people',
    withinMs: 7 * 86_400_000,
    target: { operator: '>=', value: 0.8 },
    unit: 'ratio',
  });
  expect(names(metricOf('find///Looks')?.from)).toEqual(['Came']);
  expect(names(metricOf('find/look//Adds')?.from)).toEqual(['Seen', 'Paid', 'Took']);
  expect(names(metricOf('find/look/page/Asks')?.from)).toEqual(['Seen']);
  expect(names(metricOf('find/look/shelf/Pays')?.from)).toEqual(['Took']);
  // the action's own event is no place to come from
  expect(names(metricOf('find/look/page/Looks again')?.from)).toEqual(['Paid', 'Took']);
  expect(names(metricOf('find/look/till/Pays there')?.from)).toEqual(['Seen', 'Took']);
  expect(metricOf('find///Comes')).toMatchObject({ kind: 'uniques', unit: 'count', target: null });
});

it('takes the key figure that it names, judged by its own target where that is a share', () => {
  expect(metricOf('find/look//Smiles')).toBeNull();
  expect(metricOf('find/look//Adds#2')).toBe(map.metrics.add);
  expect(metricOf('find/look//Adds more')).toMatchObject({
    id: 'find/look//Adds more',
    target: { operator: '>=', value: 0.7 },
    warn: null,
  });
  expect(metricOf('find/look//Adds soon')).toBe(map.metrics.slow);
});
