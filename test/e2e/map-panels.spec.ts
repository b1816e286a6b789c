import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_PATH, hasChromium } from './chromium.ts';
import { type DemoPage, openDemoPage } from './demo-page.ts';

const MAP = 'five-stage';
const DESK = { width: 1440, height: 900 };

describe.skipIf(!hasChromium)(
  `what stands beside a map, in a browser${hasChromium ? '' : ` (skipped: no ${CHROMIUM_PATH})`}`,
  () => {
    let shop: DemoPage;
    let page: Page;
    let url: string;
    let complaints: string[];

    beforeAll(async () => {
      shop = await openDemoPage({ people: 120, days: 40 });
      ({ page, url, complaints } = shop);
    }, 120_000);
    afterAll(() => shop?.close());

    const openMap = async (search = '') => {
      await page.goto(`${url}/maps/${MAP}${search}`);
      await page.getByRole('grid').waitFor();
    };
    const panel = (name: string) => page.getByRole('complementary', { name });
    const choose = async (tool: string) => {
      await page.getByRole('button', { name: 'More of this map' }).click();
      await page.getByRole('menuitem', { name: tool, exact: true }).click();
    };
    const stage = (title: string) => page.locator('[data-cell^="stage|"]', { hasText: title }).first();

    it('keeps a version, tells what was changed since in words, and brings the version back', async () => {
      await openMap('?panel=history');
      const history = panel('Versions and history');
      await history.getByLabel('Name of this version').fill('Before the workshop');
      await history.getByLabel(/Publish/).check();
      await history.getByRole('button', { name: 'Save version' }).click();
      await history.getByText('published').waitFor();
      await stage('Purchase').click();
      await page.keyboard.press('F2');
      await page.keyboard.press('Control+A');
      await page.keyboard.type('Buys');
      await page.keyboard.press('Enter');
      await history.getByText('renamed stage Purchase to Buys').waitFor();
      await history.getByRole('button', { name: /Compare Before the workshop/ }).click();
      await page.getByText('1 change', { exact: true }).waitFor();
      expect(await page.locator('th[scope=col] li[data-mark=gone]').first().textContent()).toContain(
        'Purchase',
      );
      await page.getByRole('button', { name: 'Back to the map' }).click();
      await choose('Versions and history');
      await panel('Versions and history')
        .getByRole('button', { name: 'Make the map what Before the workshop was' })
        .click();
      await stage('Purchase').waitFor();
    });

    it('takes a comment that mentions somebody, shows it on its cell, and closes it', async () => {
      await openMap();
      const cell = page.locator('[data-cell^="thoughts|"]').first();
      await cell.click();
      await page.getByRole('button', { name: 'Comments' }).click();
      const comments = panel('Comments');
      await comments.getByText(/About: .*Thoughts/).waitFor();
      const box = comments.getByRole('combobox');
      await box.pressSequentially('From the interviews? @own');
      await comments.getByRole('option', { name: 'owner@localhost' }).waitFor();
      await page.keyboard.press('Enter');
      expect(await box.inputValue()).toBe('From the interviews? @owner@localhost ');
      await page.keyboard.press('Control+Enter');
      await cell.getByRole('button', { name: '1 open talk' }).waitFor();
      // on a phone it stands in the title of the lane, and opens the talk from there
      await page.setViewportSize({ width: 390, height: 844 });
      await comments.getByRole('button', { name: 'Close' }).click();
      const lane = page
        .getByRole('group')
        .filter({ hasText: /^Thoughts/ })
        .first();
      await lane.getByRole('button', { name: '1 open talk' }).click();
      await comments.getByText(/From the interviews/).waitFor();
      await page.setViewportSize(DESK);
      await page.getByRole('grid').waitFor();
      await comments.getByRole('button', { name: 'Mentions of me' }).click();
      await comments.getByRole('link', { name: /Customer journey/ }).waitFor();
      await comments.getByRole('button', { name: 'Open', exact: true }).click();
      await comments.getByRole('button', { name: 'Resolve' }).click();
      await comments.getByText('Nobody has said anything here.').waitFor();
      await cell.getByRole('button', { name: '1 open talk' }).waitFor({ state: 'detached' });
    });

    it('sets what holds for the whole map, and says that it was reviewed', async () => {
      await openMap();
      await page.getByRole('button', { name: /^as-is/ }).click();
      const details = panel('Details');
      await details.getByLabel('Reviewed every').fill('30d');
      await page.keyboard.press('Enter');
      await details.getByLabel('State').click();
      await page.getByRole('option', { name: 'archived' }).click();
      await page.getByRole('button', { name: /^as-is · archived/ }).waitFor();
      await details.getByLabel('Last reviewed').fill('2026-01-02');
      await page.keyboard.press('Enter');
      await page.getByText(/check overdue/).waitFor();
      await details.getByRole('button', { name: 'I have reviewed it today' }).click();
      await page.getByText(/check overdue/).waitFor({ state: 'detached' });
      await details.getByLabel('State').click();
      await page.getByRole('option', { name: /^live/ }).click();
      await page.getByText('all saved').waitFor();
    });

    it('binds a feeling to behaviour, from its worst figure to its best', async () => {
      await openMap();
      const cell = page.locator('[data-cell^="emotion|"]').first();
      await cell.click({ position: { x: 4, y: 4 } });
      await page.keyboard.press('Alt+Enter');
      const details = panel('Details');
      await details.getByLabel('Key figure that measures it').click();
      await page.getByRole('option', { name: 'Visit to product' }).click();
      await details.getByLabel('Figure that is -2').fill('0%');
      await page.keyboard.press('Enter');
      await details.getByLabel('Figure that is +2').fill('100%');
      await page.keyboard.press('Enter');
      await page.getByText(/: measured 1\.\d from \d+ observations/).waitFor({ state: 'attached' });
    });

    it('makes a to-be map of it, which goes again', async () => {
      await openMap();
      await page.getByRole('button', { name: /^as-is/ }).click();
      await panel('Details').getByRole('button', { name: 'Make a to-be map of it' }).click();
      await page.getByRole('button', { name: /^to-be · draft/ }).click();
      expect(page.url()).toContain(`/maps/${MAP}-to-be`);
      const changes = panel('Details').getByLabel('Changes the as-is map');
      await expect.poll(() => changes.inputValue()).toMatch(/five stages/); // the list of maps is on its way
      await panel('Details').getByRole('button', { name: 'Remove this map' }).click();
      await page.getByRole('button', { name: 'Remove it' }).click();
      await page.getByRole('heading', { name: 'Maps' }).waitFor();
      expect(await page.getByRole('link', { name: /to be/ }).count()).toBe(0);
    });

    it('binds a persona to people, measures their share and takes over what the data say', async () => {
      await openMap('?panel=brief');
      const card = panel('Brief and personas').getByRole('article', { name: 'Busy parent' });
      await card.getByRole('button', { name: /Busy parent/ }).click();
      const condition = card.getByLabel(/Who they are among the customers/);
      await condition.fill('traits.age >= 30 and traits.age < 50');
      await condition.blur();
      await card.locator('[data-measured]').waitFor();
      const share = await card.locator('[data-measured]').textContent();
      expect(share).toMatch(/^\d+(\.\d)?\s%$/);
      await card.getByRole('button', { name: 'Fill from data' }).click();
      await card.getByRole('button', { name: 'Take all' }).click();
      expect(await card.getByLabel('Age', { exact: true }).inputValue()).toMatch(/^[34]0 to [34]9$/);
      expect(await card.getByLabel('Source').last().inputValue()).not.toBe('');
      // it is in the file, with where it comes from
      await expect
        .poll(async () => {
          const answer = await fetch(`${url}/api/maps/${MAP}`, { headers: { Origin: url } });
          const { file }: { file: string } = await answer.json();
          return file;
        })
        .toMatch(/source: analytics[\s\S]*analytics: \d+ of \d+ people/);
    });

    it('leads through the map as a persona and keeps the notes as comments', async () => {
      await openMap('?view=walk');
      const walk = page.getByRole('dialog', { name: /Walk through/ });
      await walk.getByLabel('As whom').selectOption({ label: 'Busy parent' });
      await walk.getByLabel('What do you notice here?').fill('No prices in the feed');
      await walk.getByRole('button', { name: 'Next' }).click();
      await page.keyboard.press('End');
      await walk.getByRole('button', { name: 'Keep 1 note as a comment' }).click();
      await walk.getByText('Your notes are comments').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /Comments, 1 open/ }).click();
      await panel('Comments').getByText('As Busy parent: No prices in the feed').waitFor();
    });

    it('scores the eleven needs by stage and channel, and says what to send for the others', async () => {
      await openMap();
      const cell = page.getByRole('button', { name: /^Eleven needs in Delivery/ });
      await cell.waitFor();
      // every need by its name, those without data too
      expect(await cell.getAttribute('aria-label')).toMatch(/Delivery \d+,.* Choice of channel/);
      await cell.focus();
      await page.keyboard.press('ArrowRight');
      await cell.getByText(/^Delivery \d+ from \d+$/).waitFor();
      await page.keyboard.press('Enter');
      const details = page.getByRole('dialog', { name: 'Eleven needs: Delivery' });
      await details.getByText(/deliveries by the promised time.*\(deliveries: \d+\)/).waitFor();
      expect(await details.getByRole('heading', { level: 3 }).count()).toBe(11);
      await details.getByRole('list', { name: 'Delivery by channel' }).getByText('Courier').waitFor();
      await details.getByText('Everybody').click();
      await details.getByText('What to send').first().waitFor();
      await page.keyboard.press('Escape');
      await details.waitFor({ state: 'detached' });
      // what few people let one know of a key figure is a note on the file
      await page.getByRole('button', { name: /notes on the file/ }).click();
      await page
        .getByText(/The KPI ".+" rests on \d+ of the \d+ that it needs/)
        .first()
        .waitFor();
    });

    it('says of each target action how many do it, asked once for all of them', async () => {
      const asked: string[] = [];
      const listen = (request: { url(): string }) => {
        if (request.url().includes('target')) asked.push(request.url());
      };
      page.on('request', listen);
      await openMap();
      const action = page.locator('[data-cell^="cta|"] button[data-measured]').first();
      await action.waitFor();
      expect(await action.textContent()).toMatch(/%|too few|waiting/);
      page.off('request', listen);
      expect(asked).toHaveLength(1);
      const name = await action.evaluate((button) => button.firstChild?.textContent ?? '');
      await action.click();
      await page.getByRole('dialog', { name }).getByText('Everyone counted').waitFor();
      await page.keyboard.press('Escape');
    });

    it('fits the wheel and the details of a stage on a phone', async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(`${url}/maps/${MAP}?view=wheel`);
      const wheel = page.getByRole('region', { name: 'Wheel' });
      await wheel.getByText('Notices us', { exact: true }).last().waitFor();
      expect(
        await wheel.evaluate(
          (view) =>
            [view, ...view.querySelectorAll('div')].filter((one) => one.scrollWidth > one.clientWidth).length,
        ),
      ).toBe(0);
      await page.goto(`${url}/maps/${MAP}`);
      await page.getByRole('button', { name: 'Details of Awareness' }).click({ force: true });
      await panel('Details').getByLabel('Title').waitFor();
      await page.setViewportSize(DESK);
    });

    it('shows the map in every other way without a complaint', async () => {
      await openMap();
      for (const name of [
        'Personas side by side',
        'Customer and shop',
        'Content by persona and stage',
        'Wheel',
      ]) {
        await choose(name);
        await page.getByRole('region', { name, exact: true }).waitFor();
      }
      await choose('Maps inside this one');
      await page.getByRole('button', { name: 'Back to the map' }).click();
      await choose('Present');
      await page.getByRole('dialog', { name: /Presentation of/ }).waitFor();
      await page.keyboard.press('ArrowRight');
      await page.getByText('2 of 6').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('grid').waitFor();
      // the same without a mouse
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('textbox').waitFor();
      await page.keyboard.type('photo of a');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await panel('Photo of a sketch').waitFor();
      expect(complaints).toEqual([]);
    });
  },
);
