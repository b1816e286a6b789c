import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHANNEL_NAMES } from '../channels.ts';
import { BUILT_IN_LANES, stepsOf, touchpointsOf } from './journey-map.ts';
import { lintMap } from './lint-map.ts';
import { readMapFile } from './read-map-file.ts';

const FOLDER = new URL('../../../templates/', import.meta.url);
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.journey.yaml'));

describe.each(NAMES)('%s', (name) => {
  const { map, problems } = readMapFile(readFileSync(new URL(name, FOLDER), 'utf8'));

  test('opens without a problem and is lint-clean', () => {
    expect(problems).toEqual([]);
    expect(map && lintMap(map, null, Date.parse('2026-11-22'))).toEqual([]);
  });

  test('speaks of our channels only, and uses each that it names', () => {
    const channels = map?.channels.map((channel) => channel.id) ?? [];
    const used = new Set(map && touchpointsOf(map).map(({ touchpoint }) => touchpoint.channel));
    expect(channels.filter((id) => !(CHANNEL_NAMES as readonly string[]).includes(id))).toEqual([]);
    expect(channels.filter((id) => !used.has(id))).toEqual([]);
  });

  test('every step fills every lane', () => {
    expect(
      map?.lanes.map((lane) => lane.id).filter((id) => !(BUILT_IN_LANES as readonly string[]).includes(id)),
    ).toEqual([]);
    const empty = (map ? stepsOf(map) : []).flatMap(({ step }) =>
      (['actions', 'thoughts', 'touchpoints', 'pains', 'opportunities', 'content', 'targetActions'] as const)
        .filter((lane) => step[lane].length === 0)
        .map((lane) => `${step.id}.${lane}`),
    );
    expect(empty).toEqual([]);
    for (const { step } of map ? stepsOf(map) : []) {
      expect(
        [step.goal, step.emotion, step.owner, step.backstage].every((cell) => cell !== null),
        step.id,
      ).toBe(true);
      for (const pain of step.pains) expect(pain.severity, pain.text).not.toBeNull();
      for (const idea of step.opportunities)
        expect(Object.keys(idea.scores).sort(), idea.text).toEqual([
          'businessValue',
          'customerValue',
          'effort',
        ]);
    }
  });

  test('says for whom and why it is, and where the feelings come from', () => {
    const personas = map?.personas ?? [];
    expect(personas.length).toBeGreaterThanOrEqual(2);
    for (const persona of personas)
      expect(persona.goals.length * persona.needs.length, persona.id).toBeGreaterThan(0);
    const statements = personas.flatMap((one) => [one.habits, one.interests, one.motives, one.pains].flat());
    expect(statements.length).toBeGreaterThan(0);
    expect(map?.brief.objective && map.brief.scope && map.brief.hypotheses.length).toBeTruthy();
    expect(map?.review?.everyMs).toBeGreaterThan(0);
    expect(map?.path?.order.length && map.path.rules.length).toBeTruthy();
    expect(map?.stages.some((stage) => stage.competitors.length > 0)).toBe(true);
    const emotions = (map ? stepsOf(map) : []).map(({ step }) => step.emotion);
    expect(emotions.some((emotion) => emotion?.metric)).toBe(true);
  });

  test('every stage and metric can be measured', () => {
    for (const stage of map?.stages ?? []) expect(stage.enter.length, stage.id).toBeGreaterThan(0);
    const named = new Set(
      [
        ...(map?.stages ?? []),
        ...(map ? stepsOf(map).map(({ step }) => step) : []),
        ...(map ? touchpointsOf(map).map(({ touchpoint }) => touchpoint) : []),
      ].flatMap((part) => part.kpis),
    );
    const moved = new Set(
      (map ? stepsOf(map) : []).flatMap(({ step }) => [
        ...step.opportunities.flatMap((idea) => idea.moves),
        step.emotion?.metric ?? '',
      ]),
    );
    const unused = Object.keys(map?.metrics ?? {}).filter((id) => !named.has(id) && !moved.has(id));
    expect(unused).toEqual([]);
  });
});
