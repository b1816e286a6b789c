import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeDraft } from '../../../../test/draft-quality.ts';
import { labelShop } from '../../../../test/labelled-shop.ts';
import type { RealityAnswer } from '../../../shared/maps/discovery/contract.ts';
import { MapDocument } from '../../../shared/maps/edit/map-document.ts';
import { type JourneyMap, touchpointsOf } from '../../../shared/maps/journey-map.ts';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { collectRun } from '../../../simulator/collected-run.ts';
import { Random } from '../../../simulator/random.ts';
import { type Happening, mapOf, openTestShop, type TestShop } from '../map-fixture.ts';
import { prepareMapQuestion } from '../map-question.ts';
import { draftMap } from './draft.ts';
import { measureReality } from './reality.ts';
import { readWays, representWays } from './representatives.ts';

const NOW = '2026-03-01T12:00:00Z';
const PERIOD = { from: '2026-01-01', to: '2026-03-01' };
const MINUTE_MS = 60_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop(NOW);
});
afterAll(() => shop.close());

const BODY = `case: { by: customer, window: 10d }
channels: [ { id: web, name: Web }, { id: store, name: Store } ]
events:
  sofa: { name: Product Viewed, where: "properties.category = 'sofa'" }
stages:
  - id: look
    title: Look
    enter: Page Viewed
    steps:
      - id: looks
        title: Looks
        touchpoints:
          - { id: page, title: Page, channel: web, events: Page Viewed }
          - { id: sofa-page, title: Sofa page, channel: web, events: sofa }
  - id: buy
    title: Buy
    enter: Order Completed
    exit: true
    steps:
      - id: buys
        title: Buys
        touchpoints:
          - { id: cart, title: Cart, channel: web, events: Product Added }
          - { id: order, title: Order, events: Order Completed }
`;
const MAP = mapOf(BODY);
const GAP_MS = 10 * 24 * 60 * MINUTE_MS;
const GOALS = ['cart', 'order'];

/** 60 people with up to 25 events over two months. */
function makeHappenings(): Happening[] {
  const random = new Random(77);
  const happenings: Happening[] = [];
  for (let person = 1; person <= 60; person++) {
    let at = Date.parse('2026-01-02T00:00:00Z') + random.whole(0, 20) * 24 * 60 * MINUTE_MS;
    for (let count = random.whole(1, 25); count > 0; count--) {
      at += random.chance(0.1) ? random.whole(5, 16) * 24 * 60 * MINUTE_MS : random.whole(1, 400) * MINUTE_MS;
      if (at > Date.parse(NOW)) break;
      const [event, channel, more] = random.pick([
        ['Page Viewed', 'web', {}],
        ['Product Viewed', 'web', { category: 'sofa' }],
        ['Product Viewed', 'app', { category: 'lamp' }],
        ['Product Added', 'web', {}],
        ['Chat Started', 'chat', {}],
        ['Order Completed', 'store', { order_id: `o${person}-${count}`, total: 10 }],
      ] as const);
      happenings.push([
        `p${person}`,
        new Date(at).toISOString().slice(0, 16).replace('T', ' '),
        event,
        { channel, ...more },
      ]);
    }
  }
  return happenings;
}

interface Walk {
  who: string;
  items: string[];
  times: number[];
}

/** Journeys by their definition; the item of an event is its touchpoint's id, or `event/channel`. */
function slowWalks(happenings: readonly Happening[]): Walk[] {
  const walks: Walk[] = [];
  const byPerson = new Map<string, Happening[]>();
  for (const one of happenings) byPerson.set(one[0] ?? '', [...(byPerson.get(one[0] ?? '') ?? []), one]);
  for (const [who, own] of byPerson) {
    let walk: Walk | null = null;
    let lastAt = 0;
    for (const [, time, event, properties = {}] of own) {
      const at = Date.parse(`${time.replace(' ', 'T')}Z`);
      if (walk === null || at - lastAt > GAP_MS) {
        walk = { who, items: [], times: [] };
        walks.push(walk);
      }
      lastAt = at;
      const item = itemOf(event, properties);
      if (walk.items.at(-1) === item) continue;
      walk.items.push(item);
      walk.times.push(at);
    }
  }
  return walks;
}

function itemOf(event: string, properties: Record<string, unknown>): string {
  if (event === 'Page Viewed') return 'page';
  if (event === 'Product Added') return 'cart';
  if (event === 'Order Completed') return 'order';
  return properties.category === 'sofa' ? 'sofa-page' : `${event}/${String(properties.channel)}`;
}

