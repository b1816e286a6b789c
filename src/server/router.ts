import { accountsRoutes } from './accounts/routes.ts';
import { dataRoutes } from './collect/data-routes.ts';
import type { Core } from './core.ts';

/** Every part of the API, one line each. */
export function createRouter({ context }: Core, version: string) {
  return {
    accounts: accountsRoutes(context, version),
    data: dataRoutes(context),
  };
}
