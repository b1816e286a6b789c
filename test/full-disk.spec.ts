import { execFileSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { journeysFromEvents } from '../src/server/journeys/compaction.ts';
import { journeysOf } from '../src/server/journeys/source.ts';
import { readConfig } from '../src/server/platform/config.ts';
import { ch } from '../src/server/platform/sql.ts';
import { openProgram, type Program } from '../src/server/program.ts';
import { Random } from '../src/simulator/random.ts';
import { ensureBuilt, type ServerProcess, startProcess } from './server-process.ts';
import { makeDataFolder } from './stores.ts';

/** The disk, and what is left free on it before the server is asked to fill it up. */
const DISK_MB = 400;
const FREE_BYTES = 12_000_000;
const WRITE_KEY = 'wk_of_the_full_disk';
const API_KEY = 'dp_of_the_full_disk';

const disk = join(tmpdir(), `desirepath-small-disk-${process.pid}`);
const whyNot = mountDisk();

function mountDisk(): string | null {
  mkdirSync(disk, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', disk], { stdio: 'pipe' });
    return null;
  } catch (error) {
    rmSync(disk, { recursive: true, force: true });
    return `cannot mount a tmpfs: ${error instanceof Error ? error.message.split('\n').at(-2) : error}`;
  }
}

describe.skipIf(whyNot !== null)(`a full disk${whyNot === null ? '' : ` (skipped: ${whyNot})`}`, () => {
  const data = join(disk, 'data');
  const ballast = join(disk, 'ballast');
  const rest = join(disk, 'rest');
  const random = new Random(7);
  let server: ServerProcess;
  let url: string;
  let batches = 0;
  const acknowledged = new Set<string>();
  const statuses = new Map<number, number>();

  beforeAll(async () => {
    await ensureBuilt('server');
    const prepared = await makeDataFolder();
    cpSync(prepared, data, { recursive: true });
    rmSync(prepared, { recursive: true });
    await start();
  });
  afterAll(async () => {
    await server?.stop();
    execFileSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    server = startProcess(['serve', '--data', data, '--port', '0'], {
      DESIREPATH_WRITE_KEY: WRITE_KEY,
      DESIREPATH_API_KEY: API_KEY,
    });
    const said = await server.says(/Desirepath is at (\S+)/);
    url = /Desirepath is at (\S+)/.exec(said)?.[1] ?? '';
  }

  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(disk);
    return bavail * bsize;
  };

  /** About 1 MB that hardly compresses. */
  function makeBatch(): { messageId: string }[] {
    const batch = batches++;
    return Array.from({ length: 50 }, (_, index) => ({
      type: 'track',
      event: 'Page Saved',
      messageId: `${batch}-${index}`,
      userId: `user ${random.whole(0, 5_000)}`,
      anonymousId: `device ${random.whole(0, 5_000)}`,
      properties: {
        text: Array.from({ length: 1_250 }, () => random.unit().toString(36).slice(2, 18)).join(''),
      },
    }));
  }

  /** Many small items, each of somebody new. */
  function makeStrangers(): { messageId: string }[] {
    const batch = batches++;
    return Array.from({ length: 2_500 }, (_, index) => ({
      type: 'track',
      event: 'Page Saved',
      messageId: `${batch}-${index}`,
      userId: `stranger ${batch} ${index}`,
      anonymousId: `strange device ${batch} ${index}`,
    }));
  }

  async function send(batch: object[]): Promise<{ status: number; retryAfter: string | null; body: string }> {
    const answer = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` },
      body: JSON.stringify({ batch }),
      signal: AbortSignal.timeout(30_000),
    });
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    return {
      status: answer.status,
      retryAfter: answer.headers.get('retry-after'),
      body: await answer.text(),
    };
  }

  /** Down to the last byte. */
  function fillUp(): void {
    const file = openSync(rest, 'a');
    try {
      for (const size of [1_000_000, 10_000, 100]) {
        for (;;) {
          try {
            if (writeSync(file, Buffer.alloc(size)) < size) break;
          } catch {
            break;
          }
        }
      }
    } finally {
      closeSync(file);
    }
  }

  const remember = (batch: { messageId: string }[]) => {
    for (const { messageId } of batch) acknowledged.add(messageId);
  };

  it('is told in every answer, with when to come back; nothing is acknowledged that is not kept', async () => {
    for (let count = 0; count < 5; count++) {
      const batch = makeBatch();
      expect((await send(batch)).status).toBe(200);
      remember(batch);
    }
    writeFileSync(ballast, Buffer.alloc(freeBytes() - FREE_BYTES));
    let refused = 0;
    for (let count = 0; count < 80 && refused < 12; count++) {
      // ClickHouse keeps a reserve; now every byte goes, so that Postgres cannot write either.
      if (refused === 4) fillUp();
      const batch = makeBatch();
      const { status, retryAfter, body } = await send(batch);
      expect([200, 503], body).toContain(status);
      if (status === 200) {
        remember(batch);
        continue;
      }
      refused++;
      expect(JSON.parse(body)).toMatchObject({ success: false, code: 'not_now' });
      expect(body).toMatch(/The disk is full: nothing of this request is acknowledged. Free some space/);
      expect(Number(retryAfter)).toBeGreaterThan(0);
    }
    expect(refused).toBe(12);
    // Clients go on trying: identities that Postgres begins to write and has to give up, more than its log has room for.
    for (let count = 0; count < 60; count++) {
      const { status, body } = await send(makeStrangers());
      expect(status, body).toBe(503);
      expect(body).toMatch(/The disk is full/);
    }
    // bad items are refused with a reason while they cannot be kept, and never as stored
    const bad = await send([{ type: 'track', event: '' }]);
    expect([400, 503], bad.body).toContain(bad.status);
    for (const path of ['/api/data/sources', '/api/data/recent', '/api/reports/vocabulary', '/healthz']) {
      const answer = await fetch(url + path, { headers: { Authorization: `Bearer ${API_KEY}` } });
      expect([200, 503], `${path}: ${await answer.text()}`).toContain(answer.status);
    }
  }, 120_000);

  it('goes on where it stopped as soon as there is space, without a restart', async () => {
    rmSync(ballast);
    rmSync(rest);
    const waiting = makeBatch();
    for (let attempt = 0; ; attempt++) {
      const { status, body } = await send(waiting);
      if (status === 200) break;
      expect(status, body).toBe(503);
      expect(attempt, body).toBeLessThan(20);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    remember(waiting);
    for (let count = 0; count < 5; count++) {
      const batch = makeBatch();
      expect((await send(batch)).status).toBe(200);
      remember(batch);
    }
    const copies = await send(waiting);
    expect(JSON.parse(copies.body)).toMatchObject({ stored: 0, duplicates: waiting.length });
    console.log('full disk:', { acknowledged: acknowledged.size, statuses: Object.fromEntries(statuses) });
  }, 60_000);

  it.each(['as it stands', 'after a crash'])('kept every acknowledged event once, %s', async (when) => {
    if (when === 'after a crash') {
      await start();
      server.child.kill('SIGKILL');
      await server.ended;
    } else {
      expect(await server.stop(), server.said()).toBe(0);
    }
    const program = await openProgram(readConfig({}, { data, logLevel: 'silent' }));
    try {
      await checkStores(program);
    } finally {
      await program.close();
    }
  });

  async function checkStores({ context, refresher }: Program): Promise<void> {
    await refresher.settle();
    const rows = await context.clickhouse.query(
      ch`SELECT message_id, count() AS copies FROM events GROUP BY message_id`,
      z.object({ message_id: z.string(), copies: z.coerce.number() }),
    );
    expect(rows.filter(({ copies }) => copies !== 1)).toEqual([]);
    const stored = new Set(rows.map(({ message_id }) => message_id));
    expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
    const columns = ch`person, identified, at, code, seq`;
    const row = z.object({ person: z.string(), seq: z.array(z.string()) });
    const live = await context.clickhouse.query(
      ch`SELECT * FROM (${journeysOf(1, columns)}) ORDER BY person`,
      row,
    );
    const rebuilt = await context.clickhouse.query(
      ch`SELECT ${columns} FROM (${journeysFromEvents(1, 1)}) ORDER BY person`,
      row,
    );
    expect(live).toEqual(rebuilt);
    const books = await context.postgres.query(
      sql`SELECT received::int, stored::int, duplicates::int, conflicts::int, rejected::int FROM source_counter`,
      z.object({
        received: z.number(),
        stored: z.number(),
        duplicates: z.number(),
        conflicts: z.number(),
        rejected: z.number(),
      }),
    );
    expect(books).toMatchObject([{ stored: stored.size, conflicts: 0 }]);
    for (const { received, stored, duplicates, conflicts, rejected } of books) {
      expect(received).toBe(stored + duplicates + conflicts + rejected);
    }
  }
});
