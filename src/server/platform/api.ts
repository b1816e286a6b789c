import { OpenAPIGenerator, type OpenAPIGeneratorOptions } from '@orpc/openapi';
import { OpenAPIHandler } from '@orpc/openapi/fetch';
import { implement, ORPCError, type Router } from '@orpc/server';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { Logger } from 'pino';
import { contract } from '../../shared/contract.ts';
import type { Permission } from '../../shared/platform/base-contract.ts';
import { apiError, toApiError } from './api-errors.ts';
import type { Caller, RequestContext } from './caller.ts';
import { readJson } from './json-body.ts';
import { assertOwnPage } from './own-page.ts';

/** Validation comes after the guard, so that a stranger learns nothing but "sign in". */
const base = implement(contract)
  .$context<RequestContext>()
  .$config({ initialInputValidationIndex: Number.POSITIVE_INFINITY });

/** Handlers of the calls whose contract says `permission: 'public'`. */
export const publicApi = base.use(({ context, procedure, next }) => {
  const { permission } = procedure['~orpc'].meta;
  if (permission !== 'public') throw new Error(`A call that needs ${permission} is served without a guard.`);
  assertOwnPage(context);
  return next({ context: {} });
});

/**
 * Handlers of all other calls: the caller must hold the permission that the call's contract declares. Adds
 * `workspace` and `caller` to the context.
 *
 * api.maps.list.handler(({ context, signal }) => listMaps(context.workspace, signal))
 */
export const api = base.use(({ context, procedure, next }) => {
  const { permission } = procedure['~orpc'].meta;
  const caller = requirePermission(context.caller, permission);
  assertOwnPage(context);
  return next({ context: { caller, workspace: caller.workspace } });
});

function requirePermission(caller: Caller | null, permission: Permission): Caller {
  if (caller === null) {
    throw apiError('UNAUTHORIZED', 'Sign in, or send a secret API key: Authorization: Bearer dp_...');
  }
  if (!caller.permissions.has(permission)) {
    throw apiError('FORBIDDEN', `This call needs the permission "${permission}", which you do not hold.`);
  }
  return caller;
}

/** Handlers for every call of the contract. */
export type ApiRouter = Router<typeof contract, RequestContext>;

/** Serves a router under /api; null = no such call. */
export function createApiHandler(router: ApiRouter, log: Logger) {
  const handler = new OpenAPIHandler(router, {
    interceptors: [
      ({ next, ...options }) =>
        next({ ...options, request: { ...options.request, body: () => readJson(options.request.body) } }),
    ],
    clientInterceptors: [
      async ({ next, path, signal }) => {
        try {
          return await next();
        } catch (error) {
          // what a signal is thrown with is whatever the HTTP server gave as the reason
          const known = signal?.aborted ? apiError('CANCELLED', 'The caller left.') : toApiError(error);
          if (!(known instanceof ORPCError))
            log.error({ err: error, call: path.join('.') }, 'a call failed unexpectedly');
          throw known;
        }
      },
    ],
  });
  return async (request: Request, context: RequestContext): Promise<Response | null> => {
    const { response } = await handler.handle(request, { prefix: '/api', context });
    return response ?? null;
  };
}

/** The OpenAPI document of every call, made from the contract. */
export async function describeApi(baseUrl: string, version: string): Promise<object> {
  const options: OpenAPIGeneratorOptions = { schemaConverters: [new ZodToJsonSchemaConverter()] };
  return new OpenAPIGenerator(options).generate(contract, {
    info: {
      title: 'Desirepath',
      version,
      description:
        'Reports, maps, people and data of one workspace. Events are sent to /v1 (Segment-compatible).',
    },
    servers: [{ url: `${baseUrl}/api` }],
    security: [{ apiKey: [] }, { session: [] }],
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'a secret API key, dp_...' },
        session: { type: 'apiKey', in: 'cookie', name: 'desirepath_session' },
      },
    },
  });
}
