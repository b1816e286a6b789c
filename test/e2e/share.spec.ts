import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Server, startServer } from '../../src/server/main.ts';
import { readConfig } from '../../src/server/platform/config.ts';
import { contract } from '../../src/shared/contract.ts';
import { ensureBuilt } from '../server-process.ts';
import { CHROMIUM_PATH, hasChromium, openChromium } from './chromium.ts';

const EMAIL = 'owner@shop.example';
const PASSWORD = 'a good password';
const LINK_PASSWORD = 'open sesame';
const MAP = `map: "1.0"
id: first-order
title: First order
owner: anna@shop.example
channels: [{ id: web, name: Web shop }]
metrics:
  view_to_order: { title: View to order, kind: conversion, from: Product Viewed, to: Order Completed, within: 7d, target: ">= 30%", segment: "traits.vip = true" }
  seen: { title: Products seen, kind: count, event: Product Viewed, target: ">= 30" }
stages:
  - id: look
    title: Looks around
    enter: { name: Product Viewed, where: "properties.secret_margin > 3" }
    kpis: [seen, view_to_order]
    steps:
      - { id: search, title: Searches, emotion: 1, touchpoints: [{ id: page, title: Product page, channel: web, events: Product Viewed }] }
  - id: buy
    title: Buys
    enter: Order Completed
    steps:
      - { id: pay, title: Pays, emotion: -1, pains: [{ text: Must sign in, severity: 4, evidence: ["ticket:881"] }] }
`
  .replace('enter: { name: Product Viewed, where: "properties.secret_margin > 3" }', 'enter: viewed')
  .replace(
    'stages:',
    'events:\n  viewed: { name: Product Viewed, where: "properties.secret_margin > 3" }\nstages:',
  );

