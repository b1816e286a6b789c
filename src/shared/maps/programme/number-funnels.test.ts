import { expect, test } from 'vitest';
import { painsOfStep } from '../journey-map.ts';
import { readMapFile } from '../read-map-file.ts';
import { funnelOfMetric, funnelOfPain, funnelOfStages, funnelOfTouchpoint } from './number-funnels.ts';

const FILE = `map: "1.0"
id: m
title: M
case: { window: 2d }
metrics:
  rate: { kind: conversion, from: Visited, to: [Order Completed, Called], within: 1d }
  part: { kind: ratio, num: Refunded, den: Order Completed }
  far: { kind: manual }
stages:
  - id: find
    title: Find
    enter: Visited
    cta: [ { action: Adds, event: Product Added } ]
    steps:
      - id: look
        title: Look
        touchpoints:
          - { id: site, title: Site, events: Visited, where: "channel = 'web'", pains: [Slow, Slow, { id: x, text: Late, events: Waited }] }
          - { id: shelf, title: Shelf }
        pains: [Slow]
  - { id: talk, title: Talk }
  - { id: buy, title: Buy, enter: Order Completed }
`;
const DAY_MS = 86_400_000;

test('every kind of number asks the funnel report about what it counts', () => {
  const { map } = readMapFile(FILE);
  if (!map) throw new Error('no map');
  expect(funnelOfStages(map)).toEqual({
    steps: [
      { label: 'Find', anyOf: [{ event: 'Visited' }] },
      { label: 'Buy', anyOf: [{ event: 'Order Completed' }] },
    ],
    windowMs: 2 * DAY_MS,
    breakdown: 'none',
  });
  expect(funnelOfTouchpoint(map, 'site')?.steps).toEqual([
    { label: 'Site', anyOf: [{ event: 'Visited', where: "channel = 'web'" }] },
    { label: 'Adds', anyOf: [{ event: 'Product Added' }] },
  ]);
  expect(funnelOfTouchpoint(map, 'shelf')).toBeNull();
  const { rate, part, far } = map.metrics;
  expect(rate && funnelOfMetric(rate)).toMatchObject({
    steps: [
      { anyOf: [{ event: 'Visited' }] },
      { anyOf: [{ event: 'Order Completed' }, { event: 'Called' }] },
    ],
    windowMs: DAY_MS,
  });
  expect(part && funnelOfMetric(part)?.steps.map(({ anyOf }) => anyOf[0]?.event)).toEqual([
    'Order Completed',
    'Refunded',
  ]);
  expect(far && funnelOfMetric(far)).toBeNull();
  const [step] = map.stages[0]?.steps ?? [];
  const pains = step ? painsOfStep(step) : [];
  expect(pains.map(({ key }) => key)).toEqual([
    'look//Slow',
    'look/site/Slow',
    'look/site/Slow#2',
    'look/site/x',
  ]);
  expect(pains.map((placed) => funnelOfPain(map, placed)?.steps.map(({ label }) => label))).toEqual([
    undefined,
    undefined,
    undefined,
    ['Late', undefined],
  ]);
});
