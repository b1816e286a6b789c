import { findCurrentPerson } from '../../customers/people.ts';
import { api } from '../../platform/api.ts';
import { apiError } from '../../platform/api-errors.ts';
import type { Context } from '../../platform/context.ts';
import { listMaps, readOpenMap } from '../stored-maps.ts';
import { createStageAnswers } from './stage-answers.ts';
import { canBeComputed, planOf } from './stage-plan.ts';

/** The stages of people on the maps. */
export function mapStagesRoutes(context: Context) {
  const answers = createStageAnswers(context);
  const calls = api.mapStages;
  const atMsOf = (at: string | undefined) => (at === undefined ? undefined : Date.parse(at));

  return {
    counts: calls.counts.handler(async ({ input, context: { workspace }, signal }) =>
      answers.counts({
        workspace,
        map: await readOpenMap(context, workspace, input.map),
        atMs: atMsOf(input.at),
        signal,
      }),
    ),
    people: calls.people.handler(async ({ input, context: { workspace }, signal }) => {
      const map = await readOpenMap(context, workspace, input.map);
      return answers.people({ workspace, map, atMs: atMsOf(input.at), signal }, input.place, input.cursor);
    }),
    ofPerson: calls.ofPerson.handler(async ({ input, context: { workspace }, signal }) => {
      const person = await findCurrentPerson(context, workspace, Number(input.person));
      if (person === null)
        throw apiError('NOT_FOUND', `There is no person ${input.person}. GET /api/people lists them.`);
      const live = (await listMaps(context, workspace)).flatMap(({ map }) =>
        map !== null && map.status === 'live' && canBeComputed(planOf(map)) ? [map] : [],
      );
      return {
        maps: await Promise.all(live.map((map) => answers.ofPerson({ workspace, map, signal }, person))),
      };
    }),
    entered: calls.entered.handler(async ({ input, context: { workspace }, signal }) => {
      const map = await readOpenMap(context, workspace, input.map);
      return answers.entered({ workspace, map, signal }, input);
    }),
  };
}
