import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import {
  type JourneyMap,
  painsOfStep,
  stepsOf,
  touchpointsOf,
  valueUnder,
} from '../../shared/maps/journey-map.ts';
import { type PlacedAction, targetActionsOf } from '../../shared/maps/programme/target-actions.ts';
import { api } from '../platform/api.ts';
import type { Recounting } from './editor/recounting.ts';

/** What each number of a map rests on, as text: where it differs between two states of a map, the number is asked anew. */
export function basesOf(map: JourneyMap): Map<string, string> {
  const places = (key: string, value: unknown) => (key === 'place' || key === 'title' ? undefined : value);
  const say = (value: unknown) => JSON.stringify(value, places);
  const touchpoints = touchpointsOf(map).map(({ touchpoint }) => [touchpoint.id, touchpoint.events]);
  const pains = stepsOf(map).flatMap(({ step }) =>
    painsOfStep(step).map(({ key, pain }) => [key, pain.severity, pain.events]),
  );
  const whole = say([map.case, map.timeZone]);
  return new Map([
    ...Object.values(map.metrics).map((metric) => [`kpi/${metric.id}`, say([metric, whole])] as const),
    ['touchpoints', say([touchpoints, map.timeZone])],
    [
      'targetActions',
      say([map.stages.flatMap(targetActionsOf).map((placed) => basisOfAction(map, placed)), whole]),
    ],
    ['pains', say([pains, touchpoints, map.stages.map(({ enter }) => enter), whole])],
    [
      'needs',
      say([
        map.stages.map(({ id, steps }) => [
          id,
          steps.map((step) => step.touchpoints.map(({ events }) => events)),
        ]),
        map.timeZone,
      ]),
    ],
    ['coverage', say([touchpoints, map.timeZone])],
    ['reality', say([touchpoints, whole])],
    ['ribbon', say([map.stages.map((stage) => [stage.id, stage.enter, stage.isExit]), whole])],
    [
      'emotion',
      say(
        map.stages.flatMap((stage) =>
          stage.steps.map((step) => [
            step.id,
            step.emotion?.metric && [
              valueUnder(map.metrics, step.emotion.metric),
              step.emotion.worst,
              step.emotion.best,
            ],
          ]),
        ),
      ),
    ],
  ]);
}

/** With what brings people to its place. */
const basisOfAction = (map: JourneyMap, { key, stage, step, touchpoint, action }: PlacedAction) => [
  key,
  action,
  action.metric && valueUnder(map.metrics, action.metric),
  touchpoint?.events,
  step?.touchpoints.map(({ events }) => events),
  stage.enter,
];

const NAMES = ['touchpoints', 'targetActions', 'pains', 'coverage', 'ribbon', 'emotion'] as const;

/**
 * The numbers whose meaning was edited and that are not there yet. They are asked anew when the server has all edits;
 * until they arrive the old ones stay, greyed.
 */
export function useRecounting(map: JourneyMap, isSaved: boolean): Recounting {
  const queries = useQueryClient();
  const bases = useMemo(() => basesOf(map), [map]);
  const [asked, setAsked] = useState(bases);
  const [onTheirWay, setOnTheirWay] = useState<ReadonlySet<string>>(NONE);
  const unsaved = useMemo(() => {
    const changed = [...bases].filter(([name, base]) => asked.get(name) !== base).map(([name]) => name);
    return changed.length === 0 ? NONE : new Set(changed);
  }, [bases, asked]);
  const [wanted, setWanted] = useState<ReadonlySet<string>>(NONE);
  useEffect(() => {
    if (!isSaved || unsaved.size === 0) return;
    setAsked(bases);
    setOnTheirWay((old) => new Set([...old, ...unsaved]));
    setWanted(unsaved);
  }, [bases, unsaved, isSaved]);
  // once the numbers may ask again: before that, an answer to the old question that is on its way would count as new
  useEffect(() => {
    for (const name of wanted) {
      void askAnew(queries, map.id, name).finally(() =>
        setOnTheirWay((old) => new Set([...old].filter((one) => one !== name))),
      );
    }
  }, [wanted, queries, map.id]);
  return useMemo(() => ({ unsaved, all: new Set([...unsaved, ...onTheirWay]) }), [unsaved, onTheirWay]);
}

const NONE: ReadonlySet<string> = new Set();

function askAnew(queries: QueryClient, map: string, name: string): Promise<void> {
  const metric = name.startsWith('kpi/') ? name.slice('kpi/'.length) : null;
  if (metric !== null)
    return queries.invalidateQueries({ queryKey: api.maps.kpi.key({ input: { map, metric } }) });
  if (name === 'touchpoints')
    void queries.invalidateQueries({ queryKey: api.programme.touchpointFunnel.key({ input: { map } }) });
  if (name === 'reality') return queries.invalidateQueries({ queryKey: api.discovery.key() });
  if (name === 'needs')
    return queries.invalidateQueries({ queryKey: api.mapNeeds.audit.key({ input: { map } }) });
  const known = NAMES.find((one) => one === name);
  return known
    ? queries.invalidateQueries({ queryKey: api.maps[known].key({ input: { map } }) })
    : Promise.resolve();
}
