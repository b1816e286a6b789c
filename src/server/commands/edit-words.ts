import type { Json, MapEdit, MapPath } from '../../shared/maps/edit/map-edit.ts';

/** One edit on one line: `changed stages / buy / title: "Buy" -> "Pay"`. */
export function sayEdit(edit: MapEdit): string {
  switch (edit.kind) {
    case 'set': {
      const { at, base, value } = edit;
      if (value === undefined) return `removed ${sayPath(at)}: ${sayValue(base)}`;
      if (base === undefined) return `added ${sayPath(at)}: ${sayValue(value)}`;
      return `changed ${sayPath(at)}: ${sayValue(base)} -> ${sayValue(value)}`;
    }
    case 'insert':
      return `added to ${sayPath(edit.list)}: ${sayValue(edit.value)}`;
    case 'remove':
      return `removed ${sayPath(edit.item)}`;
    case 'move':
      return `moved ${sayPath(edit.item)} to ${sayPath(edit.list)} ${edit.after === null ? 'as the first' : `behind ${sayPath([edit.after])}`}`;
    case 'file':
      return 'replaced the whole file';
  }
}

function sayPath(path: MapPath): string {
  return path
    .map((part) => (typeof part === 'string' ? part : 'id' in part ? part.id : sayValue(part.value)))
    .join(' / ');
}

const MOST_LETTERS = 120;

function sayValue(value: Json | undefined): string {
  const isNamed = typeof value === 'object' && value !== null && !Array.isArray(value);
  const name = isNamed ? (value.title ?? value.text ?? value.name ?? value.id) : undefined;
  const text = JSON.stringify(name ?? value) ?? '';
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}
