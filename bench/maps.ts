/**
 * `tsx bench/maps.ts [--people 1000000] [--check]`: a map of 12 stages, 60 steps and 15 lanes with 200 bindings over a
 * shop of 1 million people. Asks all that the map page asks, at once, as the page does, and prints when each answer came;
 * nothing is kept from one run to the next. Then the lane of needs alone. `--check` compares every number with the same question asked alone.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { pino } from 'pino';
import { measureCoverage } from '../src/server/maps/coverage.ts';
import { measureKpi } from '../src/server/maps/kpi.ts';
import { createMapEdits } from '../src/server/maps/map-edits.ts';
import { prepareMapQuestion } from '../src/server/maps/map-question.ts';
import { createMapMeasures } from '../src/server/maps/maps.ts';
import { measureNeeds } from '../src/server/maps/needs/needs.ts';
import { startReadingKeeper } from '../src/server/maps/reading-keeper.ts';
import { lastDays, readSeenEvents } from '../src/server/maps/seen-events.ts';
import { storeMap } from '../src/server/maps/store-map.ts';
import { readMap } from '../src/server/maps/stored-maps.ts';
import { measureTouchpoints } from '../src/server/maps/touchpoints.ts';
import { readConfig } from '../src/server/platform/config.ts';
import type { Context } from '../src/server/platform/context.ts';
import { createFacts } from '../src/server/platform/facts.ts';
import {
  type EventBinding,
  type JourneyMap,
  painsOfStep,
  touchpointsOf,
} from '../src/shared/maps/journey-map.ts';
import { lintMap } from '../src/shared/maps/lint-map.ts';
import { openBenchStores } from './bench-stores.ts';
import { writeLargeMap } from './large-map.ts';
import { BENCH_WORKSPACE } from './shop-data.ts';

const { values: options } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
    check: { type: 'boolean', default: false },
  },
});

const stores = await openBenchStores({
  people: Number(options.people),
  readers: readConfig({}).clickhouseReaders,
});
/** The shop's days are in 2025; the last month of them is over at this instant. */
const NOW_MS = Date.UTC(2025, 5, 30, 12);
const context: Context = {
  ...stores,
  config: readConfig({}),
  clock: { now: () => NOW_MS },
  log: pino({ level: 'silent' }),
  facts: createFacts(),
};
await storeMap({ ...context, edits: createMapEdits(context) }, BENCH_WORKSPACE, {
  id: 'large',
  file: writeLargeMap(),
  author: 'bench',
  isReplacing: true,
});

// as a server does in the background after its start and when a map changes
const keptAt = performance.now();
const cpuAtKeeping = process.cpuUsage();
const keeper = await startReadingKeeper(context);
await keeper.settle();
const { user: keptUser, system: keptSystem } = process.cpuUsage(cpuAtKeeping);
console.log(
  `readings of events kept after ${(performance.now() - keptAt).toFixed(0)} ms, processor ${((keptUser + keptSystem) / 1000).toFixed(0)} ms`,
);

for (let run = 1; run <= Number(options.runs); run++) await openPage(run);
for (let run = 1; run <= Number(options.runs); run++) await showNeeds(run);
if (options.check) await check();
await keeper.stop();
await stores.close();
process.exit(0); // the embedded engines keep threads

async function openMap() {
  const [{ map }, seen] = await Promise.all([
    readMap(context, BENCH_WORKSPACE, 'large'),
    readSeenEvents(context, BENCH_WORKSPACE),
  ]);
  if (map === null) throw new Error('the map has errors');
  lintMap(map, seen, NOW_MS);
  return { map, period: lastDays(seen, { days: 30, nowMs: NOW_MS, timeZone: 'UTC' }) };
}

