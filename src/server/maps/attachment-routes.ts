import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { API_ERRORS, type Permission } from '../../shared/platform/base-contract.ts';
import { apiError, toApiError } from '../platform/api-errors.ts';
import type { Caller } from '../platform/caller.ts';
import type { Context } from '../platform/context.ts';
import { assertOwnPage } from '../platform/own-page.ts';
import type { HttpEnv } from '../platform/visitor.ts';
import { keepAttachment, MAX_ATTACHMENT_BYTES, readAttachment } from './attachments.ts';
import { authorOf } from './editing-routes.ts';

/** Shown where they stand. Everything else is only ever downloaded, SVG too: it can hold scripts. */
const SHOWN: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
]);
const PICTURES: ReadonlySet<string> = new Set([...SHOWN, 'image/svg+xml']);

/**
 * Pictures and files of maps under /files, for those who may read the maps of the workspace:
 * `POST /files?map=first-purchase&name=sketch.jpg` with the bytes as body answers `{ url, name, size }`; `GET /files/ID/NAME`.
 */
export function attachmentRoutes(
  context: Context,
  authenticate: (
    request: Request,
    incoming: HttpEnv['Bindings']['incoming'] | undefined,
  ) => Promise<Caller | null>,
): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  async function callerOf(
    request: Request,
    incoming: HttpEnv['Bindings']['incoming'] | undefined,
    permission: Permission,
  ) {
    const caller = await authenticate(request, incoming);
    if (!caller)
      throw apiError('UNAUTHORIZED', 'Sign in, or send a secret API key: Authorization: Bearer dp_...');
    if (!caller.permissions.has(permission))
      throw apiError('FORBIDDEN', `This call needs the permission "${permission}", which you do not hold.`);
    assertOwnPage({ method: request.method, headers: request.headers, caller });
    return caller;
  }

  app.onError((thrown) => {
    const error = toApiError(thrown);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!(error instanceof Error) || !Object.hasOwn(API_ERRORS, code)) throw thrown;
    const { status } = API_ERRORS[code as keyof typeof API_ERRORS]; // boundary: asked for above
    return Response.json({ code, message: error.message }, { status });
  });

  app.post(
    '/',
    bodyLimit({
      maxSize: MAX_ATTACHMENT_BYTES,
      onError: (c) =>
        c.json(
          { code: 'TOO_LARGE', message: `A file may have ${MAX_ATTACHMENT_BYTES / 1_000_000} MB.` },
          413,
        ),
    }),
    async (c) => {
      const caller = await callerOf(c.req.raw, c.env?.incoming, 'maps:write');
      const [map, name = ''] = [c.req.query('map'), c.req.query('name')];
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      if (map === undefined || nameOf(name) === '' || bytes.length === 0)
        throw apiError('BAD_REQUEST', 'Send the bytes as body, with ?map=ID&name=FILE.');
      const kept = await keepAttachment(context, caller.workspace, {
        map,
        name: nameOf(name),
        mediaType: (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
        bytes,
        author: authorOf(caller),
      });
      return c.json({
        url: `/files/${kept.id}/${encodeURIComponent(kept.name)}`,
        name: kept.name,
        size: kept.size,
      });
    },
  );

  app.get('/:id/:name', async (c) => {
    const caller = await callerOf(c.req.raw, c.env?.incoming, 'maps:read');
    const file = await readAttachment(context, caller.workspace, c.req.param('id'));
    if (!file) throw apiError('NOT_FOUND', 'There is no such file.');
    const isShown = SHOWN.has(file.mediaType);
    return new Response(file.bytes, {
      headers: {
        'Content-Type': PICTURES.has(file.mediaType) ? file.mediaType : 'application/octet-stream',
        'Content-Disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        // what somebody uploaded must never act as a page of ours
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        'Cache-Control': 'private, max-age=31536000, immutable',
      },
    });
  });
  return app;
}

/** The last part of a path, without characters that have a meaning elsewhere; empty where only dots are left. */
function nameOf(given: string): string {
  const name = given.split(/[\\/]/).at(-1) ?? '';
  return (
    [...name]
      .filter((letter) => letter >= ' ' && !'<>:"|?*#'.includes(letter))
      // whole characters, since half of one can stand in no address
      .slice(-120)
      .join('')
      .trim()
      .replace(/^\.+$/, '')
  );
}
