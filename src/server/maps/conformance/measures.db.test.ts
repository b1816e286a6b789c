import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watchRule } from '../../../shared/maps/conformance/rules.ts';
import { type Happening, mapOf, openTestShop, type TestShop } from '../map-fixture.ts';
import { createConformanceMeasures } from './measures.ts';

let shop: TestShop;
const NOW = '2026-04-01T00:00:00Z';
beforeAll(async () => {
  shop = await openTestShop(NOW);
});
afterAll(() => shop.close());

const period = { from: '2026-03-01', to: '2026-03-31' };
const MAP = `case: { window: 10d }
stages:
  - id: a
    title: A
    steps:
      - id: s
        title: S
        touchpoints:
          - { id: list, title: List, events: Product List Viewed }
          - { id: page, title: Page, events: Product Viewed }
          - { id: cart, title: Cart, events: [Product Added, Cart Viewed] }
          - { id: pay, title: Pay, events: Order Completed }
          - { id: chat, title: Chat, events: Chat Started }
          - { id: elsewhere, title: Elsewhere }
`;
const PATH = `path: { order: [list, elsewhere, "page*?", cart, pay] }\n`;

/** a: list, p: page, c: cart, o: order, h: chat; an hour apart from the given day on. */
function walk(who: string, day: string, steps: string): Happening[] {
  const names: Record<string, string> = {
    l: 'Product List Viewed',
    p: 'Product Viewed',
    a: 'Product Added',
    c: 'Cart Viewed',
    o: 'Order Completed',
    h: 'Chat Started',
    x: 'Page Viewed',
  };
  return [...steps].map((step, hour) => [
    who,
    `2026-${day} ${String(hour).padStart(2, '0')}:00`,
    names[step] ?? '',
    step === 'o' ? { order_id: `${who}${day}${hour}`, total: 1, currency: 'EUR' } : {},
  ]);
}

const HAPPENINGS = [
  ...walk('anna', '03-02', 'lxppacco'), // complete: the same in a row is once
  ...walk('bert', '03-03', 'lp'), // underway
  ...walk('cleo', '03-04', 'lpo'), // passes the cart over
  ...walk('dora', '03-05', 'lhopao'), // pays where the plan has it not; of the chat it says nothing
  ...walk('dora', '03-25', 'lao'), // a second journey of hers, complete
  ...walk('emil', '02-24', 'lp'), // began before the period, and goes on in it
  ...walk('emil', '03-01', 'a'),
  ...walk('fred', '02-20', 'hhl'), // not in the period
  ...walk('gina', '03-31', 'x'), // at no touchpoint
];

test('a map of more touchpoints than many masks hold', async () => {
  const workspace = await shop.open(HAPPENINGS);
  const many = Array.from(
    { length: 500 },
    (_, index) => `          - { id: t${index}, title: T, events: Event ${index} }\n`,
  ).join('');
  const { check } = createConformanceMeasures(shop.context);
  const answer = await check({ workspace, map: mapOf(MAP + many + PATH), period });
  expect(answer).toMatchObject({ journeys: 6, groups: { complete: { journeys: 2 } }, followShare: 4 / 6 });
});

