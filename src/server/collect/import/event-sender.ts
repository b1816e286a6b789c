import type { ImportSink, SinkVerdict } from './import-sink.ts';
import type { MappedEvent } from './row-mapper.ts';

export interface SenderOptions {
  sink: ImportSink;
  /** most events in a batch */
  batchEvents: number;
  /** batches on the way at a time */
  inFlight: number;
  onVerdicts(events: readonly MappedEvent[], verdicts: readonly SinkVerdict[]): void;
  /** all groups up to this one are stored */
  onStored(groups: number): Promise<void>;
}

interface Batch {
  events: MappedEvent[];
  bytes: number;
  /** number of the last group in it */
  lastGroup: number;
  isStored: boolean;
}

/**
 * Sends events in batches, a few at a time. `add` waits while enough are on the way, so a reader that awaits it never
 * runs ahead of the stores.
 */
export class EventSender {
  private batch: Batch = { events: [], bytes: 0, lastGroup: 0, isStored: false };
  private readonly onTheWay = new Set<Promise<void>>();
  /** batches in the order they were sent, the oldest not yet stored first */
  private readonly unconfirmed: Batch[] = [];
  private failure: { error: unknown } | null = null;

  constructor(private readonly options: SenderOptions) {}

  async add(group: number, events: readonly MappedEvent[]): Promise<void> {
    const bytes = events.reduce((sum, { json }) => sum + json.length + 1, 0);
    const { batch, options } = this;
    const isFull =
      batch.events.length + events.length > options.batchEvents ||
      batch.bytes + bytes > options.sink.maxBatchBytes;
    if (isFull) await this.flush();
    this.batch.events.push(...events);
    this.batch.bytes += bytes;
    this.batch.lastGroup = group;
  }

  /** Sends what is left and waits for every answer; throws the first failure. */
  async finish(): Promise<void> {
    await this.flush();
    await Promise.all(this.onTheWay);
    this.throwFailure();
  }

  private async flush(): Promise<void> {
    while (this.onTheWay.size >= this.options.inFlight) await Promise.race(this.onTheWay);
    this.throwFailure();
    const { batch } = this;
    this.batch = { events: [], bytes: 0, lastGroup: batch.lastGroup, isStored: false };
    if (batch.events.length === 0) return;
    this.unconfirmed.push(batch);
    const sending = this.send(batch)
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.onTheWay.delete(sending));
    this.onTheWay.add(sending);
  }

  private async send(batch: Batch): Promise<void> {
    const verdicts = await this.options.sink.send(batch.events);
    this.options.onVerdicts(batch.events, verdicts);
    batch.isStored = true;
    batch.events = [];
    let storedUpTo: number | null = null;
    while (this.unconfirmed[0]?.isStored) storedUpTo = this.unconfirmed.shift()?.lastGroup ?? null;
    if (storedUpTo !== null) await this.options.onStored(storedUpTo);
  }

  private throwFailure(): void {
    if (this.failure !== null) throw this.failure.error;
  }
}
