import type { EventBinding, PathNode, PathRule } from './journey-map.ts';
import type { PathInFile, RuleInFile } from './map-file.ts';
import type { MapReading } from './map-reading.ts';
import type { KeyPath } from './yaml-source.ts';

/** A node of `path.order`; null where nothing of it refers to a touchpoint. */
export function readPathNode(
  written: PathInFile,
  path: KeyPath,
  reading: MapReading,
  touchpointIds: readonly string[],
): PathNode | null {
  const readAll = (items: PathInFile[], at: KeyPath): PathNode[] =>
    items
      .map((item, index) => readPathNode(item, [...at, index], reading, touchpointIds))
      .filter((node) => node !== null);
  if (typeof written === 'string') {
    const [, touchpoint = '', marks = ''] = /^(.*?)([?*]*)$/.exec(written) ?? [];
    if (!touchpointIds.includes(touchpoint)) {
      reading.dangling(touchpoint, touchpointIds, path, 'touchpoint');
      return null;
    }
    return {
      kind: 'touchpoint',
      touchpoint,
      isOptional: marks.includes('?'),
      mayRepeat: marks.includes('*'),
    };
  }
  if (Array.isArray(written)) return { kind: 'one', items: readAll(written, path) };
  if (written.all) return { kind: 'all', items: readAll(written.all, [...path, 'all']) };
  if (written.seq) return { kind: 'seq', items: readAll(written.seq, [...path, 'seq']) };
  if (written.loop === undefined) {
    reading.report(path, 'empty_path_node', 'A node of the path has all, seq or loop.');
    return null;
  }
  const body = readPathNode(written.loop, [...path, 'loop'], reading, touchpointIds);
  const again =
    written.again === undefined
      ? null
      : readPathNode(written.again, [...path, 'again'], reading, touchpointIds);
  return body && { kind: 'loop', body, again };
}

/** Which keys of a rule hold the first and the second event. */
const SIDES: Record<RuleInFile['rule'], { from: string | null; to: string }> = {
  response: { from: 'from', to: 'to' },
  succession: { from: 'from', to: 'to' },
  chain: { from: 'from', to: 'to' },
  coexistence: { from: 'from', to: 'to' },
  precedence: { from: 'first', to: 'then' },
  absence: { from: 'after', to: 'event' },
  existence: { from: null, to: 'event' },
};

export function readPathRule(written: RuleInFile, path: KeyPath, reading: MapReading): PathRule {
  const sides = SIDES[written.rule];
  const isFromOptional = written.rule === 'absence';
  const within = written.within;
  const withinMs = readWithin();
  return {
    rule: written.rule,
    from: sides.from === null ? [] : side(sides.from, isFromOptional),
    to: side(sides.to, false),
    withinMs,
    place: reading.place(path),
  };

  function readWithin(): number | null {
    const at = [...path, 'within'];
    if (typeof within === 'string' && /^[0-9.]+[smhdw]$/.test(within)) return reading.duration(within, at);
    if (within !== undefined)
      reading.report(at, 'wrong_form', `${JSON.stringify(within)} is no duration such as 5d.`, {
        suggestion: '5d',
      });
    return null;
  }

  function side(key: string, isOptional: boolean): EventBinding[] {
    const value = written[key];
    if (typeof value === 'string') return reading.events(value, [...path, key]);
    if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
      return reading.events(value, [...path, key]);
    if (value !== undefined || !isOptional) {
      reading.report(
        path,
        'incomplete_rule',
        `The rule ${written.rule} needs "${key}": an event, or a list of events.`,
      );
    }
    return [];
  }
}
