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
    const answer = await fetch(`${shop.url}/v1/batch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa('wk_editor:')}` },
      body: JSON.stringify({ batch }),
    });
    expect(answer.status).toBe(200);
    // waits until all is counted
    await shop.track([{ event: 'Seen', userId: 'person 0' }]);
    await shop.storeMap(file());
  });
  afterAll(() => shop?.close());

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
});

interface Scored {
  scores?: Record<string, number>;
  result?: object;
}
