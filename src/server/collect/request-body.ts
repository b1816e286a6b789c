import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { RequestRefused } from './request-refused.ts';

/** Largest body, compressed or not. Segment's clients stay below 500 KB. */
export const BODY_BYTES = 4_000_000;

const DECODERS: Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/**
 * The text of a request's body, never more than 4 MB in memory however small its compressed form is. `hold` is told of
 * every piece that is kept, and may refuse it.
 */
export async function readBody(request: Request, hold: (bytes: number) => void): Promise<string> {
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  const body = await readBytes(request, hold);
  if (encoding === 'identity') return decodeText(body);
  const unpacked = await decompress(body, encoding);
  hold(unpacked.length);
  return decodeText(unpacked);
}

async function readBytes(request: Request, hold: (bytes: number) => void): Promise<Buffer> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > BODY_BYTES) throw tooLarge(`${announced} bytes`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  // The library's stream type lacks the async iterator that Node's has.
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > BODY_BYTES) throw tooLarge(`more than ${BODY_BYTES} bytes`);
    hold(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function decompress(body: Buffer, encoding: string): Promise<Buffer> {
  const decode = DECODERS[encoding];
  if (!decode) {
    throw new RequestRefused(
      415,
      'unknown_encoding',
      `Content-Encoding is "${encoding}", but only gzip, deflate and br are understood.`,
    );
  }
  try {
    return await decode(body, { maxOutputLength: BODY_BYTES });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(`more than ${BODY_BYTES} bytes when unpacked`);
    throw new RequestRefused(400, 'broken_compression', `The body is not valid ${encoding}.`);
  }
}

function tooLarge(size: string): RequestRefused {
  return new RequestRefused(
    413,
    'body_too_large',
    `The body has ${size}, but at most ${BODY_BYTES} are accepted. Send smaller batches.`,
  );
}

function decodeText(body: Buffer): string {
  if (isUtf8(body)) return body.toString('utf8');
  throw new RequestRefused(
    400,
    'invalid_utf8',
    `The body is not valid UTF-8 at byte ${findInvalidByte(body)}. Send UTF-8.`,
  );
}

/** Position of the first byte that is not UTF-8: halves the body, moving off the middle of a character. */
function findInvalidByte(body: Buffer): number {
  let valid = 0;
  let invalid = body.length;
  while (invalid - valid > 1) {
    let middle = (valid + invalid) >> 1;
    while (middle > valid && ((body[middle] ?? 0) & 0xc0) === 0x80) middle--;
    if (middle === valid) break;
    if (isUtf8(body.subarray(valid, middle))) valid = middle;
    else invalid = middle;
  }
  return valid;
}
