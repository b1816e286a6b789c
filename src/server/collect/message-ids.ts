import { z } from 'zod';
import type { ClickHouse } from '../platform/clickhouse.ts';
import { HashFilter, SURE } from '../platform/hash-filter.ts';
import { arrayOf, ch, u32, u64 } from '../platform/sql.ts';

/** One message as it wants to be stored. */
export interface MessageKey {
  workspace: number;
  source: string;
  messageId: string;
  /** of (workspace, source, messageId) */
  messageHash: bigint;
  /** of what the item says */
  payloadHash: bigint;
}

export type Claim = 'ours' | KnownMessage | Promise<KnownMessage | null>;

const FEWEST_EXPECTED = 1 << 20;

/** The first acknowledged copy of a message. */
export interface KnownMessage {
  payloadHash: bigint;
}

const storedRow = z.object({ source: z.string(), message_id: z.string(), payload_hash: z.coerce.bigint() });

/**
 * Exact dedup on (source, messageId) for all time. A hash that the filter has never seen is new; for the rest the event
 * log itself is asked (skip index on message_hash, then the full source and id are compared, so that two ids with one
 * hash stay two). Copies that arrive while the first is being written wait for its fate.
 */
export class MessageIds {
  private readonly filter: HashFilter;
  private readonly underWay = new Map<string, Fate>();
  private isFilterLoaded = false;

  /** `stored` messages, roughly: the filter has room for a tenth more before it grows. */
  constructor(
    private readonly clickhouse: ClickHouse,
    stored: number,
  ) {
    this.filter = new HashFilter(SURE, Math.max(FEWEST_EXPECTED, Math.ceil(stored * 1.1)));
  }

  /** Fills the filter from the log, in slices; until it is done every id is looked up in the store. */
  async loadFilter(lastSeq: number, slice = 2_000_000): Promise<void> {
    for (let from = 0; from < lastSeq; from += slice) {
      const bytes = await this.clickhouse.queryBytes(
        ch`SELECT message_hash FROM events WHERE seq > ${u64(from)} AND seq <= ${u64(from + slice)}`,
        'RowBinary',
        { maxExecutionMs: 300_000 },
      );
      for (let at = 0; at < bytes.length; at += 8) {
        this.filter.add(bytes.readBigUInt64LE(at));
        if (at % 400_000 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    }
    this.isFilterLoaded = true;
  }

  /**
   * Claims each message, each key once per call: 'ours' = to be stored by the caller, who settles it afterwards whatever
   * happens; a known message = the copy that was first; a promise = another request is storing it (await it only after
   * settling one's own, or two requests wait for each other): null = that failed, the client should send again.
   */
  async claim(keys: readonly MessageKey[]): Promise<Claim[]> {
    // All claims are taken without a pause in between, so those who wait for each other wait in the order they came.
    const claims: Claim[] = keys.map(() => 'ours');
    const held: { index: number; fate: Fate }[] = [];
    const ours: { key: MessageKey; index: number }[] = [];
    keys.forEach((key, index) => {
      const fate = this.underWay.get(textOf(key));
      if (fate) {
        held.push({ index, fate });
      } else {
        this.underWay.set(textOf(key), makeFate());
        ours.push({ key, index });
      }
    });
    await this.lookUp(ours, claims);
    for (const { index, fate } of held) claims[index] = fate;
    return claims;
  }

  /** Tells those who wait what became of a claimed message: stored, or free to be tried again. */
  settle(key: MessageKey, isStored: boolean): void {
    this.tell(key, isStored ? { payloadHash: key.payloadHash } : null);
  }

  /** Marks hashes as perhaps stored; call before the insert, whose outcome a crash may hide. */
  mark(keys: readonly MessageKey[]): void {
    for (const key of keys) this.filter.add(key.messageHash);
  }

  private async lookUp(ours: readonly { key: MessageKey; index: number }[], claims: Claim[]): Promise<void> {
    const asked = ours.filter(({ key }) => !this.isFilterLoaded || this.filter.mayContain(key.messageHash));
    if (asked.length === 0) return;
    try {
      const stored = await this.findStored(asked.map(({ key }) => key));
      for (const { key, index } of asked) {
        const known = stored.get(textOf(key));
        if (known) {
          claims[index] = known;
          this.tell(key, known);
        }
      }
    } catch (error) {
      for (const { key } of ours) this.settle(key, false);
      throw error;
    }
  }

  private tell(key: MessageKey, known: KnownMessage | null): void {
    const fate = this.underWay.get(textOf(key));
    this.underWay.delete(textOf(key));
    fate?.resolve(known);
  }

  private async findStored(keys: readonly MessageKey[]): Promise<Map<string, KnownMessage>> {
    const found = new Map<string, KnownMessage>();
    for (const workspace of new Set(keys.map((key) => key.workspace))) {
      const hashes = keys.filter((key) => key.workspace === workspace).map((key) => key.messageHash);
      const rows = await this.clickhouse.query(
        ch`SELECT source, message_id, payload_hash FROM events
          WHERE workspace = ${u32(workspace)} AND message_hash IN ${arrayOf('UInt64', hashes)}
          ORDER BY seq`,
        storedRow,
        { isUrgent: true },
      );
      for (const row of rows) {
        const text = textOf({ workspace, source: row.source, messageId: row.message_id });
        if (!found.has(text)) found.set(text, { payloadHash: row.payload_hash });
      }
    }
    return found;
  }
}

type Fate = Promise<KnownMessage | null> & { resolve(known: KnownMessage | null): void };

function makeFate(): Fate {
  let resolve: (known: KnownMessage | null) => void = () => undefined;
  const promise = new Promise<KnownMessage | null>((done) => {
    resolve = done;
  });
  return Object.assign(promise, { resolve });
}

function textOf(key: { workspace: number; source: string; messageId: string }): string {
  return `${key.workspace}\n${key.source}\n${key.messageId}`;
}
