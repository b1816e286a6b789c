import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../src/server/platform/project-folder.ts';

/** Folder with the public data sets that stand beside the project, or null where they are absent. */
export function findSharedData(): string | null {
  const candidates = [
    process.env.DESIREPATH_SHARED,
    join(PROJECT_FOLDER, '../shared'),
    join(PROJECT_FOLDER, '../../shared'),
  ];
  for (const candidate of candidates) {
    if (candidate !== undefined && existsSync(join(candidate, 'data'))) return join(candidate, 'data');
  }
  return null;
}
