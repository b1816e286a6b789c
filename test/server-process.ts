import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_FOLDER } from '../src/server/platform/project-folder.ts';

/** The real command `bin/desirepath ...` in a process of its own. */
export interface ServerProcess {
  child: ChildProcess;
  /** everything said so far on both outputs */
  said(): string;
  /** Waits until the outputs hold the text; rejects, with what was said, when the process ends or time is over. */
  says(text: string | RegExp, withinMs?: number): Promise<string>;
  /** Resolves with the exit code; null = killed. */
  ended: Promise<number | null>;
  /** SIGTERM, and SIGKILL when that takes more than 20 seconds. */
  stop(): Promise<number | null>;
}

export function startProcess(args: readonly string[], env: Record<string, string> = {}): ServerProcess {
  const child = spawn(join(PROJECT_FOLDER, 'bin/desirepath'), args, {
    env: { ...process.env, DESIREPATH_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return followProcess(child);
}

/** A process that was started with pipes for both outputs. */
export function followProcess(child: ChildProcess): ServerProcess {
  let said = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    said += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = once(child, 'close').then(([code]) => code as number | null); // 'close' gives code and signal
  return {
    child,
    said: () => said,
    ended,
    says(text, withinMs = 60_000) {
      return new Promise((resolve, reject) => {
        const fail = (why: string) =>
          finish(() => reject(new Error(`${why}, without saying ${text}:\n${said}`)));
        const timer = setTimeout(() => fail(`waited ${withinMs} ms`), withinMs);
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          listeners.delete(look);
          settle();
        };
        const look = () => {
          const found = typeof text === 'string' ? said.includes(text) : text.test(said);
          if (found) finish(() => resolve(said));
        };
        listeners.add(look);
        look();
        void ended.then((code) => fail(`ended with ${code}`));
      });
    },
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The sources of each part of the build, and a file that the build writes. */
const PARTS = {
  server: { sources: ['src/server', 'src/shared', 'src/scan', 'src/simulator'], built: 'dist/cli.js' },
  web: { sources: ['src/web', 'src/shared'], built: 'dist/web/index.html' },
  tracker: { sources: ['src/tracker', 'src/shared'], built: 'dist/tracker/t.js' },
} as const;

/** Builds what is older than its sources, one test process at a time. Call in beforeAll, before startProcess. */
export async function ensureBuilt(...names: (keyof typeof PARTS)[]): Promise<void> {
  const lock = join(tmpdir(), `desirepath-building-${PROJECT_FOLDER.replaceAll('/', '-')}`);
  const giveUpAt = Date.now() + 120_000;
  while (!tryMakeFolder(lock)) {
    // A build that was killed leaves the lock; nothing takes as long as two minutes.
    if (Date.now() > giveUpAt) rmSync(lock, { recursive: true, force: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    const stale = names.filter((name) => isStale(PARTS[name]));
    if (stale.length === 0) return;
    execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts', ...stale], {
      cwd: PROJECT_FOLDER,
      // vitest says "test", and React would be built with its slow checks
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function tryMakeFolder(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

function isStale({ sources, built }: (typeof PARTS)[keyof typeof PARTS]): boolean {
  const file = join(PROJECT_FOLDER, built);
  if (!existsSync(file)) return true;
  const builtAtMs = statSync(file).mtimeMs;
  return sources.some((source) =>
    readdirSync(join(PROJECT_FOLDER, source), { recursive: true, encoding: 'utf8' }).some(
      // src/scan/dist is written by the build itself
      (name) => !name.startsWith('dist') && statSync(join(PROJECT_FOLDER, source, name)).mtimeMs > builtAtMs,
    ),
  );
}
