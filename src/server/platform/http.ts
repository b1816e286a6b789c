import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono, type Context as HonoContext } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import type { Logger } from 'pino';
import { createStaticFiles, hashInlineScripts } from './static-files.ts';
import type { HttpEnv } from './visitor.ts';

/** What the parts of the server answer; the platform adds headers, logs, files and health. */
export interface HttpParts {
  log: Logger;
  /** calls under /api; null = no such call */
  answerApi(c: HonoContext<HttpEnv>): Promise<Response | null>;
  /** collection under /v1 */
  collect: Hono<HttpEnv>;
  /** pictures and files of maps under /files */
  files: Hono<HttpEnv>;
  /** throws, naming the store, while one does not answer */
  checkReady(): Promise<void>;
  /** whether the page at a path may stand in a frame of another site */
  mayEmbed(path: string): Promise<boolean>;
  /** built web app and tracker */
  webFolder: string;
  trackerFolder: string;
}

/** A map file may have 1 MB; JSON makes it longer. */
const API_BODY_BYTES = 4_000_000;

/** The whole HTTP side of one server; `app.fetch` also answers inside the process, without a socket. */
export function createHttpApp(parts: HttpParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(logRequests(parts.log));
  app.use(addSecurityHeaders(hashInlineScripts(join(parts.webFolder, 'index.html')), parts.mayEmbed));
  app.onError((error, c) => {
    parts.log.error({ err: error, path: maskPath(c.req.path) }, 'a request failed unexpectedly');
    return c.json(
      { code: 'INTERNAL_SERVER_ERROR', message: 'Something broke in the server; its log says what.' },
      500,
    );
  });

  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/readyz', async (c) => {
    try {
      await parts.checkReady();
      return c.text('ready\n');
    } catch (error) {
      return c.text(`not ready: ${error instanceof Error ? error.message : String(error)}\n`, 503);
    }
  });
  app.route('/v1', parts.collect);
  app.route('/files', parts.files);

  app.use('/api/*', compress());
  app.use(
    '/api/*',
    bodyLimit({
      maxSize: API_BODY_BYTES,
      onError: (c) =>
        c.json({ code: 'TOO_LARGE', message: `The body is larger than ${API_BODY_BYTES} bytes.` }, 413),
    }),
  );
  app.all('/api/*', async (c) => {
    const answer = await parts.answerApi(c);
    return (
      answer ?? c.json({ code: 'NOT_FOUND', message: `There is no call ${c.req.method} ${c.req.path}.` }, 404)
    );
  });

  serveFiles(app, parts);
  app.notFound((c) => c.text('Not found\n', 404));
  return app;
}

function serveFiles(app: Hono<HttpEnv>, { webFolder, trackerFolder }: HttpParts): void {
  const tracker = createStaticFiles(trackerFolder, () => 'public, max-age=3600');
  const web = createStaticFiles(webFolder, (path) =>
    path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  app.get('/t.js', async (c) => {
    const answer = await tracker('/t.js', c.req.raw.headers);
    if (!answer) return c.text('The tracker is not built: npm run build\n', 404);
    answer.headers.set('Access-Control-Allow-Origin', '*');
    answer.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
    return answer;
  });
  app.get('*', async (c, next) => {
    const path = c.req.path;
    const file = await web(path, c.req.raw.headers);
    if (file) return file;
    // Every other address of the web app is one of its pages.
    const isPage = !path.startsWith('/v1/') && !/\.[a-z0-9]+$/i.test(path);
    const page = isPage ? await web('/index.html', c.req.raw.headers) : null;
    if (page) return page;
    if (path === '/')
      return c.text('The web app is not built: npm run build. The API is at /api/openapi.json\n', 404);
    return next();
  });
}

/** Method, path without what names a person, status and time: no addresses, no query, no bodies. */
function logRequests(log: Logger) {
  return async (c: HonoContext<HttpEnv>, next: () => Promise<void>) => {
    const startedAt = performance.now();
    await next();
    const { status } = c.res;
    const path = maskPath(c.req.path);
    const level = status >= 500 ? 'warn' : path.startsWith('/api') ? 'info' : 'debug';
    log[level](
      { method: c.req.method, path, status, ms: Math.round(performance.now() - startedAt) },
      'request',
    );
  };
}

/** Person ids, write keys and tokens of links stand in paths. */
function maskPath(path: string): string {
  return path.replace(/(\/people\/|\/projects\/|\/shared\/)[^/]+/, '$1*');
}

function addSecurityHeaders(scriptHashes: string[], mayEmbed: HttpParts['mayEmbed']) {
  const policy = [
    "default-src 'self'",
    ['script-src', "'self'", ...scriptHashes].join(' '),
    // Mantine and ECharts set styles while they run.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
  const headers: Record<string, string> = {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  };
  return async (c: HonoContext<HttpEnv>, next: () => Promise<void>) => {
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
    const isShared = c.req.path.startsWith('/shared/');
    const isEmbeddable = isShared && (await mayEmbed(c.req.path));
    // a file that somebody uploaded has a stricter policy than a page
    if (!c.res.headers.has('Content-Security-Policy'))
      c.res.headers.set(
        'Content-Security-Policy',
        `${policy}; frame-ancestors ${isEmbeddable ? '*' : "'none'"}`,
      );
    if (!isEmbeddable) c.res.headers.set('X-Frame-Options', 'DENY');
    if (isShared) c.res.headers.set('X-Robots-Tag', 'noindex');
    if (c.req.header('x-forwarded-proto') === 'https') {
      c.res.headers.set('Strict-Transport-Security', 'max-age=15552000');
    }
    if (!c.res.headers.has('Cross-Origin-Resource-Policy') && !c.req.path.startsWith('/v1/')) {
      c.res.headers.set('Cross-Origin-Resource-Policy', 'same-origin');
    }
  };
}

export interface Listening {
  /** `http://127.0.0.1:4000` */
  url: string;
  /** Takes no new connections and waits for the requests under way, ten seconds at most. */
  stop(): Promise<void>;
}

const LONGEST_GOODBYE_MS = 10_000;
/** Longer than proxies keep an idle connection (60 s): who sends on one that is just being closed gets a reset. */
const KEPT_OPEN_MS = 75_000;

/** Starts listening; rejects with the system's error (EADDRINUSE) when it cannot. */
export async function listen(
  app: Hono<HttpEnv>,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server = createServer(
    { requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: KEPT_OPEN_MS },
    getRequestListener(app.fetch),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${shownHost}:${address.port}`, stop: () => stopServer(server) };
}

function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const hurry = setTimeout(() => server.closeAllConnections(), LONGEST_GOODBYE_MS);
    // A connection that answers its last request now would be kept open for the next one.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(hurry);
      clearInterval(sweep);
      resolve();
    });
  });
}
