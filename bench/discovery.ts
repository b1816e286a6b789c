/**
 * `tsx bench/discovery.ts [--people 1000000]`: a map drawn from a shop of 1 million people, that map beside reality, and the
 * journeys that stand for all; prints when each answer came.
 */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { draftMap } from '../src/server/maps/discovery/draft.ts';
import { measureReality } from '../src/server/maps/discovery/reality.ts';
import { readWays, representWays } from '../src/server/maps/discovery/representatives.ts';
import { prepareMapQuestion } from '../src/server/maps/map-question.ts';
import { readConfig } from '../src/server/platform/config.ts';
import type { Context } from '../src/server/platform/context.ts';
import { createFacts } from '../src/server/platform/facts.ts';
import { readMapFile } from '../src/shared/maps/read-map-file.ts';
import { openBenchStores } from './bench-stores.ts';
import { BENCH_WORKSPACE } from './shop-data.ts';

const { values: options } = parseArgs({ options: { people: { type: 'string', default: '1000000' } } });
const stores = await openBenchStores({
  people: Number(options.people),
  readers: readConfig({}).clickhouseReaders,
});
const context: Context = {
  ...stores,
  config: readConfig({}),
  // the shop's days are in 2025; the last month of them is over at this instant
  clock: { now: () => Date.UTC(2025, 5, 30, 12) },
  log: pino({ level: 'silent' }),
  facts: createFacts(),
};

async function time<T>(name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  const wall = Math.round(performance.now() - startedAt);
  console.log(`${name}: ${wall} ms, processor ${Math.round((user + system) / 1000)} ms`);
  return answer;
}

for (const days of [30, 180]) {
  const period = { from: days === 30 ? '2025-06-01' : '2025-01-01', to: '2025-06-30' };
  console.log(`${days} days`);
  const draft = await time('draft', () =>
    draftMap(context, { workspace: BENCH_WORKSPACE, question: { period }, owner: 'bench' }),
  );
  const { map } = readMapFile(draft.file ?? '');
  if (map === null) throw new Error('no draft');
  const touchpoints = draft.stages.flatMap(({ steps }) => steps.flatMap((step) => step.touchpoints)).length;
  console.log(
    `  ${draft.stages.length} stages, ${touchpoints} touchpoints, ${draft.peopleLookedAt} people looked at`,
  );
  const question = await prepareMapQuestion({ context, workspace: BENCH_WORKSPACE, map, period });
  const reality = await time('reality, all ways', () => measureReality(question, null));
  console.log(`  ${reality.journeys} journeys, ${reality.ways} ways, ${reality.links.length} links`);
  await time('reality, 100 ways', () => measureReality(question, 100));
  const ways = await time('ways', () => readWays(question));
  const found = await time('representatives', async () => representWays(question, ways, 4));
  console.log(`  ${found.compared} of ${found.journeys} journeys compared`);
}
await stores.close();
process.exit(0); // the embedded engines keep threads
