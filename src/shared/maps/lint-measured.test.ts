import { expect, test } from 'vitest';
import { lintMeasured } from './lint-measured.ts';
import { readMapFile } from './read-map-file.ts';

const { map } = readMapFile(`map: "1.0"
id: m
title: M
state: as-is
channels: [ { id: web, name: Web } ]
metrics:
  conv: { kind: conversion, from: Product Viewed, to: Product Added, target: ">= 0.12", minSample: 50 }
  visits: { kind: count, event: Page Viewed }
stages:
  - id: a
    title: A
    enter: Product Viewed
    steps: [ { id: s, title: S, touchpoints: [ { id: t, title: T, channel: web, events: Product Viewed } ] } ]
`);

test.each([
  ['too_few', 0.2, 0.2, ['under_min_sample 7']],
  ['ok', 0.12, 0.3, ['target_already_met 7']],
  ['ok', 0.12, 0.11, []],
  ['ok', 0.12, null, []],
  ['missed', 0.1, 0.3, []],
] as const)('%s, %d after %d', (state, value, previous, expected) => {
  if (!map) throw new Error('the map does not open');
  const found = lintMeasured(map, [
    { metric: 'visits', state: 'ok', value: 9, previous: 9, sample: 9 },
    { metric: 'conv', state, value, previous, sample: 12 },
  ]);
  expect(found.map(({ code, line }) => `${code} ${line}`)).toEqual(expected);
});
