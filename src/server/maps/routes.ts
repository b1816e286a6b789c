import type { MapProblem } from '../../shared/maps/contract.ts';
import { lintMap, type SeenVocabulary } from '../../shared/maps/lint-map.ts';
import { api } from '../platform/api.ts';
import type { Context } from '../platform/context.ts';
import { readWorkspaceFacts } from '../reports/workspace-facts.ts';
import { authorOf } from './editing-routes.ts';
import { findBrokenLinks } from './linked-maps.ts';
import type { MapEdits } from './map-edits.ts';
import { createMapMeasures } from './maps.ts';
import { lastDays, readSeenEvents } from './seen-events.ts';
import { storeMap } from './store-map.ts';
import { listMaps, readMap, readOpenMap, type StoredMap } from './stored-maps.ts';

/** Days that a map shows first. */
const FIRST_DAYS = 30;

/** Maps: their files, what is wrong in them, and everything that is measured on them. */
export function mapsRoutes(context: Context, edits: MapEdits) {
  const measures = createMapMeasures(context);

  /** Of the file, and of what was collected. */
  async function findProblems(
    workspace: number,
    stored: StoredMap,
    known?: SeenVocabulary,
  ): Promise<MapProblem[]> {
    const { map } = stored;
    const problems = [...(await findBrokenLinks(context, workspace, stored)), ...stored.problems];
    if (map === null) return problems;
    const seen = known ?? (await readSeenEvents(context, workspace));
    const warnings = lintMap(map, seen, context.clock.now());
    return [...problems, ...warnings].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  return {
    list: api.maps.list.handler(async ({ context: { workspace } }) => {
      const maps = await listMaps(context, workspace);
      return {
        maps: maps.map(({ id, map, revision, updatedAt }) => ({
          id,
          title: map?.title ?? id,
          state: map?.state ?? 'as-is',
          status: map?.status ?? 'draft',
          stages: map?.stages.length ?? 0,
          revision,
          isBroken: map === null,
          parent: map?.parent ?? null,
          extends: map?.extends ?? null,
          updatedAt,
        })),
      };
    }),

    get: api.maps.get.handler(async ({ input, context: { workspace } }) => {
      const stored = await readMap(context, workspace, input.map);
      const seen = await readSeenEvents(context, workspace);
      const facts = await readWorkspaceFacts(context.postgres, workspace);
      const timeZone = stored.map?.timeZone ?? facts.timeZone;
      return {
        id: stored.id,
        file: stored.file,
        map: stored.map,
        problems: await findProblems(workspace, stored, seen),
        revision: stored.revision,
        base: stored.base,
        updatedAt: stored.updatedAt,
        defaultPeriod: lastDays(seen, { days: FIRST_DAYS, nowMs: context.clock.now(), timeZone }),
      };
    }),

    put: api.maps.put.handler(async ({ input, context: { workspace, caller } }) => {
      await storeMap({ ...context, edits }, workspace, {
        id: input.map,
        file: input.file,
        author: authorOf(caller),
        isReplacing: input.replace,
      });
      return { problems: await findProblems(workspace, await readMap(context, workspace, input.map)) };
    }),

    kpi: api.maps.kpi.handler(async ({ input, context: { workspace }, signal }) => {
      const map = await readOpenMap(context, workspace, input.map);
      return measures.kpi(
        { workspace, map, period: { from: input.from, to: input.to }, signal },
        input.metric,
      );
    }),

    ribbon: api.maps.ribbon.handler(async ({ input, context: { workspace }, signal }) =>
      measures.ribbon({
        workspace,
        map: await readOpenMap(context, workspace, input.map),
        period: input.period,
        signal,
      }),
    ),

    touchpoints: api.maps.touchpoints.handler(async ({ input, context: { workspace }, signal }) =>
      measures.touchpoints({
        workspace,
        map: await readOpenMap(context, workspace, input.map),
        period: input.period,
        signal,
      }),
    ),

    coverage: api.maps.coverage.handler(async ({ input, context: { workspace }, signal }) =>
      measures.coverage({
        workspace,
        map: await readOpenMap(context, workspace, input.map),
        period: input.period,
        signal,
      }),
    ),

    emotion: api.maps.emotion.handler(async ({ input, context: { workspace }, signal }) =>
      measures.emotion({
        workspace,
        map: await readOpenMap(context, workspace, input.map),
        period: input.period,
        signal,
      }),
    ),

    pains: api.maps.pains.handler(async ({ input, context: { workspace }, signal }) =>
      measures.pains({
        workspace,
        map: await readOpenMap(context, workspace, input.map),
        period: input.period,
        signal,
      }),
    ),

    targetActions: api.maps.targetActions.handler(async ({ input, context: { workspace }, signal }) =>
      measures.targetActions({
        workspace,
        map: await readOpenMap(context, workspace, input.map),
        period: input.period,
        signal,
      }),
    ),

    people: api.maps.people.handler(async ({ input, context: { workspace }, signal }) => {
      const map = await readOpenMap(context, workspace, input.map);
      return measures.people({ workspace, map, period: input.period, signal }, input.part, input.cursor);
    }),
  };
}
