import { figureOf, quantileOf, type TrueFigure } from './figures.ts';
import type { Happened } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';

/** What a map must show over the whole run. JSON-serialisable. */
export interface ScenarioTruth {
  /** known people who did anything */
  people: number;
  /** by stage, over known people */
  stages: Record<string, TrueStage>;
  touchpoints: Record<string, { people: number; events: number }>;
  kpis: Record<string, TrueFigure>;
  pains: Record<string, TruePain>;
}

/** Known people whom a pain hurts, and the others at its place; of both, who ordered at that time or later. */
export interface TruePain {
  affected: number;
  ordered: number;
  comparison: number;
  comparisonOrdered: number;
  /** severity x affected / people who were in a stage or hurt */
  heat: number;
}

export interface TrueStage {
  /** were in it */
  people: number;
  /** went on to any later stage after they first came in */
  onward: number;
  /** came back to it from a later one */
  returned: number;
  /** of `people`, reached the very next stage after they first came in; null for the last */
  conversionToNext: number | null;
  medianMsToNext: number | null;
}

export function tellTruth(scenario: Scenario, happened: readonly Happened[]): ScenarioTruth {
  const walks = new Map<string, Happened[]>();
  for (const act of happened) {
    const walk = walks.get(act.person);
    if (walk) walk.push(act);
    else walks.set(act.person, [act]);
  }
  const known = [...walks.values()].filter(([first]) => first?.isKnown);
  return {
    people: known.length,
    stages: stagesOf(scenario, known),
    touchpoints: touchpointsOf(scenario, happened),
    kpis: Object.fromEntries(
      Object.entries(scenario.kpis).map(([id, figure]) => [id, figureOf(figure, [...walks.values()])]),
    ),
    pains: painsOf(scenario, known),
  };
}

function touchpointsOf(scenario: Scenario, happened: readonly Happened[]): ScenarioTruth['touchpoints'] {
  const found = new Map<string, { people: Set<string>; events: number }>();
  for (const { act, person, isKnown } of happened) {
    for (const touchpoint of scenario.acts[act]?.at ?? [act]) {
      const counted = found.get(touchpoint) ?? { people: new Set<string>(), events: 0 };
      counted.events++;
      if (isKnown) counted.people.add(person);
      found.set(touchpoint, counted);
    }
  }
  return Object.fromEntries(
    [...found].map(([id, { people, events }]) => [id, { people: people.size, events }]),
  );
}

function painsOf(scenario: Scenario, known: readonly (readonly Happened[])[]): ScenarioTruth['pains'] {
  const pains = Object.entries(scenario.pains);
  const hurting = new Set(pains.flatMap(([, { hurts }]) => hurts));
  const onMap = known.filter((walk) =>
    walk.some(({ act }) => scenario.acts[act]?.stage !== undefined || hurting.has(act)),
  );
  return Object.fromEntries(
    pains.map(([key, { severity, hurts, place }]) => {
      const isHurt = ({ act }: Happened) => hurts.includes(act);
      const isAt = ({ act }: Happened) =>
        (scenario.acts[act]?.at ?? [act]).some((one) => place.includes(one));
      const affected = onMap.filter((walk) => walk.some(isHurt));
      const others = onMap.filter((walk) => walk.some(isAt) && !walk.some(isHurt));
      const truth: TruePain = {
        affected: affected.length,
        ordered: affected.filter((walk) => isFollowedByOrder(scenario, walk, isHurt)).length,
        comparison: others.length,
        comparisonOrdered: others.filter((walk) => isFollowedByOrder(scenario, walk, isAt)).length,
        heat: (severity * affected.length) / onMap.length,
      };
      return [key, truth];
    }),
  );
}

/** Whether an order comes later than such an act; an act is not its own sequel. */
function isFollowedByOrder(
  scenario: Scenario,
  walk: readonly Happened[],
  isIt: (act: Happened) => boolean,
): boolean {
  const first = walk.findIndex(isIt);
  return (
    first >= 0 && walk.slice(first + 1).some(({ act }) => scenario.acts[act]?.event === 'Order Completed')
  );
}

function stagesOf(scenario: Scenario, known: readonly (readonly Happened[])[]): Record<string, TrueStage> {
  const people = known.map((walk) => journeysOf(scenario, walk));
  return Object.fromEntries(
    scenario.stages.map((stage, place) => {
      const isLast = place === scenario.stages.length - 1;
      const through = people
        .map((journeys) => journeys.map((entries) => passStage(entries, place)).filter(({ isIn }) => isIn))
        .filter((journeys) => journeys.length > 0);
      const have = (isIt: (journey: Passage) => boolean) =>
        through.filter((journeys) => journeys.some(isIt)).length;
      const times = through.flat().flatMap(({ msToNext }) => msToNext ?? []);
      return [
        stage,
        {
          people: through.length,
          onward: have(({ isOnward }) => isOnward),
          returned: have(({ isBack }) => isBack),
          conversionToNext:
            isLast || through.length === 0
              ? null
              : have(({ msToNext }) => msToNext !== null) / through.length,
          medianMsToNext: isLast ? null : quantileOf(times, 0.5),
        },
      ];
    }),
  );
}

interface Entry {
  /** place of the stage */
  stage: number;
  at: number;
}

type Passage = ReturnType<typeof passStage>;

/** How one journey went through the stage at this place. */
function passStage(entries: readonly Entry[], place: number) {
  const first = entries.findIndex((entry) => entry.stage === place);
  const after = first < 0 ? [] : entries.slice(first + 1);
  const next = after.find((entry) => entry.stage === place + 1);
  return {
    isIn: first >= 0,
    isOnward: after.some((entry) => entry.stage > place),
    isBack: entries.some((entry, at) => entry.stage === place && (entries[at - 1]?.stage ?? -1) > place),
    msToNext: next === undefined ? null : next.at - (entries[first]?.at ?? 0),
  };
}

/** A person's journeys, each change of stage an entry. */
function journeysOf(scenario: Scenario, walk: readonly Happened[]): Entry[][] {
  const idleMs = (scenario.idleDays ?? Number.POSITIVE_INFINITY) * 86_400_000;
  const journeys: Entry[][] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const { act, at } of walk) {
    const name = scenario.acts[act]?.stage;
    if (name === undefined) continue;
    const stage = scenario.stages.indexOf(name);
    if (stage < 0) throw new Error(`${scenario.id} has no stage "${name}"`);
    const current = at - lastAt > idleMs ? undefined : journeys.at(-1);
    if (current === undefined) journeys.push([{ stage, at }]);
    else if (current.at(-1)?.stage !== stage) current.push({ stage, at });
    lastAt = at;
  }
  return journeys;
}
