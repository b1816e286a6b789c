import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { touchpointsOf } from '../../shared/maps/journey-map.ts';
import { api } from '../platform/api.ts';

/** What each number of a map rests on, as text: where it differs between two states of a map, the number is asked anew. */
export function basesOf(map: JourneyMap): Map<string, string> {
  const places = (key: string, value: unknown) => (key === 'place' || key === 'title' ? undefined : value);
  const say = (value: unknown) => JSON.stringify(value, places);
  const touchpoints = touchpointsOf(map).map(({ touchpoint }) => [touchpoint.id, touchpoint.events]);
  const whole = say([map.case, map.timeZone]);
  return new Map([
    ...Object.values(map.metrics).map((metric) => [`kpi/${metric.id}`, say([metric, whole])] as const),
    ['touchpoints', say([touchpoints, map.timeZone])],
    ['coverage', say([touchpoints, map.timeZone])],
    ['ribbon', say([map.stages.map((stage) => [stage.id, stage.enter, stage.isExit]), whole])],
    [
      'emotion',
      say(
        map.stages.flatMap((stage) =>
          stage.steps.map((step) => [step.id, step.emotion?.metric && map.metrics[step.emotion.metric]]),
        ),
      ),
    ],
  ]);
}

const NAMES = ['touchpoints', 'coverage', 'ribbon', 'emotion'] as const;

/**
 * The numbers whose meaning was edited and that are not there yet. They are asked anew when the server has all edits;
 * until they arrive the old ones stay, greyed.
 */
export function useRecounting(map: JourneyMap, isSaved: boolean): ReadonlySet<string> {
  const queries = useQueryClient();
  const asked = useRef(basesOf(map));
  const [recounting, setRecounting] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const bases = basesOf(map);
    const changed = [...bases]
      .filter(([name, base]) => asked.current.get(name) !== base)
      .map(([name]) => name);
    setRecounting((old) => (changed.every((name) => old.has(name)) ? old : new Set([...old, ...changed])));
    if (!isSaved || changed.length === 0) return;
    asked.current = bases;
    for (const name of changed) {
      void askAnew(queries, map.id, name).finally(() =>
        setRecounting((old) => new Set([...old].filter((one) => one !== name))),
      );
    }
  }, [map, isSaved, queries]);
  return recounting;
}

function askAnew(queries: QueryClient, map: string, name: string): Promise<void> {
  const metric = name.startsWith('kpi/') ? name.slice('kpi/'.length) : null;
  if (metric !== null)
    return queries.invalidateQueries({ queryKey: api.maps.kpi.key({ input: { map, metric } }) });
  const known = NAMES.find((one) => one === name);
  return known
    ? queries.invalidateQueries({ queryKey: api.maps[known].key({ input: { map } }) })
    : Promise.resolve();
}
