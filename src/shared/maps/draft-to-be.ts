import { MapDocument } from './edit/map-document.ts';
import type { Json, MapEdit } from './edit/map-edit.ts';

/**
 * The file of a to-be map that begins as its as-is map stands: own id and title, a draft, based on it; everything else,
 * comments included, as there.
 *
 * @throws SyntaxError where the file is no YAML mapping
 */
export function draftToBe(file: string, given: { id: string; title: string; basedOn: string }): string {
  const document = MapDocument.open(file);
  const set = (key: string, value: Json): MapEdit => ({ kind: 'set', at: [key], value });
  document.apply([
    set('id', given.id),
    set('title', given.title),
    set('state', 'to-be'),
    set('status', 'draft'),
    set('basedOn', given.basedOn),
  ]);
  return document.file;
}
