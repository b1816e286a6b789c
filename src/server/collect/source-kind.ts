import type { SourceKind } from './collector-types.ts';

const KINDS: readonly string[] = ['browser', 'mobile', 'server'] satisfies SourceKind[];

/** Names of client libraries, most telling first. */
const LIBRARIES: [RegExp, SourceKind][] = [
  [/^(analytics\.js|desirepath\.js)$/, 'browser'],
  [/(ios|android|swift|kotlin|flutter|react-native|xamarin|unity)/, 'mobile'],
  [/(node|python|ruby|java|go|php|net|csharp|rust|clojure)/, 'server'],
];

export interface KindHints {
  item: unknown;
  batchContext: Record<string, unknown> | undefined;
  /** a call that only browsers make: a short path, or with an Origin */
  isBrowserCall: boolean;
}

/** Who sent an item: what it says itself, else its library, else the way it came. Decides the clock rule only. */
export function readSourceKind({ item, batchContext, isBrowserCall }: KindHints): SourceKind {
  const channel = readPath(item, ['context', 'channel']) ?? readPath(batchContext, ['channel']);
  if (typeof channel === 'string' && KINDS.includes(channel)) return channel as SourceKind; // one of KINDS
  const library =
    readPath(item, ['context', 'library', 'name']) ?? readPath(batchContext, ['library', 'name']);
  if (typeof library === 'string') {
    const known = LIBRARIES.find(([pattern]) => pattern.test(library.toLowerCase()));
    if (known) return known[1];
  }
  return isBrowserCall ? 'browser' : 'server';
}

function readPath(value: unknown, path: string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}
