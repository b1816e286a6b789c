import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MapDocument } from '../../src/shared/maps/edit/map-document.ts';
import type { MapPath } from '../../src/shared/maps/edit/map-edit.ts';
import { CHROMIUM_PATH, hasChromium } from './chromium.ts';
import { type EditorShop, openEditorShop } from './editor-shop.ts';

const mapFile = (id: string) => `map: "1.0"
id: ${id}
title: The shop
events: { viewed: Product Viewed }
metrics:
  bought: { kind: conversion, title: View to order, from: viewed, to: Order Completed, within: 7d, target: ">= 40%" }
stages:
  - id: find
    title: Find
    enter: viewed
    kpis: [bought]
    steps:
      - id: search
        title: Searches
        thoughts: [Is it there?] # from the interviews
        emotion: 1
        touchpoints: [ { id: page, title: Product page, channel: web, events: viewed } ]
        pains: [ { text: Too slow, severity: 4 } ]
      - { id: compare, title: Compares }
  - id: buy
    title: Buy
    steps:
      - { id: pay, title: Pays }
lanes: [kpis, flow, emotion, touchpoints, thoughts, actions, pains, opportunities]
`;
const step = (stage: string, id: string): MapPath => ['stages', { id: stage }, 'steps', { id }];

describe.skipIf(!hasChromium)(
  `the map editor in a browser${hasChromium ? '' : ` (skipped: no ${CHROMIUM_PATH})`}`,
  () => {
    let shop: EditorShop;
    let page: Page;
    let map: string;
    let count = 0;

    beforeAll(async () => {
      shop = await openEditorShop();
      await shop.track([
        ...[1, 2, 3, 4].map((who) => ({
          event: 'Product Viewed',
          userId: `p${who}`,
          properties: { channel: who < 4 ? 'web' : 'store', colour: who < 3 ? 'red' : 'blue' },
        })),
        { event: 'Order Completed', userId: 'p1', properties: { channel: 'web', order_id: 'o1', total: 9 } },
      ]);
    }, 120_000);
    afterAll(() => shop?.close());

    beforeEach(async () => {
      map = `map-of-test-${++count}`;
      await shop.storeMap(mapFile(map));
      ({ page } = await shop.visit());
      await page.goto(`${shop.url}/maps/${map}`);
      await page.getByRole('grid').waitFor();
    });
    afterEach(async () => {
      await page.context().close();
      expect(shop.complaints.splice(0)).toEqual([]);
    });

    const cell = (name: RegExp): Locator =>
      page.getByRole('gridcell', { name }).or(page.getByRole('columnheader', { name })).first();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const isSaved = () => page.getByText('all saved').waitFor();
    const valueAt = async (path: MapPath) => {
      await isSaved();
      return MapDocument.open((await shop.readMap(map)).file).valueAt(path);
    };
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

    it('is edited by keyboard: arrows, typing, Enter, Tab, Escape, new things, undo', async () => {
      await cell(/^Step Searches, lane Thoughts/).click();
      expect(await focused()).toBe('Step Searches, lane Thoughts: Is it there?');
      await press('ArrowRight');
      expect(await focused()).toBe('Step Compares, lane Thoughts: empty');
      // typing begins to edit, Tab goes on
      await page.keyboard.type('Which one is better');
      await press('Tab');
      expect(await focused()).toBe('Step Pays, lane Thoughts: empty');
      await press('Home', 'Enter', 'Shift+Enter');
      await page.keyboard.type('And the price?');
      await press('Enter');
      expect(await focused()).toBe('Step Searches, lane Thoughts: Is it there?; And the price?');
      expect(await valueAt([...step('find', 'search'), 'thoughts'])).toEqual([
        'Is it there?',
        'And the price?',
      ]);
      expect(await valueAt([...step('find', 'compare'), 'thoughts'])).toEqual(['Which one is better']);
      expect((await shop.readMap(map)).file).toContain('# from the interviews');
      // Escape takes back what was typed
      await press('F2');
      await page.keyboard.type(' never');
      await press('Escape');
      expect(await focused()).toBe('Step Searches, lane Thoughts: Is it there?; And the price?');
      await press('Control+z');
      await expect.poll(focused).toBe('Step Searches, lane Thoughts: Is it there?');
      await press('Control+z', 'Control+Shift+z', 'Control+y');
      expect(await valueAt([...step('find', 'search'), 'thoughts'])).toEqual([
        'Is it there?',
        'And the price?',
      ]);
      await press('Delete');
      expect(await valueAt([...step('find', 'search'), 'thoughts'])).toBeUndefined();
      // the menu of a cell
      await press('Shift+F10');
      await page.getByRole('menuitem', { name: /^Edit/ }).click();
      await page.keyboard.type('From the menu');
      await press('Enter');
      expect(await valueAt([...step('find', 'search'), 'thoughts'])).toEqual(['From the menu']);
      // a stage by its head, and a step behind another
      await press('Control+Home');
      expect(await focused()).toMatch(/^Stage: Find/);
      await press('F2');
      await page.keyboard.type('s it');
      await press('Enter', 'ArrowDown', 'Shift+Enter');
      await page.keyboard.type('Asks a friend');
      await press('Enter');
      expect(await valueAt(['stages', { id: 'find' }, 'title'])).toBe('Finds it');
      expect(
        ((await valueAt(['stages', { id: 'find' }, 'steps'])) as { title: string }[]).map((one) => one.title),
      ).toEqual(['Searches', 'Asks a friend', 'Compares']);
    });

    it('takes cells from a spreadsheet, with new steps where they need them, and gives them back', async () => {
      await cell(/^Step Compares, lane Thoughts/).click();
      await page.evaluate(() =>
        navigator.clipboard.writeText('"One\nTwo"\tThree\tFour\nClicks\t"Says ""yes"""\tGoes\n'),
      );
      await press('Control+v');
      expect(await valueAt([...step('find', 'compare'), 'thoughts'])).toEqual(['One', 'Two']);
      expect(await valueAt([...step('buy', 'pay'), 'thoughts'])).toEqual(['Three']);
      expect(await valueAt([...step('buy', 'pay'), 'actions'])).toEqual(['Says "yes"']);
      const steps = (await valueAt(['stages', { id: 'buy' }, 'steps'])) as { thoughts: string[] }[];
      expect(steps.at(-1)).toMatchObject({ thoughts: ['Four'], actions: ['Goes'] });
      // a range by Shift and arrows, as a table for others
      await press('Shift+ArrowRight', 'Shift+ArrowDown', 'Control+c');
      const copied = () => page.evaluate(() => navigator.clipboard.readText());
      await expect.poll(copied).toBe('"One\nTwo"\tThree\nClicks\t"Says ""yes"""');
      // a card goes with all that it holds
      await cell(/^Step Searches, lane Pain points/).click();
      await press('Control+x', 'ArrowRight', 'Control+v');
      expect(await valueAt([...step('find', 'search'), 'pains'])).toBeUndefined();
      expect(await valueAt([...step('find', 'compare'), 'pains'])).toEqual([
        { text: 'Too slow', severity: 4 },
      ]);
    });

    it('moves stages, steps and cards by keyboard, and says where they go', async () => {
      const said = () => page.locator('[data-said]').textContent();
      await cell(/^Step Searches, lane Step/).click();
      await press('Space');
      await expect.poll(said).toMatch(/^Searches lifted/);
      await press('ArrowRight');
      await expect.poll(said).toBe('behind Compares, 2 of 2');
      await press('ArrowRight', 'ArrowRight');
      await expect.poll(said).toBe('behind Pays, 2 of 2');
      await press('ArrowLeft', 'Space');
      await expect.poll(said).toMatch(/^Searches dropped/);
      const titles = async (stage: string) =>
        ((await valueAt(['stages', { id: stage }, 'steps'])) as { title: string }[]).map((one) => one.title);
      expect(await titles('buy')).toEqual(['Searches', 'Pays']);
      expect(await titles('find')).toEqual(['Compares']);
      await cell(/^Stage: Buy/).click();
      await press('Space', 'ArrowLeft', 'Space');
      const stages = (await valueAt(['stages'])) as { id: string }[];
      expect(stages.map((stage) => stage.id)).toEqual(['buy', 'find']);
      // a card, put back by Escape, then taken to the next column
      await cell(/^Step Searches, lane Pain points/).click();
      await press('Space', 'ArrowRight', 'Escape');
      expect(await valueAt([...step('buy', 'search'), 'pains'])).toHaveLength(1);
      await press('Space', 'ArrowRight', 'Space');
      expect(await valueAt([...step('buy', 'pay'), 'pains'])).toEqual([{ text: 'Too slow', severity: 4 }]);
    });

    it('moves a card with the mouse, and a feeling along its curve', async () => {
      const card = page.locator('[data-cell="pains|search"] [data-item="0"]');
      // numbers that come in make rows higher, and hovering scrolls: only then do things stay where they are
      await expect.poll(() => page.locator('[aria-busy=true]').count(), { timeout: 30_000 }).toBe(0);
      const cellOfPay = page.locator('[data-cell="pains|pay"]');
      let before: unknown = null;
      await expect
        .poll(
          async () => {
            await card.hover();
            const last = before;
            before = await cellOfPay.boundingBox();
            return JSON.stringify(before) === JSON.stringify(last);
          },
          { timeout: 30_000, interval: 300 },
        )
        .toBe(true);
      const target = await cellOfPay.boundingBox();
      if (!target) throw new Error('the cell is not on screen');
      await page.mouse.down();
      await page.mouse.move(target.x + 40, target.y + 20, { steps: 8 });
      await page.mouse.up();
      await expect
        .poll(() => valueAt([...step('buy', 'pay'), 'pains']))
        .toEqual([{ text: 'Too slow', severity: 4 }]);
      const point = page.getByRole('slider', { name: 'Feeling at Searches' });
      const box = await point.boundingBox();
      if (!box) throw new Error('the point is not on screen');
      await page.mouse.move(box.x + 12, box.y + 12);
      await page.mouse.down();
      await page.mouse.move(box.x + 12, box.y + 12 + 44, { steps: 4 });
      await page.mouse.up();
      expect(await valueAt([...step('find', 'search'), 'emotion'])).toBe(-1);
      await cell(/^Step Searches, lane Feeling/).focus();
      await press('Enter', 'ArrowUp', 'ArrowRight', 'ArrowDown', 'ArrowDown');
      expect(await valueAt([...step('find', 'search'), 'emotion'])).toBe(-0.5);
      expect(await valueAt([...step('find', 'compare'), 'emotion'])).toBe(-1);
    });

    it('binds a touchpoint to what was really seen, narrowed by clicking, with the people that match', async () => {
      await cell(/^Step Pays, lane Touchpoints/).click();
      await page.keyboard.type('Red things');
      await press('Enter', 'Alt+Enter');
      const details = page.getByRole('complementary', { name: 'Details' });
      await details.getByRole('button', { name: 'Pick an event' }).click();
      await page.getByRole('option', { name: /^Product Viewed/ }).click();
      await details.getByText('4 people match in this period').waitFor();
      await details.getByRole('button', { name: 'only where …' }).click();
      await details.getByRole('combobox', { name: 'Property' }).click();
      await page.getByRole('option', { name: 'colour', exact: true }).click();
      await details
        .getByRole('combobox', { name: 'Value' })
        .or(details.getByRole('textbox', { name: 'Value' }))
        .first()
        .click();
      await page.getByRole('option', { name: /^red/ }).click();
      await details.getByText('2 people match in this period').waitFor();
      expect(await valueAt([...step('buy', 'pay'), 'touchpoints'])).toEqual([
        { id: 'red-things', title: 'Red things', events: 'product_viewed' },
      ]);
      expect(await valueAt(['events', 'product_viewed'])).toEqual({
        name: 'Product Viewed',
        where: "properties.colour = 'red'",
      });
      await press('Escape');
      // the map counts it
      await page.getByRole('button', { name: /Red things\s*2$/ }).waitFor();
    });

    it('defines a key figure in place and in its form', async () => {
      await cell(/(Stage Buy|Step Pays), lane Key figures/).click();
      await page.keyboard.type('Orders');
      await press('Enter', 'Alt+Enter');
      const details = page.getByRole('complementary', { name: 'Details' });
      await details
        .getByRole('combobox', { name: 'Counts' })
        .or(details.getByRole('textbox', { name: 'Counts' }))
        .first()
        .click();
      await page.getByRole('option', { name: 'Number of people' }).click();
      await details.getByRole('button', { name: 'Pick an event' }).click();
      await page.getByRole('option', { name: /^Order Completed/ }).click();
      await details.getByLabel('Target').fill('>= 1');
      await press('Enter', 'Escape');
      expect(await valueAt(['metrics', 'orders'])).toEqual({
        kind: 'uniques',
        title: 'Orders',
        event: 'Order Completed',
        target: '>= 1',
      });
      expect(await valueAt(['stages', { id: 'buy' }, 'kpis'])).toEqual(['orders']);
      await page.getByRole('button', { name: /^Orders.*≥ 1/ }).waitFor();
    });

    it('has lanes of its own, renamed, moved and hidden; Ctrl+K knows the map', async () => {
      await page.getByRole('button', { name: 'Lane', exact: true }).click();
      await page.getByRole('menuitem', { name: 'A lane of your own' }).click();
      await page.keyboard.type('The weather');
      await press('Enter');
      await cell(/^Step Pays, lane The weather/).click();
      await page.keyboard.type('Rain');
      await press('Enter');
      expect(await valueAt([...step('buy', 'pay'), 'custom', 'the-weather'])).toEqual(['Rain']);
      const menuOf = async (lane: string) => {
        await page.getByRole('menu').waitFor({ state: 'detached' }); // of the lane before
        await page.locator('[data-lane-head]').filter({ hasText: lane }).hover();
        await page.getByRole('button', { name: `Change the lane ${lane}` }).click();
      };
      await menuOf('The weather');
      await page.getByRole('menuitem', { name: 'Move up' }).click();
      await menuOf('Thoughts');
      await page.getByRole('menuitem', { name: 'Hide' }).click();
      expect(await valueAt(['lanes'])).toEqual([
        'kpis',
        'flow',
        'emotion',
        'touchpoints',
        'actions',
        'pains',
        { id: 'the-weather', title: 'The weather' },
        'opportunities',
      ]);
      await press('Control+k');
      await page.getByRole('dialog').getByRole('textbox').waitFor();
      await page.keyboard.type('go to buy');
      await press('ArrowDown', 'Enter');
      await expect.poll(focused).toMatch(/^Stage: Buy/);
    });

    it('is edited as text, with what is wrong at its line', async () => {
      await page.getByRole('button', { name: 'More of this map' }).click();
      await page.getByRole('menuitem', { name: 'The map as text' }).click();
      const code = page.getByRole('textbox', { name: 'The file of the map' });
      await code.waitFor();
      await page.getByText('title: The shop').click();
      await press('End');
      await page.keyboard.type(' on the hill');
      await page.getByRole('button', { name: 'Apply' }).click();
      expect(await valueAt(['title'])).toBe('The shop on the hill');
      await page.getByText('emotion: 1').click();
      await press('End');
      await page.keyboard.type('000');
      await page.getByText(/error: mend/).waitFor();
      expect(await page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: /^line 16, column / }).waitFor();
      await page.getByRole('button', { name: 'Discard' }).click();
      await page.getByRole('button', { name: 'Back to the map' }).click();
      await page.getByRole('grid').waitFor();
    });

    it('begins a new map at its first cell, and fits a phone where it is edited too', async () => {
      await page.goto(`${shop.url}/maps`);
      await page.getByRole('button', { name: 'New map' }).click();
      await page.waitForURL(/\/maps\/map-1/);
      await page.locator('textarea:focus').waitFor();
      await press('Control+a');
      await page.keyboard.type('Discover');
      await press('Enter');
      map = 'map-1';
      expect(await valueAt(['stages', { id: 'stage-1' }, 'title'])).toBe('Discover');
      await page.setViewportSize({ width: 390, height: 844 });
      const actions = page.getByRole('group', { name: /lane Actions: empty/ });
      await actions.click();
      await actions.click();
      await page.keyboard.type('Looks around');
      await press('Enter');
      expect(await valueAt([...step('stage-1', 'step-1'), 'actions'])).toEqual(['Looks around']);
      const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(wide).toBeLessThanOrEqual(screen ?? 0);
    });
  },
);
