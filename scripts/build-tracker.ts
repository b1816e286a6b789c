/** Builds the browser tracker: `npx tsx scripts/build-tracker.ts` -> dist/tracker/t.js, and says its size. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bytes after gzip that a shop's page may be asked to load for us. */
export const TRACKER_LIMIT_BYTES = 6144;

/** One file for the page: classic script, ES2018, no dependencies. Sizes are in bytes. */
export async function buildTracker(outfile = `${root}dist/tracker/t.js`) {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  await build({
    entryPoints: [`${root}src/tracker/main.ts`],
    outfile,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2018',
    charset: 'utf8',
    legalComments: 'none',
    define: { TRACKER_VERSION: JSON.stringify(version) },
  });
  const code = readFileSync(outfile);
  return { outfile, code, bytes: code.length, gzipBytes: gzipSync(code, { level: 9 }).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { outfile, bytes, gzipBytes } = await buildTracker();
  console.log(`${outfile}: ${bytes} bytes, ${gzipBytes} gzip (limit ${TRACKER_LIMIT_BYTES})`);
  if (gzipBytes >= TRACKER_LIMIT_BYTES) process.exit(1);
}
