import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM_PATH, hasChromium } from './chromium.ts';
import { type EditorShop, openEditorShop } from './editor-shop.ts';

const mapFile = (id: string, more = '') => `map: "1.0"
id: ${id}
title: Map ${id}
events: { viewed: Product Viewed }
stages:
  - id: find
    title: Find
    enter: viewed
    steps:
      - id: search
        title: Searches
        touchpoints:
          - { id: list, title: Product list, channel: web, events: Product List Viewed }
          - { id: page, title: Product page, channel: web, events: viewed }
  - id: buy
    title: Buy
    steps:
      - id: pay
        title: Pays
        touchpoints:
          - { id: checkout, title: Checkout, channel: web, events: Order Completed }
          - { id: till, title: Till, channel: store, events: Store Order }
${more}`;
const PLAN = `path:
  order:
    - list # seen first
    - page
    - lost
  rules:
    - { rule: absence, event: Never Sent } # as the law says
`;

describe.skipIf(!hasChromium)(
  `what holds for a whole map, in a browser${hasChromium ? '' : ` (skipped: no ${CHROMIUM_PATH})`}`,
  () => {
    let shop: EditorShop;
    let page: Page;
    let map: string;
    let count = 0;

    beforeAll(async () => {
      shop = await openEditorShop();
      await shop.track(
        ['Product List Viewed', 'Product Viewed', 'Order Completed'].map((event) => ({
          event,
          userId: 'p1',
          properties: { channel: 'web', order_id: 'o1', total: 9 },
        })),
      );
    }, 120_000);
    afterAll(() => shop?.close());
    beforeEach(async () => {
      map = `shop-${(++count).toString()}`;
      ({ page } = await shop.visit());
    });
    afterEach(async () => {
      await page.context().close();
      expect(shop.complaints.splice(0)).toEqual([]);
    });

    const openMap = async (id: string, search = '') => {
      await page.goto(`${shop.url}/maps/${id}${search}`);
      await page.getByRole('grid').waitFor();
    };
    const panel = (name: string) => page.getByRole('complementary', { name });
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const pick = (option: string | RegExp) => page.getByRole('option', { name: option }).first().click();
    const pathOf = async () => {
      await page.getByText('all saved').waitFor();
      return (await shop.readMap(map)).value.path;
    };

    it('plans the path with mouse and keyboard, in groups, and says what is wrong where it is', async () => {
      await shop.storeMap(mapFile(map, PLAN));
      await openMap(map);
      await page.getByRole('button', { name: 'More of this map' }).click();
      await page.getByRole('menuitem', { name: 'Planned path and rules' }).click();
      const plan = panel('Planned path and rules');
      const order = plan.getByRole('list', { name: 'Planned path', exact: true });
      const rows = order.locator(':scope > li');
      const row = (name: string) =>
        rows.filter({ has: page.getByLabel(`Touchpoint ${name}`, { exact: true }) });
      await row('lost').getByText('There is no touchpoint "lost" in this map.').waitFor();
      // nothing but the map's own touchpoints is offered
      await plan.getByLabel('Add a touchpoint to the path').click();
      expect(await page.getByRole('option').allTextContents()).toEqual([
        'Product listin the path',
        'Product pagein the path',
        'Checkout',
        'Till',
      ]);
      await pick('Checkout');
      await row('Checkout').getByLabel('may be skipped').check();
      expect(await pathOf()).toMatchObject({ order: ['list', 'page', 'lost', 'checkout?'] });
      // by keyboard: the focus goes with it
      const handle = row('Checkout').getByRole('button', { name: /^Move/ });
      await handle.focus();
      await press('ArrowUp', 'ArrowUp');
      expect(await pathOf()).toMatchObject({ order: ['list', 'checkout?', 'page', 'lost'] });
      expect(await handle.evaluate((element) => element === document.activeElement)).toBe(true);
      // by mouse
      const [from, to] = [await handle.boundingBox(), await row('lost').boundingBox()];
      if (!from || !to) throw new Error('not shown');
      await page.mouse.move(from.x + 8, from.y + 8);
      await page.mouse.down();
      await page.mouse.move(to.x + 60, to.y + 10, { steps: 6 });
      await page.mouse.move(to.x + 60, to.y + to.height - 4, { steps: 6 });
      await page.mouse.up();
      await expect.poll(pathOf).toMatchObject({ order: ['list', 'page', 'lost', 'checkout?'] });
      await row('Checkout')
        .getByRole('button', { name: /^What else/ })
        .click();
      await page.getByRole('menuitem', { name: 'Or another one instead' }).click();
      const group = rows.last();
      await group.getByLabel('Add a touchpoint to this group').click();
      await pick('Till');
      await group.getByLabel('How these belong together').click();
      await pick('All of these, in any order');
      // a row goes from one list to another, by keyboard and by mouse
      const till = group.locator('li').filter({ has: page.getByLabel('Touchpoint Till', { exact: true }) });
      const tillHandle = order
        .locator('li')
        .filter({ has: page.getByLabel('Touchpoint Till', { exact: true }) })
        .last()
        .getByRole('button', { name: /^Move/ });
      await tillHandle.focus();
      await press('ArrowLeft');
      expect(await pathOf()).toMatchObject({
        order: ['list', 'page', 'lost', { all: ['checkout?'] }, 'till'],
      });
      expect(await tillHandle.evaluate((element) => element === document.activeElement)).toBe(true);
      await press('ArrowRight');
      expect(await pathOf()).toMatchObject({
        order: ['list', 'page', 'lost', { all: ['checkout?', 'till'] }],
      });
      const dragTo = async (one: Locator, target: Locator, edge: 'top' | 'bottom') => {
        const [here, there] = [await one.boundingBox(), await target.boundingBox()];
        if (!here || !there) throw new Error('not shown');
        const y = edge === 'top' ? there.y + 4 : there.y + there.height - 4;
        await page.mouse.move(here.x + 8, here.y + 8);
        await page.mouse.down();
        await page.mouse.move(there.x + 60, y - 6, { steps: 6 });
        await page.mouse.move(there.x + 60, y, { steps: 6 });
        await page.mouse.up();
      };
      await dragTo(row('page').or(row('Product page')).getByRole('button', { name: /^Move/ }), till, 'top');
      await expect
        .poll(pathOf)
        .toMatchObject({ order: ['list', 'lost', { all: ['checkout?', 'page', 'till'] }] });
      const pageHandle = group
        .locator('li')
        .filter({ has: page.getByLabel('Touchpoint Product page', { exact: true }) })
        .getByRole('button', { name: /^Move/ });
      await dragTo(pageHandle, row('lost'), 'top');
      await expect
        .poll(pathOf)
        .toMatchObject({ order: ['list', 'page', 'lost', { all: ['checkout?', 'till'] }] });
      await row('lost')
        .getByRole('button', { name: /^What else/ })
        .click();
      await page.getByRole('menuitem', { name: 'Remove from the path' }).click();
      expect(await pathOf()).toMatchObject({ order: ['list', 'page', { all: ['checkout?', 'till'] }] });
      expect((await shop.readMap(map)).file).toContain('# seen first');
      await page.getByRole('button', { name: 'Undo' }).click();
      expect(await pathOf()).toMatchObject({
        order: ['list', 'page', 'lost', { all: ['checkout?', 'till'] }],
      });
      // somebody else sees it, and a rule of the plan beside
      const other = await shop.visit();
      await other.page.goto(`${shop.url}/maps/${map}?panel=plan`);
      await other.page.getByRole('combobox', { name: 'Touchpoint Till' }).waitFor();
      await other.page.getByText('The event "Never Sent" was never seen.').waitFor();
      await other.context.close();
    });

    it('writes rules as sentences with a time limit', async () => {
      await shop.storeMap(mapFile(map, PLAN));
      await openMap(map, '?panel=plan');
      const plan = panel('Planned path and rules');
      await plan.getByRole('button', { name: 'Add a rule' }).click();
      const fresh = plan.getByRole('region', { name: 'New rule' });
      expect(await fresh.getByRole('button', { name: 'Add this rule' }).isDisabled()).toBe(true);
      for (const [side, event] of [
        ['After', 'Product Viewed'],
        ['comes', 'Order Completed'],
      ] as const) {
        await fresh.getByRole('group', { name: side, exact: true }).getByRole('button').first().click();
        await pick(event);
      }
      await fresh.getByLabel('Within').fill('5');
      await fresh.getByLabel('Unit').selectOption('hours');
      await fresh.getByText('After Product Viewed comes Order Completed, within 5 h').waitFor();
      await fresh.getByRole('button', { name: 'Add this rule' }).click();
      await plan.getByRole('button', { name: /^After Product Viewed comes/ }).click();
      await plan.getByLabel('What the rule asks').click();
      await pick('Before one thing another must come');
      await plan.getByRole('button', { name: /^Before Order Completed comes Product Viewed/ }).waitFor();
      expect(await pathOf()).toMatchObject({
        rules: [
          { rule: 'absence', event: 'Never Sent' },
          JSON.parse('{"rule":"precedence","first":"viewed","then":"Order Completed","within":"5h"}'),
        ],
      });
      await plan.getByRole('button', { name: /^No Never Sent/ }).click();
      await plan.getByRole('button', { name: 'Remove this rule' }).click();
      await plan.getByRole('button', { name: /^No Never Sent/ }).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo' }).click();
      await plan.getByRole('button', { name: /^No Never Sent/ }).waitFor();
      await page.getByText('all saved').waitFor();
      expect((await shop.readMap(map)).file).toContain('# as the law says');
    });

    it('takes all touchpoints as the plan where there is none', async () => {
      await shop.storeMap(mapFile(map));
      await openMap(map, '?panel=plan');
      const plan = panel('Planned path and rules');
      await plan.getByRole('button', { name: 'Take all touchpoints in order' }).click();
      expect(await pathOf()).toEqual({ order: ['list', 'page', 'checkout', 'till'] });
      await page.getByRole('button', { name: 'Undo' }).click();
      await plan.getByText('Nothing is planned yet.', { exact: false }).waitFor();
    });

    it('gives the map channels of its own, and keeps those that are used', async () => {
      await shop.storeMap(mapFile(map));
      await openMap(map, '?panel=channels');
      const channels = panel('Channels');
      await channels.getByRole('button', { name: 'Add a channel of your own' }).click();
      await page.keyboard.type('Showroom');
      await press('Enter');
      const card = channels.getByRole('article', { name: 'Showroom' });
      await card.getByLabel('Online or offline').click();
      await pick('offline');
      await card.getByLabel('Icon').click();
      await pick('Store');
      await page.getByText('all saved').waitFor();
      expect((await shop.readMap(map)).value.channels).toEqual([
        { id: 'web', name: 'Web shop' },
        { id: 'store', name: 'Store' },
        { id: 'showroom', name: 'Showroom', online: false, icon: 'store' },
      ]);
      expect(await channels.getByRole('button', { name: 'Remove Web shop' }).isDisabled()).toBe(true);
      await channels.getByRole('article', { name: 'Store' }).getByLabel('Name of the channel').fill('Branch');
      await press('Enter');
      await channels.getByRole('button', { name: 'Remove Branch' }).waitFor();
      await card.getByRole('button', { name: 'Remove Showroom' }).click();
      await card.waitFor({ state: 'detached' });
      // the mark of a touchpoint says the map's own word
      await page.getByRole('img', { name: 'Branch' }).first().waitFor();
    });

    it('puts the map inside of a step of another, never in a circle', async () => {
      await shop.storeMap(mapFile(`${map}-outer`, `parent: ${map}#pay\n`));
      await shop.storeMap(mapFile(`${map}-whole`));
      await shop.storeMap(mapFile(map));
      await openMap(map);
      await page.getByRole('button', { name: /^as-is/ }).click();
      const details = panel('Details');
      await details.getByLabel('Inside of the map').click();
      const circle = page.getByRole('option', { name: `Map ${map}-outer (is inside of this map)` });
      expect(await circle.getAttribute('data-combobox-disabled')).toBe('true');
      await pick(`Map ${map}-whole`);
      await details.getByLabel('at its step').click();
      await pick('Searches');
      await page.getByText('all saved').waitFor();
      expect((await shop.readMap(map)).value.parent).toBe(`${map}-whole#search`);
      await openMap(`${map}-whole`);
      await page.goto(`${shop.url}/maps/${map}-whole?view=family`);
      await page
        .getByRole('article')
        .filter({ hasText: 'Searches' })
        .getByRole('link', { name: `Map ${map}` })
        .waitFor();
    });

    it('takes over from another map and stops, with or without what came from it', async () => {
      const base = `${map}-all`;
      await shop.storeMap(
        mapFile(base).replace('id: buy', 'id: order').replace('title: Buy', 'title: Orders'),
      );
      await shop.storeMap(mapFile(`${map}-heir`, `extends: ${map}\n`));
      await shop.storeMap(mapFile(map).replace('title: Buy', 'title: Buy # ours'));
      await openMap(map);
      await page.getByRole('button', { name: /^as-is/ }).click();
      const details = panel('Details');
      await details.getByRole('link', { name: `Map ${map}-heir` }).waitFor();
      await details.getByLabel('Takes over from').click();
      const circle = page.getByRole('option', { name: `Map ${map}-heir (takes over from this map)` });
      expect(await circle.getAttribute('data-combobox-disabled')).toBe('true');
      await pick(`Map ${base}`);
      await details.getByRole('button', { name: 'Take over', exact: true }).click();
      const orders = page.getByRole('columnheader', { name: /Orders/ }).first();
      await orders.waitFor();
      await details.getByText(`Everything of Map ${base} shows here`, { exact: false }).waitFor();
      await details.getByRole('button', { name: /^Stop taking over/ }).click();
      await details.getByRole('button', { name: 'Keep everything that is shown' }).click();
      await details.getByLabel('Takes over from').waitFor();
      await page.getByText('all saved').waitFor();
      const kept = await shop.readMap(map);
      expect(Object(kept.value.stages)).toMatchObject([{ id: 'find' }, { id: 'buy' }, { id: 'order' }]);
      expect([kept.value.extends, kept.file.includes('# ours')]).toEqual([undefined, true]);
      await page.getByRole('button', { name: 'Undo' }).click();
      await details.getByRole('button', { name: /^Stop taking over/ }).click();
      await details.getByRole('button', { name: 'Leave out what came from there' }).click();
      await orders.waitFor({ state: 'detached' });
    });

    it('opens a broken file as text with its errors, until it is a map again', async () => {
      const whole = mapFile(map);
      await shop.leaveFile(map, whole.replace('title: Find\n', 'titel: Find\n    enter: [ viewed\n'));
      await page.goto(`${shop.url}/maps`);
      await page.getByRole('link', { name: new RegExp(`${map} .*cannot be read`) }).click();
      await page.getByRole('heading', { name: `The map ${map} cannot be read` }).waitFor();
      await page.getByText('A list that began with [ is not closed before this line.').waitFor();
      const code = page.getByRole('textbox', { name: 'The file of the map' });
      const write = async (file: string) => {
        await code.click();
        await press('Control+A');
        await page.keyboard.insertText(file);
      };
      await write(whole.replace('title: Find\n', 'titel: Find\n'));
      await page.getByText('There is no key "titel" in stages[0]: did you mean "title"?').waitFor();
      const save = page.getByRole('button', { name: 'Save and open' });
      expect(await save.isDisabled()).toBe(true);
      // its place is one click away
      await page.getByRole('button', { name: 'line 7, column 5' }).click();
      expect(await page.evaluate(() => getSelection()?.toString())).toBe('titel: Find');
      const other = await shop.visit();
      await other.page.goto(`${shop.url}/maps/${map}`);
      await other.page.getByRole('heading', { name: /cannot be read/ }).waitFor();
      await write(whole);
      await save.click();
      await page.getByRole('grid').waitFor();
      await other.page.getByRole('grid').waitFor();
      await other.context.close();
      await page.getByText('all saved').waitFor();
      expect((await shop.readMap(map)).file).toBe(whole);
      await page.goto(`${shop.url}/maps`);
      await page.getByRole('link', { name: new RegExp(`Map ${map} 2 stages`) }).waitFor();
    });

    it('offers the last state of a broken file that reads, with what it would change', async () => {
      await shop.storeMap(mapFile(map));
      await openMap(map);
      const whole = (await shop.readMap(map)).file;
      await shop.keepVersion(map, 'Before the feast');
      await shop.leaveFile(map, whole.replace('title: Find\n', 'title: [ Find\n'));
      await page.goto(`${shop.url}/maps/${map}`);
      const offer = page.getByRole('region', { name: 'The last state that can be read' });
      await offer.getByText('The version Before the feast, kept by', { exact: false }).waitFor();
      await offer.getByText('What would change: 2 lines').click();
      await offer.getByText('title: [ Find').waitFor();
      const saved = page.waitForEvent('download');
      await offer.getByRole('button', { name: 'Download the file as it is now' }).click();
      expect((await saved).suggestedFilename()).toBe(`${map}.yaml`);
      await offer.getByRole('button', { name: 'Bring it back' }).click();
      await page.getByRole('grid').waitFor();
      await page.getByText('all saved').waitFor();
      expect((await shop.readMap(map)).file).toBe(whole);
      // nothing earlier was kept of this one
      await shop.leaveFile(`${map}-new`, 'map: "1.0"\nid: [\n');
      await page.goto(`${shop.url}/maps/${map}-new`);
      await page.getByText('No earlier state of this map that can be read was kept.').waitFor();
      await shop.leaveFile(`${map}-new`, mapFile(`${map}-new`));
    });

    it('lets nothing else break by a broken file', async () => {
      await shop.leaveFile(map, 'map: "1.0"\nid: [\n');
      await shop.storeMap(mapFile(`${map}-well`, `parent: ${map}#a\nextends: ${map}\n`));
      for (const path of ['/maps', '/programme', '/people', '/reports', '/data', `/maps/${map}-well`]) {
        await page.goto(`${shop.url}${path}`);
        await page.getByRole('main').waitFor();
        // what is asked for meanwhile has time to fail
        await page.waitForTimeout(600);
        expect(await page.getByRole('alert').count(), path).toBe(0);
      }
      await page.goto(`${shop.url}/maps/${map}-well?view=family`);
      await page.getByRole('heading', { name: 'Maps inside this one' }).waitFor();
      // it can be removed, once nothing inherits from it
      await shop.leaveFile(`${map}-well`, mapFile(`${map}-well`));
      await page.goto(`${shop.url}/maps/${map}`);
      await page.getByRole('button', { name: 'Remove this map' }).click();
      await page.getByRole('button', { name: 'Remove it' }).click();
      await page.getByRole('heading', { name: 'Maps', exact: true }).waitFor();
      await page.getByRole('link', { name: /cannot be read/ }).waitFor({ state: 'detached' });
    });
  },
);
