import { apiError } from './api-errors.ts';
import type { RequestContext } from './caller.ts';

/**
 * A browser sends cookies by itself, also from a foreign page: what changes state must come from our own. Keys are no
 * proof that a browser adds, so they may come from anywhere; signing in may come from a script without a browser.
 */
export function assertOwnPage({
  method,
  caller,
  headers,
}: Pick<RequestContext, 'method' | 'caller' | 'headers'>): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method) || caller?.isAmbient === false) return;
  const isOwn = isFromOwnPage(headers);
  if (isOwn === true || (isOwn === null && caller === null)) return;
  throw apiError(
    'FORBIDDEN',
    'This call came from another page. Scripts and other sites use an API key: Authorization: Bearer dp_...',
  );
}

/** null = the caller says nothing about it, as no browser does. */
function isFromOwnPage(headers: Headers): boolean | null {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  if (origin === null) return null;
  return URL.canParse(origin) && new URL(origin).host === headers.get('host');
}
