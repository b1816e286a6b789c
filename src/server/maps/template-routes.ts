import { api } from '../platform/api.ts';
import type { Context } from '../platform/context.ts';
import { authorOf } from './editing-routes.ts';
import { listTemplates, openAsMap, readTemplate, removeTemplate, saveTemplate } from './map-templates.ts';

/** Templates of maps: the gallery, new maps from it, and a workspace's own. */
export function mapTemplatesRoutes(context: Context) {
  return {
    list: api.mapTemplates.list.handler(async ({ context: { workspace } }) => ({
      templates: await listTemplates(context, workspace),
    })),

    get: api.mapTemplates.get.handler(({ input, context: { workspace } }) =>
      readTemplate(context, workspace, input.template),
    ),

    open: api.mapTemplates.open.handler(async ({ input, context: { workspace } }) => {
      await openAsMap(context, workspace, input);
      return { map: input.map };
    }),

    save: api.mapTemplates.save.handler(({ input, context: { workspace, caller } }) =>
      saveTemplate(context, workspace, { ...input, author: authorOf(caller) }),
    ),

    remove: api.mapTemplates.remove.handler(async ({ input, context: { workspace } }) => {
      await removeTemplate(context, workspace, input.template);
      return {};
    }),
  };
}
