import type { ChildMap } from '../../shared/maps/family-contract.ts';
import { type JourneyMap, stepsOf } from '../../shared/maps/journey-map.ts';
import type { Period } from '../../shared/platform/base-contract.ts';
import { api } from '../platform/api.ts';
import type { Context } from '../platform/context.ts';
import { createMapMeasures } from './maps.ts';
import { listMaps, readMap } from './stored-maps.ts';

/** Key figures shown of one child. */
const MOST_KPIS = 12;

export function mapFamilyRoutes(context: Context) {
  const measures = createMapMeasures(context);

  async function sumUp(
    workspace: number,
    { step, map }: { step: string | null; map: JourneyMap },
    { period, signal }: { period: Period; signal: AbortSignal | undefined },
  ): Promise<ChildMap> {
    const asked = { workspace, map, period, signal };
    const last = map.stages.findLast((stage) => stage.enter.length > 0);
    // people may come in anywhere, so the first stage alone is not all of them
    const [ribbon, people] = await Promise.all([
      measures.ribbon(asked),
      last ? measures.peopleInStages(asked) : null,
    ]);
    const finished = ribbon.stages.find((one) => one.stage === last?.id)?.people ?? null;
    const metrics = Object.values(map.metrics).slice(0, MOST_KPIS);
    const kpis = await Promise.all(
      metrics.map(async ({ id, title }) => ({
        metric: id,
        title,
        state: (await measures.kpi(asked, id)).state,
      })),
    );
    const share = people === null || finished === null || people === 0 ? null : finished / people;
    return { step, map: map.id, title: map.title, people, finished, share, kpis };
  }

  return {
    children: api.mapFamily.children.handler(async ({ input, context: { workspace }, signal }) => {
      const { map } = await readMap(context, workspace, input.map);
      const all = await listMaps(context, workspace);
      const found =
        map === null
          ? []
          : childrenOf(
              map,
              all.flatMap((one) => one.map ?? []),
            );
      const children: ChildMap[] = [];
      for (const { step, id } of found) {
        const child = all.find((one) => one.id === id)?.map ?? null;
        const nothing = { title: null, people: null, finished: null, share: null, kpis: [] };
        children.push(
          child === null
            ? { step, map: id, ...nothing }
            : await sumUp(workspace, { step, map: child }, { period: input.period, signal }),
        );
      }
      return {
        parent:
          map === null
            ? null
            : parentOf(
                map,
                all.flatMap((one) => one.map ?? []),
              ),
        children,
      };
    }),
  };
}

/** Maps named by steps (`map:`), and those that name this one as their parent. */
function childrenOf(map: JourneyMap, all: readonly JourneyMap[]): { step: string | null; id: string }[] {
  const steps = stepsOf(map);
  const named = steps.flatMap(({ step }) => (step.map === null ? [] : [{ step: step.id, id: step.map }]));
  const naming = all.flatMap((other) => {
    const [parent, step = null] = other.parent?.split('#') ?? [];
    if (parent !== map.id || named.some(({ id }) => id === other.id)) return [];
    return [{ step: steps.some((one) => one.step.id === step) ? step : null, id: other.id }];
  });
  return [...named, ...naming];
}

/** The map that this one names as its parent, else the first that names it as the inside of a step. */
function parentOf(map: JourneyMap, all: readonly JourneyMap[]) {
  const [id, step = null] = map.parent?.split('#') ?? [];
  const said = all.find((other) => other.id === id);
  if (said) return { map: said.id, title: said.title, step };
  for (const other of all) {
    const holder = stepsOf(other).find((one) => one.step.map === map.id);
    if (holder && other.id !== map.id) return { map: other.id, title: other.title, step: holder.step.id };
  }
  return null;
}
