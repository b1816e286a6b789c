import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { FirstSecrets } from './accounts/workspaces.ts';

/** Where the running server of a data directory is, for the command line: `DIR/server.json`, readable by its owner only. */
const serverFile = z.object({ url: z.string(), token: z.string(), pid: z.number() });
export type ServerFile = z.infer<typeof serverFile>;

const pathOf = (data: string) => join(data, 'server.json');

export function writeServerFile(data: string, server: ServerFile): void {
  writePrivateFile(pathOf(data), server);
}

/** null = no server has written one, or it is damaged. */
export function readServerFile(data: string): ServerFile | null {
  if (!existsSync(pathOf(data))) return null;
  try {
    return serverFile.parse(JSON.parse(readFileSync(pathOf(data), 'utf8')));
  } catch {
    return null;
  }
}

/** Takes away our own file, not that of a server that started meanwhile. */
export function removeServerFile(data: string, token: string): void {
  if (readServerFile(data)?.token === token) rmSync(pathOf(data), { force: true });
}

/** Keeps what the first start of a data directory made, whichever command that was: nothing can show it again. Gives the file's path. */
export function writeFirstSecrets(data: string, secrets: FirstSecrets): string {
  const file = firstSecretsOf(data);
  writePrivateFile(file, secrets);
  return file;
}

/** The path of that file; null where it was deleted. */
export function findFirstSecrets(data: string): string | null {
  const file = firstSecretsOf(data);
  return existsSync(file) ? file : null;
}

const firstSecretsOf = (data: string) => resolve(join(data, 'first-secrets.json'));

function writePrivateFile(path: string, content: object): void {
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600); // a file that was there keeps its mode otherwise
}
