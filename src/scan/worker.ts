import { parentPort, workerData } from 'node:worker_threads';
import type { ScanFunctionName } from './functions.ts';
import { createScan } from './host.ts';

/** A thread of pool.ts: one question and one block in, one block out. */
export interface ScanTask {
  name: ScanFunctionName;
  block: Uint8Array;
}
export type ScanOutcome = { answer: Uint8Array } | { error: string };

const port = parentPort;
if (port === null) throw new Error('worker.ts runs in a worker thread only');

const module: unknown = workerData;
if (!(module instanceof WebAssembly.Module)) throw new TypeError('workerData is not the compiled scan');
const scan = createScan(module);

// messages come from pool.ts only
port.on('message', (task: ScanTask) => {
  try {
    const answer = scan.run(task.name, task.block);
    port.postMessage({ answer } satisfies ScanOutcome, [answer.buffer]);
  } catch (error) {
    port.postMessage({ error: String(error) } satisfies ScanOutcome);
  }
});
