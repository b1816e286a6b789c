import { join } from 'node:path';
import type { Hono } from 'hono';
import { pino } from 'pino';
import sql from 'sql-template-tag';
import { z } from 'zod';
import { createKeyFinder } from './accounts/access-keys.ts';
import { createAuthenticator } from './accounts/authenticate.ts';
import { makeToken } from './accounts/secrets.ts';
import { ensureFirstWorkspace, type FirstSecrets } from './accounts/workspaces.ts';
import { startCollector } from './collect/collector.ts';
import type { Collector } from './collect/collector-types.ts';
import { collectRoutes } from './collect/routes.ts';
import { createIdentityResolver } from './customers/identity-resolver.ts';
import { startCompaction } from './journeys/compaction.ts';
import { type JourneyRefresher, startJourneyRefresher } from './journeys/refresher.ts';
import { attachmentRoutes } from './maps/attachment-routes.ts';
import { startConformanceWatch } from './maps/conformance/conformance-watch.ts';
import { mayEmbedPage } from './maps/exports/map-links.ts';
import { startReadingKeeper } from './maps/reading-keeper.ts';
import { type StageFollower, startStageFollower } from './maps/stages/stage-follower.ts';
import { createApiHandler, describeApi } from './platform/api.ts';
import type { RequestContext } from './platform/caller.ts';
import { openEmbeddedClickHouse, openServedClickHouse, pingClickHouse } from './platform/clickhouse.ts';
import type { Config } from './platform/config.ts';
import { type Context, systemClock } from './platform/context.ts';
import { lockDirectory } from './platform/directory-lock.ts';
import { createEventNames } from './platform/event-names.ts';
import { createFacts } from './platform/facts.ts';
import { createHttpApp } from './platform/http.ts';
import { migrate } from './platform/migrations.ts';
import { openEmbeddedPostgres, openServedPostgres } from './platform/postgres.ts';
import { PROJECT_FOLDER, readVersion } from './platform/project-folder.ts';
import { installScan } from './platform/scan-functions.ts';
import { type HttpEnv, readBaseUrl, readRemoteAddress } from './platform/visitor.ts';
import { createRouter } from './router.ts';

/** Stores and parts of one running Desirepath, listening or not. */
export interface Program {
  context: Context;
  collector: Collector;
  refresher: JourneyRefresher;
  stageFollower: StageFollower;
  /** answers HTTP requests, also without a socket: `app.fetch(request)` */
  app: Hono<HttpEnv>;
  /** Bearer token that opens the API for the command line on this machine */
  localToken: string;
  /** what the first start made, to be shown once; null on every later start */
  firstSecrets: FirstSecrets | null;
  close(): Promise<void>;
}

/** Opens the stores, brings them to the newest form and starts every part. Closes again whatever it opened when it fails. */
export async function openProgram(config: Config, { isDemo = false } = {}): Promise<Program> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return await openParts(config, isDemo, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function openParts(
  config: Config,
  isDemo: boolean,
  closers: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<Program> {
  const context = await openContext(config, closers);
  await migrate(join(PROJECT_FOLDER, 'migrations'), context.clickhouse, context.postgres);
  await installScan(context.clickhouse.runStatement);
  const firstSecrets = await ensureFirstWorkspace(context, isDemo);

  const refresher = await startJourneyRefresher(context);
  closers.push(() => refresher.stop());
  const stageFollower = await startStageFollower(context, refresher);
  closers.push(() => stageFollower.stop());
  const readings = await startReadingKeeper(context);
  closers.push(() => readings.stop());
  const compaction = startCompaction(context);
  closers.push(() => compaction.stop());
  const conformance = startConformanceWatch(context);
  closers.push(() => conformance.stop());
  const collector = await startCollector(context, {
    resolver: createIdentityResolver(context),
    eventNames: createEventNames(context.postgres),
  });
  closers.push(() => collector.close());

  const localToken = makeToken();
  const app = createApp(context, { collector, localToken, isDemo });
  return { context, collector, refresher, stageFollower, app, localToken, firstSecrets, close };
}

/** Logs go to standard error, so that a command's answer stands alone on standard output. */
async function openContext(config: Config, closers: (() => Promise<void>)[]): Promise<Context> {
  const log = pino({ level: config.logLevel, base: null }, pino.destination({ fd: 2, sync: true }));
  const limits = {
    readers: config.clickhouseReaders,
    questionTimeMs: config.questionTimeMs,
    questionMemoryBytes: config.questionMemoryBytes,
  };
  if (!config.clickhouseUrl || !config.postgresUrl) {
    const unlock = lockDirectory(config.data);
    closers.push(async () => unlock());
  }
  const clickhouse = config.clickhouseUrl
    ? await openServedClickHouse(config.clickhouseUrl, limits)
    : await openEmbeddedClickHouse(join(config.data, 'clickhouse'), limits);
  closers.push(() => clickhouse.close());
  const postgres = config.postgresUrl
    ? await openServedPostgres(config.postgresUrl)
    : await openEmbeddedPostgres(join(config.data, 'postgres'), (error) => {
        // Nothing works without it, and what was acknowledged is on the disk: end, so that whoever watches starts anew.
        log.fatal({ err: error }, 'stopping: the embedded Postgres is gone; start again');
        process.exit(1);
      });
  closers.push(() => postgres.close());
  return { config, clock: systemClock, log, clickhouse, postgres, facts: createFacts() };
}

function createApp(
  context: Context,
  { collector, localToken, isDemo }: { collector: Collector; localToken: string; isDemo: boolean },
): Hono<HttpEnv> {
  const { config, log } = context;
  const version = readVersion();
  const findKey = createKeyFinder(context);
  const authenticate = createAuthenticator(context, { findKey, localToken, isDemo });
  const answer = createApiHandler(createRouter(context, version), log);

  return createHttpApp({
    log,
    collect: collectRoutes({
      collector,
      findKey,
      async findImporter(headers) {
        const caller = await authenticate({ headers, remoteAddress: null });
        return caller?.permissions.has('workspace:write') ? { workspace: caller.workspace } : null;
      },
      config,
      log,
    }),
    files: attachmentRoutes(context, ({ headers }, incoming) =>
      authenticate({ headers, remoteAddress: readRemoteAddress(headers, incoming, config) }),
    ),
    checkReady: () => checkStores(context),
    mayEmbed: (path) => mayEmbedPage(context, path),
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
