import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { Session } from 'chdb';
import { createChdbConnection } from 'chdb/connection';
import { SCAN_SERVER_CONFIG } from '../src/server/platform/scan-functions.ts';
import type { ChSql } from '../src/server/platform/sql.ts';

/** A bare chDB with the scan allowed, for tests and benchmarks that need no server. One per process and directory. */
export interface EmbeddedClickHouse {
  run(sql: string): Promise<void>;
  ask(sql: ChSql, settings?: Record<string, string | number>): Promise<Record<string, unknown>[]>;
  /** The answer of `SELECT ...` in format Buffers. */
  fetchBuffers(sql: ChSql, settings?: Record<string, string | number>): Promise<Uint8Array>;
  insert(table: string, rows: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

export function openEmbeddedClickHouse(directory: string): EmbeddedClickHouse {
  mkdirSync(directory, { recursive: true });
  const config = join(directory, 'server.xml');
  writeFileSync(config, SCAN_SERVER_CONFIG);
  const path = join(directory, 'chdb');
  // the first connection of a process decides the engine's configuration for all
  const session = new Session(path, { connectionArgs: [`--config-file=${config}`] });
  // chdb types its connection by @clickhouse/client-common, the client by its own copy of the same contract
  const client = createClient({ connection: createChdbConnection({ path }) as never });
  return {
    async run(query) {
      await client.command({ query });
    },
    async ask(sql, settings = {}) {
      const { text, params } = sql.compile();
      const result = await client.query({
        query: text,
        query_params: params,
        format: 'JSONEachRow',
        clickhouse_settings: settings,
      });
      return result.json();
    },
    async fetchBuffers(sql, settings = {}) {
      const { text, params } = sql.compile();
      const { stream } = await client.exec({
        query: `${text} FORMAT Buffers`,
        query_params: params,
        clickhouse_settings: settings,
      });
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(Buffer.from(chunk));
      return new Uint8Array(Buffer.concat(chunks));
    },
    async insert(table, values) {
      await client.insert({ table, values, format: 'JSONEachRow' });
    },
    async close() {
      await client.close();
      session.cleanup();
    },
  };
}
