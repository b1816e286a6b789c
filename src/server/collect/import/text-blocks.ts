import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

export type Encoding = 'utf-8' | 'windows-1252' | 'utf-16le';

/** Whole lines of a file; only the last block of a file may end without a line break. */
export interface TextBlock {
  text: string;
  /** line numbers within the block (from 0) whose bytes are not of the encoding; almost always none */
  badLines: number[];
  /** bytes of the file read so far, before unpacking */
  bytesRead: number;
}

/** The file cannot be read on: no such file, damaged archive, not a text. What was read before stands. */
export class FileFailure extends Error {
  override readonly name = 'FileFailure';
}

/** Longest line, so that a file without line breaks does not fill the memory. */
export const MAX_LINE_BYTES = 4_000_000;
const READ_BYTES = 256 * 1024;

/**
 * The lines of a file, unpacked when it begins like gzip, decoded, without byte order mark, in blocks of about 256 KB.
 * Throws FileFailure. Of an archive that ends early the last, incomplete line is not given out.
 */
export async function* readTextBlocks(path: string, encoding: Encoding): AsyncGenerator<TextBlock> {
  const start = await readStart(path);
  if (start.subarray(0, 2).toString('latin1') === 'PK')
    throw new FileFailure(`${path} is a zip archive or a spreadsheet: unpack it, or save the sheet as CSV`);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const file = createReadStream(path, { highWaterMark: READ_BYTES });
  const bytes = isGzip ? file.pipe(createGunzip({ chunkSize: READ_BYTES })) : file;
  // A pipe does not pass errors on: without this the reader below would wait for ever.
  file.on('error', (error) => bytes.destroy(error));
  const decoder = new LineDecoder(encoding);
  try {
    for await (const chunk of bytes) {
      const block = decoder.push(chunk as Buffer); // a stream without setEncoding gives buffers
      if (block !== null) yield { ...block, bytesRead: file.bytesRead };
    }
  } catch (error) {
    if (error instanceof FileFailure) throw error;
    throw new FileFailure(describeReadError(path, error));
  } finally {
    file.destroy();
  }
  const last = decoder.end();
  if (last !== null) yield { ...last, bytesRead: file.bytesRead };
}

async function readStart(path: string): Promise<Buffer> {
  try {
    const handle = await open(path);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new FileFailure(describeReadError(path, error));
  }
}

function describeReadError(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return `there is no file ${path}`;
  if (code === 'EISDIR') return `${path} is a directory`;
  if (code === 'Z_BUF_ERROR') return `${path} ends early: the gzip archive is cut off`;
  if (code.startsWith('Z_')) return `${path} is a damaged gzip archive (${code})`;
  return `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

/** Cuts bytes after the last line break, so that no character and no line is torn between two blocks. */
class LineDecoder {
  private rest: Buffer[] = [];
  private restBytes = 0;
  private isStart = true;
  private readonly decoder = new TextDecoder('utf-16le', { ignoreBOM: true });

  constructor(private readonly encoding: Encoding) {}

  push(chunk: Buffer): { text: string; badLines: number[] } | null {
    const cut = this.endOfLastLine(chunk);
    if (cut === 0) {
      this.keep(chunk);
      return null;
    }
    const lines = Buffer.concat([...this.rest, chunk.subarray(0, cut)]);
    this.rest = [];
    this.restBytes = 0;
    this.keep(chunk.subarray(cut));
    return this.decode(lines);
  }

  end(): { text: string; badLines: number[] } | null {
    return this.restBytes === 0 ? null : this.decode(Buffer.concat(this.rest));
  }

  private keep(bytes: Buffer): void {
    this.rest.push(bytes);
    this.restBytes += bytes.length;
    if (this.restBytes > MAX_LINE_BYTES)
      throw new FileFailure(`a line is longer than ${MAX_LINE_BYTES} bytes: this is no file of rows`);
  }

  private endOfLastLine(chunk: Buffer): number {
    if (this.encoding !== 'utf-16le') return chunk.lastIndexOf(10) + 1;
    // In UTF-16 a line break is the unit 000A; a byte 0A alone may be half of another character.
    const offset = this.restBytes % 2;
    for (let at = chunk.length - ((chunk.length - offset) % 2) - 2; at >= offset; at -= 2)
      if (chunk[at] === 10 && chunk[at + 1] === 0) return at + 2;
    return 0;
  }

  private decode(bytes: Buffer): { text: string; badLines: number[] } {
    const isStart = this.isStart;
    this.isStart = false;
    if (this.encoding === 'windows-1252') return { text: decodeWindows1252(bytes), badLines: [] };
    if (this.encoding !== 'utf-8')
      return { text: withoutMark(this.decoder.decode(bytes), isStart), badLines: [] };
    if (isStart && bytes[0] === 0xff && bytes[1] === 0xfe)
      throw new FileFailure('the file is UTF-16: write `encoding: utf-16le` into the mapping');
    const badLines = isUtf8(bytes) ? [] : findBadLines(bytes);
    return { text: withoutMark(bytes.toString('utf8'), isStart), badLines };
  }
}

/** What windows-1252 has in place of the control characters 80 to 9F; the five gaps stay control characters. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** By hand, because the TextDecoder of Node 20 takes windows-1252 for latin1 and makes the euro a control character. */
function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80));
}

function withoutMark(text: string, isStart: boolean): string {
  return isStart && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function findBadLines(bytes: Buffer): number[] {
  const bad: number[] = [];
  for (let line = 0, at = 0; at < bytes.length; line++) {
    const lineBreak = bytes.indexOf(10, at);
    const end = lineBreak === -1 ? bytes.length : lineBreak + 1;
    if (!isUtf8(bytes.subarray(at, end))) bad.push(line);
    at = end;
  }
  return bad;
}
