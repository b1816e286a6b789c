import { Hono, type Context as HonoContext } from 'hono';
import { cors } from 'hono/cors';
import type { Logger } from 'pino';
import type { KeyFinder, KeyHolder } from '../accounts/access-keys.ts';
import { readBasicUser } from '../accounts/authenticate.ts';
import type { Config } from '../platform/config.ts';
import { type HttpEnv, readBaseUrl } from '../platform/visitor.ts';
import { describeClientSettings } from './client-settings.ts';
import {
  type Collector,
  type CollectRequest,
  NotNow,
  type SourceKind,
  type Verdict,
} from './collector-types.ts';
import { type Envelope, type ItemType, openBatch, openSingle } from './envelope.ts';
import { parseJson } from './json-text.ts';
import { BODY_BYTES, readBody } from './request-body.ts';
import { RequestRefused } from './request-refused.ts';
import { readSourceKind } from './source-kind.ts';
import { answerVerdicts } from './verdict-answer.ts';

export interface CollectParts {
  collector: Collector;
  findKey: KeyFinder;
  /** the workspace that a bearer of a secret (API key, token of the command line) may import into */
  findImporter(headers: Headers): Promise<{ workspace: number } | null>;
  config: Pick<Config, 'publicUrl'>;
  log: Logger;
}

/** Bodies held in memory at a time; more than that is told to come back. */
const BODIES_AT_A_TIME_BYTES = 32 * BODY_BYTES;

/** Long path of the Segment API -> short path of its browser client. */
const SINGLE_CALLS: Record<ItemType, string> = {
  identify: 'i',
  track: 't',
  page: 'p',
  screen: 's',
  group: 'g',
  alias: 'a',
};

/** Collection, compatible with Segment's HTTP API and clients; mounted at /v1. */
export function collectRoutes({
  collector,
  findKey,
  findImporter,
  config,
  log,
}: CollectParts): Hono<HttpEnv> {
  let bytesUnderWay = 0;

  async function take(c: HonoContext<HttpEnv>, open: (body: unknown) => Envelope, kind?: SourceKind) {
    let held = 0;
    // What has come counts, not what was announced: uploads that stall would shut everybody out.
    const hold = (bytes: number) => {
      if (bytesUnderWay + bytes > BODIES_AT_A_TIME_BYTES) {
        throw new RequestRefused(429, 'too_busy', 'Too many requests at a time. Send this one again.', 1);
      }
      bytesUnderWay += bytes;
      held += bytes;
    };
    try {
      const { headers } = c.req.raw;
      const basicKey = readBasicUser(headers);
      const basicHolder = basicKey === null ? null : await requireHolder(findKey, basicKey);
      const importer = kind === 'import' ? await readImporter(headers, findImporter) : null;
      const envelope = open(parseJson(await readBody(c.req.raw, hold)));
      // Write keys are public, so only a secret may say under which source its events are filed.
      const importHolder = importer && { ...importer, name: envelope.source ?? 'import' };
      const holder = basicHolder ?? importHolder ?? (await requireHolder(findKey, envelope.writeKey));
      const isBrowserCall = c.req.header('origin') !== undefined || /\/v1\/.$/.test(c.req.path);
      const requests = splitByKind(
        envelope,
        holder,
        (item) => kind ?? readSourceKind({ item, batchContext: envelope.context, isBrowserCall }),
      );
      const { status, body } = answerVerdicts(await acceptAll(collector, requests, envelope.items.length));
      return c.json(body, status);
    } finally {
      bytesUnderWay -= held;
    }
  }

  const app = new Hono<HttpEnv>();
  app.use(
    cors({
      origin: '*',
      allowMethods: ['GET', 'POST', 'OPTIONS'],
      allowHeaders: ['Authorization', 'Content-Type', 'Content-Encoding', 'X-Retry-Count'],
      exposeHeaders: ['Retry-After'],
      maxAge: 86_400,
    }),
  );
  app.onError((error, c) => {
    const refused = asRefusal(error);
    if (!refused) {
      log.error({ err: error }, 'collection failed unexpectedly');
      return c.json({ success: false, code: 'internal', message: 'Not stored; send it again later.' }, 500);
    }
    if (refused.retryAfterSeconds !== undefined) c.header('Retry-After', String(refused.retryAfterSeconds));
    return c.json({ success: false, code: refused.code, message: refused.message }, refused.status);
  });

  for (const type of Object.keys(SINGLE_CALLS) as ItemType[]) {
    const handler = (c: HonoContext<HttpEnv>) => take(c, (body) => openSingle(body, type));
    app.post(`/${type}`, handler);
    app.post(`/${SINGLE_CALLS[type]}`, handler);
  }
  app.post('/batch', (c) => take(c, openBatch));
  app.post('/b', (c) => take(c, openBatch));
  app.post('/import', (c) => take(c, openBatch, 'import'));
  // The browser client's own measurements of itself: taken and dropped.
  app.post('/m', (c) => c.json({ success: true }));
  app.get('/projects/:writeKey/settings', async (c) => {
    const writeKey = c.req.param('writeKey');
    await requireHolder(findKey, writeKey);
    c.header('Cache-Control', 'public, max-age=60');
    return c.json(describeClientSettings(writeKey, readBaseUrl(c.req.raw, config)));
  });
  app.all('*', (c) =>
    c.json(
      { success: false, code: 'no_such_call', message: `There is no ${c.req.method} ${c.req.path}.` },
      404,
    ),
  );
  return app;
}

