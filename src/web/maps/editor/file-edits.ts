import { diffMapFiles } from '../../../shared/maps/edit/diff-map.ts';
import { MapDocument } from '../../../shared/maps/edit/map-document.ts';
import type { MapEdit } from '../../../shared/maps/edit/map-edit.ts';

/**
 * The edits that a file edited by hand makes: what differs in meaning, so that others' edits of other places stay; the
 * whole file where only comments, quotes or order were changed, or where they would not come along.
 */
export function editsOfFile(from: string, to: string): MapEdit[] {
  if (from === to) return [];
  const document = MapDocument.openAny(from);
  if (document.isBroken) return [{ kind: 'file', file: to }];
  const edits = diffMapFiles(from, to);
  document.apply(edits);
  const isSame = commentsOf(document.file) === commentsOf(MapDocument.open(to).file);
  return isSame ? edits : [{ kind: 'file', file: to }];
}

/** The comments of a file, with where they stand among each other; what else is on their lines does not matter. */
function commentsOf(file: string): string {
  return (file.match(/(?<=^|\s)#.*$/gm) ?? []).join('\n');
}
