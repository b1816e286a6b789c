import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_PATH, hasChromium } from './chromium.ts';
import { type EditorShop, openEditorShop } from './editor-shop.ts';

const WAIT = { timeout: 10_000 };
/** The smallest PNG there is: one grey dot. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

const FILE = `map: "1.0"
id: sofa
title: Buying a sofa
personas:
  - { id: parent, name: Busy parent }
  - { id: student, name: Student }
stages:
  - id: find
    title: Find one
    enter: Visited
    steps:
      - id: search
        title: Searches
        content: [Buying guide]
        thoughts: [Which one fits?]
        touchpoints: [ { id: site, title: Product page, channel: web, events: Visited } ]
      - id: compare
        title: Compares
        thoughts: [Which one lasts?]
  - id: buy
    title: Buy it
    enter: Order Completed
    steps:
      - { id: pay, title: Pays }
lanes: [thoughts, touchpoints, content, cta]
`;

describe.skipIf(!hasChromium)(
  `the parts of a map, in a browser${hasChromium ? '' : ` (skipped: no ${CHROMIUM_PATH})`}`,
  () => {
    let shop: EditorShop;
    let page: Page;
    beforeAll(async () => {
      shop = await openEditorShop();
      await shop.storeMap(FILE);
      page = (await shop.visit()).page;
    }, 120_000);
    afterAll(() => shop?.close());

    const openMap = async (search = '') => {
      await page.goto(`${shop.url}/maps/sofa${search}`);
      await page.getByRole('grid').waitFor();
    };
    const cell = (name: RegExp) => page.getByRole('gridcell', { name });
    const choose = async (tool: string | RegExp) => {
      await page.getByRole('button', { name: 'More of this map' }).click();
      await page.getByRole('menuitem', { name: tool }).click();
    };
    const fileOf = async () => (await shop.readMap('sofa')).file;
    const picture = { name: 'wall.png', mimeType: 'image/png', buffer: DOT };

    it('takes pictures and files of a step by keyboard, paste and drop, and shows them', async () => {
      await openMap();
      await cell(/^Step Searches, lane Thoughts/).click({ position: { x: 4, y: 4 } });
      await page.keyboard.press('Shift+F10');
      const asked = page.waitForEvent('filechooser');
      await page.getByRole('menuitem', { name: /Add a picture or a file/ }).click();
      await (await asked).setFiles([
        picture,
        { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Ask about delivery') },
      ]);
      const images = cell(/^Step Searches, lane Pictures/);
      // the lanes of both were not shown before
      await images.getByRole('img').waitFor();
      await cell(/^Step Searches, lane Files/)
        .getByRole('link', { name: 'notes.txt' })
        .waitFor();

      const pasted = cell(/^Step Compares, lane Pictures/);
      await pasted.click({ position: { x: 4, y: 4 } });
      await page.evaluate(async () => {
        const canvas = document.createElement('canvas');
        const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
        if (blob) await navigator.clipboard.write([new ClipboardItem({ [blob.type]: blob })]);
      });
      await page.keyboard.press('Control+v');
      await pasted.getByRole('img').waitFor();

      const files = await page.evaluateHandle(() => {
        const data = new DataTransfer();
        data.items.add(new File(['Price list'], 'prices.txt', { type: 'text/plain' }));
        return data;
      });
      await cell(/^Step Pays, lane Thoughts/).dispatchEvent('drop', { dataTransfer: files });
      const dropped = cell(/^Step Pays, lane Files/).getByRole('link', { name: 'prices.txt' });
      await dropped.waitFor();
      const address = await dropped.getAttribute('href');
      const answer = await page.request.get(`${shop.url}${address}`);
      expect(await answer.text()).toBe('Price list');
      // one step back, and it is gone from the map
      await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
      await dropped.waitFor({ state: 'detached' });
    });

    it('keeps a photo of a sketch beside the grid', async () => {
      await openMap('?panel=sketch');
      await page.getByLabel('Add a photo').last().setInputFiles([picture]);
      await page.getByRole('img', { name: 'Sketch of Buying a sofa' }).waitFor();
      await page.reload();
      await page.getByRole('img', { name: 'Sketch of Buying a sofa' }).waitFor();
      await page.getByRole('grid').waitFor();
    });

    it('opens the menu of a cell under a finger that rests', async () => {
      await openMap();
      const thought = cell(/^Step Compares, lane Thoughts/);
      const box = await thought.boundingBox();
      if (!box) throw new Error('the cell is not on screen');
      const finger = { pointerType: 'touch', clientX: box.x + 8, clientY: box.y + 8, bubbles: true };
      await thought.dispatchEvent('pointerdown', finger);
      await page.getByRole('menuitem', { name: 'Remove the step Compares' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
      // one that moves on scrolls
      await thought.dispatchEvent('pointerdown', finger);
      await thought.dispatchEvent('pointermove', { ...finger, clientY: box.y + 60 });
      await page.waitForTimeout(700);
      expect(await page.getByRole('menu').count()).toBe(0);
    });

    it('moves a stage with the mouse', async () => {
      await openMap();
      const heads = page.locator('[data-cell^="stage|"]');
      const first = heads.filter({ hasText: 'Find one' }).locator('[data-item="0"]');
      await first.hover();
      await expect.poll(() => first.getAttribute('draggable'), WAIT).toBe('true');
      const target = await heads.filter({ hasText: 'Buy it' }).boundingBox();
      if (!target) throw new Error('the stage is not on screen');
      await page.mouse.down();
      await page.mouse.move(target.x + target.width - 20, target.y + 12, { steps: 10 });
      await page.mouse.up();
      await expect
        .poll(async () => (await heads.allInnerTexts()).map((one) => one.trim()), WAIT)
        .toEqual(['Buy it', 'Find one']);
      await page.keyboard.press('Control+z');
      await expect.poll(async () => (await heads.first().textContent())?.trim(), WAIT).toBe('Find one');
    });

    it('saves lanes as a view, opens with it, and removes it', async () => {
      await openMap();
      await page.getByRole('button', { name: 'Views of lanes' }).click();
      await page.getByRole('menuitem', { name: /Save what is shown/ }).click();
      await page.getByRole('checkbox', { name: 'Content' }).uncheck();
      await page.getByLabel('Name of the view').fill('For the board');
      await page.keyboard.press('Enter');
      const content = page.getByRole('rowheader', { name: /^Content/ });
      await content.waitFor({ state: 'detached' });
      await page.getByText('all saved').waitFor();
      await page.reload();
      await page.getByRole('rowheader', { name: /^Thoughts/ }).waitFor();
      expect(await content.count()).toBe(0);
      expect(await fileOf()).toContain('title: For the board');
      await page.getByRole('button', { name: 'For the board' }).click();
      await page.getByRole('menuitem', { name: /Remove.*For the board/ }).click();
      await content.waitFor();
    });

    it('nothing of this was complained about', () => {
      expect(shop.complaints).toEqual([]);
    });
  },
);
