import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sql from 'sql-template-tag';
import { z } from 'zod';
import { SOURCES } from '../../simulator/sources.ts';
import { addKey, makeKey } from '../accounts/access-keys.ts';
import { ConfigError } from '../platform/config.ts';
import type { Context } from '../platform/context.ts';
import {
  type DemoOptions,
  type DemoSize,
  demoOptions,
  type FeedOrder,
  type FeedReport,
} from './demo-options.ts';

/** The filling of a demo shop. */
export interface DemoFilling {
  /** resolves when everything was acknowledged; rejects with the reason */
  done: Promise<void>;
  stop(): void;
}

/**
 * Fills an empty demo workspace with the simulated shop, through the public API from a process of its own. What was
 * interrupted is sent again from the start; the copies change nothing. Null where the shop is already full.
 */
export async function fillDemo(
  context: Context,
  url: string,
  wanted: DemoSize,
  onProgress: (sent: number, total: number) => void,
): Promise<DemoFilling | null> {
  const file = join(context.config.data, 'demo.json');
  const options = readOptions(file) ?? {
    ...wanted,
    // Whole hours, so that a run can be repeated.
    endsAt: Math.floor(context.clock.now() / 3_600_000) * 3_600_000,
    isFilled: false,
  };
  if (options.scenario !== wanted.scenario) {
    throw new ConfigError(
      `${context.config.data} holds ${options.scenario ?? 'the large shop'}. Choose another directory with --data.`,
    );
  }
  if (options.isFilled) return null;
  writeFileSync(file, JSON.stringify(options));
  const order: FeedOrder = {
    url,
    keys: await makeSourceKeys(context, options.scenario === undefined ? Object.keys(SOURCES) : ['scenario']),
    options,
    truthFile: join(context.config.data, 'truth.json.gz'),
  };
  const child = startFeeder();
  child.send(order);
  child.on('message', (message: FeedReport) => {
    if (message.kind === 'progress') onProgress(message.sent, message.total);
  });
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code !== 0)
        return reject(new Error('Filling the demo shop stopped early; it goes on at the next start.'));
      writeFileSync(file, JSON.stringify({ ...options, isFilled: true }));
      resolve();
    });
  });
  return { done, stop: () => child.kill() };
}

function readOptions(file: string): DemoOptions | null {
  return existsSync(file) ? demoOptions.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

function startFeeder(): ChildProcess {
  // From the sources the process needs tsx; in the bundle it is a file of its own.
  const isSource = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(new URL(isSource ? './demo-feed.ts' : './demo-feed.js', import.meta.url));
  return fork(file, [], {
    execArgv: isSource ? ['--import', 'tsx'] : [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** One write key per source, so that the sources stand apart on the Data page. */
async function makeSourceKeys(context: Context, sources: readonly string[]): Promise<Record<string, string>> {
  const keyRow = z.object({ workspace: z.number(), name: z.string(), key: z.string() });
  const [workspace] = await context.postgres.query(
    sql`SELECT id FROM workspace ORDER BY id LIMIT 1`,
    z.object({ id: z.number() }),
  );
  if (!workspace) throw new Error('The demo has no workspace.');
  const known = await context.postgres.query(
    sql`SELECT workspace, name, key FROM access_key WHERE workspace = ${workspace.id} AND kind = 'write' AND revoked_at IS NULL`,
    keyRow,
  );
  const keys: Record<string, string> = Object.fromEntries(known.map((row) => [row.name, row.key]));
  for (const name of sources.filter((source) => !keys[source])) {
    const key = makeKey('write');
    await addKey(context.postgres, { workspace: workspace.id, kind: 'write', name, key });
    keys[name] = key;
  }
  return keys;
}
