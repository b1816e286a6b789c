import { api } from '../platform/api.ts';
import type { Context } from '../platform/context.ts';
import { getMap, listMaps, putMap } from './map-files.ts';

/** The calls of the maps contract. */
export function mapsRoutes(context: Context) {
  const routes = api.maps;
  return {
    list: routes.list.handler(async ({ context: { workspace } }) => ({
      maps: await listMaps(context, workspace),
    })),
    get: routes.get.handler(({ input, context: { workspace }, signal }) =>
      getMap(context, workspace, input.map, signal),
    ),
    put: routes.put.handler(async ({ input, context: { workspace } }) => ({
      problems: await putMap(context, workspace, input),
    })),
  };
}
