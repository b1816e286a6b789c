/**
 * A server that does nothing: memory of a fresh store and of one with 20 million events of 1 million people, and how long
 * that one takes from the command to "ready". `npx tsx bench/idle.ts [people]`
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { benchDirectory, openBenchStores } from './bench-stores.ts';
import { type BenchServer, startBenchServer } from './ingest-client.ts';
import { fillIdentifiers } from './shop-data.ts';

const people = Number(process.argv[2] ?? 1_000_000);
const TARGET_BYTES = 900e6;
const TARGET_START_MS = 5_000;
/** Long enough for what a start does in the background (the filters of known messages and identifiers). */
const IDLE_MS = 20_000;

if (process.argv[3] === 'make') {
  // In a process of its own: the stores leave theirs at its largest.
  const stores = await openBenchStores({ people }, 'served');
  await fillIdentifiers(stores.postgres, { people });
  await stores.close();
  process.exit(0);
}

const missed: string[] = [];
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

async function watchIdle(name: string, server: BenchServer): Promise<void> {
  const atReady = server.residentBytes();
  const endsAt = Date.now() + IDLE_MS;
  let highest = atReady;
  while (Date.now() < endsAt) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    highest = Math.max(highest, server.residentBytes());
  }
  const idle = server.residentBytes();
  console.log(
    `${name}: resident memory ${megabytes(atReady)} when ready, ${megabytes(idle)} after ${IDLE_MS / 1000} s, ${megabytes(highest)} at most`,
  );
  if (idle > TARGET_BYTES) missed.push(`memory of ${name}`);
}

const fresh = await startBenchServer();
await watchIdle('fresh store', fresh);
await fresh.stop();

const directory = benchDirectory({ people }, 'served');
if (!existsSync(join(directory, 'clickhouse'))) await makeStore();
for (const attempt of [1, 2]) {
  const startedAt = performance.now();
  const server = await startBenchServer(directory);
  const startMs = performance.now() - startedAt;
  console.log(
    `store of ${people.toLocaleString('en')} people, start ${attempt}: ready in ${(startMs / 1000).toFixed(1)} s`,
  );
  if (startMs > TARGET_START_MS) missed.push(`start ${attempt}`);
  if (attempt === 2) await watchIdle(`store of ${people.toLocaleString('en')} people`, server);
  await server.stop();
}
console.log(missed.length === 0 ? 'targets met' : `targets missed: ${missed.join('; ')}`);
process.exit(missed.length === 0 ? 0 : 4);

async function makeStore(): Promise<void> {
  const { spawnSync } = await import('node:child_process');
  const made = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'idle.ts'), String(people), 'make'],
    { stdio: 'inherit' },
  );
  if (made.status !== 0) throw new Error('making the store failed');
}
