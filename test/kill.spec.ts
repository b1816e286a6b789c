import { rmSync } from 'node:fs';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { journeysFromEvents } from '../src/server/journeys/compaction.ts';
import { journeysOf } from '../src/server/journeys/source.ts';
import { readConfig } from '../src/server/platform/config.ts';
import { ch } from '../src/server/platform/sql.ts';
import { openProgram, type Program } from '../src/server/program.ts';
import { Random } from '../src/simulator/random.ts';
import { ensureBuilt, findFreePort, type ServerProcess, startProcess } from './server-process.ts';
import { makeDataFolder } from './stores.ts';

const KILLS = Number(process.env.DESIREPATH_KILLS ?? 20);
const SEED = Number(process.env.DESIREPATH_TEST_SEED ?? Date.now() % 1_000_000);
const CLIENTS = 6;
const WRITE_KEY = 'wk_of_the_kill_test';
const API_KEY = 'dp_of_the_kill_test';
/** Most lives end this long after the server is ready, the others while it starts and recovers. */
const LONGEST_LIFE_MS = 1_500;
const SHARE_KILLED_STARTING = 0.3;

const random = new Random(SEED);
let data: string;
let port: number;
let server: ServerProcess;
let isOver = false;
/** `source messageId` of everything that a client holds an acknowledgement for, with its total */
const acknowledged = new Map<string, number>();
const tally = { requests: 0, repeatedRequests: 0, duplicates: 0, failures: 0 };

beforeAll(async () => {
  console.log(
    `kill test: seed ${SEED}, ${KILLS} kills, ${CLIENTS} clients (DESIREPATH_TEST_SEED, DESIREPATH_KILLS)`,
  );
  await ensureBuilt('server');
  data = await makeDataFolder();
  port = await findFreePort();
});
afterAll(async () => {
  await server?.stop();
  rmSync(data, { recursive: true, force: true });
});

function start(): void {
  server = startProcess(['serve', '--data', data, '--port', String(port)], {
    DESIREPATH_WRITE_KEY: WRITE_KEY,
    DESIREPATH_API_KEY: API_KEY,
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends batch after batch, each until it is acknowledged, as a real client does; now and then one again that was. */
async function runClient(number: number): Promise<void> {
  const own = random.fork(number);
  // Half of the clients are importers with sources of their own, the others share the source of the write key.
  const source = number % 2 === 0 ? 'web' : `till ${number}`;
  const sent: ClientItem[][] = [];
  for (let batchNumber = 0; !isOver; batchNumber++) {
    const old = sent.length > 0 && own.chance(0.1) ? own.pick(sent) : undefined;
    const batch =
      old ??
      Array.from({ length: 1 + own.whole(0, 40 - 1) }, (_, index) =>
        makeItem(own, `${number}-${batchNumber}-${index}`),
      );
    if (old) tally.repeatedRequests++;
    else sent.push(batch);
    await sendUntilAcknowledged(source, batch, own);
    if (own.chance(0.3)) await pause(own.whole(0, 60 - 1));
  }
}

interface ClientItem {
  type: 'track';
  event: string;
  messageId: string;
  timestamp: string;
  anonymousId?: string;
  userId?: string;
  properties: { total: number; currency: string; channel: string };
}

function makeItem(own: Random, messageId: string): ClientItem {
  return {
    type: 'track',
    event: own.pick(['Product Viewed', 'Product Added', 'Order Completed']),
    messageId,
    timestamp: new Date(Date.UTC(2026, 0, 1) + own.whole(0, 90 * 86_400_000 - 1)).toISOString(),
    ...(own.chance(0.85) && { anonymousId: `device ${own.whole(0, 800 - 1)}` }),
    ...(own.chance(0.3) && { userId: `person ${own.whole(0, 250 - 1)}` }),
    properties: {
      total: own.whole(0, 10_000 - 1) / 100,
      currency: 'EUR',
      channel: own.pick(['web', 'store', 'call']),
    },
  };
}

async function sendUntilAcknowledged(source: string, batch: ClientItem[], own: Random): Promise<void> {
  const isImport = source !== 'web';
  for (;;) {
    tally.requests++;
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/v1/${isImport ? 'import' : 'batch'}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: isImport ? `Bearer ${API_KEY}` : `Basic ${btoa(`${WRITE_KEY}:`)}`,
        },
        body: JSON.stringify(isImport ? { batch, source } : { batch }),
      });
      const body = await answer.text();
      if (answer.status === 200) {
        const { received, stored, duplicates } = JSON.parse(body);
        if (received !== batch.length || stored + duplicates !== received)
          throw new Error(`not whole: ${body}`);
        tally.duplicates += duplicates;
        for (const item of batch) {
          acknowledged.set(`${source} ${item.messageId}`, item.properties.total);
        }
        return;
      }
      if (answer.status !== 503) throw new Error(`the server answered ${answer.status}: ${body}`);
    } catch (error) {
      // fetch fails with a TypeError when there is no connection, or when it breaks; the rest are findings.
      if (!(error instanceof TypeError)) throw error;
      tally.failures++;
    }
    await pause(50 + own.whole(0, 200));
  }
}

