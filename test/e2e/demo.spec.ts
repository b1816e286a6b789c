import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mapsContract } from '../../src/shared/maps/contract.ts';
import { reportsContract } from '../../src/shared/reports/contract.ts';
import { ensureBuilt, type ServerProcess, startProcess } from '../server-process.ts';
import { CHROMIUM_PATH, hasChromium, openChromium } from './chromium.ts';

const PEOPLE = 300;
const DAYS = 60;
const MAP = 'five-stage';
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };

/** As it is shown, with plain spaces; wait for the element before. */
const textOf = async (shown: Locator) =>
  (await shown.allInnerTexts()).join('\n').replaceAll(/[\u00a0\u202f]/g, ' ');

describe.skipIf(!hasChromium)(
  `bin/desirepath demo in a browser${hasChromium ? '' : ` (skipped: no ${CHROMIUM_PATH})`}`,
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
      data = mkdtempSync(join(tmpdir(), 'desirepath-demo-'));
      const size = ['--people', String(PEOPLE), '--days', String(DAYS)];
      server = startProcess(['demo', ...size, '--port', '0', '--data', data]);
      const said = await server.says('The demo shop is ready', 90_000);
      url = /Desirepath is at (\S+)/.exec(said)?.[1] ?? '';
      ({ browser, close: closeBrowser } = await openChromium());
    }, 120_000);
    afterAll(async () => {
      await closeBrowser?.();
      await server?.stop();
      rmSync(data, { recursive: true, force: true });
    });

    beforeEach(async () => {
      complaints = [];
      page = await (browser.contexts()[0] ?? (await browser.newContext())).newPage();
      await page.setViewportSize(DESK);
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('response', (response) => {
        if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url()))
          complaints.push(`asks ${request.url()}`);
      });
    });
    afterEach(async () => {
      await page.close();
      expect(complaints).toEqual([]);
    });

    async function ask<Answer>(
      path: string,
      answer: z.ZodType<Answer> | undefined,
      body?: object,
    ): Promise<Answer> {
      const given = await fetch(`${url}/api${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { 'Content-Type': 'application/json', Origin: url },
        body: body && JSON.stringify(body),
      });
      expect(given.status, path).toBe(200);
      if (!answer) throw new Error('the call declares no answer');
      return answer.parse(await given.json());
    }

    const askMap = () =>
      ask(`/maps/${MAP}`, z.object({ defaultPeriod: z.object({ from: z.string(), to: z.string() }) }));
    const askRibbon = async () => {
      const { defaultPeriod } = await askMap();
      return ask(`/maps/${MAP}/ribbon`, mapsContract.ribbon['~orpc'].outputSchema, { period: defaultPeriod });
    };
    const stageButton = (title: string) =>
      page.getByRole('button', { name: `people entered ${title}; show them` });
    const visibleText = () => textOf(page.getByRole('main'));

    it('opens signed in on the map, measured: people, key figures, touchpoints', async () => {
      await page.goto(url);
      await page.waitForURL(`**/maps/${MAP}`);
      const { stages } = await askRibbon();
      expect(stages.length).toBe(5);
      for (const { stage, people } of stages) {
        expect(people, stage).toBeGreaterThan(0);
        const title = stage.charAt(0).toUpperCase() + stage.slice(1);
        await stageButton(title).waitFor();
        expect(await stageButton(title).getAttribute('aria-label')).toMatch(new RegExp(`^${people} people`));
      }
      // a key figure with its target, exactly what the API counts, in the rounding of the page
      const { defaultPeriod } = await askMap();
      const kpi = await ask(
        `/maps/${MAP}/kpis/product_to_cart?${new URLSearchParams(defaultPeriod)}`,
        mapsContract.kpi['~orpc'].outputSchema,
      );
      expect(kpi.value).toBeGreaterThan(0);
      const chip = page.getByRole('button', { name: /^Product to cart/ });
      await chip.waitFor();
      // Numbers arrive one by one, each when it is counted.
      const soon = { timeout: 30_000 };
      await expect
        .poll(async () => Number(/([\d.]+)\s%/.exec(await textOf(chip))?.[1]) / 100, soon)
        .toBeCloseTo(kpi.value ?? -1, 3);
      expect(await textOf(chip)).toContain('≥ 20 %');
      await expect
        .poll(
          () => page.getByRole('img', { name: 'People through the stages' }).locator('path').count(),
          soon,
        )
        .toBeGreaterThan(4);
      const touchpoint = page.getByRole('button', { name: /Product page/ });
      await expect
        .poll(async () => Number(/\d+$/.exec(await textOf(touchpoint))?.[0]), soon)
        .toBeGreaterThan(10);
      await expectNothingBusy();
    });

    it('leads from a number to exactly its people, to a person, to what they did', async () => {
      await page.goto(`${url}/maps/${MAP}`);
      const { stages } = await askRibbon();
      const purchase = stages.find(({ stage }) => stage === 'purchase');
      await stageButton('Purchase').click();
      const drawer = page.getByRole('dialog');
      await drawer.getByText(`${purchase?.people} people`, { exact: true }).waitFor();
      const links = drawer.getByRole('list').getByRole('link');
      expect(await links.count()).toBe(Math.min(50, purchase?.people ?? 0));
      // The drawer's groups are the parts of the number.
      const left = drawer.getByRole('button', { name: /^Left/ });
      expect(await textOf(left)).toContain(String(purchase?.left));
      await left.click();
      await drawer.getByText(new RegExp(`^${purchase?.left} (people|person)$`)).waitFor();

      const name = (await textOf(links.first().locator('[class*=name]'))).trim();
      await links.first().click();
      await page.waitForURL(/\/people\/\d+/);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      const timeline = page.getByRole('region', { name: 'What happened' });
      await timeline.getByRole('listitem').first().waitFor();
      expect(await timeline.getByRole('heading').count()).toBeGreaterThan(0);
      // an event opens into its properties
      const event = timeline.getByRole('listitem').first().getByRole('button').first();
      const before = (await textOf(timeline)).length;
      await event.click();
      await expect.poll(async () => (await textOf(timeline)).length).toBeGreaterThan(before);
      await expectNothingBusy();
    });

    it('finds people by name, address and order', async () => {
      const { people } = await ask(
        '/people?q=quast',
        z.object({ people: z.array(z.object({ label: z.string() })), total: z.number() }),
      );
      expect(people.length).toBeGreaterThan(1);
      await page.goto(`${url}/people`);
      const search = page.getByRole('main').getByRole('textbox').or(page.getByRole('searchbox')).first();
      await search.fill('quast');
      await page
        .getByRole('main')
        .getByText(new RegExp(`^${people.length} people$`))
        .waitFor();
      await page.waitForURL(/q=quast/);
      await search.fill('nobody is called so');
      await page
        .getByRole('main')
        .getByRole('link', { name: /events/ })
        .first()
        .waitFor({ state: 'detached' });
      expect(await visibleText()).not.toMatch(/\d people/);
    });

    it('answers the three reports with the numbers of the API', async () => {
      const truth = z
        .object({
          orders: z.array(z.unknown()),
          channels: z.record(z.string(), z.object({ orders: z.number() })),
        })
        .parse(JSON.parse(gunzipSync(readFileSync(join(data, 'truth.json.gz'))).toString()));

      await page.goto(`${url}/reports/funnel`);
      const steps = ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed'];
      const funnel = await ask('/reports/funnel', reportsContract.funnel['~orpc'].outputSchema, {
        steps: steps.map((event) => ({ anyOf: [{ event }] })),
      });
      const rows = page.getByRole('table').getByRole('row');
      await rows.nth(4).waitFor();
      for (const [index, step] of funnel.total.steps.entries()) {
        const row = (await textOf(rows.nth(index + 1))).replaceAll(/\s+/g, ' ');
        expect(row).toContain(`${index + 1} ${steps[index]} ${step.people}`);
      }
      expect(funnel.total.steps.at(-1)?.people).toBeGreaterThan(5);
      // a number of the table leads to its people
      await rows.nth(4).getByRole('button').first().click();
      await page
        .getByRole('dialog')
        .getByText(`${funnel.total.steps[3]?.people} people`, { exact: true })
        .waitFor();
      await page.keyboard.press('Escape');

      await page.goto(`${url}/reports/paths`);
      const paths = await ask('/reports/paths', reportsContract.paths['~orpc'].outputSchema, {});
      await page.getByText('Most frequent whole walks').waitFor();
      await page.locator('section[aria-busy="false"]').waitFor();
      const top = paths.top?.[0];
      expect(await visibleText()).toContain(String(top?.walks));
      expect(paths.walks).toBeGreaterThan(300);

      await page.goto(`${url}/reports/channels`);
      const channels = await ask('/reports/channels', reportsContract.channels['~orpc'].outputSchema, {});
      expect(channels.total.orders).toBe(truth.orders.length);
      for (const [channel, { orders }] of Object.entries(truth.channels)) {
        expect(channels.rows.find((row) => row.channel === channel)?.orders, channel).toBe(orders);
      }
      const store = page.getByRole('row', { name: /^Store/ });
      await store.waitFor();
      const row = channels.rows.find(({ channel }) => channel === 'store');
      expect(await textOf(store)).toContain(String(row?.orders));
      expect(await visibleText()).toContain(
        `from ${channels.total.orders} orders by ${channels.total.buyers} buyers`,
      );
      await expectNothingBusy();
    });

    it('shows on the Data page where everything came from, and what comes in now', async () => {
      await page.goto(`${url}/data`);
      const sources = z
        .object({
          sources: z.array(
            z.object({ name: z.string(), received: z.number(), stored: z.number(), duplicates: z.number() }),
          ),
        })
        .parse(await (await fetch(`${url}/api/data/sources`)).json());
      expect(sources.sources.length).toBeGreaterThan(10);
      for (const { name, stored } of sources.sources) {
        const row = page.getByRole('row', { name: new RegExp(`^${name} import`) });
        await row.waitFor();
        expect(await textOf(row)).toContain(stored.toLocaleString('en'));
      }
      const writeKey = /wk_[\w-]+/.exec(await visibleText())?.[0] ?? '';
      const answer = await fetch(`${url}/v1/track`, {
        method: 'POST',
        headers: { Authorization: `Basic ${btoa(`${writeKey}:`)}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({
          event: 'Tea Drunk In The Test',
          userId: 'somebody',
          properties: { channel: 'store' },
        }),
      });
      expect(answer.status).toBe(200);
      await page.getByText('Tea Drunk In The Test').waitFor({ timeout: 8_000 });
    });

    it('is gone through by keyboard with Ctrl+K', async () => {
      await page.goto(`${url}/data`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.keyboard.press('Control+k');
      await expectFocusInPalette();
      await page.keyboard.type('funn');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/reports\/funnel/);
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('Control+k');
      await expectFocusInPalette();
      await page.keyboard.type('quast');
      await page.getByRole('dialog').getByText(/Quast/).first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/people\/\d+/);
      await page.getByRole('heading', { level: 1, name: /Quast/ }).waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    });

    it('fits a phone of 390 px, and every button has a name', async () => {
      await page.setViewportSize(PHONE);
      const { stages } = await askRibbon();
      for (const path of [
        `/maps/${MAP}`,
        '/people',
        '/reports/funnel',
        '/reports/paths',
        '/reports/channels',
        '/data',
      ]) {
        await page.goto(url + path);
        await expect.poll(async () => (await visibleText()).length, { timeout: 15_000 }).toBeGreaterThan(100);
        await expectNothingBusy();
        const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        expect(wide, path).toBeLessThanOrEqual(screen ?? 0);
        const nameless = await page
          .getByRole('button', { name: /^$/ })
          .evaluateAll((buttons) =>
            buttons
              .filter(
                (button) =>
                  !button.textContent?.trim() &&
                  !button.getAttribute('aria-label') &&
                  !button.getAttribute('aria-labelledby') &&
                  !button.getAttribute('title'),
              )
              .map((button) => button.outerHTML.slice(0, 200)),
          );
        expect(nameless, path).toEqual([]);
      }
      await page.goto(`${url}/maps/${MAP}`);
      await page.getByRole('tab', { name: 'Purchase' }).click();
      await page.getByRole('button', { name: `${stages[2]?.people} people` }).click();
      await page.getByRole('dialog').getByRole('list').getByRole('link').first().click();
      await page.waitForURL(/\/people\/\d+/);
      await page.getByRole('region', { name: 'What happened' }).getByRole('listitem').first().waitFor();
      const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(wide).toBeLessThanOrEqual(screen ?? 0);
    });

    const expectFocusInPalette = () =>
      expect
        .poll(() =>
          page
            .getByRole('dialog')
            .getByRole('textbox')
            .evaluate((element) => element === document.activeElement),
        )
        .toBe(true);

    /** Nothing still waits for its number. */
    const expectNothingBusy = () =>
      expect.poll(() => page.locator('[aria-busy=true]').count(), { timeout: 15_000 }).toBe(0);
  },
);
