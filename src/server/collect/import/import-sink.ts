import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import { type Collector, NotNow } from '../collector-types.ts';
import type { MappedEvent } from './row-mapper.ts';

/** What became of one event, in the order they were sent. */
export interface SinkVerdict {
  status: 'stored' | 'duplicate' | 'conflict' | 'rejected';
  message?: string;
}

/** Where mapped events go: the collector of this process, or a running server. */
export interface ImportSink {
  /** tells apart the places one file can be imported to, for the progress that is kept */
  name: string;
  /** most bytes of JSON in one call */
  maxBatchBytes: number;
  /** Durable when it returns. Throws SinkFailure when that cannot be reached. */
  send(events: readonly MappedEvent[]): Promise<SinkVerdict[]>;
}

/** The events are not stored and trying again did not help; the import stops and can be taken up again. */
export class SinkFailure extends Error {
  override readonly name = 'SinkFailure';
}

/** How often a batch is tried before the import stops: with waits of 1, 2, 4 ... 60 s about seven minutes. */
const ATTEMPTS = 12;
const LONGEST_WAIT_MS = 60_000;

export type Pause = (ms: number) => Promise<void>;
const pauseFor: Pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The collector of this process. */
export function createCollectorSink(
  collector: Collector,
  target: { workspace: number; source: string },
  pause: Pause = pauseFor,
): ImportSink {
  return {
    name: `workspace ${target.workspace}`,
    maxBatchBytes: 8_000_000,
    send(events) {
      return tryAgain(pause, async () => {
        try {
          return await collector.accept({ ...target, kind: 'import', items: events.map(({ item }) => item) });
        } catch (error) {
          if (error instanceof NotNow) throw new ComeBack(error.message, error.retryAfterSeconds);
          throw error;
        }
      });
    },
  };
}

/** A Desirepath that answers HTTP: over the network, or inside this process. */
export interface ImportTarget {
  /** what to call it in messages and in the name of the progress */
  name: string;
  /** name of the source the events are filed under; with a write key it is the name of the key */
  source: string;
  /** sends a request to this path, with what opens it (secret in `Authorization: Bearer`, or a write key in `Basic`) */
  send(path: string, init: RequestInit): Promise<Response>;
}

const answerSchema = z.object({
  received: z.number().int().optional(),
  stored: z.number().int().optional(),
  duplicates: z.number().int().optional(),
  message: z.string().optional(),
  items: z
    .array(
      z.object({
        index: z.number().int(),
        status: z.enum(['stored', 'duplicate', 'conflict', 'rejected']),
        message: z.string().optional(),
      }),
    )
    .optional(),
});

const compress = promisify(gzip);

/** POST /v1/import, gzip. */
export function createHttpSink(target: ImportTarget, pause: Pause = pauseFor): ImportSink {
  const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
  const start = `{"source":${JSON.stringify(target.source)},"batch":[`;
  return {
    name: target.name,
    maxBatchBytes: 3_000_000,
    async send(events) {
      const body = await compress(`${start}${events.map(({ json }) => json).join(',')}]}`, { level: 1 });
      return tryAgain(pause, async () => {
        const failed = (what: string) => (error: unknown) => {
          throw new ComeBack(`${target.name} ${what} (${describeCause(error)})`, 0);
        };
        const answer = await target
          .send('/v1/import', { method: 'POST', headers, body })
          .catch(failed('does not answer'));
        return readAnswer(answer, await answer.text().catch(failed('broke off its answer')), events.length);
      });
    },
  };
}

function readAnswer(response: Response, text: string, count: number): SinkVerdict[] {
  const answer = parseAnswer(text);
  const why = `${response.status} ${answer?.message ?? text.slice(0, 200)}`;
  if (response.status === 429 || response.status >= 500)
    throw new ComeBack(why, Number(response.headers.get('retry-after')) || 0);
  if (answer?.items !== undefined && answer.items.length === count)
    return [...answer.items].sort((a, b) => a.index - b.index);
  if (response.status !== 200) throw new SinkFailure(`the server refuses the events: ${why}`);
  // All good: the answer has counts only, and which of them were duplicates does not matter.
  const { stored, duplicates } = answer ?? {};
  if (stored === undefined || duplicates === undefined || stored + duplicates !== count)
    throw new SinkFailure(
      `the server's answer does not account for all ${count} events: ${text.slice(0, 200)}`,
    );
  return Array.from({ length: count }, (_, index) => ({ status: index < stored ? 'stored' : 'duplicate' }));
}

function parseAnswer(text: string): z.infer<typeof answerSchema> | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function describeCause(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Not now: the same batch is sent again, which is safe because its messageIds are the same. */
class ComeBack extends Error {
  constructor(
    message: string,
    readonly afterSeconds: number,
  ) {
    super(message);
  }
}

async function tryAgain<T>(pause: Pause, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ComeBack)) throw error;
      if (attempt === ATTEMPTS) throw new SinkFailure(`${error.message}; tried ${ATTEMPTS} times`);
      await pause(Math.min(LONGEST_WAIT_MS, Math.max(1000 * 2 ** (attempt - 1), error.afterSeconds * 1000)));
    }
  }
}
