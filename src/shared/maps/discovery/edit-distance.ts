/**
 * Levenshtein distance of two sequences divided by the length of the longer one: 0 = equal, 1 = nothing in common. Two
 * empty ones are equal.
 *
 * sequenceDistance([1, 2, 3], [1, 3]) // -> 0.333
 */
export function sequenceDistance(a: readonly number[], b: readonly number[]): number {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  if (long.length === 0) return 0;
  const row = Array.from({ length: short.length + 1 }, (_, place) => place);
  for (let i = 1; i <= long.length; i++) {
    let diagonal = row[0] ?? 0;
    row[0] = i;
    for (let j = 1; j <= short.length; j++) {
      const above = row[j] ?? 0;
      const change = diagonal + (long[i - 1] === short[j - 1] ? 0 : 1);
      row[j] = Math.min(change, above + 1, (row[j - 1] ?? 0) + 1);
      diagonal = above;
    }
  }
  return (row[short.length] ?? 0) / long.length;
}