async function openPage(run: number): Promise<void> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const { map, period } = await openMap();
  const openedMs = performance.now() - startedAt;
  if (run === 1) describe(map);
  const measures = createMapMeasures(context);
  const asked = { workspace: BENCH_WORKSPACE, map, period };
  const arrived: [string, number][] = [];
  const note = async (name: string, answer: Promise<unknown>) => {
    await answer;
    arrived.push([name, performance.now() - startedAt - openedMs]);
  };
  await Promise.all([
    note('ribbon', measures.ribbon(asked)),
    note('ribbon before', measures.ribbon({ ...asked, period: before(period) })),
    ...Object.values(map.metrics).map((metric) => note(`KPI ${metric.kind}`, measures.kpi(asked, metric.id))),
    note('touchpoints', measures.touchpoints(asked)),
    note('coverage', measures.coverage(asked)),
    note('pains', measures.pains(asked)),
    note('target actions', measures.targetActions(asked)),
    note('emotion', measures.emotion(asked)),
  ]);
  const { user, system } = process.cpuUsage(cpuBefore);
  console.log(`\nrun ${run}: map open after ${openedMs.toFixed(0)} ms; then`);
  const names = [...new Set(arrived.map(([name]) => name))];
  for (const name of names) {
    const times = arrived.filter((one) => one[0] === name).map(([, ms]) => ms);
    console.log(
      `  ${name.padEnd(16)} ${Math.max(...times)
        .toFixed(0)
        .padStart(6)} ms  (${times.length})`,
    );
  }
  const lastMs = Math.max(...arrived.map(([, ms]) => ms));
  console.log(
    `  all numbers after ${lastMs.toFixed(0)} ms, processor ${((user + system) / 1000).toFixed(0)} ms`,
  );
}

/** The lane of the eleven needs, which a page asks about only when it shows it. */
async function showNeeds(run: number): Promise<void> {
  const { map, period } = await openMap();
  const question = await prepareMapQuestion({ context, workspace: BENCH_WORKSPACE, map, period });
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  await measureNeeds(question);
  const { user, system } = process.cpuUsage(cpuBefore);
  const ms = (performance.now() - startedAt).toFixed(0);
  console.log(`\nneeds ${run}: ${ms} ms, processor ${((user + system) / 1000).toFixed(0)} ms`);
}

function before({ from }: { from: string; to: string }) {
  const day = (days: number) => new Date(Date.parse(from) - days * 86_400_000).toISOString().slice(0, 10);
  return { from: day(30), to: day(1) };
}

function describe(map: JourneyMap): void {
  const { stages, lanes, metrics } = map;
  const steps = stages.flatMap((stage) => stage.steps);
  const bindings: EventBinding[] = [
    ...stages.flatMap((stage) => stage.enter),
    ...touchpointsOf(map).flatMap(({ touchpoint }) => touchpoint.events),
    ...steps.flatMap((step) => step.targetActions.flatMap((action) => action.events)),
    ...steps.flatMap((step) => painsOfStep(step).flatMap(({ pain }) => pain.events)),
    ...Object.values(metrics).flatMap((one) => [one.event, one.from, one.to, one.num, one.den].flat()),
  ];
  console.log(
    `${options.people} people; ${stages.length} stages, ${steps.length} steps, ${lanes.length} lanes, ${bindings.length} bindings, ${Object.keys(metrics).length} metrics`,
  );
}

/** Every number beside the same question asked alone. */
async function check(): Promise<void> {
  const { map, period } = await openMap();
  const measures = createMapMeasures(context);
  const asked = { workspace: BENCH_WORKSPACE, map, period };
  // nothing kept: everything from the log
  const question = { ...(await prepareMapQuestion({ context, ...asked })), kept: new Map() };
  const compare = async (name: string, shared: Promise<unknown>, ask: () => Promise<unknown>) => {
    const one = await shared;
    const startedAt = performance.now();
    const other = await ask();
    const verdict = isDeepStrictEqual(one, other) ? 'same' : `DIFFERENT ${JSON.stringify([one, other])}`;
    console.log(
      `${name.padEnd(24)} alone ${(performance.now() - startedAt).toFixed(0).padStart(6)} ms  ${verdict}`,
    );
  };
  await compare('touchpoints', measures.touchpoints(asked), () => measureTouchpoints(question));
  await compare('coverage', measures.coverage(asked), () => measureCoverage(question));
  for (const metric of Object.values(map.metrics)) {
    await compare(`${metric.id} ${metric.kind}`, measures.kpi(asked, metric.id), () =>
      measureKpi(question, metric),
    );
  }
}
