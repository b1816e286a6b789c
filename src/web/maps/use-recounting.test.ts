import { expect, it } from 'vitest';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { basesOf } from './use-recounting.ts';

/** What is asked anew after one text of the file was replaced by another. */
function changedBy(from: string, to: string): string[] {
  const [before, after] = [FILE, FILE.replace(from, to)].map((file) => {
    const { map, problems } = readMapFile(file);
    if (map === null) throw new Error(problems[0]?.message);
    return basesOf(map);
  });
  return [...(after ?? [])].filter(([name, base]) => before?.get(name) !== base).map(([name]) => name);
}

const FILE = `
map: "1.0"
id: shop
title: Shop
stages:
  - id: find
    title: Find
    enter: { event: Product Viewed }
    steps:
      - id: look
        title: Looks around
        emotion: { score: 1, metric: bought, worst: 10%, best: 90% }
        touchpoints:
          - { id: page, title: Product page, channel: web, events: Product Viewed }
        cta: [ { action: Buys it, kpi: bought }, { action: Asks, event: Question Asked } ]
  - id: buy
    title: Buy
    enter: { event: Order Completed }
metrics:
  bought: { title: Bought, kind: conversion, from: { event: Product Viewed }, to: { event: Order Completed }, within: 7d }
`;

it('asks the measured feeling anew when its figure, its worst or its best changes', () => {
  expect(changedBy('worst: 10%', 'worst: 20%')).toEqual(['emotion']);
  expect(changedBy('best: 90%', 'best: 80%')).toEqual(['emotion']);
  expect(changedBy('within: 7d', 'within: 8d')).toEqual(['kpi/bought', 'targetActions', 'emotion']);
});

it('asks target actions anew when one is bound to something else, or what brings people there is', () => {
  expect(changedBy('event: Question Asked', 'event: Call Begun')).toEqual(['targetActions']);
  expect(changedBy('action: Asks', 'action: Calls')).toEqual(['targetActions']);
});

it('asks nothing anew for what is only drawn or read', () => {
  expect(changedBy('score: 1', 'score: 2')).toEqual([]);
  expect(changedBy('Looks around', 'Compares')).toEqual([]);
});

it('asks everything that rests on a touchpoint anew when its events change', () => {
  expect(changedBy('events: Product Viewed', 'events: Product Added')).toEqual([
    'touchpoints',
    'targetActions',
    'pains',
    'needs',
    'coverage',
    'reality',
  ]);
});
