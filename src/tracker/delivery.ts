import type { Item } from './api.ts';
import { keepLocal, readStored, storedKeys } from './store.ts';
import { createUuid } from './visitor.ts';

/** Newest kept: a browser that was offline for long says what it did last. */
const MAX_QUEUED = 500;
const MAX_BATCH_ITEMS = 50;
const MAX_BATCH_CHARACTERS = 48_000;
/** Three bytes a character at worst must stay under the 64 KB that browsers grant to keepalive requests. */
const MAX_KEEPALIVE_CHARACTERS = 20_000;
const GATHER_MS = 300;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
/** A tab writes its queue at least each minute while it cannot send; silent for so long it is gone. */
const ORPHANED_MS = 300_000;

/**
 * Brings items to the server, each at least once: an item leaves the queue when the server has answered for it. What a
 * closing page sends as a beacon gets no answer, so it stays in localStorage and the next page sends it again; the
 * server knows it by its messageId.
 */
export function createDelivery(endpoint: string, writeKey: string) {
  // One key per page, so that two tabs never overwrite each other.
  const key = `queue_${createUuid()}`;
  let queue: Item[] = [];
  let sending: Item[] = [];
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOpen = false;

  function persist(at = Date.now()): void {
    if (isOpen) keepLocal(key, queue.length > 0 ? JSON.stringify([at, queue]) : null);
  }

  function add(item: Item): void {
    queue.push(item);
    if (queue.length > MAX_QUEUED) {
      queue = queue.slice(-MAX_QUEUED);
      console.warn(`desirepath: over ${MAX_QUEUED} events wait for the network, the oldest was dropped`);
    }
    persist();
    if (failures === 0) schedule(queue.length >= MAX_BATCH_ITEMS ? 0 : GATHER_MS);
  }

  function schedule(delayMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(flush, delayMs);
  }

  function flush(): void {
    clearTimeout(timer);
    if (!isOpen || sending.length > 0 || queue.length === 0) return;
    const batch = takeBatch(queue);
    sending = batch;
    post(endpoint, writeBody(batch, writeKey)).then(
      (response) => settle(batch, response),
      () => settle(batch),
    );
  }

  function settle(batch: Item[], response?: Response): void {
    sending = [];
    const status = response ? response.status : 0;
    if (status < 200 || status >= 500 || status === 429 || status === 408) {
      const backoffMs = Math.min(FIRST_RETRY_MS * 2 ** failures++, LAST_RETRY_MS);
      const askedMs = Number(response?.headers.get('retry-after')) * 1000 || 0;
      persist();
      // Half fixed, half random: browsers that failed together must not come back together.
      schedule(Math.max(askedMs, backoffMs * (0.5 + Math.random() / 2)));
      return;
    }
    // 207 and 4xx name items that will never be good; the server keeps them with their reasons.
    if (status > 200) console.warn(`desirepath: ${status} from ${endpoint}, see Data > Rejected`);
    failures = 0;
    queue = queue.filter((item) => !batch.includes(item));
    persist();
    if (queue.length > 0) schedule(0);
  }

  /** The page goes away: send without waiting, and leave what is not confirmed to the next page. */
  function leave(): void {
    if (!isOpen) return;
    const waiting = queue.filter((item) => !sending.includes(item));
    if (waiting.length > 0) {
      const body = writeBody(takeBatch(waiting), writeKey);
      if (!navigator.sendBeacon?.(endpoint, body)) post(endpoint, body).catch(() => {});
    }
    persist(0);
  }

  /** Consent is there. Takes over what pages before this one could not deliver. */
  function open(): void {
    if (isOpen) return;
    isOpen = true;
    for (const other of storedKeys('queue_')) queue = adopt(other).concat(queue);
    queue = queue.slice(-MAX_QUEUED);
    persist();
    schedule(GATHER_MS);
  }

  function discard(): void {
    clearTimeout(timer);
    queue = [];
    isOpen = false;
  }

  addEventListener('online', () => {
    failures = 0;
    flush();
  });

  return { add, flush, leave, open, discard, persist };
}

function adopt(key: string): Item[] {
  try {
    const [at, items] = JSON.parse(readStored(key) ?? '');
    if (at > Date.now() - ORPHANED_MS) return [];
    keepLocal(key, null);
    return items;
  } catch {
    keepLocal(key, null);
    return [];
  }
}

function takeBatch(queue: Item[]): Item[] {
  let characters = 0;
  const end = queue.findIndex((item, index) => {
    characters += JSON.stringify(item).length;
    return index === MAX_BATCH_ITEMS || (index > 0 && characters > MAX_BATCH_CHARACTERS);
  });
  return end < 0 ? queue.slice() : queue.slice(0, end);
}

function writeBody(batch: Item[], writeKey: string): string {
  const sentAt = new Date().toISOString();
  return JSON.stringify({ batch: batch.map((item) => ({ ...item, sentAt })), writeKey, sentAt });
}

/** text/plain and no credentials: a simple request, so that the browser asks no preflight. */
function post(endpoint: string, body: string): Promise<Response> {
  return fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body,
    credentials: 'omit',
    keepalive: body.length < MAX_KEEPALIVE_CHARACTERS,
  });
}
