import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mapTemplatesContract } from '../../src/shared/maps/templates-contract.ts';
import { SCENARIOS } from '../../src/simulator/scenarios/scenarios.ts';
import { ensureBuilt, type ServerProcess, startProcess } from '../server-process.ts';
import { CHROMIUM_PATH, hasChromium, openChromium } from './chromium.ts';

/** The template whose people are in the shop. */
const FILLED = 'impulse';
const SOON = { timeout: 30_000 };

describe.skipIf(!hasChromium)(
  `the templates in a browser${hasChromium ? '' : ` (skipped: no ${CHROMIUM_PATH})`}`,
  () => {
    let data: string;
    let server: ServerProcess;
    let url: string;
    let browser: Browser;
    let closeBrowser: () => Promise<void>;
    let page: Page;
    /** everything the browser complained about */
    let complaints: string[];

    beforeAll(async () => {
      await ensureBuilt('server', 'web', 'tracker');
      data = mkdtempSync(join(tmpdir(), 'desirepath-templates-'));
      server = startProcess(['demo', '--scenario', FILLED, '--port', '0', '--data', data]);
      const said = await server.says('The demo shop is ready', 90_000);
      url = /Desirepath is at (\S+)/.exec(said)?.[1] ?? '';
      ({ browser, close: closeBrowser } = await openChromium());
    }, 120_000);
    /** A tab that was left for another address keeps its connections (back-forward cache), so each has its own. */
    const openTab = async () => {
      await page?.close();
      page = await (browser.contexts()[0] ?? (await browser.newContext())).newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('response', (response) => {
        if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
      });
      await page.setViewportSize({ width: 1440, height: 900 });
    };
    beforeEach(async () => {
      complaints = [];
      await openTab();
    });
    afterAll(async () => {
      await closeBrowser?.();
      await server?.stop();
      rmSync(data, { recursive: true, force: true });
    });

    const put = (path: string, body: object) =>
      fetch(`${url}/api${path}`, {
        method: 'PUT',
        // tests last longer than the server keeps an idle connection
        headers: { 'Content-Type': 'application/json', Origin: url, Connection: 'close' },
        body: JSON.stringify(body),
      });
    const listTemplates = async () => {
      const answer = mapTemplatesContract.list['~orpc'].outputSchema;
      if (!answer) throw new Error('the call declares no answer');
      return answer.parse(
        await (await fetch(`${url}/api/map-templates`, { headers: { Connection: 'close' } })).json(),
      ).templates;
    };
    /** What still waits for its number. */
    const busy = () =>
      page.locator('[aria-busy=true]').evaluateAll((all) => all.map((one) => one.outerHTML.slice(0, 120)));
    const drawer = () => page.getByRole('dialog');

    it('opens on the map of the scenario, with the true people of every stage', async () => {
      await page.goto(url);
      await page.waitForURL(`**/maps/${FILLED}`);
      const truth = z
        .object({
          stages: z.record(z.string(), z.object({ people: z.number() })),
          touchpoints: z.record(z.string(), z.object({ people: z.number() })),
        })
        .parse(JSON.parse(gunzipSync(readFileSync(join(data, 'truth.json.gz'))).toString()));
      const seen = await fetch(`${url}/api/maps/${FILLED}/ribbon`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: url },
        body: JSON.stringify({ map: FILLED, period: { from: '2000-01-01', to: '2099-12-31' } }),
      });
      const { stages } = z
        .object({ stages: z.array(z.object({ stage: z.string(), people: z.number() })) })
        .parse(await seen.json());
      expect(Object.fromEntries(stages.map(({ stage, people }) => [stage, people]))).toEqual(
        Object.fromEntries(Object.entries(truth.stages).map(([stage, { people }]) => [stage, people])),
      );
      await page.getByRole('heading', { level: 1, name: 'Impulse purchase within minutes' }).waitFor(SOON);
      await expect.poll(busy, SOON).toEqual([]);
      expect(complaints).toEqual([]);
    });

    it('opens every template as a map without an error', async () => {
      const templates = await listTemplates();
      expect(templates.map(({ template }) => template).sort()).toEqual(SCENARIOS.map(({ id }) => id).sort());
      for (const { template, title, outline } of templates) {
        const map = `e2e-${template}`;
        const made = await put(`/map-templates/${template}/maps/${map}`, { title: `${title} (opened)` });
        expect([200, 409], template).toContain(made.status); // there already where it is tried again
        await openTab();
        await page.goto(`${url}/maps/${map}`);
        await page.getByRole('heading', { level: 1, name: `${title} (opened)` }).waitFor(SOON);
        for (const stage of outline) await page.getByText(stage.title, { exact: true }).first().waitFor(SOON);
        await expect.poll(busy, { ...SOON, message: template }).toEqual([]);
        expect(await page.getByRole('alert').count(), template).toBe(0);
        expect(complaints, `${template}\n${server.said()}`).toEqual([]);
      }
    }, 180_000);

    const openKitchen = async (map: string) => {
      const made = await put(`/map-templates/kitchen/maps/${map}`, { title: 'A kitchen of ours' });
      expect([200, 409]).toContain(made.status);
    };

    it('leads from the maps to the gallery, finds a template, and opens it under a free address', async () => {
      await openKitchen('e2e-kitchen');
      await page.goto(`${url}/maps`);
      await page.getByRole('link', { name: 'New map from a template' }).click();
      await page.waitForURL('**/templates');
      const links = page.getByRole('main').getByRole('listitem').getByRole('link');
      await expect.poll(() => links.count(), SOON).toBe(SCENARIOS.length);
      await page.getByRole('searchbox').fill('furniture store visit');
      await expect.poll(() => links.count(), SOON).toBe(1);
      await links.first().click();
      await drawer().getByText('Stages and steps').waitFor(SOON);
      expect(await drawer().getByLabel('Address of the new map').inputValue()).toBe('kitchen');
      await drawer().getByLabel('Address of the new map').fill('e2e-kitchen');
      await drawer().getByText('There is a map with this address already.').waitFor(SOON);
      const open = drawer().getByRole('button', { name: 'Open as a new map' });
      expect(await open.isDisabled()).toBe(true);
      await drawer().getByLabel('Address of the new map').fill('our-kitchen');
      await drawer().getByLabel('Title of the new map').fill('Our kitchen');
      await open.click();
      await page.waitForURL('**/maps/our-kitchen');
      await page.getByRole('heading', { level: 1, name: 'Our kitchen' }).waitFor(SOON);
      expect(complaints).toEqual([]);
    });

    it('keeps a map as a template, on a phone, and removes it again', async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await openKitchen('our-kitchen');
      await page.goto(`${url}/templates`);
      const form = page.getByRole('form', { name: 'Keep one of your maps as a template' });
      await form.getByLabel('Map', { exact: true }).selectOption('our-kitchen');
      await form.getByLabel('Name of the template').fill('Kitchens as we do them');
      await form.getByRole('button', { name: 'Keep as template' }).click();
      const own = page.getByRole('region', { name: 'Your own' }).getByRole('link');
      await own.waitFor(SOON);
      expect((await listTemplates())[0]).toMatchObject({ template: 'kitchens-as-we-do-them', origin: 'own' });
      await own.click();
      await drawer().getByRole('button', { name: 'Remove this template' }).click();
      await drawer().getByRole('button', { name: 'Remove it for everybody' }).click();
      await own.waitFor({ state: 'detached', ...SOON });
      expect((await listTemplates()).length).toBe(SCENARIOS.length);
      expect(complaints).toEqual([]);
    });
  },
);
