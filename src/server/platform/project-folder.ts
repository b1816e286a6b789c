import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The folder with package.json, migrations and dist: the same from the sources and from the bundle in dist. */
export const PROJECT_FOLDER = findProjectFolder(dirname(fileURLToPath(import.meta.url)));

function findProjectFolder(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json of Desirepath was not found beside the program.');
  return findProjectFolder(parent);
}

/** The program's version. */
export function readVersion(): string {
  const file = readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(file)).version;
}