describe(`a server that is killed ${KILLS} times under load (seed ${SEED})`, () => {
  let program: Program;
  let received = 0;
  afterAll(async () => {
    await program?.close();
  });

  it(
    'starts again every time',
    async () => {
      start();
      await server.says('Desirepath is at');
      const clients = Promise.all(Array.from({ length: CLIENTS }, (_, number) => runClient(number)));
      clients.catch(() => {
        isOver = true;
      });
      const lives = random.fork(1_000);
      for (let kill = 0; kill < KILLS && !isOver; kill++) {
        const isStarting = lives.chance(SHARE_KILLED_STARTING);
        if (!isStarting) await server.says('Desirepath is at');
        await pause(lives.whole(0, LONGEST_LIFE_MS));
        const { child, ended, said } = server;
        expect(child.exitCode, said()).toBe(null); // it lived until now
        child.kill('SIGKILL');
        await ended;
        start();
      }
      await server.says('Desirepath is at');
      await pause(1_000);
      isOver = true;
      await clients;
      received = acknowledged.size;
      expect(await server.stop(), server.said()).toBe(0);
      console.log('kill test:', { acknowledged: received, ...tally });
      expect(received).toBeGreaterThan(KILLS * 20);
    },
    60_000 + KILLS * 15_000,
  );

  it('holds every acknowledged event exactly once', async () => {
    program = await openProgram(readConfig({}, { data, logLevel: 'silent' }));
    const rows = await program.context.clickhouse.query(
      ch`SELECT source, message_id, count() AS copies, uniqExact(seq) AS places,
          any(JSONExtractFloat(properties, 'total')) AS sent
        FROM events GROUP BY source, message_id`,
      z.object({
        source: z.string(),
        message_id: z.string(),
        copies: z.coerce.number(),
        places: z.coerce.number(),
        sent: z.number(),
      }),
    );
    expect(rows.filter(({ copies }) => copies !== 1)).toEqual([]);
    const stored = new Map(rows.map((row) => [`${row.source} ${row.message_id}`, row.sent]));
    const lost = [...acknowledged].filter(([key, total]) => stored.get(key) !== total);
    expect(lost).toEqual([]);
    // Every client ended with an acknowledgement, so nothing else may be there.
    expect(stored.size).toBe(acknowledged.size);
    const [places] = await program.context.clickhouse.query(
      ch`SELECT count() AS events, uniqExact(seq) AS places FROM events`,
      z.object({ events: z.coerce.number(), places: z.coerce.number() }),
    );
    expect(places).toEqual({ events: acknowledged.size, places: acknowledged.size });
  });

  it('has the journeys that follow from its logs, each event in exactly one', async () => {
    await program.refresher.settle();
    const { clickhouse, postgres } = program.context;
    const columns = ch`person, identified, at, code, channel, amount, seq`;
    const row = z.object({
      person: z.string(),
      identified: z.number(),
      at: z.array(z.string()),
      code: z.array(z.number()),
      channel: z.array(z.number()),
      amount: z.array(z.string()),
      seq: z.array(z.string()),
    });
    const live = await clickhouse.query(ch`SELECT * FROM (${journeysOf(1, columns)}) ORDER BY person`, row);
    const rebuilt = await clickhouse.query(
      ch`SELECT ${columns} FROM (${journeysFromEvents(1, 1)}) ORDER BY person`,
      row,
    );
    expect(live.length).toBeGreaterThan(100);
    expect(live).toEqual(rebuilt);
    const seqs = live.flatMap(({ seq }) => seq);
    expect(seqs.length).toBe(acknowledged.size);
    expect(new Set(seqs).size).toBe(acknowledged.size);
    // The two stores agree about who is who, and no person has two user ids.
    const persons = await postgres.query(
      sql`SELECT person, count(*) FILTER (WHERE type = 'user_id')::int AS users FROM identifier GROUP BY person`,
      z.object({ person: z.string(), users: z.number() }),
    );
    expect(persons.filter(({ users }) => users > 1)).toEqual([]);
    const known = new Set(persons.map(({ person }) => person));
    expect(live.filter(({ identified, person }) => identified === 1 && !known.has(person))).toEqual([]);
  });

  it('keeps its books', async () => {
    const books = await program.context.postgres.query(
      sql`SELECT source, received::int, stored::int, duplicates::int, conflicts::int, rejected::int FROM source_counter`,
      z.object({
        source: z.string(),
        received: z.number(),
        stored: z.number(),
        duplicates: z.number(),
        conflicts: z.number(),
        rejected: z.number(),
      }),
    );
    const expected = new Map<string, number>();
    for (const key of acknowledged.keys()) {
      const source = key.slice(0, key.lastIndexOf(' '));
      expected.set(source, (expected.get(source) ?? 0) + 1);
    }
    expect(new Map(books.map(({ source, stored }) => [source, stored]))).toEqual(expected);
    for (const book of books) {
      expect(book).toMatchObject({
        received: book.stored + book.duplicates,
        conflicts: 0,
        rejected: 0,
      });
    }
  });
});