describe.skipIf(!hasChromium)(
  `a map shared by link${hasChromium ? '' : ` (skipped: no ${CHROMIUM_PATH})`}`,
  () => {
    let data: string;
    let server: Server;
    let browser: Browser;
    let closeBrowser: () => Promise<void>;
    let home: Page;
    let elsewhere: HttpServer;
    let elsewhereUrl: string;

    beforeAll(async () => {
      await ensureBuilt('web');
      data = mkdtempSync(join(tmpdir(), 'desirepath-share-'));
      const settings = {
        data,
        port: 0,
        logLevel: 'silent' as const,
        ownerEmail: EMAIL,
        ownerPassword: PASSWORD,
        apiKey: 'dp_test_key',
      };
      server = await startServer(readConfig({}, settings));
      const now = Date.now();
      const batch = Array.from({ length: 40 }, (_, person) => ({
        type: 'track',
        event: 'Product Viewed',
        userId: `hidden-person-${person}`,
        messageId: `m${person}`,
        timestamp: new Date(now - 3_600_000 * (person + 1)).toISOString(),
        properties: { channel: 'web', secret_margin: 5 },
      }));
      await ask('POST', '/v1/import', { batch, source: 'test' });
      await server.program.refresher.settle();
      expect((await ask('PUT', '/api/maps/first-order', { file: MAP })).status).toBe(200);
      ({ browser, close: closeBrowser } = await openChromium());
      home = await (browser.contexts()[0] ?? (await browser.newContext())).newPage();
      await home.setViewportSize({ width: 1440, height: 900 });
      await home.goto(`${server.url}/sign-in?next=/maps/first-order`);
      await home.getByLabel('Email').fill(EMAIL);
      await home.getByLabel('Password').first().fill(PASSWORD);
      await home.getByRole('button', { name: 'Sign in' }).click();
      await home.waitForURL('**/maps/first-order');
      elsewhere = createServer((request, response) => {
        response.setHeader('Content-Type', 'text/html');
        response.end(
          `<iframe id="map" width="900" height="700" src="${decodeURIComponent(request.url?.slice(2) ?? '')}"></iframe>`,
        );
      });
      await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done));
      const address = elsewhere.address();
      elsewhereUrl = `http://localhost:${typeof address === 'object' ? address?.port : ''}`;
    }, 180_000);
    afterAll(async () => {
      await closeBrowser?.();
      await new Promise((done) => elsewhere?.close(done));
      await server?.stop();
      rmSync(data, { recursive: true, force: true });
    });

    function ask(
      method: string,
      path: string,
      body?: object,
      headers: Record<string, string> = { Authorization: 'Bearer dp_test_key' },
    ) {
      return fetch(server.url + path, {
        method,
        headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers },
        body: body && JSON.stringify(body),
      });
    }

    /** Makes a link by the dialog; gives its address. */
    async function makeLink(
      choose: (dialog: ReturnType<Page['getByRole']>) => Promise<void>,
    ): Promise<string> {
      await home.goto(`${server.url}/maps/first-order`);
      await home.getByRole('button', { name: 'Share' }).click();
      const dialog = home.getByRole('dialog', { name: 'Share this map' });
      await choose(dialog);
      await dialog.getByRole('button', { name: 'Make a link' }).click();
      await dialog.getByText('The link is shown this once').waitFor();
      const text = await dialog.getByRole('status').textContent();
      return /http\S+\/shared\/[\w-]+/.exec(text ?? '')?.[0] ?? '';
    }

    /** A reader without any cookie. */
    async function asStranger(work: (page: Page) => Promise<void>): Promise<void> {
      const context: BrowserContext = await browser.newContext();
      try {
        await work(await context.newPage());
      } finally {
        await context.close();
      }
    }

    it('opens with its password in a fresh browser, and only so', async () => {
      const url = await makeLink(async (dialog) => {
        await dialog.getByRole('textbox', { name: 'Password' }).fill(LINK_PASSWORD);
      });
      await asStranger(async (page) => {
        await page.goto(url);
        await page.getByRole('heading', { name: 'This map has a password' }).waitFor();
        await page.getByRole('textbox', { name: 'Password' }).fill('a wrong one');
        await page.getByRole('button', { name: 'Open' }).click();
        await page.getByText('The password is wrong.').waitFor();
        await page.getByRole('textbox', { name: 'Password' }).fill(LINK_PASSWORD);
        await page.getByRole('button', { name: 'Open' }).click();
        await page.getByRole('heading', { name: 'First order' }).waitFor();
        const drawing = page.getByRole('img', { name: /^First order/ });
        const text = await drawing.locator('text').allTextContents();
        expect(text).toEqual(
          expect.arrayContaining(['Looks around', 'Buys', 'Product page', 'Must sign in']),
        );
        expect(text.join(' ')).toContain('40');
        await page.getByText(/data of .*\d{4}/).waitFor();
      });
      const token = url.split('/').at(-1) ?? '';
      const { status, body } = await readShared(token, LINK_PASSWORD);
      expect(status).toBe(200);
      // structure and numbers; no condition, no proof, no address, nobody's id
      expect(body).toContain('Product page');
      expect(body).not.toMatch(/secret_margin|traits\.vip|ticket:881|anna@|hidden-person/);
    });

    it('tries passwords no more often than a sign-in', async () => {
      const { token } = await createLink({ password: LINK_PASSWORD });
      const tries = [];
      for (let index = 0; index < 11; index++) tries.push((await readShared(token, `wrong ${index}`)).status);
      // the tests before took one try of this address
      expect(tries.slice(0, 9)).toEqual(Array(9).fill(403));
      expect(tries.at(-1)).toBe(429);
      // and the right one waits, too
      expect((await readShared(token, LINK_PASSWORD)).status).toBe(429);
    });

    it('ends at its time, and when it is ended', async () => {
      const { token, link } = await createLink({});
      expect((await readShared(token)).status).toBe(200);
      const { postgres } = server.program.context;
      await postgres.run(
        sql`UPDATE map_link SET expires_at = now() - interval '1 second' WHERE id = ${link.id}`,
      );
      expect((await readShared(token)).status).toBe(404);

      const url = await makeLink(async () => {});
      await asStranger(async (page) => {
        await page.goto(url);
        await page.getByRole('heading', { name: 'First order' }).waitFor();
      });
      const dialog = home.getByRole('dialog', { name: 'Share this map' });
      const before = await dialog.getByRole('button', { name: /^End the link/ }).count();
      await dialog
        .getByRole('button', { name: /^End the link/ })
        .first()
        .click();
      await expect.poll(() => dialog.getByRole('button', { name: /^End the link/ }).count()).toBe(before - 1);
      await asStranger(async (page) => {
        await page.goto(url);
        await page.getByText('This link does not open anything').waitFor();
      });
      expect((await readShared('never-made-never-made-never-made')).status).toBe(404);
    });

    it('a frozen link keeps file and numbers, a live one follows', async () => {
      const frozen = await createLink({ isLive: false });
      const live = await createLink({});
      const changed = MAP.replace('title: First order', 'title: Second order');
      expect((await ask('PUT', '/api/maps/first-order', { file: changed, replace: true })).status).toBe(200);
      expect((await readShared(frozen.token)).body).toContain('First order');
      expect((await readShared(live.token)).body).toContain('Second order');
      expect((await ask('PUT', '/api/maps/first-order', { file: MAP, replace: true })).status).toBe(200);
    });

    it('stands in a frame of another site where the link allows it', async () => {
      const open = await createLink({ mayEmbed: true });
      const closed = await createLink({});
      for (const { token, isShown } of [
        { ...open, isShown: true },
        { ...closed, isShown: false },
      ]) {
        const { headers } = await ask('GET', `/shared/${token}`, undefined, {});
        expect(headers.get('content-security-policy')).toContain(
          `frame-ancestors ${isShown ? '*' : "'none'"}`,
        );
        expect(headers.get('x-frame-options')).toBe(isShown ? null : 'DENY');
        await asStranger(async (page) => {
          await page.goto(`${elsewhereUrl}/?${encodeURIComponent(`${server.url}/shared/${token}`)}`);
          const title = page.frameLocator('#map').getByRole('heading', { name: 'First order' });
          if (isShown) await title.waitFor();
          else expect(await title.count()).toBe(0);
        });
      }
      const { headers } = await ask('GET', '/maps', undefined, {});
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    });

    it('its token opens no other call', async () => {
      const { token } = await createLink({});
      const proofs: Record<string, string>[] = [
        { Authorization: `Bearer ${token}` },
        { Cookie: `desirepath_session=${token}` },
        { Authorization: `Basic ${btoa(`${token}:`)}` },
      ];
      const calls = Object.values(contract).flatMap((part) => Object.values(part));
      let asked = 0;
      for (const call of calls) {
        const { meta, route } = call['~orpc'];
        if (meta.permission === 'public') continue;
        const path = (route.path ?? '').replaceAll(/\{\w+\}/g, 'first-order');
        for (const proof of proofs) {
          const isGet = (route.method ?? 'POST') === 'GET';
          const answer = await ask(route.method ?? 'POST', `/api${path}`, isGet ? undefined : {}, proof);
          expect(answer.status, `${route.method} ${path}`).toBe(401);
          asked++;
        }
      }
      expect(asked).toBeGreaterThan(60);
    });

    it('downloads in every format from the dialog', async () => {
      await home.goto(`${server.url}/maps/first-order`);
      await home.getByRole('button', { name: 'Share' }).click();
      const links = home.getByRole('dialog').locator('a[download]');
      await links.first().waitFor();
      expect(await links.count()).toBe(10);
      for (const link of await links.all()) {
        const download = home.waitForEvent('download');
        await link.click();
        const file = await download;
        expect(await file.failure()).toBeNull();
        expect(file.suggestedFilename()).toMatch(/^first-order/);
      }
    });

    async function createLink(given: object) {
      const answer = await ask('PUT', '/api/maps/first-order/links', {
        expiresAt: null,
        password: null,
        mayEmbed: false,
        isLive: true,
        period: null,
        ...given,
      });
      expect(answer.status).toBe(200);
      return (await answer.json()) as { token: string; link: { id: string } }; // the contract's own answer
    }

    async function readShared(token: string, password?: string) {
      const answer = await ask(
        'POST',
        `/api/shared/${token}`,
        { ...(password !== undefined && { password }) },
        {},
      );
      return { status: answer.status, body: await answer.text() };
    }
  },
);
