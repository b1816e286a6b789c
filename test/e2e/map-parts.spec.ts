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
  - id: keep
    title: Keep it
    enter: Order Delivered
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
      const order = async () => (await heads.allTextContents()).map((one) => one.trim());
      const target = await heads.filter({ hasText: 'Buy it' }).boundingBox();
      if (!target) throw new Error('the stage is not on screen');
      await page.mouse.down();
      await page.mouse.move(target.x + target.width - 20, target.y + 12, { steps: 10 });
      await page.mouse.up();
      await expect.poll(order, WAIT).toEqual(['Buy it', 'Find one', 'Keep it']);
      await page.keyboard.press('Control+z');
      await expect.poll(order, WAIT).toEqual(['Find one', 'Buy it', 'Keep it']);
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

    it('gives a stage and a touchpoint target actions of their own, each with event, worth and target', async () => {
      await openMap();
      await cell(/^Step Searches, lane Touchpoints/).click({ position: { x: 2, y: 2 } });
      await page.keyboard.press('Alt+Enter');
      const details = page.getByRole('complementary', { name: 'Details' });
      const add = details.getByRole('textbox', { name: 'Add a target action' });
      for (const action of ['Asks for advice', 'Puts it into the cart']) {
        await add.fill(action);
        await page.keyboard.press('Enter');
        await details.getByRole('button', { name: action }).waitFor();
      }
      await details.getByRole('button', { name: 'Puts it into the cart' }).click();
      await details.getByLabel('Worth').fill('40 EUR');
      await page.keyboard.press('Enter');
      await details.getByLabel('Target', { exact: true }).fill('>= 20%');
      await page.keyboard.press('Enter');
      await page.getByText('all saved').waitFor();
      await page.locator('[data-cell^="stage|"]', { hasText: 'Buy it' }).click();
      await page.keyboard.press('Alt+Enter');
      await add.fill('Orders');
      await page.keyboard.press('Enter');
      await cell(/^Step Pays, lane Target actions: Orders/).waitFor();
      await cell(/^Step Searches, lane Target actions: Asks for advice; Puts it into the cart/).waitFor();
      await page.getByText('all saved').waitFor();
      const { value } = await shop.readMap('sofa');
      expect(value).toMatchObject({
        stages: [
          {
            steps: [
              {
                touchpoints: [
                  {
                    cta: [
                      'Asks for advice',
                      { action: 'Puts it into the cart', value: '40 EUR', target: '>= 20%' },
                    ],
                  },
                ],
              },
              {},
            ],
          },
          { cta: ['Orders'] },
          {},
        ],
      });
    });

    it('says what a pain hurts whom, and what one journey is', async () => {
      await openMap();
      await cell(/^Step Searches, lane Touchpoints/).click({ position: { x: 2, y: 2 } });
      await page.keyboard.press('Alt+Enter');
      const details = page.getByRole('complementary', { name: 'Details' });
      await details.getByRole('textbox', { name: 'Add a pain point' }).fill('No size table');
      await page.keyboard.press('Enter');
      await details.getByRole('button', { name: 'No size table' }).click();
      // the field of what is chosen lies over its input
      await details.getByRole('combobox', { name: 'Hurts only these personas' }).click({ force: true });
      await page.getByRole('option', { name: 'Student' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^as-is/ }).click();
      await details.getByRole('combobox', { name: 'One journey is' }).click();
      await page.getByRole('option', { name: 'one session' }).click();
      await expect.poll(fileOf, WAIT).toMatch(/case:\s*(\{ )?by: session/);
      expect(await fileOf()).toMatch(/text: No size table,?\s+personas:\s*(\[ )?(- )?student/);
    });

    it('shows a key figure that is counted by hand, once its figures are written down', async () => {
      await openMap();
      await page.getByRole('button', { name: 'Lane', exact: true }).click();
      await page.getByRole('menuitem', { name: /Key figures/ }).click();
      await cell(/^Stage Find one, lane Key figures/).click({ position: { x: 4, y: 4 } });
      await page.keyboard.type('Visits to the showroom');
      await page.keyboard.press('Enter');
      await page.keyboard.press('ArrowUp');
      await cell(/lane Key figures: Visits to the showroom/).click({ position: { x: 2, y: 2 } });
      await page.keyboard.press('Alt+Enter');
      const details = page.getByRole('complementary', { name: 'Details' });
      const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
      await details.getByLabel('Its figures, day and figure a line').fill(`${day(12)}: 72\n${day(3)}: 81`);
      await details.getByLabel('Target', { exact: true }).fill('>= 80');
      await page.keyboard.press('Enter');
      await cell(/lane Key figures: Visits to the showroom/)
        .getByText('81', { exact: true })
        .waitFor();
      await cell(/lane Key figures: Visits to the showroom/)
        .getByText('on target')
        .first()
        .waitFor({ state: 'attached' });
    });

    it('says of a persona what it wants and fears, and where its age is known from', async () => {
      await openMap('?panel=brief');
      const card = page.getByRole('article', { name: 'Busy parent' });
      await card.getByRole('button', { name: /Busy parent/ }).click();
      await card.getByLabel('Goals, one a line').fill('A sofa by Friday\nOne that can be washed');
      await card.getByLabel('Age', { exact: true }).fill('30 to 49');
      await card.getByLabel('Name', { exact: true }).focus();
      await card.getByLabel('Source').first().selectOption('survey');
      await card.getByLabel('Known from').selectOption('research');
      await card.getByText('from research · 30 to 49').waitFor();
      await page.getByText('all saved').waitFor();
      const { value } = await shop.readMap('sofa');
      expect(value).toMatchObject({
        personas: [
          {
            kind: 'research',
            goals: ['A sofa by Friday', 'One that can be washed'],
            age: { text: '30 to 49', source: 'survey' },
          },
          {},
        ],
      });
    });

    it('shows where nothing answers a persona, and takes what does', async () => {
      await openMap();
      await choose('Content by persona and stage');
      await page.getByText('Compares, nothing answers: Which one lasts?').first().waitFor();
      await page.getByText(/\b6 gaps in 6 cells/).waitFor();
      await page
        .getByRole('textbox', { name: 'Content for Busy parent in Compares' })
        .fill('Test of ten covers');
      await page.getByRole('heading', { name: 'Content by persona and stage' }).click();
      await page.getByText(/\b5 gaps in 6 cells/).waitFor();
      await page.getByRole('textbox', { name: 'Content for Student in Compares' }).waitFor();
      expect(await page.getByText('Compares, nothing answers: Which one lasts?').count()).toBe(1);
      await expect.poll(fileOf, WAIT).toMatch(/parent:\s+content:\s+- Test of ten covers/);
    });

    it('keeps the notes of a walk when it is left, until they are comments', async () => {
      await openMap();
      await choose('Walk through');
      const walk = page.getByRole('dialog', { name: /Walk through/ });
      await walk.getByLabel('As whom').selectOption({ label: 'Student' });
      await walk.getByLabel('What do you notice here?').fill('Prices only in the cart');
      await page.reload();
      await walk.waitFor();
      expect(await walk.getByLabel('What do you notice here?').inputValue()).toBe('Prices only in the cart');
      await walk.getByRole('button', { name: 'Next' }).focus();
      await page.keyboard.press('End');
      await walk.getByRole('button', { name: 'Keep 1 note as a comment' }).click();
      await walk.getByText('Your notes are comments').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /Comments, 1 open/ }).click();
      await page.getByText('As Student: Prices only in the cart').waitFor();
    });

    it('tells whoever is mentioned, and leads there', async () => {
      await openMap();
      await cell(/^Step Pays, lane Thoughts/).click({ position: { x: 4, y: 4 } });
      await page.getByRole('button', { name: 'Comments' }).click();
      const box = page.getByRole('complementary', { name: 'Comments' }).getByRole('combobox').first();
      await box.fill('Is the invoice here? @anna@shop.example ');
      await page.keyboard.press('Control+Enter');
      await cell(/^Step Pays, lane Thoughts/)
        .getByRole('button', { name: '1 open talk' })
        .waitFor();
      await page.goto(`${shop.url}/maps`);
      const told = page.getByRole('region', { name: 'Mentions of me' });
      await told.getByText(/Buying a sofa: Is the invoice here/).waitFor();
      await told.getByRole('link', { name: 'Answer' }).click();
      await page.getByText(/About: Pays · Thoughts/).waitFor();
    });

    it('stands beside its as-is map, with what is changed marked', async () => {
      await openMap();
      await page.getByRole('button', { name: /^as-is/ }).click();
      await page.getByRole('button', { name: 'Make a to-be map of it' }).click();
      await page.waitForURL(/sofa-to-be/);
      await page.getByRole('grid').waitFor();
      const title = page.locator('[data-cell^="steps|"]', { hasText: 'Compares' });
      await title.click();
      await page.keyboard.press('F2');
      await page.keyboard.press('Control+A');
      await page.keyboard.type('Tries at home');
      await page.keyboard.press('Enter');
      await choose('Beside the as-is map');
      const changed = page.getByRole('columnheader', { name: /Tries at home/ });
      await changed.waitFor();
      expect(await changed.locator('li[data-mark=gone]').textContent()).toContain('Compares');
      expect(await changed.locator('li[data-mark=new]').textContent()).toContain('Tries at home');
    });

    it('nothing of this was complained about', () => {
      expect(shop.complaints).toEqual([]);
    });
  },
);
