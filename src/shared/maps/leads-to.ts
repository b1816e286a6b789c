/**
 * Whether following `nextOf` from one map to the next, beginning at `from` itself, comes to `id`. Circles among the
 * others end the search.
 *
 * leadsTo('a', 'b', new Map([['b', 'c'], ['c', 'a']])) // -> true
 */
export function leadsTo(id: string, from: string, nextOf: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>();
  for (let at: string | null = from; at !== null && !seen.has(at); at = nextOf.get(at) ?? null) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}
