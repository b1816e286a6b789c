import { expect, test } from 'vitest';
import type { JourneyMap } from './journey-map.ts';
import { lintMap, type SeenVocabulary } from './lint-map.ts';
import { readMapFile } from './read-map-file.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

/** A map with nothing to complain about; every test spoils one thing. */
const CLEAN = `map: "1.0"
id: m
title: M
state: as-is
review: { every: 30d, last: 2026-11-01 }
channels: [ { id: web, name: Web } ]
metrics:
  conv: { kind: conversion, from: Product Viewed, to: Product Added, target: ">= 0.12", owner: shop }
  csat: { kind: survey, event: Survey Answered, score: csat, target: ">= 80%", owner: shop }
stages:
  - id: a
    title: A
    enter: Product Viewed
    kpis: [conv]
    steps:
      - id: s
        title: S
        emotion: { score: -1, source: measured, metric: csat }
        touchpoints: [ { id: t, title: T, channel: web, events: Product Viewed } ]
        pains: [Slow]
        opportunities: [Faster]
        cta: [ { action: Adds, event: Product Added } ]
`;
const SEEN: SeenVocabulary = {
  events: ['Product Viewed', 'Product Added', 'Survey Answered'].map((name) => ({
    name,
    lastAt: '2026-11-20T00:00:00.000Z',
  })),
};

function open(text: string): JourneyMap {
  const { map, problems } = readMapFile(text);
  expect(problems).toEqual([]);
  if (!map) throw new Error('the map does not open');
  return map;
}

const lint = (text: string, seen: SeenVocabulary | null = SEEN) =>
  lintMap(open(text), seen, NOW).map(({ code, line, suggestion }) =>
    `${code} ${line} ${suggestion ?? ''}`.trim(),
  );

test('a clean map', () => {
  expect(lint(CLEAN)).toEqual([]);
});

test.each([
  ['state: as-is', 'state: to-be', ['no_based_on 1']],
  ['state: as-is', 'case: { by: account }', ['case_not_applied 4']],
  ['state: as-is', 'case: { by: order, window: 9d }', []],
  ['state: as-is', 'case: { by: order, restart: { idle: 9d } }', ['case_idle_not_applied 4']],
  ['state: as-is', 'case: { by: session }', []],
  ['last: 2026-11-01', 'last: 2026-10-01', ['review_overdue 5']],
  ['    kpis: [conv]\n', '', ['stage_without_kpi 11']],
  ['    enter: Product Viewed\n', '', ['stage_without_enter 11']],
  [', target: ">= 0.12"', '', ['kpi_without_target 8']],
  [', target: ">= 80%", owner: shop', ', target: ">= 80%"', ['kpi_without_owner 9']],
  [', target: ">= 0.12"', ', target: ">= 0.12", baseline: 0.11', []],
  [', target: ">= 0.12"', ', target: ">= 0.12", baseline: 0.12', ['target_already_met 8']],
  ['        opportunities: [Faster]\n', '', ['pain_without_opportunity 20']],
  ['        pains: [Slow]\n', '', ['low_emotion_without_pain 18']],
  ['metric: csat }', 'metric: conv }', ['emotion_without_scale 18']],
  ['metric: csat }', 'metric: conv, worst: 0%, best: 40% }', []],
  ['metric: csat }', 'metric: conv, worst: 3d, best: 40% }', ['emotion_without_scale 18']],
  [', metric: csat }', ' }', ['emotion_without_metric 18']],
  [', events: Product Viewed } ]', ' } ]', ['touchpoint_without_event 19']],
  [', events: Product Viewed } ]', ', observable: false } ]', []],
  ['{ action: Adds, event: Product Added }', '{ action: Adds }', ['stage_without_target_action 11']],
  ['{ action: Adds, event: Product Added }', '{ action: Adds, kpi: conv }', []],
  ['{ id: web, name: Web }', '{ id: web, name: Web }, { id: fax, name: Fax }', ['channel_not_collected 6']],
  ['event: Product Added }', 'event: Product Aded }', ['unknown_event 22 Product Added']],
])('%s -> %s', (from, to, expected) => {
  expect(CLEAN).toContain(from);
  expect(lint(CLEAN.replace(from, to))).toEqual(expected);
});

test('events never seen and no longer seen', () => {
  const seen = {
    events: [{ name: 'Product Viewed', lastAt: '2026-10-01T00:00:00.000Z' }, ...SEEN.events.slice(1, 2)],
  };
  expect(lint(CLEAN, seen)).toEqual(['stale_event 8', 'unknown_event 9']);
  expect(lint(CLEAN, null)).toEqual([]);
});
