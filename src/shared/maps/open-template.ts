import { MapDocument } from './edit/map-document.ts';
import type { Json, MapEdit } from './edit/map-edit.ts';

/**
 * The file of a new map made from a template: own id and title, a draft unless said otherwise, reviewed today, without the tag `template`;
 * everything else, comments included, as in the template. `today` as `2026-11-22`.
 *
 * @throws SyntaxError where the template is no YAML mapping
 */
export function openTemplate(
  file: string,
  given: { id: string; title: string; today: string; status?: 'draft' | 'live' },
): string {
  const document = MapDocument.open(file);
  const set = (key: string, value: Json): MapEdit => ({ kind: 'set', at: [key], value });
  const edits = [set('id', given.id), set('title', given.title), set('status', given.status ?? 'draft')];
  if (document.valueAt(['review']) !== undefined)
    edits.push({ kind: 'set', at: ['review', 'last'], value: given.today });
  const tags = document.valueAt(['tags']);
  if (Array.isArray(tags)) edits.push(set('tags', tags.filter((tag) => tag !== 'template').map(String)));
  document.apply(edits);
  return document.file;
}
