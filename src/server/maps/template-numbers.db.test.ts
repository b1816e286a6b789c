import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { lintMap } from '../../shared/maps/lint-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { runScenario, type ScenarioRun } from '../../simulator/scenarios/run-scenario.ts';
import { SCENARIOS } from '../../simulator/scenarios/scenarios.ts';
import { PROJECT_FOLDER } from '../platform/project-folder.ts';
import { openTestShop, type TestShop } from './map-fixture.ts';
import { createMapMeasures } from './maps.ts';
import { readSeenEvents } from './seen-events.ts';

const NOW = '2026-11-01T00:00:00Z';
/** Small, so that all templates together take seconds; large enough for 30 answers to each survey. */
const PEOPLE = 500;
/** Its 23 figures rest on more and rarer acts. */
const PEOPLE_OF_FIVE_STAGES = 1_000;
const DAY_MS = 86_400_000;
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop(NOW);
});
afterAll(() => shop.close());

describe.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))('%s', (id, scenario) => {
  let map: JourneyMap;
  let run: ScenarioRun;
  let workspace: number;
  const measures = () => createMapMeasures(shop.context);
  const asked = () => ({
    workspace,
    map,
    period: { from: day(Date.parse(NOW) - scenario.days * DAY_MS), to: day(Date.parse(NOW) - 1) },
  });
  beforeAll(async () => {
    const file = readFileSync(join(PROJECT_FOLDER, 'templates', `${id}.journey.yaml`), 'utf8');
    const read = readMapFile(file);
    if (!read.map) throw new Error(JSON.stringify(read.problems));
    map = read.map;
    run = runScenario(scenario, {
      endsAt: Date.parse(NOW),
      people: id === 'five-stage' ? PEOPLE_OF_FIVE_STAGES : PEOPLE,
    });
    workspace = await shop.collect(run.items);
  });

  test('every event that the map names was seen, and its journeys are no shorter than the scenario', async () => {
    const seen = await readSeenEvents(shop.context, workspace);
    expect(lintMap(map, seen, Date.parse(NOW))).toEqual([]);
    expect(map.case.windowMs).toBeGreaterThanOrEqual(scenario.days * DAY_MS);
    expect(map.case.idleMs).toBe(scenario.idleDays === undefined ? null : scenario.idleDays * DAY_MS);
    expect(map.stages.map((stage) => stage.id)).toEqual(scenario.stages);
  });

  test('every key figure is the true one, and none is silent', async () => {
    expect(Object.keys(scenario.kpis)).toEqual(Object.keys(map.metrics));
    for (const metric of Object.values(map.metrics)) {
      const answer = await measures().kpi(asked(), metric.id);
      const truth = run.truth.kpis[metric.id];
      expect(answer.sample, metric.id).toBe(truth?.sample);
      expect(truth?.value, metric.id).not.toBeNull();
      expect(answer.value, metric.id).toBeCloseTo(truth?.value ?? Number.NaN, 6);
      const open = answer.openFrom === undefined ? [] : ['waiting'];
      expect(['ok', 'warn', 'missed', ...open], `${metric.id}: ${answer.state} ${answer.value}`).toContain(
        answer.state,
      );
    }
  });

  test('every touchpoint has the true people and events', async () => {
    const { touchpoints } = await measures().touchpoints(asked());
    const found = touchpoints.filter(({ state }) => state !== 'no_source');
    expect(
      Object.fromEntries(found.map(({ touchpoint, people, events }) => [touchpoint, { people, events }])),
    ).toEqual(run.truth.touchpoints);
    expect(found.filter(({ state }) => state !== 'ok')).toEqual([]);
  });

  test('every pain that is bound hurts the true people, with the true orders of them and of the others', async () => {
    const { pains } = await measures().pains(asked());
    const bound = pains.filter(({ affected }) => affected !== null);
    expect(
      Object.fromEntries(
        bound.map(({ pain, affected, ordered, comparison, comparisonOrdered, heat }) => [
          pain,
          { affected, ordered, comparison, comparisonOrdered, heat },
        ]),
      ),
    ).toEqual(
      Object.fromEntries(
        Object.entries(run.truth.pains).map(([key, truth]) => [
          key,
          { ...truth, heat: expect.closeTo(truth.heat, 9) },
        ]),
      ),
    );
    for (const { pain, affected } of bound) expect(affected, pain).toBeGreaterThan(0);
  });

  test('the ribbon has the true people in every stage', async () => {
    const { stages } = await measures().ribbon(asked());
    for (const { stage, people, onward, returned, conversionToNext, medianMsToNext } of stages) {
      const truth = run.truth.stages[stage];
      expect({ stage, people, onward, returned }).toEqual({
        stage,
        people: truth?.people,
        onward: truth?.onward,
        returned: truth?.returned,
      });
      if (truth?.conversionToNext === null) expect(conversionToNext, stage).toBeNull();
      else expect(conversionToNext, stage).toBeCloseTo(truth?.conversionToNext ?? Number.NaN, 9);
      if (truth?.medianMsToNext === null) expect(medianMsToNext, stage).toBeNull();
      else expect(medianMsToNext, stage).toBeCloseTo(truth?.medianMsToNext ?? Number.NaN, 3);
    }
  });
});
