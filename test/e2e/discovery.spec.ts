import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realityAnswer } from '../../src/shared/maps/discovery/contract.ts';
import { touchpointsOf } from '../../src/shared/maps/journey-map.ts';
import { readMapFile } from '../../src/shared/maps/read-map-file.ts';
import { CHROMIUM_PATH, hasChromium } from './chromium.ts';
import { type DemoPage, openDemoPage } from './demo-page.ts';

const MAP = 'five-stage';

describe.skipIf(!hasChromium)(
  `maps from data, in a browser${hasChromium ? '' : ` (skipped: no ${CHROMIUM_PATH})`}`,
  () => {
    let shop: DemoPage;
    let page: Page;
    let url: string;
    let complaints: string[];

    beforeAll(async () => {
      shop = await openDemoPage({ people: 150, days: 40 });
      ({ page, url, complaints } = shop);
    }, 120_000);
    afterAll(() => shop?.close());

    const readMap = async (id: string) => {
      const answer = await fetch(`${url}/api/maps/${id}`, { headers: { Origin: url } });
      const { file }: { file: string } = await answer.json(); // boundary: the call's own answer
      return readMapFile(file);
    };
    const titlesOf = async (id: string) => {
      const { map } = await readMap(id);
      return map ? touchpointsOf(map).map(({ touchpoint }) => touchpoint.title) : [];
    };

    it('draws a map of what people did, and opens it as a map like any other', async () => {
      await page.goto(`${url}/maps`);
      await page.getByRole('link', { name: 'Discover from data' }).click();
      await page.getByText(/stages? and .*touchpoints? from .* journeys of .* people/).waitFor();
      // the rail says where one is
      expect(await page.locator('nav a[data-active]').allInnerTexts()).toEqual(['Maps']);
      await page.getByLabel('Name of the map').fill('What people do');
      await page.getByRole('button', { name: 'Open as a draft map' }).click();
      await page.waitForURL('**/maps/what-people-do');
      await page.getByRole('grid').waitFor();
      const { map, problems } = await readMap('what-people-do');
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(map?.title).toBe('What people do');
      for (const stage of map?.stages ?? [])
        await page.getByText(stage.title, { exact: true }).first().waitFor();
    });

    it('lays the walked path over the planned one, and what it adds to the map is undone', async () => {
      await page.goto(`${url}/maps/${MAP}`);
      await page.getByRole('grid').waitFor();
      const answered = page.waitForResponse((answer) => answer.url().includes('reality'));
      await page.getByRole('button', { name: 'Reality' }).click();
      const drawer = page.getByRole('dialog', { name: 'The map and reality' });
      const answer = realityAnswer.parse(await (await answered).json());
      // planned: every touchpoint in the order of the map; walked: curves; passed by: how many
      const rows = drawer.getByRole('figure').getByRole('listitem');
      await rows.first().waitFor();
      const shown = await rows.allInnerTexts();
      expect(shown.length).toBe(answer.touchpoints.length);
      answer.touchpoints.forEach(({ title, people, skipped }, index) => {
        expect(shown[index]).toContain(title);
        expect(shown[index]).toContain(String(people));
        if (skipped > 0) expect(shown[index]).toContain(`${skipped} passed by`);
      });
      expect(answer.touchpoints.some(({ skipped }) => skipped > 0)).toBe(true);
      const curves = drawer.getByRole('img', { name: 'Planned and walked' }).locator('path');
      expect(await curves.count()).toBeGreaterThan(5);

      const before = await titlesOf(MAP);
      const [extra] = answer.notOnMap;
      const way = drawer
        .getByRole('listitem')
        .filter({ has: page.getByRole('button', { name: 'Add to map' }) });
      const ways = await way.count();
      expect(ways).toBeGreaterThan(0);
      const stops = (extra?.stops ?? []).map(({ title }) => title).join(', ');
      // the touchpoints that the server proposed, as they are called on the map
      const added = (extra?.edits ?? []).flatMap((edit) =>
        edit.kind === 'insert' && edit.list.at(-1) === 'touchpoints'
          ? [String(Object(edit.value).title)]
          : [],
      );
      const [first = ''] = added;
      expect(first).not.toBe('');
      await way.first().getByRole('button', { name: 'Add to map' }).click();
      await way.first().getByRole('button', { name: 'Add', exact: true }).click();
      const after = () => titlesOf(MAP).then((titles) => titles.filter((title) => !before.includes(title)));
      await expect.poll(after).toEqual(added);
      await page.getByText(`${stops} is on the map now`).waitFor();
      // what is on the map is no longer missing from it
      await rows.filter({ hasText: first }).first().waitFor();
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
      await page.getByRole('gridcell').getByText(first, { exact: true }).waitFor();
      await page.keyboard.press('Control+z');
      await expect.poll(() => titlesOf(MAP)).toEqual(before);
      await page.getByRole('gridcell').getByText(first, { exact: true }).waitFor({ state: 'detached' });
      expect(complaints).toEqual([]);
    });
  },
);
