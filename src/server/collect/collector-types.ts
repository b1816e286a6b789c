/** Who sent it; decides the clock rule only. */
export type SourceKind = 'browser' | 'mobile' | 'server' | 'import';

/** Items of one request or one import chunk. */
export interface CollectRequest {
  workspace: number;
  /** name of the source: a write key's name, an import's name; part of the dedup key (source, messageId) */
  source: string;
  kind: SourceKind;
  /** items as parsed JSON, each not yet validated */
  items: readonly unknown[];
  /** context of the batch, merged under each item's own */
  context?: Record<string, unknown>;
  /** the client's clock when it sent, ISO 8601 */
  sentAt?: string;
}

/** What became of one item. Only `rejected` and `conflict` are failures; both are kept where a person can see them. */
export interface Verdict {
  index: number;
  status: 'stored' | 'duplicate' | 'conflict' | 'rejected';
  messageId: string | null;
  /** for rejected and conflict */
  code?: string;
  message?: string;
}

export interface Collector {
  /** One verdict per item, in order, after everything stored is durable. Throws NotNow when the stores cannot write. */
  accept(request: CollectRequest): Promise<Verdict[]>;
  /** Waits for what is under way and stops. */
  close(): Promise<void>;
}

/** The stores cannot take the events now (disk full, shutting down): nothing of the request is acknowledged. */
export class NotNow extends Error {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}
