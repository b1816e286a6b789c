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

/** Writes what strace would: the marks of test/commit-rows.ts and every fsync, of all threads. */
const COUNTER = `
const fs = require('node:fs');
for (const name of ['fsyncSync', 'mkdirSync']) {
  const original = fs[name];
  fs[name] = (target, options) => {
    fs.appendFileSync(process.env.TRACE, name.replace('Sync', '') + '(' + target + ')\\n');
    return original(target, options);
  };
}
require('node:module').syncBuiltinESMExports();
`;

let folder: string;
beforeAll(async () => {
  folder = await makeDataFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Number of fsyncs while rows are committed one by one in a process of its own. */
function countFsyncs(commits: number): number {
  const work = mkdtempSync(join(tmpdir(), 'desirepath-fsync-'));
  const trace = join(work, 'trace');
  const program = ['--import', 'tsx', join(PROJECT_FOLDER, 'test/commit-rows.ts')];
  program.push(join(folder, 'postgres'), String(commits), join(work, 'mark'));
  const options = { env: { ...process.env, TRACE: trace }, cwd: PROJECT_FOLDER };
  try {
    if (canTrace) {
      const calls = ['-f', '-o', trace, '-e', 'trace=fsync,fdatasync,mkdir,mkdirat'];
      execFileSync('strace', [...calls, process.execPath, ...program], options);
    } else {
      writeFileSync(join(work, 'counter.cjs'), COUNTER);
      execFileSync(process.execPath, ['--require', join(work, 'counter.cjs'), ...program], options);
    }
    const lines = readFileSync(trace, 'utf8').split('\n');
    const marks = ['mark-start', 'mark-end'].map((mark) => lines.findIndex((line) => line.includes(mark)));
    expect(marks).not.toContain(-1);
    return lines.slice(...marks).filter((line) => /\bf(data)?sync\(\d+/.test(line)).length;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

describe(`the embedded Postgres, counted ${canTrace ? 'by strace' : 'at fs.fsyncSync (no strace here)'}`, () => {
  it('reaches the disk with every commit', () => {
    const fsyncs = countFsyncs(COMMITS);
    expect(fsyncs).toBeGreaterThanOrEqual(COMMITS);
    // More than that would mean that something else is counted.
    expect(fsyncs).toBeLessThan(COMMITS * 2);
  });
});
