import { type JourneyMap, touchpointsOf, valueUnder } from '../../../shared/maps/journey-map.ts';
import { funnelOfStage } from '../../../shared/maps/programme/stage-funnel.ts';
import type { ScorecardAnswer } from '../../../shared/maps/programme-contract.ts';
import type { Period } from '../../../shared/platform/base-contract.ts';
import type { Context } from '../../platform/context.ts';
import { createMapMeasures } from '../maps.ts';
import { listMaps } from '../stored-maps.ts';
import type { Programme } from './programme.ts';

interface Asked {
  workspace: number;
  period: Period;
  signal?: AbortSignal | undefined;
}

type Parts = Pick<ScorecardAnswer, 'stages' | 'touchpoints' | 'kpis' | 'pains'>;

/**
 * Everything that is an owner's on all maps. A touchpoint, pain or opportunity without an owner of its own belongs to that
 * of its touchpoint, else step, else stage; stages and key figures belong to whom they name.
 */
export function createScorecards(context: Context, programme: Programme) {
  const measures = createMapMeasures(context);

  async function partsOf(map: JourneyMap, owner: string, asked: Asked): Promise<Parts> {
    const inMap = (place: string) => ({ map: map.id, mapTitle: map.title, place });
    const question = { ...asked, map };
    const stages = map.stages.filter((stage) => stage.owner === owner);
    const touchpoints = touchpointsOf(map).filter(
      ({ stage, step, touchpoint }) => (touchpoint.owner ?? step.owner ?? stage.owner) === owner,
    );
    const metrics = Object.values(map.metrics).filter((metric) => metric.owner === owner);
    const ribbon = stages.length > 0 ? await measures.ribbon(question) : null;
    const counts = touchpoints.length > 0 ? await measures.touchpoints(question) : null;
    const kpis = await Promise.all(metrics.map((metric) => measures.kpi(question, metric.id)));
    const pains = map.stages.flatMap((stage) =>
      stage.steps.flatMap((step) => [
        ...step.pains.map((pain) => ({ pain, place: step.title, of: step.owner ?? stage.owner })),
        ...step.touchpoints.flatMap((touchpoint) =>
          touchpoint.pains.map((pain) => ({
            pain,
            place: touchpoint.title,
            of: touchpoint.owner ?? step.owner ?? stage.owner,
          })),
        ),
      ]),
    );
    return {
      stages: stages.map((stage) => {
        const flow = ribbon?.stages.find((one) => one.stage === stage.id);
        return {
          ...inMap(stage.title),
          stage: stage.id,
          people: flow?.people ?? 0,
          conversionToNext: flow?.conversionToNext ?? null,
          funnel: funnelOfStage(map, stage),
        };
      }),
      touchpoints: touchpoints.map(({ touchpoint }) => {
        const count = counts?.touchpoints.find((one) => one.touchpoint === touchpoint.id);
        return {
          ...inMap(touchpoint.title),
          touchpoint: touchpoint.id,
          people: count?.people ?? 0,
          events: count?.events ?? 0,
          state: count?.state ?? 'no_source',
        };
      }),
      kpis: kpis.map((kpi) => ({ ...inMap(valueUnder(map.metrics, kpi.metric)?.title ?? kpi.metric), kpi })),
      pains: pains
        .filter(({ of }) => of === owner)
        .map(({ pain, place }) => ({ ...inMap(place), text: pain.text, severity: pain.severity })),
    };
  }

  return async function scorecard(
    owner: string,
    asked: Omit<Asked, 'period'> & { period?: Period | undefined },
  ): Promise<ScorecardAnswer> {
    const { today, usual } = await programme.readDays(asked.workspace);
    const question = { ...asked, period: asked.period ?? usual };
    const maps = await listMaps(context, asked.workspace);
    const parts: Parts[] = [];
    for (const { map } of maps) if (map !== null) parts.push(await partsOf(map, owner, question));
    const rows = await programme.rowsOf(maps, question, today);
    return {
      owner,
      period: question.period,
      stages: parts.flatMap(({ stages }) => stages),
      touchpoints: parts.flatMap(({ touchpoints }) => touchpoints),
      kpis: parts.flatMap(({ kpis }) => kpis),
      pains: parts.flatMap(({ pains }) => pains).sort((a, b) => (b.severity ?? 0) - (a.severity ?? 0)),
      opportunities: rows.filter((row) => row.owner === owner),
    };
  };
}
