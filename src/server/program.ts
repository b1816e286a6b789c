import { join } from 'node:path';
import type { Hono } from 'hono';
import sql from 'sql-template-tag';
import { z } from 'zod';
import { createKeyFinder } from './accounts/access-keys.ts';
import { createAuthenticator } from './accounts/authenticate.ts';
import { makeToken } from './accounts/secrets.ts';
import { ensureFirstWorkspace, type FirstSecrets } from './accounts/workspaces.ts';
import { collectRoutes } from './collect/routes.ts';
import { type Core, startCore } from './core.ts';
import { createApiHandler, describeApi } from './platform/api.ts';
import type { RequestContext } from './platform/caller.ts';
import { pingClickHouse } from './platform/clickhouse.ts';
import type { Config } from './platform/config.ts';
import type { Context } from './platform/context.ts';
import { createHttpApp } from './platform/http.ts';
import { PROJECT_FOLDER, readVersion } from './platform/project-folder.ts';
import { type HttpEnv, readBaseUrl, readRemoteAddress } from './platform/visitor.ts';
import { createRouter } from './router.ts';

/** One running Desirepath, listening or not. */
export interface Program {
  core: Core;
  /** answers HTTP requests, also without a socket: `app.fetch(request)` */
  app: Hono<HttpEnv>;
  /** Bearer token that opens the API for the command line on this machine */
  localToken: string;
  /** what the first start made, to be shown once; null on every later start */
  firstSecrets: FirstSecrets | null;
}

/** Starts the core, makes the first workspace where there is none, and puts the HTTP side in front. */
export async function openProgram(config: Config, { isDemo = false } = {}): Promise<Program> {
  const core = await startCore(config);
  try {
    const firstSecrets = await ensureFirstWorkspace(core.context, isDemo);
    const localToken = makeToken();
    return { core, app: createApp(core, { localToken, isDemo }), localToken, firstSecrets };
  } catch (error) {
    await core.close();
    throw error;
  }
}

function createApp(
  core: Core,
  { localToken, isDemo }: { localToken: string; isDemo: boolean },
): Hono<HttpEnv> {
  const { context, collector } = core;
  const { config, log } = context;
  const version = readVersion();
  const findKey = createKeyFinder(context);
  const authenticate = createAuthenticator(context, { findKey, localToken, isDemo });
  const answer = createApiHandler(createRouter(core, version), log);

  return createHttpApp({
    log,
    collect: collectRoutes({ collector, findKey, config, log }),
    checkReady: () => checkStores(context),
    webFolder: join(PROJECT_FOLDER, 'dist/web'),
    trackerFolder: join(PROJECT_FOLDER, 'dist/tracker'),
    async answerApi(c) {
      const { headers, method } = c.req.raw;
      const baseUrl = readBaseUrl(c.req.raw, config);
      if (c.req.path === '/api/openapi.json') return c.json(await describeApi(baseUrl, version));
      const remoteAddress = readRemoteAddress(headers, c.env?.incoming, config);
      const caller = await authenticate({ headers, remoteAddress });
      const responseHeaders = new Headers({ 'Cache-Control': 'no-store' });
      const request: RequestContext = { caller, method, headers, remoteAddress, baseUrl, responseHeaders };
      const response = await answer(c.req.raw, request);
      for (const [name, value] of responseHeaders) response?.headers.append(name, value);
      return response;
    },
  });
}

const LONGEST_PING_MS = 3_000;

async function checkStores({ clickhouse, postgres }: Context): Promise<void> {
  const within = (name: string, work: Promise<unknown>) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${name} does not answer`)), LONGEST_PING_MS);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  };
  await within('ClickHouse', pingClickHouse(clickhouse));
  await within('Postgres', postgres.query(sql`SELECT 1 AS one`, z.object({ one: z.number() })));
}
