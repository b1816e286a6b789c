import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ensureBuilt,
  findFreePort,
  followProcess,
  type ServerProcess,
  startProcess,
} from '../test/server-process.ts';

/** A server in a process of its own, as a shop runs it; this process is the one client. */
export interface BenchServer {
  process: ServerProcess;
  url: string;
  pid: number;
  /** processor time of the server so far, all threads */
  cpuMs(): number;
  /** memory of the server that is resident now */
  residentBytes(): number;
  stop(): Promise<void>;
}

export const BENCH_WRITE_KEY = 'bench-write-key';
const CLOCK_TICKS_PER_SECOND = 100;

/**
 * Starts `bin/desirepath serve` on this directory, or on a fresh one that is removed afterwards; or another program that
 * takes directory and port.
 */
export async function startBenchServer(directory?: string, program?: string): Promise<BenchServer> {
  await ensureBuilt('server');
  const data = directory ?? mkdtempSync(join(tmpdir(), 'desirepath-bench-'));
  const port = await findFreePort();
  const env = { DESIREPATH_WRITE_KEY: BENCH_WRITE_KEY, DESIREPATH_LOG_LEVEL: 'warn' };
  const server = program
    ? startProgram([program, data, String(port)], env)
    : startProcess(['serve', '--data', data, '--port', String(port)], env);
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(url, server);
  const pid = server.child.pid ?? 0;
  return {
    process: server,
    url,
    pid,
    cpuMs() {
      // After the name in brackets, which may hold spaces: fields 14 and 15 of proc(5) are user and system time.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return ((Number(fields[11]) + Number(fields[12])) * 1000) / CLOCK_TICKS_PER_SECOND;
    },
    residentBytes() {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
    },
    async stop() {
      await server.stop();
      if (directory === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}

function startProgram([program = '', ...args]: string[], env: Record<string, string>): ServerProcess {
  return followProcess(
    fork(program, args, {
      env: { ...process.env, ...env, UV_THREADPOOL_SIZE: '12' }, // as the first line of bin/desirepath has it
      execArgv: ['--max-semi-space-size=32', '--import', 'tsx'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    }),
  );
}

async function waitUntilReady(url: string, server: ServerProcess): Promise<void> {
  let isOver = false;
  void server.ended.then(() => {
    isOver = true;
  });
  for (;;) {
    if (isOver) throw new Error(`the server ended:\n${server.said()}`);
    try {
      if ((await fetch(`${url}/readyz`)).status === 200) return;
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Sends a prepared body and resolves when it is acknowledged. */
export type Send = (body: Buffer) => Promise<void>;

/** One client with as many connections as it has requests in flight. */
export function createSender(url: string): Send {
  const agent = new Agent({ keepAlive: true });
  const headers = {
    authorization: `Basic ${Buffer.from(`${BENCH_WRITE_KEY}:`).toString('base64')}`,
    'content-type': 'application/json',
  };
  return (body) =>
    new Promise((resolve, reject) => {
      const sent = request(
        `${url}/v1/batch`,
        { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } },
        (response) => {
          let answer = '';
          response.on('data', (chunk: Buffer) => {
            answer += chunk;
          });
          response.on('end', () =>
            response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode} ${answer}`)),
          );
          response.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
}

export interface Sent {
  seconds: number;
  /** of each body, sorted */
  timesMs: number[];
}

/** Sends all bodies, so many at a time. */
export async function sendAll(send: Send, bodies: readonly Buffer[], inFlight: number): Promise<Sent> {
  const timesMs: number[] = [];
  const left = [...bodies].reverse();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (let body = left.pop(); body !== undefined; body = left.pop()) {
        const before = performance.now();
        await send(body);
        timesMs.push(performance.now() - before);
      }
    }),
  );
  return { seconds: (performance.now() - startedAt) / 1000, timesMs: timesMs.sort((a, b) => a - b) };
}

/** The value below which this share of a sorted list lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
