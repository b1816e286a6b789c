import { hash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Clock, systemClock } from '../../platform/context.ts';

/**
 * How many groups of an import are stored, counted from the start of the file in the order they are made. Saves work
 * after a kill; it is never needed for exactness, because events sent twice are duplicates.
 */
export interface ImportProgress {
  /** 0 where nothing is known */
  load(importId: string): Promise<number>;
  save(importId: string, groups: number): Promise<void>;
  clear(importId: string): Promise<void>;
}

const MAX_AGE_MS = 86_400_000;
const progressFile = z.object({ groups: z.number().int().min(0) });

/**
 * In a file of a directory. A day later it counts no more: the server may have got other stores under the same address.
 */
export function createFileProgress(directory: string, clock: Clock = systemClock): ImportProgress {
  const pathOf = (importId: string) => join(directory, `${importId}.json`);
  // Several requests are under way at a time: two saves at once would take each other's new file away.
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  return {
    async load(importId) {
      try {
        const { mtimeMs } = await stat(pathOf(importId));
        if (clock.now() - mtimeMs > MAX_AGE_MS) return 0;
        return progressFile.parse(JSON.parse(await readFile(pathOf(importId), 'utf8'))).groups;
      } catch {
        // none yet, or damaged: the import begins at the start, which only takes longer
        return 0;
      }
    },
    save: (importId, groups) =>
      inTurn(async () => {
        await mkdir(directory, { recursive: true });
        // A rename replaces as a whole, so that a kill leaves the old file or the new one.
        await writeFile(`${pathOf(importId)}.new`, JSON.stringify({ groups }));
        await rename(`${pathOf(importId)}.new`, pathOf(importId));
      }),
    clear: (importId) => inTurn(() => rm(pathOf(importId), { force: true })),
  };
}

const SAMPLE_BYTES = 64 * 1024;

/** Names one file, mapping and target; a file that changes gets another name. From size and both ends, not the whole file. */
export async function identifyImport(path: string, mapping: unknown, target: string): Promise<string> {
  const { size } = await stat(path);
  const handle = await open(path);
  try {
    const start = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    const end = await handle.read(
      Buffer.alloc(SAMPLE_BYTES),
      0,
      SAMPLE_BYTES,
      Math.max(0, size - SAMPLE_BYTES),
    );
    const about = JSON.stringify([size, mapping, target]);
    return hash('sha256', Buffer.concat([Buffer.from(about), start.buffer, end.buffer])).slice(0, 32);
  } finally {
    await handle.close();
  }
}
