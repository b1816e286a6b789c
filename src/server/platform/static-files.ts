import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** The build writes the compressed forms beside each file, so that serving one costs no time. */
const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
];

export type StaticFiles = (path: string, headers: Headers) => Promise<Response | null>;

/** Serves the files that a folder held at the start, by path from `/`; null = no such file. */
export function createStaticFiles(folder: string, cacheControl: (path: string) => string): StaticFiles {
  const files = new Set(
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
          statSync(join(folder, name)).isFile(),
        )
      : [],
  );

  return async (path, requestHeaders) => {
    const name = path.slice(1);
    const type = CONTENT_TYPES[extname(name)];
    if (!files.has(name) || type === undefined) return null;
    const accepted = requestHeaders.get('accept-encoding') ?? '';
    const encoding = ENCODINGS.find(
      (each) =>
        new RegExp(`\\b${each.name}\\b(?!;q=0(?:\\.0*)?(?:,|$))`).test(accepted) &&
        files.has(name + each.ending),
    );
    const file = join(folder, name + (encoding?.ending ?? ''));
    const body = await readFile(file);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const headers = new Headers({
      'Content-Type': type,
      'Cache-Control': cacheControl(path),
      ETag: etag,
      Vary: 'Accept-Encoding',
    });
    if (requestHeaders.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
    if (encoding) headers.set('Content-Encoding', encoding.name);
    headers.set('Content-Length', String(body.length));
    return new Response(body, { headers });
  };
}

/** CSP sources for the inline scripts of a page, so that exactly those may run. */
export function hashInlineScripts(file: string): string[] {
  if (!existsSync(file)) return [];
  const scripts = readFileSync(file, 'utf8').matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g);
  return [...scripts].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}
