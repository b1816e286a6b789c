import { LRUCache } from 'lru-cache';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import type { Period } from '../../shared/platform/base-contract.ts';
import type { Context } from '../platform/context.ts';
import { QuestionStopped } from '../platform/question-stopped.ts';
import { readWorkspaceFacts } from '../reports/workspace-facts.ts';
import { createMapNumbers, type MapNumbers } from './map-numbers.ts';
import { prepareMapQuestion } from './map-question.ts';

interface Asked {
  workspace: number;
  map: JourneyMap;
  period: Period;
  signal?: AbortSignal | undefined;
}

interface Shared {
  /** of the store when it was begun */
  state: string;
  numbers: Promise<MapNumbers>;
  beganAt: number;
  askers: number;
  stop: AbortController;
}

const cursorRow = z.object({ name: z.string(), seq: z.string() });
/** Maps and periods whose numbers are kept. */
const KEPT = 20;
/**
 * While events stream in, a page that asks for sixty numbers over six connections gets them of one state of the store: so
 * old may that state be.
 */
const SAME_LOOK_MS = 3_000;

/**
 * A page of a map asks for its numbers one by one, and several people look at one map: all askers of the same map and
 * period share what is measured, as long as the store does not change. Work stops when everyone who waits for it left.
 */
export function createSharedNumbers(context: Context) {
  const byMap = new WeakMap<JourneyMap, LRUCache<string, Shared>>();

  async function readState(workspace: number): Promise<string> {
    const [cursors, facts] = await Promise.all([
      context.postgres.query(
        sql`SELECT name, seq::text AS seq FROM log_cursor WHERE name LIKE 'journeys%' ORDER BY name`,
        cursorRow,
      ),
      readWorkspaceFacts(context.postgres, workspace),
    ]);
    return JSON.stringify([cursors, facts.timeZone, facts.eventCodes.size]);
  }

  return async function share<T>(asked: Asked, work: (numbers: MapNumbers) => Promise<T>): Promise<T> {
    const { workspace, map, period, signal } = asked;
    const kept = byMap.get(map) ?? new LRUCache<string, Shared>({ max: KEPT });
    byMap.set(map, kept);
    const key = JSON.stringify([workspace, period]);
    const state = await readState(workspace);
    signal?.throwIfAborted();
    let shared = kept.get(key);
    if (!shared || (shared.state !== state && performance.now() - shared.beganAt > SAME_LOOK_MS)) {
      shared = begin(asked, state);
      kept.set(key, shared);
    }
    const own = shared;
    const forget = () => {
      if (kept.get(key) === own) kept.delete(key);
    };
    own.askers++;
    const left = whenAborted(signal, () => {
      if (own.askers > 1) return;
      forget();
      own.stop.abort();
    });
    try {
      return await Promise.race([own.numbers.then(work), left.promise]);
    } catch (error) {
      if (!signal?.aborted) forget();
      throw error;
    } finally {
      own.askers--;
      left.release();
    }
  };

  function begin({ workspace, map, period }: Asked, state: string): Shared {
    const stop = new AbortController();
    const numbers = prepareMapQuestion({ context, workspace, map, period, options: { signal: stop.signal } });
    return { state, numbers: numbers.then(createMapNumbers), beganAt: performance.now(), askers: 0, stop };
  }
}

/** A promise that rejects when the asker leaves. */
function whenAborted(signal: AbortSignal | undefined, onAbort: () => void) {
  let release = () => {};
  const promise = new Promise<never>((_, reject) => {
    const leave = () => {
      onAbort();
      reject(new QuestionStopped('cancelled', 'The question was cancelled.'));
    };
    signal?.addEventListener('abort', leave, { once: true });
    release = () => signal?.removeEventListener('abort', leave);
  });
  return { promise, release };
}
