import { api } from '../../platform/api.ts';
import type { Caller } from '../../platform/caller.ts';
import type { Context } from '../../platform/context.ts';
import { authorOf } from '../editing-routes.ts';
import type { MapEdits } from '../map-edits.ts';
import { prepareMapQuestion } from '../map-question.ts';
import { readOpenMap } from '../stored-maps.ts';
import { createProgramme } from './programme.ts';
import { createScorecards } from './scorecard.ts';
import { measureTouchpointFunnel } from './touchpoint-funnel.ts';

/** Opportunities of all maps from idea to what they earned, and what each owner is in charge of. */
export function programmeRoutes(context: Context, edits: MapEdits) {
  const programme = createProgramme(context, edits);
  const scorecard = createScorecards(context, programme);
  const calls = api.programme;
  const sourceOf = (caller: Caller) => ({
    client: 'programme',
    batch: crypto.randomUUID(),
    author: authorOf(caller),
  });

  return {
    opportunities: calls.opportunities.handler(({ input, context: { workspace }, signal }) =>
      programme.list({ ...input, workspace, signal }),
    ),
    change: calls.change.handler(
      ({ input: { map, step, opportunity, ...given }, context: { workspace, caller } }) =>
        programme.change(workspace, { map, step, opportunity }, given, sourceOf(caller)),
    ),
    measure: calls.measure.handler(({ input, context: { workspace, caller }, signal }) =>
      programme.measure(workspace, input, { source: sourceOf(caller), signal }),
    ),
    owner: calls.owner.handler(({ input: { owner, period }, context: { workspace }, signal }) =>
      scorecard(owner, { workspace, period, signal }),
    ),
    touchpointFunnel: calls.touchpointFunnel.handler(async ({ input, context: { workspace }, signal }) => {
      const map = await readOpenMap(context, workspace, input.map);
      const options = signal === undefined ? {} : { signal };
      return measureTouchpointFunnel(
        await prepareMapQuestion({ context, workspace, map, period: input.period, options }),
        input.touchpoint,
      );
    }),
  };
}
