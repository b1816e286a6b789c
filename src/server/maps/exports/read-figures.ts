import type { MapFigures } from '../../../shared/maps/drawing/map-figures.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import type { Period } from '../../../shared/platform/base-contract.ts';
import type { Context } from '../../platform/context.ts';
import { readWorkspaceFacts } from '../../reports/workspace-facts.ts';
import type { createMapMeasures } from '../maps.ts';
import { lastDays, readSeenEvents } from '../seen-events.ts';
import { MAX_STAGES } from '../stage-events.ts';

/** Days that are measured where no period is asked for, as on the page of a map. */
const FIRST_DAYS = 30;

export interface FiguresAsked {
  workspace: number;
  map: JourneyMap;
  /** null = the last 30 days with data */
  period: Period | null;
  signal?: AbortSignal | undefined;
}

/** All numbers of a map for a period, each measured as its page does. Throws BadQuestion where the period is none. */
export async function readFigures(
  context: Context,
  measures: ReturnType<typeof createMapMeasures>,
  { workspace, map, period, signal }: FiguresAsked,
): Promise<MapFigures> {
  const [seen, facts] = await Promise.all([
    readSeenEvents(context, workspace),
    readWorkspaceFacts(context.postgres, workspace),
  ]);
  const timeZone = map.timeZone ?? facts.timeZone;
  const days = period ?? lastDays(seen, { days: FIRST_DAYS, nowMs: context.clock.now(), timeZone });
  const asked = { workspace, map, period: days, signal };
  const [kpis, ribbon, touchpoints, coverage, emotion, pains] = await Promise.all([
    Promise.all(Object.keys(map.metrics).map((metric) => measures.kpi(asked, metric))),
    // a map of more stages can still be taken out, with all that is counted otherwise
    map.stages.length > MAX_STAGES ? null : measures.ribbon(asked),
    measures.touchpoints(asked),
    measures.coverage(asked),
    measures.emotion(asked),
    measures.pains(asked),
  ]);
  const dataAt =
    seen.events
      .map((event) => event.lastAt)
      .sort()
      .at(-1) ?? null;
  return {
    period: days,
    dataAt,
    currency: facts.currency,
    timeZone,
    kpis,
    ribbon,
    touchpoints,
    coverage,
    emotion,
    pains,
  };
}
