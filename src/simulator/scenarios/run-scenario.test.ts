import { describe, expect, test } from 'vitest';
import { runScenario } from './run-scenario.ts';
import { again, as, later, leave, order, type Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';

const ENDS_AT = Date.UTC(2026, 9, 1);
const DAY_MS = 86_400_000;

const SMALL: Scenario = {
  id: 'small',
  seed: 1,
  people: 50,
  days: 10,
  hours: [9, 10],
  personas: { known: { weight: 1, traits: { kind: 'a' } }, unknown: { weight: 1, isUnknown: true } },
  stages: ['look', 'buy'],
  acts: {
    looks: { event: 'Product Viewed', channel: 'web', stage: 'look', at: ['page', 'picture'] },
    buys: { event: 'Order Completed', channel: 'store', stage: 'buy', properties: order(5, 10) },
  },
  walk: [again(0, 5, 'looks'), as('unknown', leave(1)), 'buys', 'looks'],
  kpis: {},
  pains: { 'pay//queue': { severity: 2, hurts: ['buys'], place: ['page'] } },
};

test('known people walk in order and are named once; unknown ones carry no identifier', () => {
  const { items, truth } = runScenario(SMALL, { endsAt: ENDS_AT });
  const identified = items.filter((item) => item.type === 'identify');
  expect(truth.people).toBe(identified.length);
  expect(identified.every(({ traits }) => traits?.kind === 'a' && typeof traits.name === 'string')).toBe(
    true,
  );
  const unknown = items.filter((item) => item.userId === undefined);
  expect(unknown.length).toBe(50 - truth.people);
  expect(unknown.every((item) => item.event === 'Product Viewed')).toBe(true);
  expect(truth.stages.look).toEqual({
    people: truth.people,
    onward: truth.people,
    returned: truth.people,
    conversionToNext: 1,
    medianMsToNext: truth.stages.look?.medianMsToNext,
  });
  expect(truth.touchpoints.page).toEqual({ people: truth.people, events: 2 * truth.people + unknown.length });
  expect(truth.touchpoints.picture).toEqual(truth.touchpoints.page);
  // nobody orders twice, and whoever is at the page buys, which is the pain
  expect(truth.pains['pay//queue']).toEqual({
    affected: truth.people,
    ordered: 0,
    comparison: 0,
    comparisonOrdered: 0,
    heat: 2,
  });
  const ids = items.flatMap(({ properties }) => properties?.order_id ?? []);
  expect(new Set(ids).size).toBe(truth.people);
});

test('silence as long as the map says begins a new journey, in which nobody returns', () => {
  const returning: Scenario = { ...SMALL, walk: ['looks', 'buys', later(3, 3), 'looks'] };
  const returnedIn = (scenario: Scenario) =>
    runScenario(scenario, { endsAt: ENDS_AT }).truth.stages.look?.returned;
  expect(returnedIn(returning)).toBeGreaterThan(10);
  expect(returnedIn({ ...returning, idleDays: 5 })).toBe(returnedIn(returning));
  expect(returnedIn({ ...returning, idleDays: 2 })).toBe(0);
});

describe.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))('%s', (_, scenario) => {
  const run = runScenario(scenario, { endsAt: ENDS_AT });

  test('is the same each time, in the order of time, and never past its end', () => {
    expect(runScenario(scenario, { endsAt: ENDS_AT })).toEqual(run);
    const times = run.items.map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted());
    expect(Date.parse(times[0] ?? '')).toBeGreaterThanOrEqual(ENDS_AT - scenario.days * DAY_MS);
    expect(Date.parse(times.at(-1) ?? '')).toBeLessThan(ENDS_AT);
    expect(new Set(run.items.map(({ messageId }) => messageId)).size).toBe(run.items.length);
  });

  test('every stage is reached, and every figure rests on something', () => {
    for (const stage of scenario.stages) expect(run.truth.stages[stage]?.people, stage).toBeGreaterThan(30);
    for (const [id, { value }] of Object.entries(run.truth.kpis)) expect(value, id).not.toBeNull();
  });
});
