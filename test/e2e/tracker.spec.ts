import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildTracker, TRACKER_LIMIT_BYTES } from '../../scripts/build-tracker.ts';
import { parseItem } from '../../src/shared/collect/item.ts';
import { hasChromium, openChromium } from './chromium.ts';
import { openShop, type SentItem } from './tracker-shop.ts';

if (!hasChromium) console.warn('skipped: no Chromium, set DESIREPATH_CHROMIUM');

describe.runIf(hasChromium)('the browser tracker in Chromium', () => {
  let shop: Awaited<ReturnType<typeof openShop>>;
  let browser: Browser;
  let closeBrowser: () => Promise<void>;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    const { code, gzipBytes } = await buildTracker();
    expect(gzipBytes).toBeLessThan(TRACKER_LIMIT_BYTES);
    shop = await openShop(code);
    ({ browser, close: closeBrowser } = await openChromium());
  });
  afterAll(async () => {
    await closeBrowser?.();
    await shop?.close();
  });
  beforeEach(async () => {
    shop.startTest();
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  /** What the server has acknowledged, each message once, in the order of its first arrival. */
  function stored(name?: string): SentItem[] {
    const items = shop.requests.filter(({ status }) => status === 200).flatMap(({ items }) => items);
    const unique = [...new Map(items.map((item) => [item.messageId, item])).values()];
    return name ? unique.filter((item) => item.type === name || item.event === name) : unique;
  }

  async function waitFor(name: string, count = 1): Promise<SentItem[]> {
    await vi.waitFor(() => expect(stored(name).length).toBeGreaterThanOrEqual(count), {
      timeout: 15_000,
      interval: 50,
    });
    return stored(name);
  }

  async function only(name: string): Promise<SentItem> {
    const items = await waitFor(name);
    expect(items).toHaveLength(1);
    const [item] = items;
    if (!item) throw new Error(`no ${name}`);
    return item;
  }

  const call = (method: string, ...args: unknown[]) =>
    page.evaluate(
      (queued) => {
        // Boundary: the page's global as its own code sees it.
        (window.desirepath as unknown as { push(call: unknown[]): void }).push(queued);
      },
      [method, ...args],
    );

  const storedKeys = () =>
    page.evaluate(() => [...Object.keys(localStorage), document.cookie].filter(Boolean));

  it('sends a page view in the form of Segment, as a simple request', async () => {
    await page.goto(`${shop.url}/shoes?utm_source=mail&utm_campaign=spring&x=1`, {
      referer: 'https://search.example/',
    });
    const item = await only('page');
    expect(item).toMatchObject({
      type: 'page',
      properties: { path: '/shoes', title: 'Page /shoes', channel: 'web' },
      context: {
        page: {
          path: '/shoes',
          search: '?utm_source=mail&utm_campaign=spring&x=1',
          title: 'Page /shoes',
          url: `${shop.url}/shoes?utm_source=mail&utm_campaign=spring&x=1`,
          referrer: 'https://search.example/',
        },
        campaign: { name: 'spring', source: 'mail' },
        channel: 'browser',
        library: { name: 'desirepath.js' },
      },
    });
    expect(item.messageId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Date.parse(item.sentAt)).toBeGreaterThanOrEqual(Date.parse(item.originalTimestamp));
    expect(shop.requests.map(({ method, contentType }) => [method, contentType])).toEqual([
      ['POST', 'text/plain'],
    ]);
    expect(await storedKeys()).toEqual(expect.arrayContaining(['dp_anon', 'dp_session']));
    // The server reads it as it was meant.
    expect(parseItem(item, { receivedAtMs: Date.now(), kind: 'browser' })).toMatchObject({
      ok: true,
      event: {
        event: 'Page Viewed',
        channel: 'web',
        device: 'desktop',
        campaign: 'spring',
        session: item.context.sessionId,
        identifiers: [{ type: 'anonymous_id', value: item.anonymousId }],
      },
    });
  });

  it('follows push, replace and back, and ignores an address that stays the same', async () => {
    await page.goto(`${shop.url}/a`);
    await waitFor('page');
    await page.evaluate(() => {
      history.pushState({}, '', '/b');
      document.title = 'B';
    });
    await waitFor('page', 2);
    await page.evaluate(() => history.replaceState({}, '', '/c'));
    await waitFor('page', 3);
    await page.evaluate(() => history.replaceState({ scroll: 1 }, '', '/c#part'));
    await page.goBack();
    const pages = await waitFor('page', 4);
    expect(pages.map(({ context: { page } }) => [page.path, page.referrer?.replace(shop.url, '')])).toEqual([
      ['/a', ''],
      ['/b', '/a'],
      ['/c', '/b'],
      ['/a', '/c'],
    ]);
    expect(pages[1]?.context.page.title).toBe('B');
    const left = await waitFor('Page Left', 3);
    expect(left.map((item) => item.context.page.path)).toEqual(['/a', '/b', '/c']);
    expect(left.map((item) => item.properties.page_view_id)).toEqual(
      pages.slice(0, 3).map((p) => p.messageId),
    );
  });

  it('tracks a click inside a marked element with its properties', async () => {
    await page.goto(shop.url);
    await waitFor('page');
    await page.click('#label');
    expect((await only('Product Added')).properties).toEqual({
      product_id: '007',
      price: 12,
      quantity: 2,
      currency: 'EUR',
      channel: 'web',
    });
  });

  it('runs calls made before it was loaded, after the page view', async () => {
    await page.goto(`${shop.url}/?before=desirepath.push(['track','Early',{channel:'kiosk'}])`);
    expect((await only('Early')).properties).toEqual({ channel: 'kiosk' });
    expect(stored().map((item) => item.event ?? item.type)).toEqual(['page', 'Early']);
  });

  it('identifies, groups and resets; another user never inherits the anonymous id', async () => {
    await page.goto(shop.url);
    await call('identify', 'u1', { email: 'ann@example.com' });
    await call('group', 'acme', { plan: 'b2b' });
    await call('track', 'One');
    await call('identify', 'u2');
    await call('reset');
    await call('track', 'Two');
    await waitFor('Two');
    const [first] = stored('identify');
    const [one] = stored('One');
    const [two] = stored('Two');
    expect(first).toMatchObject({ userId: 'u1', traits: { email: 'ann@example.com' } });
    expect(stored('group')[0]).toMatchObject({ userId: 'u1', groupId: 'acme', traits: { plan: 'b2b' } });
    expect(one).toMatchObject({ userId: 'u1', anonymousId: first?.anonymousId });
    expect(stored('identify')[1]?.anonymousId).not.toBe(first?.anonymousId);
    expect(two?.userId).toBeUndefined();
    expect(new Set(stored().map((item) => item.anonymousId)).size).toBe(3);
  });

  it('measures how far the page was scrolled', async () => {
    await page.goto(`${shop.url}/long`);
    await waitFor('page');
    await page.evaluate(() => scrollTo(0, 2000));
    await vi.waitFor(async () => expect(await page.evaluate(() => scrollY)).toBe(2000));
    const seen = await page.evaluate(() =>
      Math.round(((2000 + innerHeight) / document.documentElement.scrollHeight) * 100),
    );
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await page.evaluate(() => scrollTo(0, 0));
    await page.evaluate(() => history.pushState({}, '', '/other'));
    expect((await only('Page Left')).properties.scroll_percent).toBe(seen);
    expect(seen).toBeGreaterThan(50);
    expect(seen).toBeLessThan(100);
  });

  it('counts visible time only: a hidden tab adds nothing', async () => {
    const tabs = browser.contexts()[0];
    if (!tabs) throw new Error('Chromium has no default context');
    const tab = await tabs.newPage();
    await tab.goto(`${shop.url}/watched`);
    await waitFor('page');
    await tab.waitForTimeout(600);
    const other = await tabs.newPage();
    await other.bringToFront();
    const [whenHidden] = await waitFor('Page Left');
    await other.waitForTimeout(1500);
    await tab.bringToFront();
    await tab.waitForTimeout(400);
    await tab.evaluate(() => history.pushState({}, '', '/elsewhere'));
    const left = await waitFor('Page Left', 2);
    await tab.close();
    await other.close();
    const visibleMs = left.map((item) => Number(item.properties.visible_ms));
    expect(visibleMs[0]).toBeGreaterThanOrEqual(500);
    expect(visibleMs[1]).toBeGreaterThanOrEqual(200);
    const openMs =
      Date.parse(left[1]?.originalTimestamp ?? '') - Date.parse(stored('page')[0]?.originalTimestamp ?? '');
    const hiddenMs = openMs - (visibleMs[0] ?? 0) - (visibleMs[1] ?? 0);
    // The browser tells a tab that it is shown a moment after showing it; counted as visible, all 1.5 s would be gone.
    expect(hiddenMs).toBeGreaterThanOrEqual(900);
    expect(whenHidden?.properties.page_view_id).toBe(left[1]?.properties.page_view_id);
  });

  describe('consent', () => {
    const required = encodeURIComponent('data-consent="required"');

    it('required: neither stores nor sends before it is granted, then sends all', async () => {
      await page.goto(`${shop.url}/?attributes=${required}`);
      await page.waitForFunction(() => !Array.isArray(window.desirepath));
      await call('track', 'Before');
      await page.waitForTimeout(1000);
      expect(shop.requests).toEqual([]);
      expect(await storedKeys()).toEqual([]);
      await call('consent', 'granted');
      await waitFor('Before');
      expect(stored().map((item) => item.event ?? item.type)).toEqual(['page', 'Before']);
      await page.goto(`${shop.url}/second?attributes=${required}`);
      const pages = await waitFor('page', 2);
      expect(pages[1]?.anonymousId).toBe(pages[0]?.anonymousId);
    });

    it('denied: discards what waited, erases what was stored, sends nothing any more', async () => {
      await page.goto(`${shop.url}/?attributes=${required}`);
      await page.waitForFunction(() => !Array.isArray(window.desirepath));
      await call('track', 'Before');
      await call('consent', 'denied');
      await call('track', 'After');
      await page.click('#add');
      await page.waitForTimeout(800);
      expect(shop.requests).toEqual([]);
      expect(await storedKeys()).toEqual([]);
    });

    it('a refusal without data-consent is remembered, and nothing else', async () => {
      await page.goto(shop.url);
      await waitFor('page');
      await call('consent', 'denied');
      expect(await storedKeys()).toEqual(['dp_consent']);
      const before = shop.requests.length;
      await page.goto(`${shop.url}/next`);
      await page.waitForTimeout(800);
      expect(shop.requests).toHaveLength(before);
      expect(await storedKeys()).toEqual(['dp_consent']);
      await call('consent', 'granted');
      expect((await waitFor('page', 2))[1]?.context.page.path).toBe('/next');
    });

    it('Global Privacy Control counts like a page that requires consent', async () => {
      await page.addInitScript(() =>
        Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }),
      );
      await page.goto(shop.url);
      await page.waitForFunction(() => !Array.isArray(window.desirepath));
      await page.click('#add');
      await page.waitForTimeout(800);
      expect(shop.requests).toEqual([]);
      expect(await storedKeys()).toEqual([]);
      await call('consent', 'granted');
      await only('Product Added');
    });
  });

  describe('delivery', () => {
    it('sends the last events and Page Left when the tab is closed', async () => {
      await page.goto(shop.url);
      await waitFor('page');
      await page.evaluate(() => {
        document.querySelector<HTMLElement>('#add')?.click();
      });
      await page.close({ runBeforeUnload: true });
      await only('Product Added');
      expect(Number((await only('Page Left')).properties.visible_ms)).toBeGreaterThan(0);
    });

    it('tries again after 503 and loses nothing, not even over a page change', async () => {
      shop.answerWith(503);
      await page.goto(shop.url);
      await page.click('#add');
      await vi.waitFor(() => expect(shop.requests.length).toBeGreaterThanOrEqual(2), { timeout: 10_000 });
      expect(stored()).toEqual([]);
      await page.goto(`${shop.url}/next`);
      await call('track', 'Last');
      await page.waitForTimeout(500);
      shop.answerWith(200);
      await waitFor('Last');
      expect(
        stored()
          .map((item) => item.event ?? item.type)
          .sort(),
      ).toEqual(['page', 'Product Added', 'Page Left', 'page', 'Last'].sort());
    });

    it('backs off while the server fails', async () => {
      shop.answerWith(503);
      await page.goto(shop.url);
      await page.waitForTimeout(4000);
      // 0.3 s, then 0.5 to 1 s, 1 to 2 s, 2 to 4 s later
      expect(shop.requests.length).toBeGreaterThanOrEqual(2);
      expect(shop.requests.length).toBeLessThanOrEqual(4);
    });

    it('keeps events while offline and sends them when the network is back', async () => {
      await page.goto(shop.url);
      await waitFor('page');
      await context.setOffline(true);
      for (let n = 0; n < 60; n++) await call('track', 'Offline', { n });
      await page.waitForTimeout(600);
      expect(stored('Offline')).toEqual([]);
      await context.setOffline(false);
      const items = await waitFor('Offline', 60);
      expect(items.map((item) => item.properties.n)).toEqual(Array.from({ length: 60 }, (_, n) => n));
      await vi.waitFor(async () =>
        expect((await storedKeys()).filter((key) => key.startsWith('dp_queue'))).toEqual([]),
      );
    });

    it('drops a batch that the server refuses instead of sending it for ever', async () => {
      shop.answerWith(400);
      await page.goto(shop.url);
      await vi.waitFor(() => expect(shop.requests).toHaveLength(1), { timeout: 10_000 });
      shop.answerWith(200);
      await call('track', 'Good');
      await waitFor('Good');
      expect(stored().map((item) => item.event)).toEqual(['Good']);
    });

    it('does not break the page on properties that are not JSON', async () => {
      await page.goto(shop.url);
      await page.waitForFunction(() => !Array.isArray(window.desirepath));
      await page.evaluate(() => {
        const loop: Record<string, unknown> = {};
        loop.loop = loop;
        if (window.desirepath && 'track' in window.desirepath) window.desirepath.track('Loop', loop);
      });
      await call('track', 'Fine');
      await waitFor('Fine');
      expect(stored('Loop')).toEqual([]);
    });
  });

  describe('sessions', () => {
    it('last over page changes, and a new campaign starts another', async () => {
      await page.goto(`${shop.url}/?utm_source=mail&utm_campaign=spring`);
      await waitFor('page');
      await page.goto(`${shop.url}/two`);
      await waitFor('page', 2);
      await page.goto(`${shop.url}/?utm_source=mail&utm_campaign=spring`);
      await waitFor('page', 3);
      await page.goto(`${shop.url}/?utm_source=ads&utm_campaign=spring`);
      const pages = await waitFor('page', 4);
      const sessions = pages.map((item) => item.context.sessionId);
      expect(sessions[1]).toBe(sessions[0]);
      expect(sessions[2]).toBe(sessions[0]);
      expect(sessions[3]).not.toBe(sessions[0]);
      expect(pages[1]?.context.campaign).toEqual({ source: 'mail', name: 'spring' });
      expect(pages[3]?.context.campaign).toEqual({ source: 'ads', name: 'spring' });
      expect(new Set(pages.map((item) => item.anonymousId)).size).toBe(1);
    });

    it('end after 30 minutes without an event', async () => {
      await page.clock.install({ time: new Date('2026-03-01T10:00:00Z') });
      await page.goto(shop.url);
      await page.clock.runFor(1000);
      await waitFor('page');
      await page.clock.fastForward(29 * 60_000);
      await call('track', 'Soon');
      await page.clock.fastForward(31 * 60_000);
      await call('track', 'Late');
      await page.clock.runFor(1000);
      await waitFor('Late');
      const [view] = stored('page');
      expect(stored('Soon')[0]?.context.sessionId).toBe(view?.context.sessionId);
      expect(stored('Late')[0]?.context.sessionId).not.toBe(view?.context.sessionId);
    });
  });

  it('falls back to cookies where localStorage is blocked', async () => {
    await page.addInitScript(() =>
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('blocked', 'SecurityError');
        },
      }),
    );
    await page.goto(shop.url);
    await waitFor('page');
    await page.goto(`${shop.url}/next`);
    const pages = await waitFor('page', 2);
    expect(pages[1]?.anonymousId).toBe(pages[0]?.anonymousId);
    expect(pages[1]?.context.sessionId).toBe(pages[0]?.context.sessionId);
    await call('consent', 'denied');
    expect(await page.evaluate(() => document.cookie)).toBe('dp_consent=denied');
  });
});
