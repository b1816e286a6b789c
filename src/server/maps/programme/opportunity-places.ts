import { layOver } from '../../../shared/maps/base-map.ts';
import type { Json, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import type { JourneyMap, Opportunity, Stage, Step } from '../../../shared/maps/journey-map.ts';
import { YamlSource } from '../../../shared/maps/yaml-source.ts';
import type { StoredMap } from '../stored-maps.ts';

/** An opportunity with where it stands: on the map as it is read, and in the file. */
export interface PlacedOpportunity {
  map: JourneyMap;
  stage: Stage;
  step: Step;
  opportunity: Opportunity;
  /** its id, else its text */
  key: string;
  at: MapPath;
  item: Json;
}

/** Every opportunity of a map, in its order; none where the file is no map. */
export function placeOpportunities({ map, file, base }: StoredMap): PlacedOpportunity[] {
  if (map === null || map.stages.every(({ steps }) => steps.every((step) => step.opportunities.length === 0)))
    return [];
  const own: unknown = YamlSource.read(file).source?.value;
  const value = base === null ? own : layOver(base, own);
  return map.stages.flatMap((stage, stageIndex) =>
    stage.steps.flatMap((step, stepIndex) =>
      step.opportunities.map((opportunity, index) => {
        const item = valueIn(value, ['stages', stageIndex, 'steps', stepIndex, 'opportunities', index]);
        const ref = opportunity.id === null ? { value: item, near: index } : { id: opportunity.id };
        return {
          map,
          stage,
          step,
          opportunity,
          key: opportunity.id ?? opportunity.text,
          at: ['stages', { id: stage.id }, 'steps', { id: step.id }, 'opportunities', ref],
          item,
        };
      }),
    ),
  );
}

function valueIn(value: unknown, keys: readonly (string | number)[]): Json {
  let found = value;
  for (const key of keys)
    found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined;
  // boundary: YAML of a map file holds JSON values only
  return (found ?? null) as Json;
}
