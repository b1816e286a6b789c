import { api } from '../../platform/api.ts';
import type { Context } from '../../platform/context.ts';
import { prepareMapQuestion } from '../map-question.ts';
import { readOpenMap } from '../stored-maps.ts';
import { measureNeeds } from './needs.ts';

/** The audit of the eleven needs. */
export function mapNeedsRoutes(context: Context) {
  return {
    audit: api.mapNeeds.audit.handler(async ({ input, context: { workspace }, signal }) => {
      const map = await readOpenMap(context, workspace, input.map);
      const options = signal === undefined ? {} : { signal };
      return measureNeeds(
        await prepareMapQuestion({ context, workspace, map, period: input.period, options }),
      );
    }),
  };
}
