import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { lintCase } from '../../../shared/maps/lint-map.ts';
import { lintMeasured } from '../../../shared/maps/lint-measured.ts';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { api } from '../../platform/api.ts';
import { apiError } from '../../platform/api-errors.ts';
import type { Context } from '../../platform/context.ts';
import { spanOf } from '../../reports/period.ts';
import { readWorkspaceFacts } from '../../reports/workspace-facts.ts';
import { createMapMeasures } from '../maps.ts';
import { hasEvents, lastDays, readSeenEvents } from '../seen-events.ts';
import { assertMap, readBase, readMap } from '../stored-maps.ts';
import { readHistory } from './history.ts';
import { createConformanceMeasures } from './measures.ts';
import { listNotices, settleNotice } from './notices.ts';

/** Days that a file is checked over where nobody says. */
const CHECKED_DAYS = 30;

/** How well reality follows a map, its history, and what is said about it. */
export function conformanceRoutes(context: Context) {
  const measures = createConformanceMeasures(context);
  const figures = createMapMeasures(context);

  async function readOpenMap(workspace: number, id: string): Promise<JourneyMap> {
    const { map, problems } = await readMap(context, workspace, id);
    if (map) return map;
    throw apiError('CONFLICT', `The map "${id}" cannot be opened: ${problems[0]?.message}`, { problems });
  }

  async function usualPeriod(workspace: number, map: JourneyMap) {
    return lastDays(await readSeenEvents(context, workspace), {
      days: CHECKED_DAYS,
      nowMs: context.clock.now(),
      timeZone: await zoneOf(workspace, map),
    });
  }

  async function zoneOf(workspace: number, map: JourneyMap): Promise<string> {
    return map.timeZone ?? (await readWorkspaceFacts(context.postgres, workspace)).timeZone;
  }

  return {
    check: api.conformance.check.handler(async ({ input, context: { workspace }, signal }) =>
      measures.check({
        workspace,
        map: await readOpenMap(workspace, input.map),
        period: input.period,
        signal,
      }),
    ),

    people: api.conformance.people.handler(async ({ input, context: { workspace }, signal }) => {
      const map = await readOpenMap(workspace, input.map);
      return measures.people({ workspace, map, period: input.period, signal }, input.part, input.cursor);
    }),

    history: api.conformance.history.handler(async ({ input, context: { workspace } }) => {
      await readMap(context, workspace, input.map);
      return { days: await readHistory(context, { workspace, map: input.map }) };
    }),

    checkFile: api.conformance.checkFile.handler(async ({ input, context: { workspace }, signal }) => {
      const base = await readBase(context, workspace, input.file);
      const { map: given } = readMapFile(input.file, base ? { base: base.value } : {});
      const { map, problems } = assertMap(input.file, given?.id ?? '', base);
      const period = input.period ?? (await usualPeriod(workspace, map));
      const asked = { workspace, map, period, signal };
      const kpis = [];
      for (const metric of Object.keys(map.metrics)) kpis.push(await figures.kpi(asked, metric));
      return {
        map: map.id,
        period,
        hasData: await hasEvents(context, workspace, spanOf(period, await zoneOf(workspace, map))),
        kpis,
        problems: [...problems, ...lintCase(map), ...lintMeasured(map, kpis)],
        coverage: await figures.coverage(asked),
        conformance: await measures.check(asked),
      };
    }),

    notices: api.conformance.notices.handler(async ({ context: { workspace } }) => ({
      notices: await listNotices(context, workspace),
    })),

    settleNotice: api.conformance.settleNotice.handler(async ({ input, context: { workspace } }) => {
      await settleNotice(context, workspace, input.notice);
      return {};
    }),
  };
}
