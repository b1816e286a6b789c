import {
  type JourneyMap,
  listsChannels,
  listsLanes,
  type Persona,
  painsOfStep,
  type Stage,
  type Step,
  stepsOf,
  touchpointsOf,
} from './journey-map.ts';

/** Parts of a map that a plain journey format has no place for, with their English names. */
const NAMES = {
  touchpoints: 'touchpoints',
  channels: 'channels',
  ids: 'ids',
  about: 'description, state',
  bindings: 'bindings to events',
  kpis: 'key figures',
  targetActions: 'target actions',
  pains: 'pain points',
  opportunities: 'opportunities',
  texts: 'cells of goals, actions, thoughts and further lanes',
  feelings: 'feelings with words, figures or decimals',
  personas: 'personas beyond their name',
  path: 'the planned way',
  brief: 'the brief',
  attachments: 'images and files',
  settings: 'lanes, views, owner, review and other settings',
} as const;
export type LeftOutPart = keyof typeof NAMES;

/** `count` null = it is one thing, or not counted. */
export interface LeftOut {
  part: LeftOutPart;
  count: number | null;
}

/**
 * What of a map a Mermaid journey or CJML file does not hold, so that whoever takes the file knows. Only what the map has.
 *
 * leftOut('mermaid', map) // -> [{ part: 'touchpoints', count: 12 }, { part: 'ids', count: null }]
 */
export function leftOut(format: 'mermaid' | 'cjml', map: JourneyMap): LeftOut[] {
  const steps = stepsOf(map).map(({ step }) => step);
  const touchpoints = touchpointsOf(map).map(({ touchpoint }) => touchpoint);
  const actions = [...map.stages, ...steps, ...touchpoints].flatMap((one) => one.targetActions);
  const isMermaid = format === 'mermaid';
  const counts: Record<LeftOutPart, number | boolean> = {
    touchpoints: isMermaid ? touchpoints.length : 0,
    channels: isMermaid && listsChannels(map) ? map.channels.length : 0,
    ids: isMermaid,
    about: isMermaid && (map.description !== null || map.state !== 'as-is'),
    bindings: [...map.stages.map(({ enter }) => enter), ...touchpoints.map(({ events }) => events)].filter(
      (events) => events.length > 0,
    ).length,
    kpis: Object.keys(map.metrics).length,
    targetActions: actions.length,
    pains: steps.flatMap(painsOfStep).length,
    opportunities: steps.flatMap((step) => step.opportunities).length,
    texts: map.stages.reduce((sum, stage) => sum + textsOf(stage), 0),
    feelings: steps.filter(({ emotion }) => {
      if (emotion === null) return false;
      const isRounded = isMermaid && !Number.isInteger(emotion.score);
      return isRounded || emotion.label !== null || emotion.metric !== null || emotion.evidence.length > 0;
    }).length,
    personas: map.personas.filter(saysMore).length,
    path: map.path !== null,
    brief: Object.values(map.brief).some(isFilled),
    attachments: steps.reduce((sum, { images, files }) => sum + images.length + files.length, 0),
    settings:
      [map.owner, map.basedOn, map.parent, map.extends, map.review, map.timeZone].some(isFilled) ||
      [map.tags, map.views, map.custom].some(isFilled) ||
      map.status !== 'draft' ||
      listsLanes(map),
  };
  // boundary: the keys are those of NAMES
  return (Object.entries(counts) as [LeftOutPart, number | boolean][]).flatMap(([part, count]) =>
    count === false || count === 0 ? [] : [{ part, count: count === true ? null : count }],
  );
}

/** In English: `touchpoints (12), ids`. */
export function sayLeftOut(parts: readonly LeftOut[]): string {
  return parts.map(({ part, count }) => `${NAMES[part]}${count === null ? '' : ` (${count})`}`).join(', ');
}

function isFilled(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Cells with something in them that stand in no format but the map's own. */
function textsOf(stage: Stage): number {
  const ofStage = [stage.goal, stage.motivation, stage.owner, stage.color, stage.competitors, stage.custom];
  const ofSteps = stage.steps.flatMap((step: Step) => [
    ...[step.goal, step.motivation, step.actions, step.thoughts, step.content, step.owner, step.backstage],
    ...[step.quotes, step.perPersona, step.map, step.competitors, step.difference, step.custom],
    ...step.touchpoints.flatMap((one) => [one.content, one.owner, one.devices, one.needs, one.custom]),
  ]);
  return [...ofStage, ...ofSteps].filter(isFilled).length;
}

function saysMore({ id: _id, name: _name, kind: _kind, place: _place, ...more }: Persona): boolean {
  return Object.values(more).some(isFilled);
}
