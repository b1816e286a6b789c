import { api } from '../platform/api.ts';
import type { Context } from '../platform/context.ts';
import { listRecentEvents, listRejected, listSources } from './data-view.ts';

/** What came in: sources, the latest events, what was refused. */
export function dataRoutes(context: Context) {
  return {
    sources: api.data.sources.handler(({ context: { workspace } }) => listSources(context, workspace)),
    recent: api.data.recent.handler(async ({ context: { workspace }, input, signal }) => ({
      events: await listRecentEvents(context, workspace, input.limit, signal),
    })),
    rejected: api.data.rejected.handler(({ context: { workspace }, input }) =>
      listRejected(context, workspace, input.cursor),
    ),
  };
}
