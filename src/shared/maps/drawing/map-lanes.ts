import {
  type JourneyMap,
  listsLanes,
  type Opportunity,
  type PlacedPain,
  painsOfStep,
  type Stage,
  type Step,
  type TargetAction,
  type Touchpoint,
  valueUnder,
} from '../journey-map.ts';

/** A lane of a drawing or a sheet, with its words. */
export interface DrawnLane {
  id: string;
  title: string;
}

/** What stands in a cell. */
export type CellItem =
  | { kind: 'text'; text: string }
  | { kind: 'kpi'; metric: string }
  | { kind: 'touchpoint'; touchpoint: Touchpoint }
  | { kind: 'pain'; placed: PlacedPain }
  | { kind: 'opportunity'; opportunity: Opportunity }
  | { kind: 'cta'; action: TargetAction };

/** Lanes in the order in which they are drawn where the file does not say, with their English names. */
const LANES: Record<string, string> = {
  kpis: 'Key figures',
  flow: 'People',
  emotion: 'Feeling',
  touchpoints: 'Touchpoints',
  pains: 'Pain points',
  opportunities: 'Opportunities',
  actions: 'Actions',
  thoughts: 'Thoughts',
  motivation: 'Motivation',
  goal: 'Goal',
  content: 'Content',
  cta: 'Target action',
  owner: 'Owner',
  competitors: 'Competitors',
  difference: 'What sets us apart',
  quotes: 'Quotes',
  backstage: 'Backstage',
};

/** The lanes that have something in them, in the order of the file: figures and people on top where it does not place them. */
export function drawnLanesOf(map: JourneyMap): DrawnLane[] {
  const isListed = listsLanes(map);
  const listed = isListed
    ? map.lanes.flatMap(({ id, title }) => {
        const name = title ?? valueUnder(LANES, id);
        return name === undefined ? [] : [{ id, title: name }];
      })
    : [];
  const rest = Object.entries(LANES).flatMap(([id, title]) =>
    listed.some((lane) => lane.id === id) ? [] : [{ id, title }],
  );
  const top = isListed ? rest.filter((lane) => lane.id === 'kpis' || lane.id === 'flow') : [];
  const lanes = [...top, ...listed, ...rest.filter((lane) => !top.includes(lane))];
  return lanes.filter(({ id }) => {
    if (id === 'flow') return true;
    if (id === 'emotion')
      return map.stages.some((stage) => stage.steps.some((step) => step.emotion !== null));
    return map.stages.some((stage) => stageCell(id, stage).length > 0);
  });
}

/** Everything that a stage has in a lane: its own, then step by step; equal things once. */
export function stageCell(lane: string, stage: Stage): CellItem[] {
  const all = [...ownOfStage(lane, stage), ...stage.steps.flatMap((step) => stepCell(lane, step))];
  const seen = new Set<string>();
  return all.filter((item) => {
    const key = item.kind === 'text' ? item.text : item.kind === 'kpi' ? item.metric : null;
    if (key === null) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What the stage itself has in a lane, beside its steps. Its goal stands in its head. */
export function ownOfStage(lane: string, stage: Stage): CellItem[] {
  switch (lane) {
    case 'kpis':
      return stage.kpis.map((metric) => ({ kind: 'kpi', metric }));
    case 'cta':
      return stage.targetActions.map((action) => ({ kind: 'cta', action }));
    case 'motivation':
      return texts([stage.motivation]);
    case 'owner':
      return texts([stage.owner]);
    case 'competitors':
      return texts(stage.competitors);
    default:
      return texts([valueUnder(stage.custom, lane)]);
  }
}

/** What a step and its touchpoints have in a lane. */
export function stepCell(lane: string, step: Step): CellItem[] {
  const { touchpoints } = step;
  switch (lane) {
    case 'kpis':
      return [...step.kpis, ...touchpoints.flatMap((one) => one.kpis)].map((metric) => ({
        kind: 'kpi',
        metric,
      }));
    case 'touchpoints':
      return touchpoints.map((touchpoint) => ({ kind: 'touchpoint', touchpoint }));
    case 'pains':
      return painsOfStep(step).map((placed) => ({ kind: 'pain', placed }));
    case 'opportunities':
      return step.opportunities.map((opportunity) => ({ kind: 'opportunity', opportunity }));
    case 'cta':
      return [...step.targetActions, ...touchpoints.flatMap((one) => one.targetActions)].map((action) => ({
        kind: 'cta',
        action,
      }));
    case 'goal':
      return texts([step.goal]);
    case 'motivation':
      return texts([step.motivation]);
    case 'actions':
    case 'thoughts':
    case 'competitors':
    case 'difference':
      return texts(step[lane]);
    case 'content':
      return texts([...step.content, ...touchpoints.flatMap((one) => one.content)]);
    case 'owner':
      return texts([step.owner, ...touchpoints.map((one) => one.owner)]);
    case 'quotes':
      return texts(
        step.quotes.map((quote) => (quote.by ? `“${quote.text}” ${quote.by}` : `“${quote.text}”`)),
      );
    case 'backstage':
      return texts([
        ...(step.backstage?.frontstage ?? []),
        ...(step.backstage?.backstage ?? []),
        ...(step.backstage?.systems ?? []),
        step.backstage?.owner,
      ]);
    default:
      return texts([valueUnder(step.custom, lane)].flat());
  }
}

function texts(values: readonly unknown[]): CellItem[] {
  return values.flatMap((value) => {
    if (value === null || value === undefined || value === '') return [];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [{ kind: 'text' as const, text }];
  });
}
