import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type Server, startServer } from '../../src/server/main.ts';
import { readConfig } from '../../src/server/platform/config.ts';
import { makeDataFolder } from '../stores.ts';
import { hasChromium, openChromium } from './chromium.ts';

if (!hasChromium) console.warn('skipped: no Chromium, set DESIREPATH_CHROMIUM');

const API_KEY = 'dp_of_the_test';
const recentEvents = z.object({
  events: z.array(z.object({ event: z.string(), source: z.string(), person: z.string().nullable() })),
});
const sourceCounters = z.object({
  sources: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      received: z.number(),
      stored: z.number(),
      rejected: z.number(),
    }),
  ),
});

describe.runIf(hasChromium)('a shop that uses the official browser client', () => {
  let data: string;
  let server: Server;
  let shop: HttpServer;
  let browser: Browser;
  let closeBrowser: () => Promise<void>;
  let page: Page;
  const failures: string[] = [];

  beforeAll(async () => {
    data = await makeDataFolder();
    const config = { data, port: 0, logLevel: 'silent', writeKey: 'wk_browser', apiKey: API_KEY };
    server = await startServer(readConfig({}, config));
    shop = await openShopPage(await bundleClient());
    ({ browser, close: closeBrowser } = await openChromium());
    page = await (await browser.newContext()).newPage();
    page.on('pageerror', (error) => failures.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') failures.push(message.text());
    });
  });
  afterAll(async () => {
    await closeBrowser?.();
    shop?.close();
    await server?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  async function ask<T>(path: string, shape: z.ZodType<T>): Promise<T> {
    const answer = await fetch(server.url + path, { headers: { Authorization: `Bearer ${API_KEY}` } });
    return shape.parse(await answer.json());
  }

  async function waitForEvents(count: number): Promise<string[]> {
    return vi.waitFor(
      async () => {
        const { events } = await ask('/api/data/recent', recentEvents);
        expect(events.length).toBeGreaterThanOrEqual(count);
        return events.map(({ event }) => event);
      },
      { timeout: 20_000, interval: 200 },
    );
  }

  it('changes one address, and every call arrives: settings, single calls, batches', async () => {
    // Another origin than the server: localhost against 127.0.0.1.
    await page.goto(`http://localhost:${(shop.address() as AddressInfo).port}/?server=${server.url}`);
    await page.waitForFunction('window.done === true', undefined, { timeout: 20_000 });
    const events = await waitForEvents(6);
    const names = ['Identified', 'Page Viewed', 'Product Viewed', 'Screen Viewed', 'Signed Up', 'Tea Drunk'];
    expect(events.toSorted()).toEqual(names);
    expect(failures).toEqual([]);
    const { events: stored } = await ask('/api/data/recent', recentEvents);
    expect(new Set(stored.map(({ person }) => person)).size).toBe(1);
    await vi.waitFor(
      async () => {
        const { sources } = await ask('/api/data/sources', sourceCounters);
        expect(sources).toMatchObject([{ name: 'web', kind: 'browser', rejected: 0 }]);
      },
      { timeout: 10_000, interval: 200 },
    );
  });
});

/** The page's script: the client as a shop would bundle it, first one call at a time, then in batches. */
async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { AnalyticsBrowser } from '@segment/analytics-next';
        const server = new URL(location.href).searchParams.get('server');
        async function run() {
          const [single] = await AnalyticsBrowser.load({ writeKey: 'wk_browser', cdnURL: server });
          await single.page('Home', { title: 'Tea shop' });
          await single.track('Product Viewed', { product_id: 'p1', price: 3.5 });
          await single.identify('u1', { email: 'ann@example.com' });
          const [batching] = await AnalyticsBrowser.load({ writeKey: 'wk_browser', cdnURL: server }, {
            integrations: { 'Segment.io': { deliveryStrategy: { strategy: 'batching', config: { size: 2, timeout: 500 } } } },
          });
          await Promise.all([batching.track('Signed Up'), batching.track('Tea Drunk', { cups: 2 }), batching.screen('Menu')]);
          window.done = true;
        }
        run().catch((error) => { console.error(error); });
      `,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

async function openShopPage(script: string): Promise<HttpServer> {
  const shop = createServer((request, response) => {
    const isScript = request.url === '/shop.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(
      isScript ? script : '<!doctype html><link rel="icon" href="data:,"><script src="/shop.js"></script>',
    );
  }).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  return shop;
}
