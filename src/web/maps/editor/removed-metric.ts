import type { MapEdit, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import type { JsonRecord } from '../use-map-session.ts';
import { listOf, recordOf } from './grid-columns.ts';

/** The edits that take a key figure off the map: out of every list that names it, and its definition. */
export function removeMetric(file: JsonRecord, metric: string): MapEdit[] {
  return [...namesOfMetric(file, metric), { kind: 'set', at: ['metrics', metric] }];
}

function namesOfMetric(file: JsonRecord, metric: string): MapEdit[] {
  const edits: MapEdit[] = [];
  const leave = (thing: JsonRecord, path: MapPath) => {
    for (const key of ['kpis', 'metrics', 'moves'])
      listOf(thing[key]).forEach((name, near) => {
        if (name === metric) edits.push({ kind: 'remove', item: [...path, key, { value: name, near }] });
      });
  };
  for (const stage of listOf(file.stages).map(recordOf)) {
    const ofStage: MapPath = ['stages', { id: String(stage.id) }];
    leave(stage, ofStage);
    for (const step of listOf(stage.steps).map(recordOf)) {
      const ofStep: MapPath = [...ofStage, 'steps', { id: String(step.id) }];
      leave(step, ofStep);
      for (const list of ['touchpoints', 'opportunities'])
        for (const thing of listOf(step[list]).map(recordOf))
          if (typeof thing.id === 'string') leave(thing, [...ofStep, list, { id: thing.id }]);
    }
  }
  return edits;
}
