// Makes the embedded Postgres store in a process of its own (see postgres-worker.mjs): arguments worker file, directory.
import { Worker } from 'node:worker_threads';

const [workerFile, directory] = process.argv.slice(2);
const worker = new Worker(workerFile, { workerData: { directory, socketPath: null, maxConnections: 0 } });
worker.once('error', (error) => {
  console.error(error);
  process.exit(1);
});
worker.once('exit', (code) => process.exit(code));
