import {
  BUILT_IN_LANES,
  type BuiltInLane,
  type JourneyMap,
  type Pain,
  type Stage,
  type Step,
  valueUnder,
} from '../../../shared/maps/journey-map.ts';

const SHOWN_OTHERWISE = ['channels', 'images', 'files', 'flow', 'needs'] as const;
export type TextLane = Exclude<BuiltInLane, (typeof SHOWN_OTHERWISE)[number]>;
/** Lanes of a step that can be said in texts, in their usual order. */
export const TEXT_LANES = BUILT_IN_LANES.filter(
  (lane): lane is TextLane => !SHOWN_OTHERWISE.some((other) => other === lane),
);

/** What a step says in a lane, one text for each thing. */
export function textsOf(step: Step, lane: TextLane, map: Pick<JourneyMap, 'metrics'>): string[] {
  switch (lane) {
    case 'goal':
    case 'motivation':
    case 'owner':
      return step[lane] === null ? [] : [step[lane]];
    case 'emotion':
      return step.emotion === null ? [] : [sayScore(step.emotion.score, step.emotion.label)];
    case 'touchpoints':
      return step.touchpoints.map((one) => one.title);
    case 'kpis':
      return step.kpis.map((id) => valueUnder(map.metrics, id)?.title ?? id);
    case 'pains':
      return step.pains.map(sayPain);
    case 'opportunities':
      return step.opportunities.map((one) => one.text);
    case 'cta':
      return step.targetActions.map((one) => one.action);
    case 'quotes':
      return step.quotes.map((one) => one.text);
    case 'backstage':
      return step.backstage === null
        ? []
        : [...step.backstage.frontstage, ...step.backstage.backstage, ...step.backstage.systems];
    default:
      return step[lane];
  }
}

export function sayScore(score: number, label: string | null = null): string {
  const said = score > 0 ? `+${score.toString()}` : score.toString();
  return label === null ? said : `${said} ${label}`;
}

export function sayPain(pain: Pain): string {
  return pain.severity === null ? pain.text : `${pain.text} (${pain.severity.toString()})`;
}

/** A column of two maps side by side: a step of both, or of one only. */
export interface ComparedColumn {
  id: string;
  title: { before: string | null; after: string | null };
  stage: { before: string | null; after: string | null };
  state: 'same' | 'added' | 'removed';
  cells: { lane: TextLane; before: string[]; after: string[]; isChanged: boolean }[];
}

/** The steps of both maps in the order of the newer one, removed ones behind the step they stood behind; every cell of both. */
export function compareSteps(before: JourneyMap, after: JourneyMap): ComparedColumn[] {
  const old = listSteps(before);
  const fresh = listSteps(after);
  const order = fresh.map(({ step }) => step.id);
  old.forEach(({ step }, index) => {
    if (order.includes(step.id)) return;
    const place = order.indexOf(old[index - 1]?.step.id ?? '');
    order.splice(place + 1, 0, step.id);
  });
  return order.map((id) => {
    const was = old.find(({ step }) => step.id === id);
    const is = fresh.find(({ step }) => step.id === id);
    return {
      id,
      title: { before: was?.step.title ?? null, after: is?.step.title ?? null },
      stage: { before: was?.stage.title ?? null, after: is?.stage.title ?? null },
      state: was === undefined ? 'added' : is === undefined ? 'removed' : 'same',
      cells: TEXT_LANES.map((lane) => {
        const texts = {
          before: was ? textsOf(was.step, lane, before) : [],
          after: is ? textsOf(is.step, lane, after) : [],
        };
        return { lane, ...texts, isChanged: texts.before.join('\n') !== texts.after.join('\n') };
      }),
    };
  });
}

function listSteps(map: JourneyMap): { stage: Stage; step: Step }[] {
  return map.stages.flatMap((stage) => stage.steps.map((step) => ({ stage, step })));
}
