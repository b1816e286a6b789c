import { expect, test } from 'vitest';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { columnsOf, lanesOf } from './map-view.ts';

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
        pains: [{ text: Hidden sizes, severity: 4 }]
        backstage: { systems: [ERP], owner: ops }
  - { id: buy, title: Buy, enter: bought }
${lanes}`);
  if (!map) throw new Error('the map of this test is broken');
  return map;
}

test('a column gathers what its steps hold, each thing once', () => {
  const [look, buy] = columnsOf(readMap(''));
  expect(look?.kpis).toEqual(['rate']);
  expect(look?.owners).toEqual(['seo']);
  expect(look?.pains.map((pain) => pain.text)).toEqual(['Hidden sizes', 'Slow']);
  expect(look?.backstage).toEqual([
    { label: 'systems', items: ['ERP'] },
    { label: 'owner', items: ['ops'] },
  ]);
  expect(buy?.touchpoints).toEqual([]);
});

test('without a list of its own a map opens with figures and flow, empty lanes left out, backstage folded', () => {
  const map = readMap('');
  const lanes = lanesOf(map, columnsOf(map));
  expect(lanes.map((lane) => lane.id)).toEqual([
    'kpis',
    'flow',
    'touchpoints',
    'pains',
    'actions',
    'owner',
    'backstage',
  ]);
  expect(lanes.filter((lane) => lane.isFolded).map((lane) => lane.id)).toEqual(['backstage']);
});

test('a file that places the flow is shown in its order', () => {
  const map = readMap('lanes: [pains, flow, kpis]');
  const open = lanesOf(map, columnsOf(map)).filter((lane) => !lane.isFolded);
  expect(open.map((lane) => lane.id)).toEqual(['pains', 'flow', 'kpis']);
});

test('else figures and flow stand on top of its list; what it leaves out follows folded', () => {
  const map = readMap('lanes: [pains, kpis, emotion]');
  const lanes = lanesOf(map, columnsOf(map));
  expect(lanes.filter((lane) => !lane.isFolded).map((lane) => lane.id)).toEqual(['kpis', 'flow', 'pains']);
  expect(lanes.filter((lane) => lane.isFolded).map((lane) => lane.id)).toEqual([
    'touchpoints',
    'actions',
    'owner',
    'backstage',
  ]);
});
