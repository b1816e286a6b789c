import { expect, test } from 'vitest';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { lanesOf, otherLanesOf } from './map-view.ts';

function readMap(lanes: string): JourneyMap {
  const { map } = readMapFile(`
map: "1.0"
id: m
title: M
events: { viewed: Product Viewed, bought: Order Completed }
metrics:
  rate: { kind: conversion, from: viewed, to: bought }
stages:
  - id: look
    title: Look
    goal: finds it
    enter: viewed
    owner: seo
    kpis: [rate]
    steps:
      - id: browse
        title: Browses
        actions: [Searches]
        owner: seo
        touchpoints: [{ id: page, title: Page, channel: web, events: viewed, kpis: [rate], pains: [Slow] }]
        backstage: { systems: [ERP], owner: ops }
        custom: { weather: [rain] }
  - { id: buy, title: Buy, enter: bought }
${lanes}`);
  if (!map) throw new Error('the map of this test is broken');
  return map;
}
const idsOf = (lanes: readonly { id: string }[]) => lanes.map((lane) => lane.id);

test('without a list of its own a map shows what has something in it, figures and flow first, backstage folded', () => {
  const lanes = lanesOf(readMap(''));
  expect(idsOf(lanes)).toEqual(['kpis', 'flow', 'touchpoints', 'pains', 'actions', 'owner', 'backstage']);
  expect(idsOf(lanes.filter((lane) => lane.isFolded))).toEqual(['backstage']);
});

test('a file that places the flow is shown in its order, with lanes of its own', () => {
  const map = readMap('lanes: [pains, flow, kpis, { id: weather, title: The weather }]');
  expect(idsOf(lanesOf(map))).toEqual(['pains', 'flow', 'kpis', 'weather']);
});

test('else figures and flow stand on top of its list; what it leaves out can be shown, full lanes first', () => {
  const map = readMap('lanes: [pains, kpis, emotion]');
  const lanes = lanesOf(map);
  expect(idsOf(lanes)).toEqual(['kpis', 'flow', 'pains']);
  const others = otherLanesOf(map, lanes);
  expect(idsOf(others.filter((lane) => !lane.isEmpty))).toEqual([
    'touchpoints',
    'channels',
    'actions',
    'owner',
    'backstage',
    'needs',
  ]);
  expect(others[0]?.isEmpty).toBe(false);
  expect(others.at(-1)?.isEmpty).toBe(true);
});

test('whoever edits sees the empty lanes that the file lists', () => {
  const map = readMap('lanes: [kpis, emotion, quotes, { id: own, title: Own }]');
  expect(idsOf(lanesOf(map, true))).toEqual(['kpis', 'flow', 'emotion', 'quotes', 'own']);
});
