import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './chromium.ts';
import { type EditorShop, openEditorShop } from './editor-shop.ts';

const DAY_MS = 86_400_000;
const WAIT = { timeout: 10_000 };
const dayAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

const file = () => `map: "1.0"
id: sofa
title: Buying a sofa
metrics:
  buy: { kind: conversion, title: Visit to order, from: Visited, to: Order Completed, within: 1d, target: ">= 60%", minSample: 5, owner: anna }
  answers: { kind: count, title: Answers, event: Answered }
stages:
  - id: find
    title: Find one that fits
    enter: Visited
    owner: anna
    steps:
      - id: compare
        title: Compare
        cta: [ { action: Orders, event: Order Completed } ]
        touchpoints: [ { id: site, title: Product page, events: Visited } ]
        pains: [ { text: Will it fit through the door?, severity: 4 } ]
        opportunities:
          - { id: sizes, text: Size helper beside the price, moves: [buy], status: planned, due: ${dayAgo(3)}, scores: { effort: 2, businessValue: 60 }, issue: "https://issues.example/SHOP-41" }
          - { id: guest, text: Guest checkout, moves: [buy], status: shipped, shipped: ${dayAgo(10)}, owner: ben }
          - { id: chat, text: Answer in the chat within a minute, moves: [answers], owner: ben, due: ${dayAgo(-20)} }
          - Free returns
`;

const PAY = `map: "1.0"
id: pay
title: Paying
metrics:
  happy: { kind: survey, title: Happy with the checkout, event: Survey Answered, score: csat, field: properties.score, minSample: 5 }
  paid: { kind: conversion, title: Checkout to order, from: Checkout Started, to: Order Completed, within: 2d, target: ">= 60%" }
stages:
  - id: pay
    title: Pay
    enter: Checkout Started
    kpis: [paid]
    steps:
      - id: checkout
        title: Checkout
        emotion: { score: 0, metric: happy }
        touchpoints:
          - id: form
            title: Checkout form
            events: Checkout Started
            cta: [ { action: Orders, event: Order Completed } ]
            pains: [ { id: refused, text: The card is refused, severity: 4, events: Payment Failed } ]
        opportunities: [ { id: say, text: Say why } ]
lanes: [kpis, flow, emotion, touchpoints, pains, opportunities]
`;

/** 80 people at the checkout, 40 of them refused; 10 of these order, and 30 of the others. */
function payers() {
  const at = (hour: number) => `${dayAgo(5)}T${hour}:00:00.000Z`;
  return Array.from({ length: 80 }, (_, index) => {
    const who = { type: 'track', userId: `payer ${index}` };
    const order = { order_id: `o${index}`, total: 500, currency: 'EUR' };
    return [
      { ...who, messageId: `c${index}`, event: 'Checkout Started', timestamp: at(10) },
      ...(index < 40 ? [{ ...who, messageId: `f${index}`, event: 'Payment Failed', timestamp: at(11) }] : []),
      ...(index < 10
        ? [
            {
              ...who,
              messageId: `s${index}`,
              event: 'Survey Answered',
              timestamp: at(13),
              properties: { score: 5 },
            },
          ]
        : []),
      ...(index < 10 || index >= 50
        ? [{ ...who, messageId: `o${index}`, event: 'Order Completed', timestamp: at(12), properties: order }]
        : []),
    ];
  }).flat();
}