test('journeys laid beside the planned way', async () => {
  const workspace = await shop.open(HAPPENINGS);
  const map = mapOf(MAP + PATH);
  const { check, people } = createConformanceMeasures(shop.context);
  const asked = { workspace, map, period };
  const answer = await check(asked);
  expect(answer).toMatchObject({
    isPlanned: true,
    journeys: 6,
    people: 5,
    journeysRead: 6,
    ways: 6,
    waysRead: 6,
    groups: {
      complete: { journeys: 2, people: 2 },
      underway: { journeys: 2, people: 2 },
      deviating: { journeys: 2, people: 2 },
    },
    followShare: 4 / 6,
    touchpoints: [
      { touchpoint: 'cart', skipped: { journeys: 1, people: 1 }, extra: { journeys: 0, people: 0 } },
      { touchpoint: 'pay', skipped: { journeys: 0, people: 0 }, extra: { journeys: 1, people: 1 } },
    ],
    rules: [],
  });
  const written = answer.deviations.map(({ moves }) =>
    moves.map(
      ({ kind, touchpoint }) => `${{ both: '', skipped: 'skipped ', extra: 'extra ' }[kind]}${touchpoint}`,
    ),
  );
  expect(written.map((moves) => moves.join(', ')).toSorted()).toEqual([
    'list, extra pay, page, cart, pay',
    'list, page, skipped cart, pay',
  ]);
  // visible moves: bert skips 2, cleo 1, dora has 1 extra, emil skips 1; worst 20 steps walked and 6 runs of 3
  expect(answer.alignmentFitness).toBeCloseTo(1 - 5 / (20 + 6 * 3), 3);
  const names = async (part: Parameters<typeof people>[1]) =>
    (await people(asked, part)).people.map(({ label }) => label).toSorted();
  expect(await names({ kind: 'group', group: 'complete' })).toEqual(['anna', 'dora']);
  expect(await names({ kind: 'group', group: 'underway' })).toEqual(['bert', 'emil']);
  expect(await names({ kind: 'group', group: 'deviating' })).toEqual(['cleo', 'dora']);
  expect(await names({ kind: 'skipped', touchpoint: 'cart' })).toEqual(['cleo']);
  expect(await names({ kind: 'extra', touchpoint: 'pay' })).toEqual(['dora']);
  expect(await names({ kind: 'extra', touchpoint: 'cart' })).toEqual([]);
  await expect(people(asked, { kind: 'extra', touchpoint: 'no' })).rejects.toThrow('no touchpoint "no"');
  await expect(people(asked, { kind: 'rule', index: 0 })).rejects.toThrow('no rule 0');
});

test('without a path: the stages in order, each touchpoint as one likes', async () => {
  const workspace = await shop.open([
    ...walk('anna', '03-02', 'plpa'),
    ...walk('bert', '03-02', 'lap'), // back to the first stage
  ]);
  const map = mapOf(`stages:
  - { id: one, title: One, steps: [ { id: s, title: S, touchpoints: [ { id: list, title: L, events: Product List Viewed }, { id: page, title: P, events: Product Viewed } ] } ] }
  - { id: two, title: Two, steps: [ { id: t, title: T, touchpoints: [ { id: cart, title: C, events: Product Added } ] } ] }
`);
  const answer = await createConformanceMeasures(shop.context).check({ workspace, map, period });
  expect(answer).toMatchObject({
    isPlanned: false,
    followShare: 0.5,
    touchpoints: [{ touchpoint: 'page', extra: { people: 1 } }],
  });
});

test('an event of several touchpoints, and more touchpoints than a mask has bits', async () => {
  const workspace = await shop.open([
    ...walk('anna', '03-02', 'plpa'),
    ...walk('bert', '03-02', 'pla'),
    ...walk('cleo', '03-02', 'la'),
  ]);
  const filler = Array.from(
    { length: 70 },
    (_, i) => `{ id: filler${i}, title: F, events: "Filler ${i}" }`,
  ).join(', ');
  for (const others of ['', `, ${filler}`]) {
    const map = mapOf(`stages:
  - id: one
    title: One
    steps:
      - id: s
        title: S
        touchpoints: [ { id: first-look, title: F, events: Product Viewed }, { id: list, title: L, events: Product List Viewed }${others},
          { id: second-look, title: P, events: Product Viewed }, { id: cart, title: C, events: Product Added } ]
path: { order: [first-look, list, second-look, cart] }
`);
    const answer = await createConformanceMeasures(shop.context).check({ workspace, map, period });
    expect(answer).toMatchObject({
      journeys: 3,
      groups: { complete: { people: 1 }, underway: { people: 0 }, deviating: { people: 2 } },
    });
    expect(answer.touchpoints.map((one) => [one.touchpoint, one.skipped.people])).toEqual([
      ['first-look', 1],
      ['second-look', 2],
    ]);
  }
});

