/** Every key of ours in the browser starts so: what "erase everything" means. */
const PREFIX = 'dp_';
const COOKIE_MAX_AGE_S = 31_536_000;

/**
 * Values that outlive the page: localStorage, else a first-party cookie, else memory. Closed (no consent yet) it only
 * uses memory: neither reads nor writes the browser's storage.
 */
export function createStore() {
  const memory = new Map<string, string>();
  let isOpen = false;

  function get(key: string): string | null {
    return memory.get(key) ?? (isOpen ? readStored(key) : null);
  }

  function set(key: string, value: string): void {
    memory.set(key, value);
    if (isOpen && writeStored(key, value)) memory.delete(key);
  }

  /** Consent is there: what memory holds goes to storage. */
  function open(): void {
    isOpen = true;
    for (const [key, value] of memory) set(key, value);
  }

  /** Erases what memory and browser hold of the visitor; the decision on consent is not ours to forget. */
  function wipe(): void {
    isOpen = false;
    memory.clear();
    const cookies = document.cookie.split('; ').map((pair) => pair.split('=')[0] ?? '');
    const ours = cookies.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
    for (const key of storedKeys('').concat(ours)) if (key !== 'consent') removeStored(key);
  }

  function remove(key: string): void {
    memory.delete(key);
    if (isOpen) removeStored(key);
  }

  return { get, set, remove, open, wipe };
}

export type Store = ReturnType<typeof createStore>;

/** For the queue: too large for a cookie when localStorage is missing. */
export function keepLocal(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
  } catch {
    // blocked or full: memory holds it
  }
}

/** Our keys in localStorage that start so, without the prefix. */
export function storedKeys(start: string): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX + start))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

export function readStored(key: string): string | null {
  let value: string | null = null;
  try {
    value = localStorage.getItem(PREFIX + key);
  } catch {
    // blocked: a cookie may hold it
  }
  if (value !== null) return value;
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${PREFIX}${key}=`));
  return found ? decodeURIComponent(found.slice(PREFIX.length + key.length + 1)) : null;
}

/** False where the browser keeps neither. */
export function writeStored(key: string, value: string): boolean {
  try {
    localStorage.setItem(PREFIX + key, value);
    return true;
  } catch {
    writeCookie(PREFIX + key, encodeURIComponent(value), COOKIE_MAX_AGE_S);
    return readStored(key) === value;
  }
}

export function removeStored(key: string): void {
  keepLocal(key, null);
  if (document.cookie.includes(PREFIX + key)) writeCookie(PREFIX + key, '', 0);
}

function writeCookie(name: string, value: string, maxAgeS: number): void {
  const secure = location.protocol === 'https:' ? ';Secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing outside secure contexts
  document.cookie = `${name}=${value};path=/;max-age=${maxAgeS};SameSite=Lax${secure}`;
}
