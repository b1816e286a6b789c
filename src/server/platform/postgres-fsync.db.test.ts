import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDataFolder } from '../../../test/stores.ts';
import { PROJECT_FOLDER } from './project-folder.ts';

/**
 * The embedded Postgres comes with fsync off and is made durable by us (postgres-worker.mjs), so it is counted what
 * reaches the system: by strace where it may be used, else at Node's own call.
 */
const canTrace = spawnSync('strace', ['-f', '-e', 'trace=fsync', 'true']).status === 0;
const COMMITS = 20;

const COUNTER = `
const fs = require('node:fs');
const original = fs.fsyncSync;
fs.fsyncSync = (descriptor) => {
  fs.appendFileSync(process.env.COUNT_FILE, 'x');
  return original(descriptor);
};
`;

let folder: string;
beforeAll(async () => {
  folder = await makeDataFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Number of fsyncs of a process that commits so many rows one by one. */
function countFsyncs(commits: number): number {
  const work = mkdtempSync(join(tmpdir(), 'desirepath-fsync-'));
  const trace = join(work, 'trace');
  const env = { ...process.env, COUNT_FILE: trace };
  const program = ['--import', 'tsx', join(PROJECT_FOLDER, 'test/commit-rows.ts'), join(folder, 'postgres')];
  program.push(String(commits));
  try {
    if (canTrace) {
      const options = ['-f', '-o', trace, '-e', 'trace=fsync,fdatasync'];
      execFileSync('strace', [...options, process.execPath, ...program], { env, cwd: PROJECT_FOLDER });
      return readFileSync(trace, 'utf8').match(/\bf(data)?sync\(\d+/g)?.length ?? 0;
    }
    writeFileSync(join(work, 'counter.cjs'), COUNTER);
    execFileSync(process.execPath, ['--require', join(work, 'counter.cjs'), ...program], {
      env,
      cwd: PROJECT_FOLDER,
    });
    return readFileSync(trace, 'utf8').length;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

describe(`the embedded Postgres, counted ${canTrace ? 'by strace' : 'at fs.fsyncSync (no strace here)'}`, () => {
  it('reaches the disk with every commit', () => {
    const without = countFsyncs(0);
    const fsyncs = countFsyncs(COMMITS) - without;
    expect(fsyncs).toBeGreaterThanOrEqual(COMMITS);
    // More than that many per commit would mean that something else is counted.
    expect(fsyncs).toBeLessThan(COMMITS * 3);
  });
});
