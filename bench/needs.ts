/**
 * `tsx bench/needs.ts [--people 1000000]`: the eleven needs of the large map (12 stages, 120 touchpoints) over a month of a
 * shop of 1 million people, what properties say of events kept as a server keeps it.
 */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createMapEdits } from '../src/server/maps/map-edits.ts';
import { prepareMapQuestion } from '../src/server/maps/map-question.ts';
import { measureNeeds } from '../src/server/maps/needs/needs.ts';
import { startReadingKeeper } from '../src/server/maps/reading-keeper.ts';
import { lastDays, readSeenEvents } from '../src/server/maps/seen-events.ts';
import { storeMap } from '../src/server/maps/store-map.ts';
import { readMap } from '../src/server/maps/stored-maps.ts';
import { readConfig } from '../src/server/platform/config.ts';
import type { Context } from '../src/server/platform/context.ts';
import { createFacts } from '../src/server/platform/facts.ts';
import { openBenchStores } from './bench-stores.ts';
import { writeLargeMap } from './large-map.ts';
import { BENCH_WORKSPACE } from './shop-data.ts';

const { values: options } = parseArgs({
  options: { people: { type: 'string', default: '1000000' }, runs: { type: 'string', default: '4' } },
});

const stores = await openBenchStores({ people: Number(options.people) });
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
const keeper = await startReadingKeeper(context);
await keeper.settle();
const [{ map }, seen] = await Promise.all([
  readMap(context, BENCH_WORKSPACE, 'large'),
  readSeenEvents(context, BENCH_WORKSPACE),
]);
if (map === null) throw new Error('the map has errors');
const period = lastDays(seen, { days: 30, nowMs: NOW_MS, timeZone: 'UTC' });

for (let run = 1; run <= Number(options.runs); run++) {
  const question = await prepareMapQuestion({ context, workspace: BENCH_WORKSPACE, map, period });
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const { stages } = await measureNeeds(question);
  const { user, system } = process.cpuUsage(cpuBefore);
  const people = stages.map((stage) => stage.people).join(' ');
  console.log(
    `needs ${run}: ${(performance.now() - startedAt).toFixed(0)} ms, processor ${((user + system) / 1000).toFixed(0)} ms; people of stages ${people}`,
  );
}
await keeper.stop();
await stores.close();
process.exit(0); // the embedded engines keep threads
