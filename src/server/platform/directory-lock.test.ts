import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockDirectory, StoreInUse } from './directory-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'desirepath-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is given back', () => {
  const unlock = lockDirectory(join(folder, 'new'));
  expect(existsSync(join(folder, 'new/lock'))).toBe(true);
  unlock();
  expect(existsSync(join(folder, 'new/lock'))).toBe(false);
});

it('is refused while another process lives, and free once it is dead', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")']);
  await once(other.stdout, 'data');
  const stat = readFileSync(`/proc/${other.pid}/stat`, 'utf8');
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  writeFileSync(join(folder, 'lock'), `${other.pid} ${start}`);
  expect(() => lockDirectory(folder)).toThrow(StoreInUse);
  expect(() => lockDirectory(folder)).toThrow(`in use by process ${other.pid}. Stop that one`);
  // The number of a process that died may be given to another program.
  writeFileSync(join(folder, 'lock'), `${other.pid} ${Number(start) - 1}`);
  lockDirectory(folder)();
  writeFileSync(join(folder, 'lock'), `${other.pid} ${start}`);
  other.kill('SIGKILL');
  await once(other, 'exit');
  lockDirectory(folder)();
});
