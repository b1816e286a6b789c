/** Longest sequence whose columns fit into one 32-bit word. */
export const WORD_ITEMS = 30;

/**
 * Levenshtein distance of a sequence to others, divided by the length of the longer one: 0 = equal, 1 = nothing in common.
 * Two empty ones are equal. Bit-parallel (Myers 1999) where the sequence has at most 30 items: a column of the table is
 * two words, so 2 million pairs of 30 items take half a second and not ten.
 *
 * distanceFrom([1, 2, 3])([1, 3]) // -> 0.333
 */
export function distanceFrom(pattern: readonly number[]): (text: readonly number[]) => number {
  const length = pattern.length;
  if (length === 0) return (text) => (text.length === 0 ? 0 : 1);
  if (length > WORD_ITEMS) return (text) => byTable(pattern, text);
  const places = new Map<number, number>();
  pattern.forEach((item, place) => {
    places.set(item, (places.get(item) ?? 0) | (1 << place));
  });
  const last = 1 << (length - 1);
  return (text) => {
    // vertical differences of the column: +1 and -1
    let up = (1 << length) - 1;
    let down = 0;
    let distance = length;
    for (const item of text) {
      const equal = places.get(item) ?? 0;
      const diagonal = (((equal & up) + up) ^ up) | equal | down;
      const right = down | ~(diagonal | up);
      const left = up & diagonal;
      if (right & last) distance++;
      else if (left & last) distance--;
      const shifted = (right << 1) | 1;
      down = shifted & diagonal;
      up = (left << 1) | ~(diagonal | shifted);
      up &= (1 << length) - 1;
      down &= (1 << length) - 1;
    }
    return distance / Math.max(length, text.length);
  };
}

function byTable(a: readonly number[], b: readonly number[]): number {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
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
