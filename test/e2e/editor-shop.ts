import { rmSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sql from 'sql-template-tag';
import { type Server, startServer } from '../../src/server/main.ts';
import { readConfig } from '../../src/server/platform/config.ts';
import { MapDocument } from '../../src/shared/maps/edit/map-document.ts';
import { ensureBuilt } from '../server-process.ts';
import { makeDataFolder } from '../stores.ts';
import { openChromium } from './chromium.ts';

const API_KEY = 'dp_of_the_editor_test';
const OWNER = { ownerEmail: 'anna@shop.example', ownerPassword: 'a good password' };

/** A real server and a real browser for tests of the map editor. */
export interface EditorShop {
  url: string;
  browser: Browser;
  /** everything the browsers complained about */
  complaints: string[];
  /** Somebody with a browser of their own, signed in. */
  visit(): Promise<{ context: BrowserContext; page: Page }>;
  storeMap(file: string): Promise<void>;
  /** Puts a file into the store past everything that would refuse it, as an older version may have left it. */
  leaveFile(id: string, file: string): Promise<void>;
  keepVersion(id: string, title: string): Promise<void>;
  /** The file of a map as the server has it, and its plain value. */
  readMap(id: string): Promise<{ file: string; value: Record<string, unknown> }>;
  /** Sends events that happened an hour ago. */
  track(items: { event: string; userId: string; properties?: object }[]): Promise<void>;
  close(): Promise<void>;
}

export async function openEditorShop(): Promise<EditorShop> {
  await ensureBuilt('web');
  const data = await makeDataFolder();
  const server: Server = await startServer(
    readConfig({}, { data, port: 0, logLevel: 'silent', apiKey: API_KEY, writeKey: 'wk_editor', ...OWNER }),
  );
  const { url } = server;
  const { browser, close } = await openChromium();
  const complaints: string[] = [];
  const headers = { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' };
  const contexts: BrowserContext[] = [];
  return {
    url,
    browser,
    complaints,
    async visit() {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      contexts.push(context);
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
      const answer = await context.request.post(`${url}/api/session`, {
        headers: { Origin: url },
        data: { email: OWNER.ownerEmail, password: OWNER.ownerPassword },
      });
      if (!answer.ok()) throw new Error(`signing in: ${answer.status()}`);
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        // requests of a browser that was taken off the net fail, as they should
        const isOfNet = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_FAILED/.test(message.text());
        if (['error', 'warning'].includes(message.type()) && !isOfNet) complaints.push(message.text());
      });
      return { context, page };
    },
    async storeMap(file) {
      const id = /^id: (\S+)$/m.exec(file)?.[1] ?? '';
      const answer = await fetch(`${url}/api/maps/${id}`, {
        method: 'PUT',
        headers,
        body: JSON.stringify({ file }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async leaveFile(id, file) {
      await server.program.context.postgres.run(
        sql`INSERT INTO map (workspace, id, file, updated_at) VALUES (1, ${id}, ${file}, now())
          ON CONFLICT (workspace, id) DO UPDATE SET file = excluded.file`,
      );
    },
    async keepVersion(id, title) {
      const body = JSON.stringify({ title });
      const answer = await fetch(`${url}/api/maps/${id}/versions`, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async readMap(id) {
      const answer = await fetch(`${url}/api/maps/${id}`, { headers });
      const { file } = (await answer.json()) as { file: string }; // boundary: the call's own answer
      return { file, value: MapDocument.open(file).value };
    },
    async track(items) {
      const timestamp = new Date(Date.now() - 3_600_000).toISOString();
      const batch = items.map((item, index) => ({
        type: 'track',
        messageId: `${item.event} ${index}`,
        timestamp,
        ...item,
      }));
      const answer = await fetch(`${url}/v1/batch`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa('wk_editor:')}` },
        body: JSON.stringify({ batch }),
      });
      if (!answer.ok) throw new Error(await answer.text());
      await server.program.refresher.settle();
    },
    async close() {
      for (const context of contexts) await context.close();
      await close();
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
