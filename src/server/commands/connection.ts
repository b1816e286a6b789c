import { z } from 'zod';
import type { Config } from '../platform/config.ts';
import { assertDataDirectory } from '../platform/data-directory.ts';
import { readServerFile, writeFirstSecrets } from '../server-file.ts';
import { CommandFailed, EXIT } from './exit-codes.ts';

/** The API of a data directory: of the server that runs on it, or of the stores opened here for one command. */
export interface Connection {
  /** `ask('POST', '/api/reports/funnel', question)`; throws CommandFailed with the server's message. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
  /** The same with a body of bytes, and with the whole answer. */
  send(path: string, init: RequestInit): Promise<Response>;
  /** null = the stores are opened in this process */
  url: string | null;
  close(): Promise<void>;
}

const LONGEST_PING_MS = 2_000;

/** `mayMake`: the command puts something in, so that a directory that is not there is made; a question to it is a slip. */
export async function connect(config: Config, { mayMake = false } = {}): Promise<Connection> {
  const server = readServerFile(config.data);
  if (server && (await isAlive(server.url, server.token))) {
    return createConnection({
      url: server.url,
      token: server.token,
      fetch: (request) => fetch(request),
      close: async () => {},
    });
  }
  const isEmbedded = !config.clickhouseUrl || !config.postgresUrl;
  if (isEmbedded && !mayMake) assertDataDirectory(config.data);
  const { openProgram } = await import('../program.ts');
  // a command's own questions are no requests that anybody wants to read about
  const logLevel = config.logLevel === 'info' ? 'warn' : config.logLevel;
  const program = await openProgram({ ...config, logLevel });
  if (program.firstSecrets) {
    const file = writeFirstSecrets(config.data, program.firstSecrets);
    process.stderr.write(
      `Made a new workspace in ${config.data}. Its sign-in, password and keys are in ${file}.\n`,
    );
  }
  return createConnection({
    url: null,
    token: program.localToken,
    fetch: async (request) => program.app.fetch(request),
    async close() {
      await program.refresher.settle();
      await program.close();
    },
  });
}

async function isAlive(url: string, token: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/api/me`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(LONGEST_PING_MS),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

interface Way {
  url: string | null;
  token: string;
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

const failure = z.object({ message: z.string() });

function createConnection(way: Way): Connection {
  const send = (path: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${way.token}`);
    return way.fetch(new Request(new URL(path, way.url ?? 'http://localhost'), { ...init, headers }));
  };
  return {
    url: way.url,
    send,
    async ask(method, path, body) {
      const answer = await send(path, {
        method,
        headers: { 'Content-Type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const content: unknown = await answer.json().catch(() => null);
      if (answer.ok) return content;
      const parsed = failure.safeParse(content);
      const message = parsed.success ? parsed.data.message : `The server answered ${answer.status}.`;
      throw new CommandFailed(message, answer.status === 400 ? EXIT.usage : EXIT.failed);
    },
    close: way.close,
  };
}
