import { describe, expect, it } from 'vitest';
import { type DraftQuality, judgeDraft, type LabelledEvent } from '../../../../test/draft-quality.ts';
import { labelScenario } from '../../../../test/labelled-scenario.ts';
import { labelShop } from '../../../../test/labelled-shop.ts';
import { makeRandomShop } from '../../../../test/random-shop.ts';
import { collectRun } from '../../../simulator/collected-run.ts';
import { SCENARIOS } from '../../../simulator/scenarios/scenarios.ts';
import { lintMap } from '../lint-map.ts';
import { readMapFile } from '../read-map-file.ts';
import { drawDraft, type PresentValues } from './draft-map.ts';
import { type ProposalOptions, proposeStages } from './propose-stages.ts';

const HEAD = {
  id: 'draft',
  title: 'Draft',
  owner: 'anna@shop.example',
  period: { from: '2026-01-01', to: '2026-03-01' },
};

/** Draws, opens and lints a draft as the server does; its key figures have these values at present. */
function draw(journeys: readonly LabelledEvent[][], options: ProposalOptions = {}, presentOf = () => 0.4) {
  const proposal = proposeStages(journeys, options);
  const { map: bare } = readMapFile(drawDraft(proposal, HEAD, null));
  const present: PresentValues = Object.fromEntries(
    Object.values(bare?.metrics ?? {}).map(({ id, kind }) => [id, kind === 'uniques' ? 321 : presentOf()]),
  );
  const file = drawDraft(proposal, HEAD, present);
  const { map, problems } = readMapFile(file);
  if (map === null) throw new Error(`line ${problems[0]?.line}: ${problems[0]?.message}`);
  return { proposal, file, map, problems: [...problems, ...lintMap(map, null, Date.UTC(2026, 2, 2))] };
}

function judge(name: string, journeys: LabelledEvent[][], options: ProposalOptions = {}): DraftQuality {
  const { map, problems } = draw(journeys, options);
  const quality = judgeDraft(map, journeys);
  console.info(`${name}: ${map.stages.length} stages, ${JSON.stringify(quality)}`);
  expect(problems).toEqual([]);
  expect(map.stages.length).toBeGreaterThan(1);
  expect(map.stages.length).toBeLessThanOrEqual(12);
  return quality;
}

describe('a draft', () => {
  it.each([1, 7, 42])('finds the touchpoints and the order of the simulated shop (seed %i)', (seed) => {
    const run = collectRun({ seed, people: 1500, days: 150, endsAt: Date.UTC(2026, 2, 1) });
    const quality = judge(`shop ${seed}`, labelShop(run.distinct));
    expect(quality.foundShare).toBeGreaterThanOrEqual(0.9);
    expect(quality.stageTau).toBeGreaterThanOrEqual(0.9);
    expect(quality.touchpointTau).toBeGreaterThanOrEqual(0.9);
  });

  // In these, stages are no order in time: places visited in any order, members and regulars of a habit that goes round,
  // offers met after the purchase began elsewhere.
  const LEAST_TAU: Record<string, number> = { 'six-step': 0.2, coffee: 0.6, marketplace: 0.8 };
  it.each(Object.values(SCENARIOS).map((scenario) => ({ id: scenario.id, scenario })))(
    'finds the touchpoints and the order of the template $id',
    ({ id, scenario }) => {
      const quality = judge(id, labelScenario(scenario, Date.UTC(2026, 2, 1)));
      expect(quality.foundShare).toBeGreaterThanOrEqual(0.9);
      expect(quality.stageTau).toBeGreaterThanOrEqual(LEAST_TAU[id] ?? 0.9);
    },
  );

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('needs no names that it knows (seed %i)', (seed) => {
    const { journeys, goal } = makeRandomShop(seed, 1200);
    const quality = judge(`random ${seed}`, journeys, { goal });
    expect(quality.foundShare).toBeGreaterThanOrEqual(0.9);
    expect(quality.stageTau).toBeGreaterThanOrEqual(0.9);
    expect(quality.touchpointTau).toBeGreaterThanOrEqual(0.9);
  });

  it('is the same every time, has as many stages as asked for and only the channels asked for', () => {
    const { journeys, goal } = makeRandomShop(9, 600);
    expect(draw(journeys, { goal }).file).toBe(draw(journeys, { goal }).file);
    for (const stages of [1, 3, 6, 12]) {
      const { map, problems } = draw(journeys, { goal, stages });
      expect(map.stages).toHaveLength(Math.min(stages, map.stages.flatMap(({ steps }) => steps).length));
      expect(problems).toEqual([]);
      expect(new Set(map.stages.map(({ title }) => title)).size).toBe(map.stages.length);
    }
    const { map } = draw(journeys, { goal, channels: ['web'] });
    expect(map.channels.map(({ id }) => id)).toEqual(['web']);
  });

  it('proposes targets above the present, whatever it is, and never above everybody', () => {
    const { journeys, goal } = makeRandomShop(10, 400);
    for (const value of [0, 0.0004, 0.042, 0.333, 0.907, 0.991, 0.9996, 1]) {
      const { map, problems } = draw(journeys, { goal }, () => value);
      expect(problems, `at ${value}`).toEqual([]);
      for (const { target, kind } of Object.values(map.metrics)) {
        if (kind !== 'conversion' || !target) continue;
        expect(target.value, `at ${value}`).toBeLessThanOrEqual(1);
        expect(target.value, `at ${value}`).toBeGreaterThanOrEqual(value === 1 ? 1 : value + 1e-6);
      }
    }
  });

  it('of what nobody did is empty, and writes names that YAML and conditions would stumble over', () => {
    expect(proposeStages([]).stages).toEqual([]);
    const names = ["it's: #1 \\ {x}", 'yes', 'naïve — “quoted”', 'add_to_cart'];
    const journeys = Array.from({ length: 40 }, (_, person) =>
      names.map((event, place) => ({
        event,
        channel: place === 1 ? 'unknown' : place === 2 ? 'till-of-a-friend' : 'web',
        at: person * 1e7 + place * 1e5,
        values: { 'odd key': person % 2 === 0 ? "a'b" : 'c\\d', kind: person % 2 === 0 ? "a'b" : 'c\\d' },
        touchpoint: event,
        stage: place,
      })),
    );
    const { map, problems } = draw(journeys);
    expect(problems).toEqual([]);
    expect(judgeDraft(map, journeys)).toMatchObject({ foundShare: 1, missing: [] });
  });
});
