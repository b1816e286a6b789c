import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_PATH, hasChromium } from './chromium.ts';
import { type EditorShop, openEditorShop } from './editor-shop.ts';

const FILE = `map: "1.0"
id: together
title: Together
stages:
  - id: find
    title: Find
    steps:
      - { id: a, title: Asks }
      - { id: b, title: Browses }
  - id: buy
    title: Buy
    steps: [ { id: c, title: Pays } ]
lanes: [touchpoints, actions, thoughts, pains]
`;
/** How long the two edit; five minutes in `npm run soak`. */
const LASTS_MS = process.env.DESIREPATH_SOAK ? 300_000 : 60_000;
const LANES = ['Actions', 'Thoughts', 'Pain points'];
const STEPS = ['Asks', 'Browses', 'Pays'];

describe.skipIf(!hasChromium)(
  `two people edit one map${hasChromium ? '' : ` (skipped: no ${CHROMIUM_PATH})`}`,
  () => {
    let shop: EditorShop;
    beforeAll(async () => {
      shop = await openEditorShop();
      await shop.storeMap(FILE);
    }, 120_000);
    afterAll(() => shop?.close());

    it(
      'with a broken connection in between: nothing is lost, and both see the same',
      async () => {
        const people = await Promise.all([shop.visit(), shop.visit()]);
        for (const { page } of people) {
          await page.goto(`${shop.url}/maps/together`);
          await page.getByRole('grid').waitFor();
        }
        const [anna, bert] = people.map(({ page }) => page) as [Page, Page];
        // each sees where the other is
        await anna.getByRole('gridcell', { name: /^Step Pays, lane Actions/ }).click();
        await bert.locator('[data-cell="actions|c"][data-visited]').waitFor();
        await bert.getByRole('list', { name: 'Also here' }).getByText('anna').waitFor();

        let state = 11;
        const random = (below: number) => {
          state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
          return state % below;
        };
        const written: string[] = [];
        const until = Date.now() + LASTS_MS;
        let round = 0;
        while (Date.now() < until) {
          const who = round % 2;
          const page = who === 0 ? anna : bert;
          const text = `${who === 0 ? 'anna' : 'bert'} ${round}`;
          const cell = page.getByRole('gridcell', {
            name: new RegExp(`^Step ${STEPS[random(3)]}, lane ${LANES[random(3)]}`),
          });
          await cell.click();
          await page.keyboard.type(text);
          await page.keyboard.press('Enter');
          written.push(text);
          if (random(6) === 0) {
            // what is taken back and done again is still there
            await page.keyboard.press('Control+z');
            await page.keyboard.press('Control+Shift+z');
          }
          // one of them is away most of the time, and now and then both
          if (round % 7 === 2) await people[1]?.context.setOffline(true);
          if (round % 11 === 5) await people[0]?.context.setOffline(true);
          if (round % 11 === 7) await people[0]?.context.setOffline(false);
          if (round % 7 === 6) await people[1]?.context.setOffline(false);
          round++;
        }
        await people[1]?.context.setOffline(true);
        await bert.getByRole('gridcell', { name: /^Step Asks, lane Touchpoints/ }).click();
        await bert.keyboard.type('Written while away');
        await bert.keyboard.press('Enter');
        await bert.getByText(/1 change waits|changes wait/).waitFor({ timeout: 30_000 });
        written.push('Written while away');
        // the page is closed and opened again with what waits
        await people[1]?.context.setOffline(false);
        await people[0]?.context.setOffline(false);
        for (const page of [anna, bert]) await page.getByText('all saved').waitFor({ timeout: 60_000 });
        expect(written.length).toBeGreaterThan(20);
        const { file } = await shop.readMap('together');
        for (const text of written) expect(file).toContain(text);
        const shown = (page: Page) =>
          page
            .getByRole('gridcell')
            .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label') ?? ''));
        await expect
          .poll(async () => (await shown(anna)).join('\n'), { timeout: 20_000 })
          .toBe((await shown(bert)).join('\n'));
        for (const text of written)
          expect(
            (await shown(anna)).some((label) => label.includes(text)),
            text,
          ).toBe(true);
        expect(shop.complaints.splice(0)).toEqual([]);
      },
      LASTS_MS + 150_000,
    );

    it('what waits for the connection survives closing the page', async () => {
      const { context, page } = await shop.visit();
      await page.goto(`${shop.url}/maps/together`);
      await page.getByText('all saved').waitFor();
      // the server cannot be reached, the page itself can be loaded
      await context.route('**/edits', (route) => route.abort());
      await page.getByRole('gridcell', { name: /^Step Pays, lane Thoughts/ }).click();
      await page.keyboard.type('Kept in the browser');
      await page.keyboard.press('Enter');
      await page.getByText('saving').waitFor();
      await page.close();
      await context.unroute('**/edits');
      const again = await context.newPage();
      await again.goto(`${shop.url}/maps/together`);
      await again.getByRole('gridcell', { name: /Kept in the browser/ }).waitFor();
      await again.getByText('all saved').waitFor();
      expect((await shop.readMap('together')).file).toContain('Kept in the browser');
      shop.complaints.splice(0);
    });
  },
);
