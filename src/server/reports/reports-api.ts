import { api } from '../platform/api.ts';
import type { Context } from '../platform/context.ts';
import { createReports } from './reports-routes.ts';

/** The calls of the reports contract. A caller who goes away stops the question in the database. */
export function reportsRoutes(context: Context) {
  const reports = createReports(context);
  const routes = api.reports;
  return {
    funnel: routes.funnel.handler(({ input, context: { workspace }, signal }) =>
      reports.funnel(workspace, input, { signal }),
    ),
    funnelPeople: routes.funnelPeople.handler(({ input, context: { workspace }, signal }) =>
      reports.funnelPeople(workspace, input, { signal }),
    ),
    paths: routes.paths.handler(({ input, context: { workspace }, signal }) =>
      reports.paths(workspace, input, { signal }),
    ),
    pathsPeople: routes.pathsPeople.handler(({ input, context: { workspace }, signal }) =>
      reports.pathsPeople(workspace, input, { signal }),
    ),
    channels: routes.channels.handler(({ input, context: { workspace }, signal }) =>
      reports.channels(workspace, input, { signal }),
    ),
    channelsPeople: routes.channelsPeople.handler(({ input, context: { workspace }, signal }) =>
      reports.channelsPeople(workspace, input, { signal }),
    ),
    vocabulary: routes.vocabulary.handler(({ context: { workspace }, signal }) =>
      reports.vocabulary(workspace, { signal }),
    ),
  };
}
