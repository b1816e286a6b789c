import type { IncomingMessage } from 'node:http';
import type { Config } from './config.ts';

/** What Hono hands to a handler: the socket's request, or nothing when asked inside the process. */
export interface HttpEnv {
  Bindings: { incoming?: IncomingMessage };
}

/** Address of the visitor's computer: the socket's, or what the outermost trusted proxy saw. */
export function readRemoteAddress(
  headers: Headers,
  incoming: IncomingMessage | undefined,
  config: Pick<Config, 'trustedProxies'>,
): string | null {
  if (config.trustedProxies > 0) {
    const forwarded = (headers.get('x-forwarded-for') ?? '').split(',').map((address) => address.trim());
    const address = forwarded[forwarded.length - config.trustedProxies];
    if (address) return address;
  }
  return incoming?.socket.remoteAddress ?? null;
}

/** The server as the caller sees it, without a slash at the end. */
export function readBaseUrl(request: Request, config: Pick<Config, 'publicUrl'>): string {
  if (config.publicUrl !== '') return config.publicUrl.replace(/\/+$/, '');
  const url = new URL(request.url);
  const isHttps = request.headers.get('x-forwarded-proto') === 'https' || url.protocol === 'https:';
  return `${isHttps ? 'https' : 'http'}://${url.host}`;
}
