import { accountsRoutes } from './accounts/routes.ts';
import { dataRoutes } from './collect/data-routes.ts';
import { mapsRoutes } from './maps/routes.ts';
import type { Context } from './platform/context.ts';
import { peopleRoutes } from './reports/person-page.ts';
import { reportsRoutes } from './reports/reports-api.ts';

/** Every part of the API, one line each. */
export function createRouter(context: Context, version: string) {
  return {
    accounts: accountsRoutes(context, version),
    data: dataRoutes(context),
    maps: mapsRoutes(context),
    people: peopleRoutes(context),
    reports: reportsRoutes(context),
  };
}
