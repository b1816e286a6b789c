import { api } from '../platform/api.ts';
import type { Context } from '../platform/context.ts';
import { listRecentEvents, listRejected, listSources } from './data-view.ts';

/** Where data comes from, what came last and what was refused. */
export function dataRoutes(context: Context) {
  return {
    sources: api.data.sources.handler(({ context: { workspace } }) => listSources(context, workspace)),
    recent: api.data.recent.handler(async ({ input, context: { workspace }, signal }) => ({
      events: await listRecentEvents(context, workspace, input.limit, signal),
    })),
    rejected: api.data.rejected.handler(({ input, context: { workspace } }) =>
      listRejected(context, workspace, input.cursor),
    ),
  };
}