test('a map that nothing is bound to, and a period without journeys', async () => {
  const workspace = await shop.open(walk('anna', '01-02', 'l'));
  const { check, people } = createConformanceMeasures(shop.context);
  const unbound = mapOf('stages: [ { id: a, title: A } ]\n');
  expect(await check({ workspace, map: unbound, period })).toMatchObject({ journeys: 0, followShare: null });
  expect(await check({ workspace, map: mapOf(MAP + PATH), period })).toMatchObject({
    journeys: 0,
    followShare: null,
    alignmentFitness: null,
    precision: null,
  });
  const none = await people({ workspace, map: unbound, period }, { kind: 'group', group: 'complete' });
  expect(none).toEqual({ total: 0, people: [], cursor: null });
});

describe('rules', () => {
  const DAY = 86_400_000;
  const RULES = `  rules:
    - { rule: response, from: Product Viewed, to: Order Completed, within: 2h }
    - { rule: response, from: Product Viewed, to: Order Completed }
    - { rule: precedence, first: Product Viewed, then: Order Completed }
    - { rule: precedence, first: Product Viewed, then: Order Completed, within: 2h }
    - { rule: succession, from: Product Viewed, to: Order Completed, within: 1d }
    - { rule: chain, from: Product Viewed, to: Product Added, within: 2h }
    - { rule: coexistence, from: [Product Viewed, Product Added], to: [Order Completed, Product Added], within: 3h }
    - { rule: existence, event: Order Completed, within: 1d }
    - { rule: absence, event: Chat Started }
    - { rule: absence, event: Chat Started, after: Product Viewed, within: 3h }
`;

  test('as the streaming watch says, for every person', async () => {
    // a small generator, so that the test says the same every time
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    const people = Array.from({ length: 40 }, (_, index) => `p${String(index).padStart(2, '0')}`);
    const days = ['02-27', '03-01', '03-12', '03-30', '03-31'];
    const happenings = people.flatMap((who) =>
      days.flatMap((day) =>
        random(3) === 0
          ? []
          : walk(who, day, Array.from({ length: random(9) }, () => 'lpaohx'.charAt(random(6))).join('')),
      ),
    );
    const workspace = await shop.open(happenings);
    const map = mapOf(`${MAP}path:\n  order: [list, "page*?", cart, pay]\n${RULES}`);
    const { check, people: list } = createConformanceMeasures(shop.context);
    const answer = await check({ workspace, map, period });
    const known = new Set([
      'Product List Viewed',
      'Product Viewed',
      'Product Added',
      'Order Completed',
      'Chat Started',
    ]);
    const nowMs = Date.parse(NOW);
    const fromMs = Date.parse('2026-03-01T00:00:00Z');
    for (const [index, rule] of (map.path?.rules ?? []).entries()) {
      const counts = { kept: 0, broken: 0, open: 0 };
      const breakers: string[] = [];
      for (const who of people) {
        const watch = watchRule(rule, 10 * DAY);
        let start = Number.NEGATIVE_INFINITY;
        for (const [name, at, event] of happenings) {
          if (name !== who || !known.has(event)) continue;
          const ms = Date.parse(`${at.replace(' ', 'T')}Z`);
          const isStart = event !== 'Chat Started' && ms - start > 10 * DAY; // the plan has no chat
          if (isStart) start = ms;
          const is = (side: typeof rule.from) => side.some((binding) => binding.event === event);
          watch.see({ at: ms, isFrom: is(rule.from), isTo: is(rule.to), isStart });
        }
        const own = watch.finish(nowMs).filter((occasion) => occasion.at >= fromMs && occasion.at < nowMs);
        for (const { outcome } of own) counts[outcome]++;
        if (own.some(({ outcome }) => outcome === 'broken')) breakers.push(who);
      }
      const measured = answer.rules[index];
      expect({ ...measured, index }, `rule ${index}`).toMatchObject({ ...counts, people: breakers.length });
      const listed = await list({ workspace, map, period }, { kind: 'rule', index });
      expect(listed.people.map(({ label }) => label).toSorted(), `rule ${index}`).toEqual(breakers);
    }
    const all = answer.rules.flatMap(({ kept, broken }) => [kept, broken]);
    expect(all.every((one) => one > 0)).toBe(true); // every rule is kept somewhere and broken somewhere
    expect(answer.rules.some(({ open }) => open > 0)).toBe(true);
  });
});
