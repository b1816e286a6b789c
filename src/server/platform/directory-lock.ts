import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDirectory } from './data-directory.ts';

/** Another process owns the directory of the embedded stores. */
export class StoreInUse extends Error {
  readonly code = 'STORE_IN_USE';
}

/**
 * Takes a data directory for this process, until the function it returns is called; throws StoreInUse when a living
 * process has it. The embedded Postgres has no lock of its own, and two processes on it destroy the store. A process
 * that died leaves its file behind; the number alone could meanwhile belong to another program, so its start is noted.
 */
export function lockDirectory(directory: string): () => void {
  makeDataDirectory(directory);
  const file = join(directory, 'lock');
  const mine = describeProcess(process.pid);
  for (;;) {
    try {
      const descriptor = openSync(file, 'wx');
      writeSync(descriptor, mine);
      closeSync(descriptor);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = readHolder(file);
    if (holder !== null) {
      throw new StoreInUse(
        `The data directory ${directory} is in use by process ${holder}. Stop that one, or start with another directory: --data DIR.`,
      );
    }
    rmSync(file, { force: true });
  }
}

/** The living process that wrote the file; null = it is gone. */
function readHolder(file: string): number | null {
  let written: string;
  try {
    written = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const pid = Number.parseInt(written, 10);
  const isHeld = pid !== process.pid && isAlive(pid) && describeProcess(pid) === written;
  return isHeld ? pid : null;
}

/** Number and, where the system tells it (Linux), start of a process. */
function describeProcess(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The fields after the name in parentheses; the 20th of them is the start, in ticks since boot.
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return String(pid);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
