import { LRUCache } from 'lru-cache';
import type { Clock } from '../platform/context.ts';

const TRIES = 10;
const WINDOW_MS = 15 * 60_000;
const REMEMBERED = 20_000;

/**
 * At most 10 failed sign-ins in 15 minutes for one address and for one email. A try is counted before the password is
 * looked at, so that many at once do not slip through, and taken back when it was right.
 */
export function createSignInLimit(clock: Clock) {
  const tries = new LRUCache<string, number[]>({ max: REMEMBERED });

  function recentTries(key: string): number[] {
    return (tries.get(key) ?? []).filter((at) => at > clock.now() - WINDOW_MS);
  }

  return {
    /** Seconds to wait; 0 = go on, the try is counted. */
    count(keys: string[]): number {
      const now = clock.now();
      const waits = keys.map((key) => {
        const recent = recentTries(key);
        const oldest = recent[recent.length - TRIES];
        return oldest === undefined ? 0 : Math.ceil((oldest + WINDOW_MS - now) / 1000);
      });
      const wait = Math.max(0, ...waits);
      if (wait === 0) for (const key of keys) tries.set(key, [...recentTries(key), now]);
      return wait;
    },
    /** The last try was right. */
    takeBack(keys: string[]): void {
      for (const key of keys) tries.set(key, recentTries(key).slice(0, -1));
    },
  };
}

export type SignInLimit = ReturnType<typeof createSignInLimit>;
