import { diff3Merge } from 'node-diff3';

/**
 * A text that two people changed from the same `base`, with both changes, word by word. Where both changed the same
 * words, both versions stand one after the other: nothing that somebody wrote is lost.
 *
 * mergeTexts('Pays', 'Pays online', 'Pays quickly') // -> 'Pays quickly online'
 */
export function mergeTexts(base: string, mine: string, theirs: string): string {
  if (mine === theirs || mine === base) return theirs;
  if (theirs === base) return mine;
  const words = (text: string) => text.match(/\s+|\S+/g) ?? [];
  return diff3Merge(words(mine), words(base), words(theirs))
    .map((part) => {
      if (part.ok) return part.ok.join('');
      const [a, b] = [(part.conflict?.b ?? []).join(''), (part.conflict?.a ?? []).join('')];
      return a === '' || b === '' || /\s$/.test(a) || /^\s/.test(b) ? a + b : `${a} ${b}`;
    })
    .join('');
}
