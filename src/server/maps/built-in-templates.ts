import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { PROJECT_FOLDER } from '../platform/project-folder.ts';

const FOLDER = join(PROJECT_FOLDER, 'templates');
const ENDING = '.journey.yaml';

/** The general ones come first, then the trades by name. */
const FIRST = ['five-stage', 'three-zone', 'six-step'];
const rankOf = (id: string) => (FIRST.includes(id) ? FIRST.indexOf(id) : FIRST.length);

/** Ids of the templates that come with the product, as their files are called, in the order of the gallery. */
export const BUILT_IN_TEMPLATES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(ENDING))
  .map((name) => name.slice(0, -ENDING.length))
  .sort((a, b) => rankOf(a) - rankOf(b) || a.localeCompare(b));

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
