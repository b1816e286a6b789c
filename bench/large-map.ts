import { BENCH_EVENTS } from './shop-data.ts';

const STAGES = 12;
const STEPS_PER_STAGE = 5;
const CHANNELS = ['web', 'app', 'email', 'store', 'call', 'social', 'search', 'ads'];
const LANES = [
  'goal',
  'motivation',
  'actions',
  'thoughts',
  'emotion',
  'touchpoints',
  'channels',
  'kpis',
  'pains',
  'opportunities',
  'content',
  'cta',
  'owner',
  'backstage',
  'flow',
];

const event = (index: number) => BENCH_EVENTS[index % BENCH_EVENTS.length] ?? '';

/** Metrics of every kind; three for each stage. */
function metricOf(index: number): string {
  const [a, b] = [event(index), event(index + 6)];
  const kinds = [
    `{ kind: conversion, from: ${a}, to: ${b}, within: 14d, target: ">= 20%" }`,
    `{ kind: uniques, event: [${a}, ${b}], target: ">= 100" }`,
    `{ kind: duration, from: ${a}, to: Order Completed, within: 30d, agg: p50, target: "<= 7d" }`,
    `{ kind: ratio, num: ${a}, den: ${b}, target: "<= 80%" }`,
    `{ kind: conversion, from: ${a}, to: order_online }`,
    '{ kind: avg, event: Order Completed, field: amount, unit: EUR, target: ">= 100 EUR" }',
    '{ kind: survey, event: Review Read, score: nps, field: properties.position, target: ">= 10" }',
    `{ kind: conversion, from: ${a}, to: order_coupon, within: 30d }`,
    `{ kind: count, event: store_${index % BENCH_EVENTS.length} }`,
    '{ kind: sum, event: Order Completed, field: properties.total, unit: EUR }',
    `{ kind: ratio, num: far_${(index + 6) % BENCH_EVENTS.length}, den: ${b}, by: people }`,
    '{ kind: ratio, num: Order Refunded, den: Order Completed, by: orders }',
  ];
  return `  m${index}: ${(kinds[index % kinds.length] ?? '').replace('{ kind', `{ title: Figure ${index}, kind`)}`;
}

function touchpointOf(id: string, index: number): string {
  const channel = CHANNELS[index % CHANNELS.length];
  const where =
    index % 12 === 7
      ? 'properties.position >= 3'
      : index % 12 === 11
        ? 'amount > 50'
        : index % 3 === 0
          ? ''
          : `channel = '${channel}'`;
  const condition = where === '' ? '' : `, where: "${where}"`;
  return `          - { id: ${id}, title: Touchpoint ${id}, channel: ${channel}, events: ${event(index)}${condition} }`;
}

function stepOf(stage: number, step: number): string {
  const index = stage * STEPS_PER_STAGE + step;
  const survey = index % 2 === 0 ? ', metric: m6' : '';
  const action = step === 0 ? `\n        cta: [ { action: Goes on, event: ${event(stage + 1)} } ]` : '';
  const alias = `${stage % 2 === 0 ? 'store' : 'far'}_${(stage + 2) % BENCH_EVENTS.length}`;
  const hurt = step === 0 ? `, events: ${alias}` : '';
  return `      - id: step-${index}
        title: Step ${index}
        goal: What a customer wants here
        actions: [Looks, Asks, Compares]
        thoughts: ["Is this the right one?"]
        emotion: { score: ${(index % 5) - 2}, source: assumed${survey} }
        pains: [ { text: Something takes too long, severity: 3${hurt} } ]
        opportunities: [ { text: Make it shorter, scores: { customerValue: 60, effort: 2 } } ]${action}
        touchpoints:
${touchpointOf(`t${index}a`, 2 * index)}
${touchpointOf(`t${index}b`, 2 * index + 1)}`;
}

/**
 * The file of a map of 12 stages, 60 steps and 15 lanes whose events stand in more than 200 places: 120 touchpoints, 36
 * metrics of all kinds, 12 target actions, 12 pains and the events that enter the stages.
 */
export function writeLargeMap(): string {
  const metrics = Array.from({ length: 3 * STAGES }, (_, index) => metricOf(index));
  const stages = Array.from({ length: STAGES }, (_, stage) => {
    const steps = Array.from({ length: STEPS_PER_STAGE }, (_, step) => stepOf(stage, step));
    return `  - id: stage-${stage}
    title: Stage ${stage}
    enter: ${event(stage)}
    kpis: [m${3 * stage}, m${3 * stage + 1}, m${3 * stage + 2}]
    steps:
${steps.join('\n')}`;
  });
  return `map: "1.0"
id: large
title: Large map
channels:
${CHANNELS.map((id) => `  - { id: ${id}, name: ${id} }`).join('\n')}
events:
  order_online: { name: Order Completed, where: "channel in ('web', 'app')" }
  order_coupon: { name: Order Completed, where: "properties.coupon = 'SPRING'" }
${BENCH_EVENTS.map(
  (name, index) => `  store_${index}: { name: ${name}, where: "channel = 'store'" }
  far_${index}: { name: ${name}, where: "properties.position >= 5" }`,
).join('\n')}
metrics:
${metrics.join('\n')}
stages:
${stages.join('\n')}
lanes: [${LANES.join(', ')}]
`;
}
