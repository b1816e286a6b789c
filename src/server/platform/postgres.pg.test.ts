import { join } from 'node:path';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { ensureFirstWorkspace } from '../accounts/workspaces.ts';
import { migrate } from './migrations.ts';
import { openServedPostgres, type Postgres } from './postgres.ts';
import { PROJECT_FOLDER } from './project-folder.ts';

const url = process.env.DESIREPATH_TEST_POSTGRES_URL ?? '';
const name = z.object({ name: z.string() });

/** A database of its own on the server, dropped at the end. */
const DATABASE = `desirepath_test_${process.pid}`;

describe.skipIf(url === '')('a served Postgres (skipped without DESIREPATH_TEST_POSTGRES_URL)', () => {
  let admin: Postgres;
  let served: Postgres;
  let stores: TestStores;

  beforeAll(async () => {
    admin = await openServedPostgres(url);
    await admin.runScript(`CREATE DATABASE ${DATABASE}`);
    const own = new URL(url);
    own.pathname = DATABASE;
    served = await openServedPostgres(own.href);
    stores = await openTestStores();
  });
  afterAll(async () => {
    await stores.close();
    await served.close();
    await admin.runScript(`DROP DATABASE ${DATABASE}`);
    await admin.close();
  });

  const describeColumns = (postgres: Postgres) =>
    postgres.query(
      sql`SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS name
          FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1`,
      name,
    );
  const describeIndexes = (postgres: Postgres) =>
    postgres.query(sql`SELECT indexdef AS name FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`, name);

  it('takes every migration, once, and ends up as the embedded one', async () => {
    const folder = join(PROJECT_FOLDER, 'migrations');
    const done = await migrate(folder, stores.context.clickhouse, served);
    expect(done.filter((file) => file.startsWith('postgres/')).length).toBeGreaterThan(0);
    expect(await migrate(folder, stores.context.clickhouse, served)).toEqual([]);
    expect(await describeColumns(served)).toEqual(await describeColumns(stores.context.postgres));
    expect(await describeIndexes(served)).toEqual(await describeIndexes(stores.context.postgres));
  });

  it('answers statements of the server as the embedded one does', async () => {
    const { config } = stores.context;
    for (const postgres of [served, stores.context.postgres]) {
      expect(await ensureFirstWorkspace({ postgres, config })).toMatchObject({ email: 'owner@localhost' });
      expect(await ensureFirstWorkspace({ postgres, config })).toBeNull();
      const types = await postgres.query(
        sql`SELECT 1::bigint AS big, now() AS at, '{"a": 1}'::jsonb AS json, 1.50::numeric AS money`,
        z.object({ big: z.string(), at: z.date(), json: z.object({ a: z.number() }), money: z.string() }),
      );
      expect(types).toMatchObject([{ big: '1', json: { a: 1 }, money: '1.50' }]);
    }
  });

  it('rolls a failed transaction back and keeps parallel ones apart', async () => {
    for (const postgres of [served, stores.context.postgres]) {
      await expect(
        postgres.transaction(async (queries) => {
          await queries.run(sql`INSERT INTO log_cursor (name, seq) VALUES ('half', 1)`);
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          postgres.transaction((queries) =>
            queries.run(sql`INSERT INTO log_cursor (name, seq) VALUES (${`parallel ${index}`}, ${index})`),
          ),
        ),
      );
      const rows = await postgres.query(
        sql`SELECT count(*)::int AS count, count(*) FILTER (WHERE name = 'half')::int AS half FROM log_cursor`,
        z.object({ count: z.number(), half: z.number() }),
      );
      expect(rows).toEqual([{ count: 20, half: 0 }]);
    }
  });
});
