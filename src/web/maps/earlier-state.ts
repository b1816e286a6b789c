import { MapDocument } from '../../shared/maps/edit/map-document.ts';
import type { MapVersion, PastBatch } from '../../shared/maps/editing-contract.ts';

/** A file that the map had before, and reads. */
export interface EarlierState {
  file: string;
  revision: number;
  /** the version that it is; null = what the file was before an edit */
  title: string | null;
  /** who kept the version, or made the edit that it is before, and when */
  author: string;
  at: string;
}

interface Past {
  /** newest first */
  versions(): Promise<readonly MapVersion[]>;
  versionFile(version: number): Promise<string>;
  /** the newest batches, newest first */
  batches(): Promise<readonly PastBatch[]>;
}

/** Files read on the way back from each of both: a file that reads is nearly always the last one. */
const MOST_READ = 30;

/**
 * The newest file that the map had and that reads, among its named versions and what edits replaced; null = none does.
 * `current` is the file at its newest revision.
 */
export async function findEarlierState(
  past: Past,
  current: string,
  isReadable: (file: string) => boolean,
): Promise<EarlierState | null> {
  const replaced = findReplaced(await past.batches(), current, isReadable);
  for (const version of (await past.versions()).slice(0, MOST_READ)) {
    if (replaced !== null && version.revision < replaced.revision) break;
    const file = await past.versionFile(version.version);
    const { title, author, at, revision } = version;
    if (isReadable(file)) return { file, revision, title, author, at };
  }
  return replaced;
}

function findReplaced(
  batches: readonly PastBatch[],
  current: string,
  isReadable: (file: string) => boolean,
): EarlierState | null {
  const document = MapDocument.openAny(current);
  for (const { undo, author, at, revision } of batches.slice(0, MOST_READ)) {
    try {
      document.apply(undo);
    } catch {
      return null; // an edit of long ago that this version cannot take back
    }
    if (isReadable(document.file))
      return { file: document.file, revision: revision - 1, title: null, author, at };
  }
  return null;
}
