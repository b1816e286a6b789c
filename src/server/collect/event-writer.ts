import type { Context } from '../platform/context.ts';

/** A row of `events` without its place in the log. */
export type EventRow = Record<string, unknown> & { workspace: number; node: number };

/** Most rows of one insert: one block, one part, there whole or not at all. */
const GROUP_ROWS = 20_000;

/** Rows of one workspace and the people they belong to. */
export interface Append {
  workspace: number;
  rows: EventRow[];
  persons: number[];
}

interface Waiting {
  append: Append;
  done(throughSeq: number): void;
  failed(error: unknown): void;
}

/**
 * Group commit: whatever waits when the last insert has reached the disk goes with the next one, so that many small
 * requests cost one fsync. The promise resolves after the fsync, with the last place of the rows in the log.
 */
export class EventWriter {
  private readonly queue: Waiting[] = [];
  private running: Promise<void> | null = null;

  constructor(
    private readonly context: Pick<Context, 'clickhouse' | 'facts'>,
    private lastSeq: number,
  ) {}

  append(append: Append): Promise<number> {
    return new Promise((done, failed) => {
      this.queue.push({ append, done, failed });
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) {
      const group: Waiting[] = [];
      let count = 0;
      for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
        if (group.length > 0 && count + next.append.rows.length > GROUP_ROWS) break;
        group.push(next);
        count += next.append.rows.length;
        this.queue.shift();
      }
      const rows = group.flatMap((waiting) => waiting.append.rows);
      for (const row of rows) row.seq = ++this.lastSeq;
      const throughSeq = this.lastSeq;
      try {
        await this.context.clickhouse.insert('events', rows);
        // Everyone of the group is told before anyone may move a cursor past it.
        for (const { append } of group) {
          this.context.facts.publish('eventsAppended', {
            workspace: append.workspace,
            persons: append.persons,
            throughSeq,
          });
        }
        for (const waiting of group) waiting.done(throughSeq);
      } catch (error) {
        for (const waiting of group) waiting.failed(error);
      }
    }
    this.running = null;
  }
}
