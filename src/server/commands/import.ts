import { join } from 'node:path';
import { z } from 'zod';
import type { ImportReport } from '../collect/import/import-report.ts';
import { type ImportSurroundings, runImportCommand } from '../collect/import-command.ts';
import type { Config } from '../platform/config.ts';
import { type Connection, connect } from './connection.ts';
import { CommandFailed } from './exit-codes.ts';

export interface ImportOptions {
  mapping: string;
  dryRun?: boolean;
  limit?: number;
  rejects?: string;
  restart?: boolean;
  json?: boolean;
  /** of a server elsewhere, with `key` */
  url?: string;
  key?: string;
}

/** Imports a file into the data directory, through the server that runs on it, or into a server elsewhere. */
export async function importRows(config: Config, file: string, options: ImportOptions): Promise<void> {
  let connection: Connection | null = null;
  const surroundings: ImportSurroundings = {
    async openTarget() {
      if (options.url !== undefined) return openRemote(options.url, options.key ?? config.apiKey);
      connection = await connect(config, { mayMake: true });
      const { url, send } = connection;
      return { name: url ?? config.data, send };
    },
    async adviseAfter(report) {
      return connection === null ? [] : adviseAfter(report, connection, config.data);
    },
    progressDirectory: join(config.data, 'imports'),
    writeOut: (text) => process.stdout.write(text),
    writeProgress: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY ?? false,
    now: Date.now,
  };
  try {
    const exitCode = await runImportCommand(
      {
        file,
        mapping: options.mapping,
        isDryRun: options.dryRun ?? false,
        limit: options.limit,
        rejects: options.rejects,
        isRestart: options.restart,
        json: options.json,
      },
      surroundings,
    );
    if (exitCode !== 0) throw new CommandFailed('', exitCode);
  } finally {
    await (connection as Connection | null)?.close(); // assigned in openTarget, which the compiler does not follow
  }
}

const me = z.object({ workspace: z.object({ currency: z.string() }) });

/** Where the new events can be seen; and that amounts are not converted, where the file and the workspace count in different money. */
async function adviseAfter(report: ImportReport, connection: Connection, data: string): Promise<string[]> {
  const { currency } = me.parse(await connection.ask('GET', '/api/me')).workspace;
  const others = report.currencies.filter((one) => one !== currency);
  const money =
    others.length === 0
      ? []
      : [
          `Amounts in ${others.join(', ')} are counted as ${currency}, the currency of the workspace: nothing is converted. A new workspace takes its currency from DESIREPATH_CURRENCY.`,
        ];
  const where = connection.url ?? `bin/desirepath serve --data ${data}`;
  return [...money, `See it ${connection.url === null ? 'with' : 'at'}: ${where}`];
}

/** An API key opens the server as an importer; a write key files the events under its own name. */
function openRemote(url: string, key: string) {
  const authorization = key.startsWith('wk_')
    ? `Basic ${Buffer.from(`${key}:`).toString('base64')}`
    : `Bearer ${key}`;
  return {
    name: url,
    send(path: string, init: RequestInit) {
      const headers = new Headers(init.headers);
      headers.set('Authorization', authorization);
      return fetch(new URL(path, url), { ...init, headers });
    },
  };
}
