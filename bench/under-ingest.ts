/**
 * Reports while 5,000 events/s come in over 100,000 people: funnel, paths and channels against a rebuild at the same
 * place in the log, and their time against that of the same server with nothing else to do.
 * `npx tsx bench/under-ingest.ts [seconds]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { rebuildJourneys } from '../src/server/journeys/compaction.ts';
import { startServer } from '../src/server/main.ts';
import { readConfig } from '../src/server/platform/config.ts';
import { createReports } from '../src/server/reports/reports-routes.ts';
import { channelsQuestion } from '../src/shared/reports/channels.ts';
import { funnelQuestion } from '../src/shared/reports/funnel.ts';
import { pathsQuestion } from '../src/shared/reports/paths.ts';
import { BENCH_WRITE_KEY, quantile } from './ingest-client.ts';

const seconds = Number(process.argv[2] ?? 20);
const EVENTS_PER_SECOND = 5_000;
const PEOPLE = 100_000;
/** Events that are there before the first question. */
const FILLED_EVENTS = 500_000;
const TARGET_RATIO = 2;
const WORKSPACE = 1;

const data = mkdtempSync(join(tmpdir(), 'desirepath-bench-'));
const server = await startServer(
  readConfig({}, { data, port: 0, logLevel: 'warn', writeKey: BENCH_WRITE_KEY }),
);
const { context, refresher } = server.program;
const reports = createReports(context);
const client = fork(join(import.meta.dirname, 'paced-client.ts'), [server.url, String(PEOPLE)], {
  execArgv: ['--import', 'tsx'],
});
/** Makes the client send so many events, at this rate or as fast as it can. */
async function send(events: number, eventsPerSecond: number | null): Promise<{ lateMs: number }> {
  client.send({ events, eventsPerSecond });
  const [report] = (await once(client, 'message')) as [{ lateMs: number }];
  return report;
}

const steps = ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed'].map((event) => ({
  anyOf: [{ event }],
}));
const QUESTIONS = {
  funnel: () => reports.funnel(WORKSPACE, funnelQuestion.parse({ steps, breakdown: 'channel' })),
  paths: () => reports.paths(WORKSPACE, pathsQuestion.parse({ gapMs: 86_400_000 })),
  channels: () => reports.channels(WORKSPACE, channelsQuestion.parse({})),
};
type Name = keyof typeof QUESTIONS;
const NAMES = Object.keys(QUESTIONS) as Name[];

async function time(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Median times while `isEnough` says no. */
async function measure(isEnough: (rounds: number) => boolean): Promise<Record<Name, number>> {
  const times: Record<Name, number[]> = { funnel: [], paths: [], channels: [] };
  for (let rounds = 0; !isEnough(rounds); rounds++) {
    for (const name of NAMES) times[name].push(await time(QUESTIONS[name]));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const median = (name: Name) =>
    quantile(
      times[name].toSorted((a, b) => a - b),
      0.5,
    );
  return { funnel: median('funnel'), paths: median('paths'), channels: median('channels') };
}

await send(FILLED_EVENTS, null);
let isSent = false;
const sending = send(seconds * EVENTS_PER_SECOND, EVENTS_PER_SECOND).then((report) => {
  isSent = true;
  return report;
});
const loaded = await measure(() => isSent);
const { lateMs } = await sending;
console.log(
  `${EVENTS_PER_SECOND} events/s over ${PEOPLE.toLocaleString('en')} people for ${seconds} s, each batch acknowledged at most ${Math.round(lateMs)} ms after its time`,
);

await refresher.settle();
const answers = async () => Promise.all(NAMES.map((name) => QUESTIONS[name]()));
const live = await answers();
// The same journeys, before anything tidies them up: delta and base as ingest left them.
const quiet = await measure((rounds) => rounds === 10);
await rebuildJourneys(context, WORKSPACE);
const isEqual = isDeepStrictEqual(await answers(), live);

let isMissed = !isEqual;
for (const name of NAMES) {
  const ratio = loaded[name] / quiet[name];
  if (ratio > TARGET_RATIO) isMissed = true;
  console.log(
    `${name}: quiet ${quiet[name].toFixed(0)} ms, loaded ${loaded[name].toFixed(0)} ms, ratio ${ratio.toFixed(2)} (target ${TARGET_RATIO})`,
  );
}
console.log(
  isEqual
    ? 'equal to a rebuild at the same place in the log'
    : 'NOT equal to a rebuild at the same place in the log',
);
client.disconnect();
await server.stop();
rmSync(data, { recursive: true, force: true });
process.exit(isMissed ? 4 : 0);
