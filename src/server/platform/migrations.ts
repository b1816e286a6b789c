import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { ClickHouse } from './clickhouse.ts';
import type { Postgres } from './postgres.ts';
import { ch } from './sql.ts';

/**
 * Brings both stores to the newest form, forward only. Each file runs once; running again does nothing. A Postgres file
 * is one transaction with its record. ClickHouse has no transactions, so its statements must bear running twice
 * (IF NOT EXISTS) and the record is written after them.
 */
export async function migrate(folder: string, clickhouse: ClickHouse, postgres: Postgres): Promise<string[]> {
  const done: string[] = [];
  await postgres.runScript(
    'CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())',
  );
  const applied = new Set(
    (await postgres.query(sql`SELECT name FROM migration`, z.object({ name: z.string() }))).map(
      (row) => row.name,
    ),
  );
  for (const name of listFiles(join(folder, 'postgres')).filter((file) => !applied.has(file))) {
    const text = readFileSync(join(folder, 'postgres', name), 'utf8');
    await postgres.runScript(`BEGIN;\n${text}\nINSERT INTO migration (name) VALUES ('${name}');\nCOMMIT;`);
    done.push(`postgres/${name}`);
  }
  await clickhouse.runStatement(
    'CREATE TABLE IF NOT EXISTS migration (name String, at DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY name',
  );
  const inClickHouse = new Set(
    (await clickhouse.query(ch`SELECT name FROM migration`, z.object({ name: z.string() }))).map(
      (row) => row.name,
    ),
  );
  for (const name of listFiles(join(folder, 'clickhouse')).filter((file) => !inClickHouse.has(file))) {
    for (const statement of splitStatements(readFileSync(join(folder, 'clickhouse', name), 'utf8'))) {
      await clickhouse.runStatement(statement);
    }
    await clickhouse.insert('migration', [{ name }]);
    done.push(`clickhouse/${name}`);
  }
  return done;
}

function listFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort();
}

/** Statements end with a semicolon at the end of a line; comments are dropped. */
function splitStatements(text: string): string[] {
  return text
    .replace(/--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
