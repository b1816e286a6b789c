import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError } from './config.ts';

const REASONS: Record<string, string> = {
  ENOENT: 'has no name, or is a link to nothing',
  EEXIST: 'is a file, not a directory',
  ENOTDIR: 'lies inside of something that is a file, not a directory',
  EACCES: 'may not be made or written by this user',
  EPERM: 'may not be made or written by this user',
  EROFS: 'is on a disk that can only be read',
  ENOSPC: 'cannot be made, the disk is full',
  ENAMETOOLONG: 'has too long a name',
  ELOOP: 'is a link that leads to itself',
};

/**
 * Makes the directory of the embedded stores, and those around it, where it is not there; throws ConfigError, which names
 * it, where it cannot be one or cannot be written.
 */
export function makeDataDirectory(directory: string): void {
  explained(directory, () => {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  });
}

/** Throws ConfigError where a directory that should hold stores is not there. */
export function assertDataDirectory(directory: string): void {
  const found = explained(directory, () => statSync(directory, { throwIfNoEntry: false }));
  if (found !== undefined) return;
  throw unusable(
    directory,
    'is not there',
    `Name the one that your server uses (--data DIR), or make it: bin/desirepath init --data ${directory}.`,
  );
}

function explained<T>(directory: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = REASONS[code];
    if (reason === undefined) throw error;
    throw unusable(directory, reason);
  }
}

function unusable(
  directory: string,
  reason: string,
  wayOut = 'Name another directory, existing or new, that this user may write: --data DIR.',
): ConfigError {
  return new ConfigError(
    `The data directory "${directory}" (${resolve(directory)}; --data or DESIREPATH_DATA) ${reason}. ${wayOut}`,
  );
}
