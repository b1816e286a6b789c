import type { Json } from '../../../shared/maps/edit/map-edit.ts';

const MAX_LENGTH = 40;

/** A text as an id: `Where is it?` becomes `where-is-it`; without any Latin letter or digit, `fallback`. */
export function toSlug(text: string, fallback: string): string {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replaceAll(/^-+|-+$/g, '');
  return slug === '' ? fallback : slug;
}

/** Makes ids that nothing in the file has, and that it has not made before. */
export function createFreshIds(file: Json): (text: string, fallback: string) => string {
  const taken = new Set<string>();
  collectNames(file, taken);
  return (text, fallback) => {
    const slug = toSlug(text, fallback);
    let id = slug;
    for (let count = 2; taken.has(id); count++) id = `${slug}-${count.toString()}`;
    taken.add(id);
    return id;
  };
}
export type FreshIds = ReturnType<typeof createFreshIds>;

/** Ids of things, and the keys under which events and metrics stand. */
function collectNames(value: Json, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectNames(item, names);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'id' && typeof inner === 'string') names.add(inner);
      if ((key === 'events' || key === 'metrics') && isRecord(inner))
        for (const name of Object.keys(inner)) names.add(name);
      collectNames(inner, names);
    }
  }
}

function isRecord(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
