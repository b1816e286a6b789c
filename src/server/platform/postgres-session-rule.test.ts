import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT_FOLDER } from './project-folder.ts';

/**
 * All clients of the embedded Postgres share one session (ARCHITECTURE.md), so what lives in a session would leak from
 * one request into another, or be lost on a served Postgres with several connections.
 */
const FORBIDDEN: [string, RegExp][] = [
  ['SET outside of a transaction', /sql`\s*SET\s+(?!LOCAL)/i],
  ['RESET', /sql`\s*RESET\b/i],
  ['LISTEN, NOTIFY', /sql`\s*(UN)?LISTEN\b|sql`\s*NOTIFY\b|\bpg_notify\s*\(/i],
  ['advisory locks of the session', /\bpg_(try_)?advisory_(unlock|lock)(_shared|_all)?\s*\(/i],
  ['prepared statements', /sql`\s*(PREPARE|DEALLOCATE|EXECUTE)\b/i],
  ['named prepared statements of the client', /\.query\(\s*\{[^}]*\bname:/],
  ['temporary tables', /CREATE\s+(LOCAL\s+|GLOBAL\s+)?TEMP(ORARY)?\b/i],
  ['cursors that outlive a transaction', /\bWITH\s+HOLD\b/i],
];

function findBreaches(text: string): string[] {
  return FORBIDDEN.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
}

it('no statement of the server depends on its session', () => {
  const folders = ['src/server', 'migrations/postgres'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(PROJECT_FOLDER, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs|sql)$/.test(name) && !name.endsWith('.test.ts'))
      .map((name) => join(PROJECT_FOLDER, folder, name)),
  );
  expect(files.length).toBeGreaterThan(20);
  const breaches = files.flatMap((file) =>
    findBreaches(readFileSync(file, 'utf8')).map((name) => `${file}: ${name}`),
  );
  expect(breaches).toEqual([]);
});

it.each([
  'sql`SET search_path = x`',
  'sql`\n  set timezone = 1`',
  'sql`LISTEN news`',
  "sql`SELECT pg_notify('news', '')`",
  'sql`SELECT pg_advisory_lock(1)`',
  'sql`SELECT pg_try_advisory_lock_shared(1)`',
  "pool.query({ text, name: 'find' })",
  'CREATE TEMP TABLE x ()',
])('the rule would notice %s', (text) => {
  expect(findBreaches(text)).not.toEqual([]);
});

it.each([
  'sql`SET LOCAL statement_timeout = 5000`',
  'sql`SELECT pg_advisory_xact_lock(1)`',
  'sql`UPDATE map SET file = 1`',
])('and lets %s pass', (text) => {
  expect(findBreaches(text)).toEqual([]);
});
