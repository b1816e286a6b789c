import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { PROJECT_FOLDER } from '../platform/project-folder.ts';

const FOLDER = join(PROJECT_FOLDER, 'templates');
const ENDING = '.journey.yaml';

/** Ids of the templates that come with the product, as their files are called. */
export const BUILT_IN_TEMPLATES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(ENDING))
  .map((name) => name.slice(0, -ENDING.length))
  .sort();

const read = new Map<string, ReturnType<typeof readTemplate>>();

/** Reading a file takes 20 ms, so each is read once. `template` is one of BUILT_IN_TEMPLATES. */
export function builtInTemplate(template: string) {
  const known = read.get(template) ?? readTemplate(template);
  read.set(template, known);
  return known;
}

function readTemplate(template: string) {
  const file = readFileSync(join(FOLDER, template + ENDING), 'utf8');
  return { file, ...readMapFile(file) };
}
