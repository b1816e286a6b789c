/**
 * `tsx bench/conformance.ts [--people 1000000] [--by order]`: conformance of a map of ten touchpoints and three rules over about 20
 * million events: 30 days, one day and all days; each part on its own, then the whole answer.
 */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { z } from 'zod';
import { layWays } from '../src/server/maps/conformance/laid-ways.ts';
import { createConformanceMeasures } from '../src/server/maps/conformance/measures.ts';
import { measureRules } from '../src/server/maps/conformance/rule-violations.ts';
import { labelTouchpoints } from '../src/server/maps/conformance/touchpoint-labels.ts';
import { readWays } from '../src/server/maps/conformance/ways.ts';
import { prepareMapQuestion } from '../src/server/maps/map-question.ts';
import { readConfig } from '../src/server/platform/config.ts';
import { type Context, systemClock } from '../src/server/platform/context.ts';
import { createFacts } from '../src/server/platform/facts.ts';
import { ch } from '../src/server/platform/sql.ts';
import { readMapFile } from '../src/shared/maps/read-map-file.ts';
import { openBenchStores } from './bench-stores.ts';
import { BENCH_WORKSPACE } from './shop-data.ts';

const MAP = `map: "1.0"
id: bench
title: Bench
case: { by: customer, window: 30d }
stages:
  - id: look
    title: Look
    steps:
      - id: looks
        title: Looks
        touchpoints:
          - { id: page, title: Page, events: Page Viewed }
          - { id: list, title: List, events: [Product List Viewed, Products Searched] }
          - { id: product, title: Product, events: Product Viewed }
          - { id: mail, title: Mail, events: Email Opened }
  - id: choose
    title: Choose
    steps:
      - id: chooses
        title: Chooses
        touchpoints:
          - { id: cart, title: Cart, events: [Product Added, Cart Viewed] }
          - { id: store, title: Store, events: Store Visited }
          - { id: call, title: Call, events: Call Started }
  - id: buy
    title: Buy
    steps:
      - id: buys
        title: Buys
        touchpoints:
          - { id: checkout, title: Checkout, events: Checkout Started }
          - { id: order, title: Order, events: Order Completed }
          - { id: refund, title: Refund, events: Order Refunded }
path:
  order: [{ all: ["page*?", "list*?", "product*?", "mail*?"] }, { all: ["cart*?", "store?", "call?"] }, checkout, order, refund?]
  rules:
    - { rule: response, from: Order Completed, to: Email Opened, within: 5d }
    - { rule: precedence, first: Product Added, then: Order Completed }
    - { rule: absence, event: Order Refunded, after: Order Completed, within: 14d }
`;

const { values: options } = parseArgs({
  options: { people: { type: 'string', default: '1000000' }, by: { type: 'string', default: 'customer' } },
});
const stores = await openBenchStores({ people: Number(options.people) });
const { map } = readMapFile(MAP.replace('by: customer', `by: ${options.by}`));
if (!map) throw new Error('the map of the bench does not open');
const context: Context = {
  ...stores,
  clock: systemClock,
  log: pino({ level: 'silent' }),
  facts: createFacts(),
  config: readConfig({}, { data: stores.directory }),
};
const [last] = await stores.clickhouse.query(
  ch`SELECT max(at[-1]) AS at FROM journeys_base`,
  z.object({ at: z.coerce.number() }),
);
const dayBefore = (days: number) => new Date((last?.at ?? 0) - days * 86_400_000).toISOString().slice(0, 10);

for (const days of [30, 1, 180]) {
  const asked = { workspace: BENCH_WORKSPACE, map, period: { from: dayBefore(days - 1), to: dayBefore(0) } };
  const question = await prepareMapQuestion({ context, ...asked });
  /** wall / processor, ms */
  const took: Record<string, string> = {};
  const time = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const before = performance.now();
    const cpuBefore = process.cpuUsage();
    const answer = await work();
    const { user, system } = process.cpuUsage(cpuBefore);
    took[name] = `${Math.round(performance.now() - before)} / ${Math.round((user + system) / 1000)}`;
    return answer;
  };
  const labels = await time('labels', () => labelTouchpoints(question));
  const read = await time('ways', () => readWays(question, labels));
  await time('lay', () => layWays(map, read.ways));
  await time('rules', () => measureRules(question, labels));
  const answer = await time('check', () => createConformanceMeasures(context).check(asked));
  console.log(`${days} days`, took, {
    journeys: answer.journeys,
    read: answer.journeysRead,
    ways: answer.ways,
    follow: answer.followShare,
  });
}
process.exit(0); // the embedded engines keep threads
