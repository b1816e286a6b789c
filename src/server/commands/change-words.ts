import type { MapChange } from '../../shared/maps/edit/describe-edits.ts';

/** One change of a map on one line: `changed emotion of step "Pays" in stage "Buy": 2 -> -1`. */
export function sayChange({ kind, thing, title, field, before, after, inside }: MapChange): string {
  const name = thing === 'map' ? 'the map' : `${THINGS[thing] ?? thing} "${title}"`;
  const place = inside === null ? '' : ` in ${inside.thing} "${inside.title}"`;
  const whole = `${name}${place}`;
  switch (kind) {
    case 'renamed':
      return `renamed ${whole} to ${quote(after)}`;
    case 'replaced':
      return 'replaced the file; it says the same';
    case 'moved':
      return field === null
        ? `moved ${name}${place}`
        : `moved in ${field} of ${whole}: ${quote(before ?? after)}`;
    case 'added':
      return field === null ? `added ${whole}` : `added to ${field} of ${whole}: ${quote(after)}`;
    case 'removed':
      return field === null ? `removed ${whole}` : `removed from ${field} of ${whole}: ${quote(before)}`;
    case 'changed': {
      const what = field === null ? whole : `${field} of ${whole}`;
      if (before === null) return `set ${what}: ${quote(after)}`;
      return after === null
        ? `cleared ${what}: ${quote(before)}`
        : `changed ${what}: ${quote(before)} -> ${quote(after)}`;
    }
  }
}

const THINGS: Partial<Record<MapChange['thing'], string>> = { targetAction: 'target action' };
const MOST_LETTERS = 120;

function quote(text: string | null): string {
  const said = text ?? '';
  const short = said.length > MOST_LETTERS ? `${said.slice(0, MOST_LETTERS)}…` : said;
  return /^-?\d+(\.\d+)?$/.test(short) ? short : JSON.stringify(short);
}
