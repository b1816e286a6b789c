import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { HashFilter } from '../platform/hash-filter.ts';

/** Rows read at a time: some 20 ms of the store, and requests get their turn in between. */
const SLICE_ROWS = 10_000;
const UNIQUE_VIOLATION = '23505';

const sliceRow = z.object({ keys: z.array(z.string()).nullable(), last: z.coerce.number().nullable() });

/**
 * Tells identifiers that are surely new from those that Postgres must be asked about: half the time of storing an event
 * of somebody new was the search for what is not there. Until everything stored is loaded, every identifier is asked for.
 */
export class KnownIdentifiers {
  private readonly filter = new HashFilter();
  private isComplete = false;

  constructor(private readonly context: Pick<Context, 'postgres' | 'log'>) {
    this.load().catch((error) => {
      context.log.warn({ error: String(error) }, 'loading the known identifiers failed; each is looked up');
    });
  }

  /** `key` as by `keyOf` */
  mayContain(key: string): boolean {
    return !this.isComplete || this.filter.mayContainText(key);
  }

  /** Call before the identifier is written. */
  add(key: string): void {
    this.filter.addText(key);
  }

  /** Somebody else writes identifiers too if one that was surely new is there: then each is looked up again. */
  doubt(error: unknown): void {
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) this.isComplete = false;
  }

  private async load(): Promise<void> {
    for (let last: number | null = 0; last !== null; ) {
      const rows: z.infer<typeof sliceRow>[] = await this.context.postgres.query(
        sql`SELECT json_agg(concat_ws(E'\n', workspace, type, value)) AS keys, max(node) AS last
          FROM (SELECT * FROM identifier WHERE node > ${last} ORDER BY node LIMIT ${SLICE_ROWS}) AS slice`,
        sliceRow,
      );
      for (const key of rows[0]?.keys ?? []) this.filter.addText(key);
      last = rows[0]?.last ?? null;
    }
    this.isComplete = true;
  }
}
