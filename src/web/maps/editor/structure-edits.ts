import type { Json, MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import type { LaneView } from '../map-view.ts';
import type { FreshIds } from './fresh-ids.ts';

/** A new stage with one step, behind another stage (null = in front of all). */
export function addStage(
  after: string | null,
  titles: { stage: string; step: string },
  freshId: FreshIds,
): { edits: MapEdit[]; stage: string; step: string } {
  const [stage, step] = [freshId(titles.stage, 'stage'), freshId(titles.step, 'step')];
  const value: Json = { id: stage, title: titles.stage, steps: [{ id: step, title: titles.step }] };
  const edits: MapEdit[] = [
    { kind: 'insert', list: ['stages'], after: after === null ? null : { id: after }, value },
  ];
  return { edits, stage, step };
}

/** A new step of a stage, behind another of its steps (null = in front of them). */
export function addStep(
  stage: string,
  after: string | null,
  title: string,
  freshId: FreshIds,
): { edits: MapEdit[]; step: string } {
  const step = freshId(title, 'step');
  return {
    step,
    edits: [
      {
        kind: 'insert',
        list: ['stages', { id: stage }, 'steps'],
        after: after === null ? null : { id: after },
        value: { id: step, title },
      },
    ],
  };
}

export function removeStage(stage: string): MapEdit[] {
  return [{ kind: 'remove', item: ['stages', { id: stage }] }];
}

export function removeStep(stage: string, step: string): MapEdit[] {
  return [{ kind: 'remove', item: ['stages', { id: stage }, 'steps', { id: step }] }];
}

/** Lanes as the file lists them: a name of the product's, or id and title of one's own. */
function lanesInFile(lanes: readonly LaneView[]): Json[] {
  return lanes.map(({ id, title }) => (title === null ? id : { id, title }));
}

/** The file lists exactly these lanes, in this order; `written` is its list as it is. */
export function setLanes(written: Json | undefined, lanes: readonly LaneView[]): MapEdit[] {
  const once = lanes.filter((lane, index) => lanes.findIndex((one) => one.id === lane.id) === index);
  const base = written === undefined ? {} : { base: written };
  return [{ kind: 'set', at: ['lanes'], ...base, value: lanesInFile(once) }];
}
