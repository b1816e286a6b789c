/** An id of a map file from a title: `Küche: 2. Versuch` -> `kuche-2-versuch`. Empty where nothing of it is left. */
export function addressOf(title: string): string {
  return title
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, '');
}

/** The same id, or with the first number from 2 on that nobody has. */
export function freeAddress(address: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const tried = number === 1 ? address : `${address}-${number}`;
    if (!taken.includes(tried)) return tried;
  }
}

/** Whether it may stand as an id in a map file. */
export function isAddress(text: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,79}$/.test(text);
}
