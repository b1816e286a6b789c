import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { splitBlocks } from './buffers.ts';
import type { ScanFunctionName } from './functions.ts';
import type { ScanOutcome, ScanTask } from './worker.ts';

/**
 * The scan in worker threads, for servers that do not allow WebAssembly functions: the columns are fetched in format
 * Buffers (`SELECT params, at, code, flags ... FORMAT Buffers`) and answered in the same format, block by block in the
 * order of the input.
 */
export interface ScanPool {
  run(name: ScanFunctionName, bytes: Uint8Array): Promise<Uint8Array[]>;
  close(): Promise<void>;
}

interface Job {
  task: ScanTask;
  resolve(answer: Uint8Array): void;
  reject(error: Error): void;
}

export function createScanPool(options: { module: Uint8Array<ArrayBuffer>; threads: number }): ScanPool {
  const compiled = new WebAssembly.Module(options.module);
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  let isClosed = false;

  function start(): Worker {
    const worker = new Worker(...workerFile(compiled));
    // outcomes come from worker.ts only
    worker.on('message', (outcome: ScanOutcome) => {
      idle.push(worker);
      settle(worker, outcome);
    });
    worker.on('error', (error) => settle(worker, { error: String(error) }));
    worker.on('exit', () => {
      const place = idle.indexOf(worker);
      if (place >= 0) idle.splice(place, 1);
      settle(worker, { error: 'the thread ended' });
    });
    return worker;
  }

  function settle(worker: Worker, outcome: ScanOutcome): void {
    // an idle thread does not keep the process alive
    worker.unref();
    const job = busy.get(worker);
    busy.delete(worker);
    if (job !== undefined && 'error' in outcome)
      job.reject(new Error(`scan ${job.task.name}: ${outcome.error}`));
    else if (job !== undefined && 'answer' in outcome) job.resolve(outcome.answer);
    if (!isClosed) assign();
  }

  function assign(): void {
    while (waiting.length > 0 && busy.size < options.threads) {
      const job = waiting.shift();
      if (job === undefined) return;
      const worker = idle.pop() ?? start();
      worker.ref();
      busy.set(worker, job);
      worker.postMessage(job.task);
    }
  }

  return {
    run(name, bytes) {
      if (isClosed) return Promise.reject(new Error('the scan pool is closed'));
      const answers = splitBlocks(bytes).map(
        (block) =>
          new Promise<Uint8Array>((resolve, reject) => {
            waiting.push({ task: { name, block }, resolve, reject });
          }),
      );
      assign();
      return Promise.all(answers);
    },
    async close() {
      isClosed = true;
      for (const job of waiting.splice(0)) job.reject(new Error('the scan pool is closed'));
      await Promise.all([...idle, ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}

/** In a bundle the thread is `scan-worker.js` beside it; from source it needs tsx to read TypeScript. */
function workerFile(workerData: WebAssembly.Module): ConstructorParameters<typeof Worker> {
  if (!import.meta.url.endsWith('.ts')) {
    return [new URL('./scan-worker.js', import.meta.url), { workerData }];
  }
  // require finds the CommonJS twin, which cannot register itself
  const tsxApi = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace(/\.cjs$/, '.mjs');
  const tsx = pathToFileURL(tsxApi);
  const worker = new URL('./worker.ts', import.meta.url);
  const code = `import('${tsx}').then(({ register }) => { register(); return import('${worker}'); })`;
  return [code, { workerData, eval: true }];
}
