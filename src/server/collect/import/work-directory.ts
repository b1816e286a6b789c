import { hash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * A new directory for the temporary files of one import. Those that killed imports of the same file left behind are
 * removed.
 */
export async function makeWorkDirectory(path: string): Promise<string> {
  const prefix = `desirepath-import-${hash('sha256', resolve(path)).slice(0, 16)}-`;
  for (const name of await readdir(tmpdir())) {
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length))))
      await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
  const directory = join(tmpdir(), `${prefix}${process.pid}`);
  await mkdir(directory, { recursive: true });
  return directory;
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but belongs to someone else
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
