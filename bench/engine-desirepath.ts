import { pino } from 'pino';
import { readConfig } from '../src/server/platform/config.ts';
import { type Context, systemClock } from '../src/server/platform/context.ts';
import { createFacts } from '../src/server/platform/facts.ts';
import { createReports, type Reports } from '../src/server/reports/reports-routes.ts';
import { funnelQuestion } from '../src/shared/reports/funnel.ts';
import { type PathsQuestion, pathsQuestion } from '../src/shared/reports/paths.ts';
import { openBenchStores } from './bench-stores.ts';
import {
  type EngineResult,
  FUNNEL_EVENTS,
  GAP_MS,
  measure,
  type Numbers,
  peakMemoryBytes,
  WALK_STEPS,
  WINDOW_MS,
} from './raw-questions.ts';
import { BENCH_WORKSPACE } from './shop-data.ts';

/** The product's own reports, as the API answers them: times, revenue and histogram included. */
export async function askDesirepath(people: number): Promise<EngineResult> {
  const stores = await openBenchStores({ people });
  const context: Context = {
    ...stores,
    config: readConfig({}),
    clock: systemClock,
    log: pino({ level: 'silent' }),
    facts: createFacts(),
  };
  const reports = createReports(context);
  const funnel = (where?: string, breakdown: 'none' | 'channel' = 'none') =>
    funnelQuestion.parse({
      windowMs: WINDOW_MS,
      breakdown,
      steps: FUNNEL_EVENTS.map((event, index) => ({
        anyOf: [{ event, ...(where !== undefined && index === FUNNEL_EVENTS.length - 1 ? { where } : {}) }],
      })),
    });
  const paths = pathsQuestion.parse({ steps: WALK_STEPS, gapMs: GAP_MS, nodesPerStep: 8 });
  const askPaths = async (asked: Reports, details: PathsQuestion['details']): Promise<Numbers> => {
    const { links } = await asked.paths(BENCH_WORKSPACE, { ...paths, details });
    return Object.fromEntries(
      links
        .filter(({ from, to }) => from !== null && to !== null)
        .flatMap(({ position, from, to, walks, people: linkPeople }) => [
          [`${position}: ${from} > ${to}`, walks],
          [`${position}: ${from} > ${to} (people)`, linkPeople],
        ]),
    );
  };
  const askFunnel = async (question: ReturnType<typeof funnel>): Promise<Numbers> => {
    const { total } = await reports.funnel(BENCH_WORKSPACE, question);
    return Object.fromEntries(total.steps.map((step, index) => [`step ${index + 1}`, step.people]));
  };

  const runs = 5;
  const questions: EngineResult['questions'] = {
    funnel: await measure(runs, () => askFunnel(funnel())),
    'funnel by channel': await measure(runs, () => askFunnel(funnel(undefined, 'channel'))),
    'funnel, condition on amount': await measure(runs, () => askFunnel(funnel('amount > 100'))),
    'funnel, condition on a property': await measure(runs, () =>
      askFunnel(funnel("properties.coupon = 'SPRING'")),
    ),
    'funnel, people behind a step': await measure(runs, async () => {
      const part = { step: 2, kind: 'left' } as const;
      return { total: (await reports.funnelPeople(BENCH_WORKSPACE, { question: funnel(), part })).total };
    }),
    // new reports do not know what the question showed last time: it is asked for the first time in every run
    paths: await measure(runs, () => askPaths(createReports(context), [])),
    'paths, asked again': { ...(await measure(runs, () => askPaths(reports, []))), sameAs: 'paths' },
    'paths, with times and whole walks': {
      ...(await measure(runs, () => askPaths(createReports(context), ['times', 'walks']))),
      sameAs: 'paths',
    },
    'paths, people behind a node': await measure(runs, async () => {
      const part = { position: 2, item: 'Product Viewed', isExit: false };
      return { total: (await reports.pathsPeople(BENCH_WORKSPACE, { question: paths, part })).total };
    }),
    channels: await measure(runs, async () => {
      const { rows } = await reports.channels(BENCH_WORKSPACE, {});
      return Object.fromEntries(
        rows.flatMap((row) => [
          [`${row.channel} people`, row.people],
          [`${row.channel} events`, row.events],
          [`${row.channel} orders`, row.orders],
          [`${row.channel} revenue`, row.revenue],
        ]),
      );
    }),
    vocabulary: await measure(runs, async () => {
      const { events } = await reports.vocabulary(BENCH_WORKSPACE);
      return Object.fromEntries(events.map(({ name, events: count }) => [name, count]));
    }),
  };
  const result = { engine: 'Desirepath', people, questions, memoryBytes: peakMemoryBytes() };
  await stores.close();
  return result;
}
