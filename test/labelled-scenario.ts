import { kindValuesOf } from '../src/shared/maps/discovery/observed.ts';
import { runScenario } from '../src/simulator/scenarios/run-scenario.ts';
import type { ActDefinition, Scenario } from '../src/simulator/scenarios/scenario.ts';
import type { LabelledEvent } from './draft-quality.ts';

/** The journeys of a template's scenario, each event with the touchpoint and stage that its act stands for. */
export function labelScenario(scenario: Scenario, endsAt: number): LabelledEvent[][] {
  const byPerson = new Map<string, LabelledEvent[]>();
  for (const { type, event = '', userId, properties = {}, timestamp } of runScenario(scenario, { endsAt })
    .items) {
    if (type !== 'track' || userId === undefined) continue;
    const [name, act] = actOf(scenario, event, properties);
    const list = byPerson.get(userId) ?? [];
    byPerson.set(userId, list);
    const stage = act?.stage === undefined ? -1 : scenario.stages.indexOf(act.stage);
    list.push({
      event,
      channel: String(properties.channel),
      at: Date.parse(timestamp),
      values: kindValuesOf(properties),
      touchpoint: act?.at === undefined ? name : (act.at[0] ?? null),
      stage: stage < 0 ? null : stage,
    });
  }
  return [...byPerson.values()];
}

/** The act that an item comes from: of those that it fits, the one that says most about it. */
function actOf(
  scenario: Scenario,
  event: string,
  properties: Record<string, unknown>,
): [string | null, ActDefinition | null] {
  const said = (act: ActDefinition) =>
    Object.entries(act.properties ?? {}).filter(([, value]) => typeof value !== 'function');
  const [found] = Object.entries(scenario.acts)
    .filter(
      ([, act]) =>
        act.event === event &&
        act.channel === properties.channel &&
        said(act).every(([key, value]) => properties[key] === value),
    )
    .toSorted((a, b) => said(b[1]).length - said(a[1]).length);
  return found ?? [null, null];
}