function asRefusal(error: Error): RequestRefused | null {
  if (error instanceof RequestRefused) return error;
  if (error instanceof NotNow)
    return new RequestRefused(503, 'not_now', error.message, error.retryAfterSeconds);
  return null;
}

async function readImporter(headers: Headers, findImporter: CollectParts['findImporter']) {
  if (!/^Bearer\s/i.test(headers.get('authorization') ?? '')) return null;
  const importer = await findImporter(headers);
  if (importer) return importer;
  throw new RequestRefused(
    401,
    'wrong_api_key',
    'The API key or token is unknown or revoked. Settings > Keys lists them.',
  );
}

async function requireHolder(findKey: KeyFinder, key: string | null): Promise<KeyHolder> {
  if (!key) {
    throw new RequestRefused(
      401,
      'no_write_key',
      'The write key is missing. Send it as user name of Basic authorization, or as writeKey in the body.',
    );
  }
  const holder = await findKey('write', key);
  if (holder) return holder;
  throw new RequestRefused(
    401,
    'wrong_write_key',
    'The write key is unknown or revoked. Settings > Keys lists them.',
  );
}

interface PlacedRequest {
  request: CollectRequest & { items: unknown[] };
  /** index in the envelope of each item */
  places: number[];
}

/** One request to the collector per kind of source; nearly always there is only one. */
function splitByKind(
  { items, context, sentAt }: Envelope,
  { workspace, name }: KeyHolder,
  kindOf: (item: unknown) => SourceKind,
): PlacedRequest[] {
  const byKind = new Map<SourceKind, PlacedRequest>();
  items.forEach((item, place) => {
    const kind = kindOf(item);
    const placed = byKind.get(kind) ?? {
      request: { workspace, source: name, kind, items: [], context, sentAt },
      places: [],
    };
    byKind.set(kind, placed);
    placed.request.items.push(item);
    placed.places.push(place);
  });
  return [...byKind.values()];
}

async function acceptAll(
  collector: Collector,
  requests: PlacedRequest[],
  length: number,
): Promise<Verdict[]> {
  const verdicts = new Array<Verdict>(length);
  for (const { request, places } of requests) {
    for (const verdict of await collector.accept(request)) {
      const index = places[verdict.index];
      if (index === undefined)
        throw new Error(`The collector judged item ${verdict.index}, which was not sent.`);
      verdicts[index] = { ...verdict, index };
    }
  }
  return verdicts;
}
