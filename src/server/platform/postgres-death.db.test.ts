import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ensureBuilt, startProcess } from '../../../test/server-process.ts';
import { makeDataFolder } from '../../../test/stores.ts';
import { openEmbeddedPostgres } from './postgres.ts';

let data: string;
beforeAll(async () => {
  await ensureBuilt('server');
  data = await makeDataFolder();
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

describe('when the thread of the embedded Postgres dies', () => {
  it('queries under way and later ones fail with the reason, and closing does not hang', async () => {
    const started: Promise<[Worker]> = once(process, 'worker').then(([worker]) => [worker as Worker]); // Node's own event
    let told: Error | null = null;
    const postgres = await openEmbeddedPostgres(join(data, 'postgres'), (error) => {
      told = error;
    });
    const [worker] = await started;
    const one = sql`SELECT count(*)::int AS one FROM generate_series(1, 100000000)`;
    const running = postgres.query(one, z.object({ one: z.number() }));
    const failure = expect(running).rejects.toThrow('The embedded Postgres ended unexpectedly');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await worker.terminate();
    await failure;
    expect(told).toMatchObject({ message: expect.stringContaining('ended unexpectedly, with code 1') });
    await expect(postgres.run(sql`SELECT 1`)).rejects.toThrow('ended unexpectedly');
    await expect(postgres.transaction((queries) => queries.run(sql`SELECT 1`))).rejects.toThrow(
      'ended unexpectedly',
    );
    await postgres.close();
  });

  it('the server says so and ends with 1, and starts again', async () => {
    // Terminates every thread of the process on SIGUSR2.
    const killer = `process.on('worker', (worker) => process.on('SIGUSR2', () => worker.terminate()))`;
    const server = startProcess(['serve', '--port', '0', '--data', data], {
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(killer)}`,
    });
    await server.says('Desirepath is at');
    server.child.kill('SIGUSR2');
    expect(await server.ended).toBe(1);
    expect(server.said()).toContain('stopping: the embedded Postgres is gone; start again');

    const again = startProcess(['serve', '--port', '0', '--data', data]);
    await again.says('Desirepath is at');
    expect(await again.stop()).toBe(0);
  });
});