describe.skipIf(!hasChromium)('the programme page', () => {
  let shop: EditorShop;
  beforeAll(async () => {
    shop = await openEditorShop();
    const at = (days: number, hour: number) => `${dayAgo(days)}T${hour}:00:00.000Z`;
    const track = (who: string, event: string, timestamp: string, properties = {}) => ({
      ...{ type: 'track', messageId: `${who} ${event}`, userId: who, event, timestamp, properties },
    });
    // before it shipped 4 of 20 buy for 500, since then 10 of 20
    const batch = Array.from({ length: 40 }, (_, index) => {
      const days = index < 20 ? 14 : 7;
      const isBuyer = index < 4 || index >= 30;
      const who = `person ${index}`;
      const order = track(who, 'Order Completed', at(days, 12), {
        order_id: who,
        total: 500,
        currency: 'EUR',
      });
      return [track(who, 'Visited', at(days, 10)), ...(isBuyer ? [order] : [])];
    }).flat();
    await collect(batch);
    // waits until all is counted
    await shop.track([{ event: 'Seen', userId: 'person 0' }]);
    await shop.storeMap(file());
  });
  afterAll(() => shop?.close());

  async function collect(batch: object[]): Promise<void> {
    const answer = await fetch(`${shop.url}/v1/batch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa('wk_editor:')}` },
      body: JSON.stringify({ batch }),
    });
    expect(answer.status).toBe(200);
  }

  it('moves scores by keys and mouse, measures what shipped, and leads to the owner', async () => {
    const { page } = await shop.visit();
    const opportunities = async () => {
      const { value } = await shop.readMap('sofa');
      // boundary: the file above
      const { stages } = value as {
        stages: [{ steps: [{ opportunities: [Scored, Scored, Scored, Scored] }] }];
      };
      return stages[0].steps[0].opportunities;
    };
    await page.goto(`${shop.url}/maps`);
    await page.getByRole('link', { name: 'Programme' }).click();
    // 40 people x (60 % - 14/40) x 500
    await page.getByText('€5,000').waitFor();
    await page.getByRole('button', { name: /Size helper/ }).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(async () => (await opportunities())[0].scores, WAIT)
      .toEqual({ effort: 3, businessValue: 65 });

    // one without an id: to the corner at the top left
    const point = await page.getByRole('button', { name: /Free returns/ }).boundingBox();
    const corner = await page.getByText('Do first').boundingBox();
    if (!point || !corner) throw new Error('nothing to drag');
    await page.mouse.move(point.x + 8, point.y + 8);
    await page.mouse.down();
    await page.mouse.move(corner.x + 20, corner.y + 20, { steps: 4 });
    await page.mouse.up();
    await expect
      .poll(async () => (await opportunities())[3].scores, WAIT)
      .toEqual({ effort: 1, businessValue: 100 });

    await page.getByRole('button', { name: 'Measure now' }).click();
    // 20 people x (50 % - 20 %) x 500
    await page.getByText(/^€3,000$/).waitFor();
    await page.getByText('20 % → 50 %').waitFor();
    expect((await opportunities())[1].result).toMatchObject({ metric: 'buy' });

    await page.getByRole('link', { name: 'anna' }).click();
    await page.getByRole('heading', { name: 'anna' }).waitFor();
    await page.getByRole('button', { name: 'Funnel' }).click();
    await page.getByText('target action').waitFor();
    await page.getByRole('link', { name: 'Open as funnel' }).click();
    await page.getByText('35 %').first().waitFor();
    expect(shop.complaints).toEqual([]);
  });

  it('tells whom a pain hurts and what it costs, and leads from every number to people and report', async () => {
    await collect(payers());
    await shop.track([{ event: 'Paid', userId: 'payer 0' }]);
    await shop.storeMap(PAY);
    const { page } = await shop.visit();
    await page.goto(`${shop.url}/maps/pay`);
    const heat = page.getByRole('button', { name: 'The card is refused: show the people it hurts' });
    // 4 x 40 of 80; 40 people x (30/40 - 10/40) x 500
    await expect
      .poll(() => heat.textContent(), WAIT)
      .toMatch(/heat 2.*hurts 40 people \(50\s%\).*costs €10\s?k/);
    await heat.click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('40 people', { exact: true }).waitFor();
    await drawer.getByText(/Costs €10,000\.00 .*40 people × \(75\s% − 25\s%\) × €500\.00/).waitFor();
    await drawer.getByRole('button', { name: 'Did not order afterwards' }).click();
    await drawer.getByText('30 people', { exact: true }).waitFor();
    await drawer.getByRole('link', { name: 'Open as funnel' }).click();
    await page.waitForURL(/\/reports\/funnel/);
    await drawer.waitFor({ state: 'detached' }); // which says 25 % too
    await page.getByText('25 %').first().waitFor();
    await page.goBack();

    // the touchpoint's own funnel, asked for in its details
    const cell = (lane: string) => page.locator(`[data-cell^="${lane}|"]`).first();
    await cell('touchpoints').click({ position: { x: 4, y: 4 } });
    await page.keyboard.press('Alt+Enter');
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('button', { name: 'Funnel' }).click();
    await details.getByRole('button', { name: 'seen: 80 people; show them' }).waitFor();
    await details.getByRole('button', { name: 'target action: 40 people; show them' }).click();
    await drawer.getByText('40 people', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });

    // a day by keyboard
    await cell('opportunities').click({ position: { x: 4, y: 4 } });
    await page.keyboard.press('Alt+Enter');
    const due = details.getByLabel('To be done by');
    await due.focus();
    await page.keyboard.type('03312027');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => (await shop.readMap('pay')).file, WAIT)
      .toMatch(/text: Say why,\s+due: "?2027-03-31/);

    // what was published stands on the history of the key figure
    await page.getByRole('button', { name: 'More of this map' }).click();
    await page.getByRole('menuitem', { name: 'Versions and history' }).click();
    const history = page.getByRole('complementary', { name: 'Versions and history' });
    await history.getByLabel('Name of this version').fill('Reasons are said');
    await history.getByLabel(/Publish/).check();
    await history.getByRole('button', { name: 'Save version' }).click();
    await page
      .getByRole('button', { name: /Checkout to order/ })
      .first()
      .click();
    await drawer.getByRole('heading', { name: 'Published in these days' }).waitFor();
    await drawer.getByRole('listitem').filter({ hasText: 'Reasons are said' }).waitFor();
    await drawer.getByRole('img', { name: /Published versions: “Reasons are said”/ }).waitFor();
    await page.keyboard.press('Escape');

    // who told how they felt
    await page.getByRole('button', { name: 'Checkout: measured 2.0 from 10 answers; show them' }).click();
    await drawer.getByRole('heading', { name: 'Happy with the checkout' }).waitFor();
    await drawer.getByText('10 people', { exact: true }).waitFor();
    await page.keyboard.press('Escape');

    // coverage, and what is not on the map
    await page.getByRole('button', { name: /people touch it/ }).click();
    await drawer.getByText('80 people', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /not on it/ }).click();
    await page.getByRole('button', { name: 'Payment Failed: show its people' }).click();
    await drawer.getByText('40 people', { exact: true }).waitFor();
    expect(shop.complaints).toEqual([]);
  });
});

interface Scored {
  scores?: Record<string, number>;
  result?: object;
}
