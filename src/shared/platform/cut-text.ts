/** Half of a surrogate pair at the end. */
const HALF_AT_END = /\p{Surrogate}$/u;

/**
 * The first `most` UTF-16 units of a text, or one less, so that no character is cut in half: half an emoji is refused by
 * the API and breaks a map file.
 *
 * cutText('ab\u{1F600}', 3) // -> 'ab'
 */
export function cutText(text: string, most: number): string {
  return text.slice(0, most).replace(HALF_AT_END, '');
}
