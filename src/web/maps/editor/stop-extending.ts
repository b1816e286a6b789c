import { stringify } from 'yaml';
import { diffMapFiles } from '../../../shared/maps/edit/diff-map.ts';
import { MapDocument } from '../../../shared/maps/edit/map-document.ts';
import type { MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import { readMapValue } from '../../../shared/maps/read-map-file.ts';

/** Keys that say how a map lies over another. */
const LAYING = ['extends', 'x-removed'];

/** The map stands alone from now on, without what came from the other one. null = what is left is no map. */
export function leaveOutInherited(text: string): MapEdit[] | null {
  const document = MapDocument.openAny(text);
  const edits = dropLaying(document);
  document.apply(edits);
  return readMapValue(document.value).map === null ? null : edits;
}

/** The map stands alone from now on and says everything itself. `whole` = its value with what it inherits. */
export function keepInherited(text: string, whole: Record<string, unknown>): MapEdit[] {
  const document = MapDocument.openAny(text);
  const edits = dropLaying(document);
  document.apply(edits);
  const goal = Object.fromEntries(Object.entries(whole).filter(([key]) => !LAYING.includes(key)));
  return [...edits, ...diffMapFiles(document.file, stringify(withoutPlaces(goal)))];
}

function dropLaying(document: MapDocument): MapEdit[] {
  return LAYING.filter((key) => document.valueAt([key]) !== undefined).map((key) => ({
    kind: 'set',
    at: [key],
  }));
}

/** Without the marks of what a thing stands behind in the other map. */
function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'x-after')
      .map(([key, inner]) => [key, withoutPlaces(inner)]),
  );
}
