/**
 * What the stages of people cost: `tsx bench/stages.ts [--people 1000000]`. Prints a build from nothing, a refresh of 1,000
 * and of 20,000 people, and the questions, over the generated shop.
 */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import sql from 'sql-template-tag';
import { z } from 'zod';
import { createMapEdits } from '../src/server/maps/map-edits.ts';
import { createStageAnswers } from '../src/server/maps/stages/stage-answers.ts';
import { readBuilds } from '../src/server/maps/stages/stage-builds.ts';
import { startStageFollower } from '../src/server/maps/stages/stage-follower.ts';
import { buildRows, refreshRows, writeFacts } from '../src/server/maps/stages/stage-rows.ts';
import { storeMap } from '../src/server/maps/store-map.ts';
import { readMap } from '../src/server/maps/stored-maps.ts';
import { readConfig } from '../src/server/platform/config.ts';
import type { Context } from '../src/server/platform/context.ts';
import { createFacts } from '../src/server/platform/facts.ts';
import { arrayOf, ch } from '../src/server/platform/sql.ts';
import { readWorkspaceFacts } from '../src/server/reports/workspace-facts.ts';
import { openBenchStores } from './bench-stores.ts';
import { BENCH_WORKSPACE } from './shop-data.ts';

const { values: options } = parseArgs({ options: { people: { type: 'string', default: '1000000' } } });
const people = Number(options.people);
const stores = await openBenchStores({ people });
const context: Context = {
  ...stores,
  config: readConfig({}),
  clock: { now: () => Date.UTC(2025, 5, 30, 12) },
  log: pino({ level: 'error' }),
  facts: createFacts(),
};
const { clickhouse, postgres } = context;

async function time<T>(name: string, work: () => Promise<T>): Promise<T> {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `${name.padEnd(48)} ${Math.round(performance.now() - startedAt)} ms wall, ${Math.round((user + system) / 1000)} ms processor`,
  );
  return result;
}

const PLANS = {
  names: `stages:
  - { id: look, title: Look, enter: Product Viewed }
  - { id: cart, title: Cart, enter: [Product Added, Checkout Started] }
  - { id: buy, title: Buy, enter: Order Completed }
  - { id: after, title: After, enter: [Order Refunded, Order Delivered] }`,
  properties: `events: { large: { name: Product Added, where: "properties.position > 4" } }
stages:
  - { id: look, title: Look, enter: Product Viewed }
  - { id: cart, title: Cart, enter: large }
  - { id: buy, title: Buy, enter: Order Completed }`,
};

for (const [id, plan] of Object.entries(PLANS)) {
  await postgres.run(sql`DELETE FROM map WHERE workspace = ${BENCH_WORKSPACE} AND id = ${id}`);
  const stopped = await startStageFollower(context, { reached: () => ({ seq: 0, change: 0 }) });
  await stopped.settle();
  const file = `map: "1.0"\nid: ${id}\ntitle: ${id}\nstatus: live\ncase: { window: 90d, restart: { idle: 30d } }\n${plan}\n`;
  await storeMap({ ...context, edits: createMapEdits(context) }, BENCH_WORKSPACE, {
    id,
    file,
    author: 'bench',
  });
  await time(`${id}: build of ${people} people, facts included`, () => stopped.settle());
  await stopped.stop();

  const build = (await readBuilds(context)).find((one) => one.map === id);
  const { map } = await readMap(context, BENCH_WORKSPACE, id);
  if (!build || !map) throw new Error('no build');
  const [size] = await clickhouse.query(
    ch`SELECT (SELECT count() FROM person_stages) AS rows, (SELECT count() FROM stage_entered) AS facts,
      (SELECT sum(bytes_on_disk) FROM system.parts WHERE table = 'person_stages' AND active) AS bytes`,
    z.object({ rows: z.coerce.number(), facts: z.coerce.number(), bytes: z.coerce.number() }),
  );
  console.log(size);
  const facts = await readWorkspaceFacts(postgres, BENCH_WORKSPACE);
  const [top] = await clickhouse.query(
    ch`SELECT max(version) AS version FROM person_stages`,
    z.object({ version: z.coerce.number() }),
  );
  let version = (top?.version ?? 0) + 1;
  await time(`${id}: one of 32 steps, stays`, () => buildRows(context, build, { facts, bucket: 5, version }));
  await time(`${id}: one of 32 steps, facts`, () =>
    writeFacts(context, build, { rows: { bucket: 5 }, version, isBackfill: true }),
  );
  for (const count of [1_000, 20_000]) {
    const rows = await clickhouse.query(
      ch`SELECT person FROM journeys_base WHERE identified = 1 ORDER BY cityHash64(person) LIMIT ${count === 1_000 ? ch`1000` : ch`20000`}`,
      z.object({ person: z.coerce.bigint() }),
    );
    version++;
    const persons = rows.map(({ person }) => person);
    // whoever was touched is in the delta
    await clickhouse.command(
      ch`INSERT INTO journeys_delta SELECT * FROM journeys_base WHERE person IN ${arrayOf('UInt64', persons)}`,
    );
    await time(`${id}: ${count} people touched, nothing new: stays`, () =>
      refreshRows(context, build, { facts, persons, version }),
    );
    await time(`${id}: ${count} people touched, nothing new: facts`, () =>
      writeFacts(context, build, { rows: { behindVersion: version - 1 }, version, isBackfill: false }),
    );
  }
  const answers = createStageAnswers(context);
  const asked = { workspace: BENCH_WORKSPACE, map };
  for (let run = 0; run < 2; run++) {
    const counts = await time(`${id}: counts now`, () => answers.counts(asked));
    console.log(JSON.stringify(counts));
  }
  await time(`${id}: a list of people`, () => answers.people(asked, { kind: 'left' }));
  await time(`${id}: counts computed, nothing stored`, () =>
    answers.counts({ ...asked, map: { ...map, status: 'draft' } }),
  );
}
await stores.close();
process.exit(0); // the embedded engines keep threads
