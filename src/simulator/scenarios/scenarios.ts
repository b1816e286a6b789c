import { b2bSteel } from './b2b-steel.ts';
import { coffee } from './coffee.ts';
import { fashion } from './fashion.ts';
import { fiveStage } from './five-stage.ts';
import { impulse } from './impulse.ts';
import { kitchen } from './kitchen.ts';
import { laptop } from './laptop.ts';
import { liveChat } from './live-chat.ts';
import { marketplace } from './marketplace.ts';
import { morningJournal } from './morning-journal.ts';
import type { Scenario } from './scenario.ts';
import { sixStep } from './six-step.ts';
import { subscription } from './subscription.ts';
import { threeZone } from './three-zone.ts';
import { windowMailing } from './window-mailing.ts';

/** One for each template, in the order of the gallery. */
export const SCENARIOS: readonly Scenario[] = [
  threeZone,
  fiveStage,
  sixStep,
  kitchen,
  b2bSteel,
  marketplace,
  laptop,
  windowMailing,
  liveChat,
  coffee,
  fashion,
  morningJournal,
  impulse,
  subscription,
];

export function findScenario(id: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.id === id);
}
