// Embedded Postgres in a worker thread, served on a Unix socket, so that the event loop of the server never waits for it.
// Plain JavaScript: a worker starts it as it is, from the sources and from the bundle.
import fs from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** PGlite comes with fsync off; this file system passes fsync on to the disk. */
class DurableFS extends NodeFS {
  async init(pg, options) {
    const started = await super.init(pg, options);
    started.emscriptenOpts.preRun.push((module) => {
      const nodefs = module.NODEFS ?? module.FS.filesystems.NODEFS;
      nodefs.stream_ops.fsync = (stream) => {
        fs.fsyncSync(stream.nfd);
        return 0;
      };
    });
    return started;
  }
}

const { directory, socketPath, maxConnections } = workerData;
const db = await PGlite.create({
  fs: new DurableFS(directory),
  startParams: [
    ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
    '-c',
    'wal_sync_method=fsync',
    '-c',
    'timezone=UTC',
  ],
});
if (socketPath === null) {
  // Only make the store: initdb leaves a process at 800 MB, so it runs in one that ends.
  await db.close();
  process.exit(0);
}
const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections });
await server.start();
parentPort.on('message', async () => {
  await server.stop();
  await db.close();
  parentPort.postMessage('closed');
  parentPort.close();
});
parentPort.postMessage('ready');