function linksOf(walks: readonly Walk[]) {
  const links = new Map<string, { who: Set<string>; times: number[] }>();
  for (const { who, items, times } of walks) {
    items.slice(1).forEach((to, index) => {
      const key = `${items[index]} > ${to}`;
      const link = links.get(key) ?? { who: new Set(), times: [] };
      link.who.add(who);
      link.times.push((times[index + 1] ?? 0) - (times[index] ?? 0));
      links.set(key, link);
    });
  }
  return Object.fromEntries(
    [...links].map(([key, { who, times }]) => [key, [times.length, who.size, median(times)]]),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

const nameOf = (stop: RealityAnswer['links'][number]['from']) =>
  stop.touchpoint ?? `${stop.event}/${stop.channel}`;
const toldLinks = (answer: RealityAnswer) =>
  Object.fromEntries(
    answer.links.map(({ from, to, passages, people, medianMs }) => [
      `${nameOf(from)} > ${nameOf(to)}`,
      [passages, people, medianMs],
    ]),
  );

const countOf = (walks: readonly Walk[]) => new Set(walks.map(({ who }) => who)).size;

describe('the real paths over a map', () => {
  const happenings = makeHappenings();
  const walks = slowWalks(happenings);
  let question: Awaited<ReturnType<typeof prepareMapQuestion>>;
  beforeAll(async () => {
    const workspace = await shop.open(happenings);
    question = await prepareMapQuestion({ context: shop.context, workspace, map: MAP, period: PERIOD });
  });

  it('are counted as by their definition', async () => {
    const answer = await measureReality(question, null);
    expect(answer.journeys).toBe(walks.length);
    expect(answer.people).toBe(countOf(walks));
    expect(answer.ways).toBe(new Set(walks.map(({ items }) => items.join())).size);
    expect(answer.hidden).toEqual({ journeys: 0, ways: 0, links: 0 });
    expect(toldLinks(answer)).toEqual(linksOf(walks));
    const order = touchpointsOf(MAP).map(({ touchpoint }) => touchpoint.id);
    const visited = [...new Set(walks.map(({ who }) => who))].map(
      (who) => new Set(walks.filter((walk) => walk.who === who).flatMap(({ items }) => items)),
    );
    expect(answer.touchpoints).toEqual(
      order.map((touchpoint, place) =>
        expect.objectContaining({
          touchpoint,
          people: visited.filter((at) => at.has(touchpoint)).length,
          skipped: visited.filter(
            (at) =>
              !at.has(touchpoint) &&
              order.slice(0, place).some((id) => at.has(id)) &&
              order.slice(place + 1).some((id) => at.has(id)),
          ).length,
        }),
      ),
    );
  });

  it('are counted anew where only frequent ways are shown, and what is hidden is told', async () => {
    const byWay = new Map<string, number>();
    for (const { items } of walks) byWay.set(items.join(), (byWay.get(items.join()) ?? 0) + 1);
    const counts = [...byWay.values()].toSorted((a, b) => b - a);
    // a number of ways that no tie decides
    const wanted = counts.findIndex((count, index) => count > (counts[index + 1] ?? 0)) + 1;
    const least = counts[wanted - 1] ?? 0;
    const left = walks.filter(({ items }) => (byWay.get(items.join()) ?? 0) >= least);
    expect(left.length).toBeLessThan(walks.length);
    const answer = await measureReality(question, wanted);
    expect(answer.hidden).toMatchObject({ journeys: walks.length - left.length, ways: byWay.size - wanted });
    expect(toldLinks(answer)).toEqual(linksOf(left));
    expect(answer.journeys).toBe(walks.length);
  });

  it('tell ways that are not on the map, and edits that put them there', async () => {
    const { notOnMap } = await measureReality(question, null);
    const isOff = (item: string) => item.includes('/');
    const runs = new Map<string, { passages: number; who: Set<string>; reached: Set<string> }>();
    for (const { who, items } of walks) {
      items.forEach((item, start) => {
        if (!isOff(item) || isOff(items[start - 1] ?? '')) return;
        const rest = items.slice(start);
        const length = rest.findIndex((one) => !isOff(one));
        const behind = length < 0 ? [] : rest.slice(length);
        const key = rest.slice(0, Math.min(4, length < 0 ? rest.length : length)).join(' > ');
        const run = runs.get(key) ?? { passages: 0, who: new Set(), reached: new Set() };
        run.passages++;
        run.who.add(who);
        if (behind.some((one) => GOALS.includes(one))) run.reached.add(who);
        runs.set(key, run);
      });
    }
    expect(notOnMap.length).toBeGreaterThan(3);
    for (const { stops, passages, people, conversion } of notOnMap) {
      const run = runs.get(stops.map(nameOf).join(' > '));
      expect({ passages, people, conversion }).toEqual({
        passages: run?.passages,
        people: run?.who.size,
        conversion: (run?.reached.size ?? 0) / (run?.who.size ?? 1),
      });
    }
    const [first] = notOnMap;
    if (!first) throw new Error('nothing is off the map');
    const document = MapDocument.open(`map: "1.0"\nid: m\ntitle: M\n${BODY}`);
    const { outcomes } = document.apply(first.edits);
    expect(new Set(outcomes)).toEqual(new Set(['applied']));
    const { map, problems } = readMapFile(document.file);
    expect(problems).toEqual([]);
    if (!map) throw new Error('the map broke');
    const again = await measureReality({ ...question, map }, null);
    expect(again.notOnMap.map(({ stops }) => stops.map(nameOf).join())).not.toContain(
      first.stops.map(nameOf).join(),
    );
  });

  it('are stood for by a few journeys', async () => {
    const ways = await readWays(question);
    const { journeys, compared, representatives } = representWays(question, ways, 3);
    expect(journeys).toBe(walks.length);
    expect(compared).toBe(walks.length);
    expect(representatives).toHaveLength(3);
    expect(representatives.reduce((sum, one) => sum + one.journeys, 0)).toBe(walks.length);
    expect(representatives.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    const reached = walks.filter(({ items }) => items.some((item) => GOALS.includes(item))).length;
    expect(representatives.reduce((sum, one) => sum + one.conversion * one.journeys, 0)).toBeCloseTo(
      reached,
      6,
    );
    const links = linksOf(walks);
    for (const { stops, stepMs, exact } of representatives) {
      const items = stops.map(nameOf);
      expect(exact).toBe(walks.filter((walk) => walk.items.join() === items.join()).length);
      expect(stepMs).toEqual(items.slice(1).map((to, index) => links[`${items[index]} > ${to}`]?.[2]));
    }
  });
});

describe('a map drawn from data', () => {
  it('of a simulated shop opens, lints clean and is like the shop', async () => {
    const run = collectRun({ seed: 7, people: 500, days: 120, endsAt: Date.parse(NOW) });
    const journeys = labelShop(run.distinct);
    const happenings = journeys.flatMap((journey, person) =>
      journey.map(
        ({ event, channel, at, values }): Happening => [
          `p${person}`,
          new Date(at).toISOString().slice(0, 23).replace('T', ' '),
          event,
          { channel, ...values },
        ],
      ),
    );
    const workspace = await shop.open(happenings);
    const question = { period: { from: '2025-11-01', to: '2026-03-01' } };
    const answer = await draftMap(shop.context, { workspace, question, owner: 'anna@shop.example' });
    expect(answer.problems).toEqual([]);
    expect(answer.goal).toBe('Order Completed');
    const { map } = readMapFile(answer.file ?? '');
    if (!map) throw new Error('the draft is no map');
    expect(map.stages.length).toBeLessThanOrEqual(12);
    expect(everyMetricHasTarget(map)).toBe(true);
    const quality = judgeDraft(map, journeys);
    console.info(`draft of the shop through the stores: ${JSON.stringify(quality)}`);
    expect(quality.foundShare).toBeGreaterThanOrEqual(0.9);
    expect(quality.stageTau).toBeGreaterThanOrEqual(0.9);
    const people = answer.stages.flatMap(({ steps }) => steps.flatMap(({ touchpoints }) => touchpoints));
    expect(people.every((one) => one.people > 0 && one.events >= one.people)).toBe(true);
    const fewer = await draftMap(shop.context, {
      workspace,
      question: { ...question, stages: 4, channels: ['web', 'app'] },
      owner: 'anna@shop.example',
    });
    expect(fewer.stages).toHaveLength(4);
    expect(fewer.problems).toEqual([]);
    const channels = fewer.stages.flatMap(({ steps }) => steps.flatMap(({ touchpoints }) => touchpoints));
    expect(new Set(channels.map(({ channel }) => channel))).toEqual(new Set(['web', 'app']));
  });

  it('of nothing is no file, and a goal that nobody has is refused', async () => {
    const workspace = await shop.open([]);
    const asked = { workspace, question: {}, owner: 'anna@shop.example' };
    expect(await draftMap(shop.context, asked)).toMatchObject({
      file: null,
      stages: [],
      people: 0,
      goal: null,
    });
    await expect(draftMap(shop.context, { ...asked, question: { goal: 'Never' } })).rejects.toThrow(
      /Nobody .* has the event "Never"/,
    );
  });
});

const everyMetricHasTarget = ({ metrics }: JourneyMap) =>
  Object.values(metrics).every(({ target, owner }) => target !== null && owner !== null);
