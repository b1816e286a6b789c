/** Builds everything into dist: `npx tsx scripts/build.ts [server|web|tracker ...]`; without names, all of it. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';
import { buildScanModule } from '../src/scan/module.ts';
import { buildTracker, TRACKER_LIMIT_BYTES } from './build-tracker.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** Server, command line and worker threads, for Node; what npm installed stays outside. */
async function buildServer(): Promise<void> {
  for (const name of existsSync(dist) ? readdirSync(dist) : []) {
    if (/\.(js|mjs|map|wasm)$/.test(name)) rmSync(join(dist, name));
  }
  await build({
    entryPoints: {
      cli: join(root, 'src/server/cli.ts'),
      'demo-feed': join(root, 'src/server/demo/demo-feed.ts'),
      'scan-worker': join(root, 'src/scan/worker.ts'),
    },
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const platform = join(root, 'src/server/platform');
  for (const name of readdirSync(platform).filter((file) => file.endsWith('.mjs'))) {
    copyFileSync(join(platform, name), join(dist, name));
  }
  copyFileSync(buildScanModule(), join(dist, 'scan.wasm'));
}

async function buildWeb(): Promise<void> {
  const vite = await import('vite');
  await vite.build({
    root: join(root, 'src/web'),
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
  });
  await compressFiles(join(dist, 'web'));
}

async function buildTrackerFile(): Promise<void> {
  const { gzipBytes } = await buildTracker();
  if (gzipBytes > TRACKER_LIMIT_BYTES) {
    throw new Error(`The tracker has ${gzipBytes} bytes after gzip; ${TRACKER_LIMIT_BYTES} are allowed.`);
  }
  await compressFiles(join(dist, 'tracker'));
}

const COMPRESSED_TYPES = new Set(['.html', '.js', '.css', '.json', '.svg', '.wasm', '.txt']);
const WORTH_COMPRESSING_BYTES = 1_000;

/** Writes .br and .gz beside each text file, so that the server sends them as they are. */
async function compressFiles(folder: string): Promise<void> {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!COMPRESSED_TYPES.has(extname(name))) continue;
    const file = join(folder, name);
    const content = readFileSync(file);
    if (content.length < WORTH_COMPRESSING_BYTES) continue;
    const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
    writeFileSync(`${file}.br`, await promisify(brotliCompress)(content, brotliOptions));
    writeFileSync(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
  }
}

const PARTS: Record<string, () => Promise<void>> = {
  server: buildServer,
  web: buildWeb,
  tracker: buildTrackerFile,
};

mkdirSync(dist, { recursive: true });
const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(PARTS)) {
  const part = PARTS[name];
  if (!part) throw new Error(`There is no part "${name}". There are: ${Object.keys(PARTS).join(', ')}.`);
  const startedAt = performance.now();
  await part();
  console.log(`built ${name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
