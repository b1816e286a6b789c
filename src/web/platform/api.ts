import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { contract } from '../../shared/contract.ts';

const link = new OpenAPILink(contract, {
  url: () => `${window.location.origin}/api`,
  fetch: (request, init) => globalThis.fetch(request, { ...init, credentials: 'same-origin' }),
});

export const client: JsonifiedClient<ContractRouterClient<typeof contract>> = createORPCClient(link);

/** Query options of every call, e.g. `useQuery(api.maps.list.queryOptions())`. */
export const api = createTanstackQueryUtils(client);

/** The code of an expected failure, or `UNREACHABLE` when no answer came, or `UNEXPECTED`. */
export function codeOf(error: unknown): string {
  if (error instanceof ORPCError) return error.code;
  return error instanceof TypeError ? 'UNREACHABLE' : 'UNEXPECTED';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const FINAL = new Set(['BAD_REQUEST', 'UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'QUESTION_TOO_EXPENSIVE']);

/** `onSignedOut` runs when any call answers that nobody is signed in. */
export function createQueries(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (codeOf(error) === 'UNAUTHORIZED') onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && !FINAL.has(codeOf(error)),
      },
    },
  });
}
