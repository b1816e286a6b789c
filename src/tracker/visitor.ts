import type { Store } from './store.ts';

const SESSION_IDLE_MS = 30 * 60_000;

export type Campaign = Record<string, string>;

/** Who uses the browser, and which visit this is. Read from the store each time: other tabs write there too. */
export function createVisitor(store: Store) {
  function anonymousId(): string {
    const known = store.get('anon');
    if (known) return known;
    const fresh = createUuid();
    store.set('anon', fresh);
    return fresh;
  }

  /**
   * The visit at this moment, and says that it is alive. A new one begins after 30 minutes without an event, or when
   * the address names another campaign than the one the visit came with.
   */
  function touchSession(found?: Campaign): { id: string; campaign?: Campaign } {
    const { id, lastAt = 0, campaign } = readSession(store);
    const now = Date.now();
    const isNewCampaign = found && JSON.stringify(found) !== JSON.stringify(campaign);
    const isOver = !id || now - lastAt > SESSION_IDLE_MS || isNewCampaign;
    const session = { id: isOver ? createUuid() : id, lastAt: now, campaign: isOver ? found : campaign };
    store.set('session', JSON.stringify(session));
    return session;
  }

  function forget(): void {
    for (const key of ['user', 'anon', 'session']) store.remove(key);
  }

  /** Another user than before is another person in the same browser: nothing may join the two. */
  function nameUser(userId: string): void {
    const known = store.get('user');
    if (known && known !== userId) forget();
    store.set('user', userId);
  }

  return { anonymousId, touchSession, forget, nameUser, userId: () => store.get('user') ?? undefined };
}

function readSession(store: Store): { id?: string; lastAt?: number; campaign?: Campaign } {
  try {
    return JSON.parse(store.get('session') ?? '{}');
  } catch {
    return {};
  }
}

/** `utm_campaign=spring&utm_source=mail` -> { name: 'spring', source: 'mail' }; undefined where there is none. */
export function readCampaign(search: string): Campaign | undefined {
  const campaign: Campaign = {};
  new URLSearchParams(search).forEach((value, key) => {
    if (key.startsWith('utm_') && value) campaign[key === 'utm_campaign' ? 'name' : key.slice(4)] = value;
  });
  return Object.keys(campaign).length > 0 ? campaign : undefined;
}

/** A random version 4 UUID; `crypto.randomUUID` is missing on plain http. */
export function createUuid(): string {
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => {
    const random = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0;
    return (Number(digit) ^ (random & (15 >> (Number(digit) / 4)))).toString(16);
  });
}
