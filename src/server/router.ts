import { accountsRoutes } from './accounts/routes.ts';
import { dataRoutes } from './collect/data-routes.ts';
import { mapCommentsRoutes } from './maps/comment-routes.ts';
import { conformanceRoutes } from './maps/conformance/routes.ts';
import { discoveryRoutes } from './maps/discovery/routes.ts';
import { mapEditingRoutes } from './maps/editing-routes.ts';
import { mapFilesRoutes } from './maps/exports/routes.ts';
import { createMapEdits } from './maps/map-edits.ts';
import { mapFamilyRoutes } from './maps/map-family.ts';
import { mapNeedsRoutes } from './maps/needs/routes.ts';
import { mapPersonasRoutes } from './maps/persona-data.ts';
import { programmeRoutes } from './maps/programme/routes.ts';
import { mapsRoutes } from './maps/routes.ts';
import { mapBindingsRoutes } from './maps/seen-properties.ts';
import { mapStagesRoutes } from './maps/stages/routes.ts';
import { mapTemplatesRoutes } from './maps/template-routes.ts';
import type { Context } from './platform/context.ts';
import { peopleRoutes } from './reports/person-page.ts';
import { reportsRoutes } from './reports/reports-api.ts';

/** Every part of the API, one line each. */
export function createRouter(context: Context, version: string) {
  const edits = createMapEdits(context);
  return {
    accounts: accountsRoutes(context, version),
    data: dataRoutes(context),
    maps: mapsRoutes(context, edits),
    mapEditing: mapEditingRoutes(context, edits),
    mapFiles: mapFilesRoutes(context),
    mapStages: mapStagesRoutes(context),
    conformance: conformanceRoutes(context),
    mapBindings: mapBindingsRoutes(context),
    mapComments: mapCommentsRoutes(context),
    mapNeeds: mapNeedsRoutes(context),
    mapPersonas: mapPersonasRoutes(context),
    mapFamily: mapFamilyRoutes(context),
    mapTemplates: mapTemplatesRoutes(context),
    discovery: discoveryRoutes(context),
    programme: programmeRoutes(context, edits),
    people: peopleRoutes(context),
    reports: reportsRoutes(context),
  };
}
