import { kitchen } from './kitchen.ts';
import type { Scenario } from './scenario.ts';
import { sixStep } from './six-step.ts';
import { threeZone } from './three-zone.ts';

/** One for each template, in the order of the gallery. */
export const SCENARIOS: readonly Scenario[] = [threeZone, sixStep, kitchen];

export function findScenario(id: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.id === id);
}
