import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MeasureText } from '../../../shared/maps/drawing/lay-text.ts';
import { PROJECT_FOLDER } from '../../platform/project-folder.ts';

const folder = join(PROJECT_FOLDER, 'fonts');

/** The letters of every export, the same in each program that draws one. */
export const FONT_FILES = {
  regular: join(folder, 'inter-regular.otf'),
  strong: join(folder, 'inter-semibold.otf'),
} as const;

interface Widths {
  unitsPerEm: number;
  /** by code point */
  of: ReadonlyMap<number, number>;
  missing: number;
}

let known: Record<keyof typeof FONT_FILES, Widths> | undefined;

/** Width of a text as the font's own tables give it. The files hold no kerning, so a sum of letters is exact. */
export const measureText: MeasureText = (text, size, isStrong) => {
  known ??= { regular: readWidths(FONT_FILES.regular), strong: readWidths(FONT_FILES.strong) };
  const { of, missing, unitsPerEm } = known[isStrong ? 'strong' : 'regular'];
  let units = 0;
  for (const letter of text) units += of.get(letter.codePointAt(0) ?? 0) ?? missing;
  return (units * size) / unitsPerEm;
};

/** Advance widths by character, from the tables head, hhea, hmtx and cmap (format 4) of an OpenType font. */
function readWidths(file: string): Widths {
  const bytes = readFileSync(file);
  const tables = new Map<string, number>();
  for (let entry = 12; entry < 12 + bytes.readUInt16BE(4) * 16; entry += 16)
    tables.set(bytes.toString('latin1', entry, entry + 4), bytes.readUInt32BE(entry + 8));
  const table = (name: string) => {
    const offset = tables.get(name);
    if (offset === undefined) throw new Error(`The font ${file} has no table ${name}.`);
    return offset;
  };
  const unitsPerEm = bytes.readUInt16BE(table('head') + 18);
  const longMetrics = bytes.readUInt16BE(table('hhea') + 34);
  const advanceOf = (glyph: number) =>
    bytes.readUInt16BE(table('hmtx') + 4 * Math.min(glyph, longMetrics - 1));
  const of = new Map<number, number>();
  const cmap = table('cmap');
  for (let index = 0; index < bytes.readUInt16BE(cmap + 2); index++) {
    const start = cmap + bytes.readUInt32BE(cmap + 8 + 8 * index);
    if (bytes.readUInt16BE(start) !== 4) continue;
    const segments = bytes.readUInt16BE(start + 6) / 2;
    for (let segment = 0; segment < segments; segment++) {
      const at = start + 14 + 2 * segment;
      const last = bytes.readUInt16BE(at);
      const first = bytes.readUInt16BE(at + 2 * segments + 2);
      const delta = bytes.readUInt16BE(at + 4 * segments + 2);
      const rangeAt = at + 6 * segments + 2;
      const range = bytes.readUInt16BE(rangeAt);
      for (let code = first; code <= last && code !== 0xffff; code++) {
        const listed = range === 0 ? code : bytes.readUInt16BE(rangeAt + range + 2 * (code - first));
        const glyph = range !== 0 && listed === 0 ? 0 : (listed + delta) & 0xffff;
        if (glyph !== 0) of.set(code, advanceOf(glyph));
      }
    }
  }
  return { unitsPerEm, of, missing: advanceOf(0) };
}
