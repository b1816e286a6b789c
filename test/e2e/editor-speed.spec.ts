import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM_PATH, hasChromium } from './chromium.ts';
import { type EditorShop, openEditorShop } from './editor-shop.ts';

/** A map of 12 stages, 60 steps, 15 lanes and 200 bindings. */
function largeMap(): string {
  const lanes =
    'kpis, flow, emotion, touchpoints, pains, opportunities, actions, thoughts, motivation, goal, content, cta, competitors, difference, quotes';
  const stages = Array.from({ length: 12 }, (_, stage) => {
    const steps = Array.from({ length: 5 }, (_, at) => {
      const id = `step-${stage}-${at}`;
      const touchpoints = Array.from(
        { length: 3 },
        (_, one) =>
          `{ id: t-${id}-${one}, title: Touchpoint ${one} of ${id}, channel: web, events: Product Viewed }`,
      );
      return `      - id: ${id}
        title: Step ${stage}.${at}
        goal: What is wanted at ${id}
        motivation: Why it is wanted
        actions: [Looks at it, Compares it with another]
        thoughts: [Is this the right one, What will it cost]
        emotion: ${((stage + at) % 4) - 1}
        touchpoints: [ ${touchpoints.join(', ')} ]
        pains: [ { text: It takes too long, severity: ${1 + (at % 5)} } ]
        opportunities: [ { id: o-${id}, text: Make it faster, scores: { customerValue: 50, effort: 2 } } ]
        content: [A guide, A video]
        competitors: [Another shop]
        difference: [We answer at once]
        quotes: [I did not know where to go]
        cta: [ { action: Puts it into the cart, event: Product Added } ]`;
    });
    return `  - id: stage-${stage}\n    title: Stage ${stage}\n    enter: Product Viewed\n    kpis: [m${stage}]\n    steps:\n${steps.join('\n')}`;
  });
  const metrics = Array.from(
    { length: 12 },
    (_, index) => `  m${index}: { kind: uniques, event: Product Viewed, target: ">= ${index}" }`,
  );
  return `map: "1.0"\nid: large\ntitle: A large map\nmetrics:\n${metrics.join('\n')}\nstages:\n${stages.join('\n')}\nlanes: [${lanes}]\n`;
}

describe.skipIf(!hasChromium)(
  `a large map in a browser${hasChromium ? '' : ` (skipped: no ${CHROMIUM_PATH})`}`,
  () => {
    let shop: EditorShop;
    beforeAll(async () => {
      shop = await openEditorShop();
      await shop.storeMap(largeMap());
      await shop.track([{ event: 'Product Viewed', userId: 'p1', properties: { channel: 'web' } }]);
    }, 120_000);
    afterAll(() => shop?.close());

    it('draws only the cells that an arrow, a letter or an edit concerns', async () => {
      const { page } = await shop.visit();
      await page.goto(`${shop.url}/maps`);
      await page.evaluate(() =>
        localStorage.setItem('desirepath-columns-large', JSON.stringify({ all: 'steps', turned: {} })),
      );
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.goto(`${shop.url}/maps/large`);
      const openedMs = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const look = () => {
              if (document.querySelectorAll('[role=gridcell]').length > 700) {
                requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
              } else requestAnimationFrame(look);
            };
            look();
          }),
      );
      expect(await page.getByRole('gridcell').count()).toBeGreaterThan(12 * 5 * 13);
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });

      /** What the page draws and how long one key takes from press to paint. */
      const measure = async (keys: string[]) => {
        const times: number[] = [];
        await page.evaluate(() => {
          const seen = new Set<Element>();
          const watch = new MutationObserver((changes) => {
            for (const { target } of changes) {
              const cell = (target instanceof Element ? target : target.parentElement)?.closest(
                '[data-cell]',
              );
              if (cell) seen.add(cell);
            }
          });
          watch.observe(document.body, {
            subtree: true,
            childList: true,
            attributes: true,
            characterData: true,
          });
          Object.assign(window, { seen, watch, pressed: [] as number[] });
          window.addEventListener(
            'keydown',
            () => {
              const start = performance.now();
              requestAnimationFrame(() =>
                setTimeout(() =>
                  (window as unknown as { pressed: number[] }).pressed.push(performance.now() - start),
                ),
              );
            },
            { capture: true },
          );
        });
        for (const key of keys) {
          await page.keyboard.press(key);
          await page.waitForTimeout(60);
        }
        const result = await page.evaluate(() => {
          const own = window as unknown as { seen: Set<Element>; watch: MutationObserver; pressed: number[] };
          own.watch.disconnect();
          return { cells: [...own.seen].map((cell) => cell.getAttribute('data-cell')), pressed: own.pressed };
        });
        times.push(...result.pressed);
        return {
          cells: result.cells,
          medianMs: times.sort((a, b) => a - b)[times.length >> 1] ?? 0,
          worstMs: times.at(-1) ?? 0,
        };
      };
      await page.locator('[data-cell="thoughts|step-2-2"]').click();
      const arrows = await measure([
        'ArrowRight',
        'ArrowDown',
        'ArrowLeft',
        'ArrowUp',
        'ArrowRight',
        'ArrowDown',
      ]);
      expect(arrows.cells.length).toBeLessThanOrEqual(6);
      await page.locator('[data-cell="thoughts|step-2-2"]').click();
      const typing = await measure([...'Which one']);
      expect(typing.cells).toEqual(['thoughts|step-2-2']);
      const commit = await measure(['Enter']);
      // the edited step's column at most, and nothing of any other
      expect(commit.cells.filter((cell) => !cell?.endsWith('|step-2-2'))).toEqual([]);
      console.info(
        `opened in ${openedMs.toFixed(0)} ms after navigation began; key to paint, median and worst: ` +
          `arrows ${arrows.medianMs.toFixed(0)}, ${arrows.worstMs.toFixed(0)} ms; letters ${typing.medianMs.toFixed(0)}, ${typing.worstMs.toFixed(0)} ms; edit ${commit.worstMs.toFixed(0)} ms`,
      );
      await page.getByText('all saved').waitFor();
      expect(shop.complaints.splice(0)).toEqual([]);
    });
  },
);
