/**
 * 128 bits of a text as 32 hexadecimal digits, the same on every machine. For telling texts apart, not for secrets: four
 * multiplicative hashes of 32 bits that stir each other at the end.
 */
export function fingerprint(text: string): string {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let d = 0xdeadbeef;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ unit, 0x27d4eb2f);
    b = c ^ Math.imul(b ^ unit, 0x85ebca6b);
    c = d ^ Math.imul(c ^ unit, 0xc2b2ae35);
    d = a ^ Math.imul(d ^ unit, 0x165667b1);
  }
  const words = [a ^ text.length, b, c, d].map(finish);
  return words
    .map((word, index) => finish(word ^ (words[(index + 1) % 4] ?? 0) ^ (words[(index + 2) % 4] ?? 0)))
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
}

/** Every bit of the input changes about half of the output (the finaliser of MurmurHash3). */
function finish(word: number): number {
  let stirred = word ^ (word >>> 16);
  stirred = Math.imul(stirred, 0x85ebca6b);
  stirred = Math.imul(stirred ^ (stirred >>> 13), 0xc2b2ae35);
  return (stirred ^ (stirred >>> 16)) >>> 0;
}
