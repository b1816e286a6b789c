/**
 * ClickHouse's HTTP interface over the embedded engine, so that the served form is tested with the real client over a
 * real socket where no server can be installed: `tsx test/clickhouse-http.ts DIR` prints its URL. Statements run in a
 * session of their own, and values of parameters are read by the engine, as on a server.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Session } from 'chdb';
import { SCAN_SERVER_CONFIG } from '../src/server/platform/scan-functions.ts';

/** Of the HTTP interface itself; the embedded engine does not know them. */
const HTTP_ONLY = new Set(['query', 'database', 'default_format', 'query_id', 'session_id', 'role']);
const HTTP_SETTING = /^(http_|send_progress_in_http_headers|wait_end_of_query|enable_http_compression)/;
/** A server's limit of the address, with all parameters in it. */
const LONGEST_URL_BYTES = 1_048_576;

export interface ClickHouseHttp {
  url: string;
  close(): Promise<void>;
}

export async function startClickHouseHttp(directory: string): Promise<ClickHouseHttp> {
  mkdirSync(directory, { recursive: true });
  const config = join(directory, 'server.xml');
  writeFileSync(config, SCAN_SERVER_CONFIG);
  const path = join(directory, 'store');
  const session = new Session(path, { connectionArgs: [`--config-file=${config}`] });
  const server = createServer({ maxHeaderSize: LONGEST_URL_BYTES }, async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/ping') return response.end('Ok.\n');
    try {
      response.end(await runStatement(path, searchParams, await readBody(request)));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code = /Code: (\d+)/.exec(message)?.[1] ?? '1000';
      response.writeHead(500, { 'X-ClickHouse-Exception-Code': code }).end(message);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      session.cleanup();
    },
  };
}

async function runStatement(path: string, params: URLSearchParams, body: Buffer): Promise<Buffer> {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const before: string[] = [];
  const database = params.get('database');
  if (database !== null) before.push(`USE \`${database}\``);
  for (const [name, value] of params) {
    if (!HTTP_ONLY.has(name) && !HTTP_SETTING.test(name)) before.push(`SET ${name} = ${quote(value)}`);
  }
  // The statement stands in the address when the body holds rows.
  const query = params.get('query');
  const statement = query === null ? body.toString('utf8') : `${query}\n${body.toString('utf8')}`;
  const own = new Session(path);
  try {
    const format = params.get('default_format') ?? 'TabSeparated';
    const result = await own.queryAsync([...before, statement].join('; '), { format });
    return Buffer.from(result.bytes());
  } finally {
    own.close();
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url, close } = await startClickHouseHttp(process.argv[2] ?? '');
  console.log(url);
  process.once('SIGTERM', () => void close().then(() => process.exit(0)));
}
