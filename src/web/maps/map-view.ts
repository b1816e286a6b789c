import { type JourneyMap, listsLanes, type Stage } from '../../shared/maps/journey-map.ts';
import { isShownLane, SHOWN_LANES } from './editor/lane-forms.ts';

/** A lane of the grid: one of the product's, or one of the map's own. */
export interface LaneView {
  id: string;
  /** null = the product's own name */
  title: string | null;
  /** closed until someone opens it */
  isFolded: boolean;
}

/** Lanes whose things stages, steps and touchpoints have under another key. */
const KEYS: Record<string, string> = { cta: 'targetActions', channels: 'touchpoints' };

/** Lanes that are shown only where the file lists them, or somebody asks for them. */
const ON_REQUEST: readonly string[] = ['channels', 'needs'];

/** Whether any stage has something in the lane. */
export function hasContent(lane: string, map: JourneyMap): boolean {
  if (lane === 'flow' || lane === 'needs') return true;
  const key = KEYS[lane] ?? lane;
  return map.stages.some((stage) => partsOf(stage, lane).some((part) => isSomething(Reflect.get(part, key))));
}

/** Stage, steps and touchpoints; what a lane of one's own holds stands under `custom`. */
function partsOf(stage: Stage, lane: string): object[] {
  if (!isShownLane(lane)) return stage.steps.map((step) => step.custom);
  // the stage's own goal stands in its header
  const own = lane === 'goal' ? [] : [stage];
  return [...own, ...stage.steps, ...stage.steps.flatMap((step) => step.touchpoints)];
}

function isSomething(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
}

/**
 * The lanes that are shown, in order. A file that lists lanes is shown in its order; where it does not place the flow of
 * people, what is measured (key figures, flow) stands on top. Empty lanes are left out unless the map is being edited and
 * its file lists them.
 */
export function lanesOf(map: JourneyMap, isEditing = false): LaneView[] {
  const listed = listsLanes(map);
  let lanes: { id: string; title: string | null }[] = listed
    ? map.lanes.filter((lane) => isShownLane(lane.id) || lane.title !== null)
    : SHOWN_LANES.filter((id) => !ON_REQUEST.includes(id)).map((id) => ({ id, title: null }));
  if (!lanes.some((lane) => lane.id === 'flow')) {
    const figures = lanes.filter((lane) => lane.id === 'kpis');
    lanes = [...figures, { id: 'flow', title: null }, ...lanes.filter((lane) => lane.id !== 'kpis')];
  }
  return lanes
    .filter((lane) => (isEditing && listed) || hasContent(lane.id, map))
    .map((lane) => ({ ...lane, isFolded: lane.id === 'backstage' }));
}

/** Lanes that could be shown besides: those with something in them first. */
export function otherLanesOf(
  map: JourneyMap,
  shown: readonly LaneView[],
): { id: string; isEmpty: boolean }[] {
  return SHOWN_LANES.filter((id) => !shown.some((lane) => lane.id === id))
    .map((id) => ({ id, isEmpty: !hasContent(id, map) }))
    .sort((a, b) => Number(a.isEmpty) - Number(b.isEmpty));
}
