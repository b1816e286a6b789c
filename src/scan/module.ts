import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCES = join(HERE, 'assembly');
const BUILT = join(HERE, 'dist', 'scan.wasm');
const BUILT_FROM = join(HERE, 'dist', 'scan.sources');

/** 1 GB (assembly/memory.ts knows it too, and why it never grows), as much as SCAN_SETTINGS allows. */
const MEMORY_PAGES = String(1024 ** 3 / 65536);
const COMPILER_OPTIONS = [
  ...['-O3', '--runtime', 'stub', '--noAssert', '--use', 'abort='],
  ...['--initialMemory', MEMORY_PAGES, '--maximumMemory', MEMORY_PAGES],
];

/**
 * The bytes of the scan's WebAssembly module. From source (tsx, vitest) it is compiled where missing or stale; in a
 * bundle it is read from `scan.wasm` beside the bundle or in `dist/` beside it.
 */
export function readScanModule(): Uint8Array<ArrayBuffer> {
  if (existsSync(join(SOURCES, 'index.ts'))) {
    buildScanModule();
    return new Uint8Array(readFileSync(BUILT));
  }
  for (const path of [join(HERE, 'scan.wasm'), BUILT]) {
    if (existsSync(path)) return new Uint8Array(readFileSync(path));
  }
  throw new Error(`scan.wasm is not in ${HERE} or ${dirname(BUILT)}: copy src/scan/dist/scan.wasm there`);
}

/** Compiles the module unless it is up to date; returns where it is. About a second. */
export function buildScanModule(): string {
  const hash = hashSources();
  const isFresh =
    existsSync(BUILT) && existsSync(BUILT_FROM) && readFileSync(BUILT_FROM, 'utf8').trim() === hash;
  if (isFresh) return BUILT;
  mkdirSync(dirname(BUILT), { recursive: true });
  // test workers may build at the same time: each writes its own file and moves it into place
  const temporary = `${BUILT}.${process.pid}`;
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
  execFileSync(
    process.execPath,
    [compiler, join(SOURCES, 'index.ts'), ...COMPILER_OPTIONS, '-o', temporary],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  renameSync(temporary, BUILT);
  writeFileSync(BUILT_FROM, `${hash}\n`);
  return BUILT;
}

function hashSources(): string {
  const hash = createHash('sha256').update(COMPILER_OPTIONS.join(' '));
  for (const name of readdirSync(SOURCES).sort()) {
    if (name.endsWith('.ts')) hash.update(name).update(readFileSync(join(SOURCES, name)));
  }
  return hash.digest('hex');
}
