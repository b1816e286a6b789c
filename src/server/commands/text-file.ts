import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { CommandFailed } from './exit-codes.ts';

/**
 * Whether a name is meant as a file and not as `id` or `id@version` of a map: there is one, or no map can have that name.
 * A directory is no file, so that a map may be called as one.
 */
export function isFileName(name: string): boolean {
  const isThere = statSync(name, { throwIfNoEntry: false })?.isFile() ?? false;
  return isThere || !/^[a-z0-9][a-z0-9_-]*(@\w+)?$/.test(name);
}

/** The text of a file that a command was given; CommandFailed says in words why there is none. */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandFailed(`${path} cannot be read: ${reasonOf(error)}.`);
  }
}

/** Writes what a command made; CommandFailed says in words why it could not. */
export function writeOutFile(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new CommandFailed(`${path} cannot be written: ${reasonOf(error)}.`);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file or directory',
  EISDIR: 'it is a directory; name a file',
  ENOTDIR: 'a part of the path is no directory',
  EACCES: 'this user may not',
  EROFS: 'the disk can only be read',
  ENOSPC: 'the disk is full',
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? error.message;
}
