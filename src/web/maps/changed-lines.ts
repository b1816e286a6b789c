import { diffPatch } from 'node-diff3';

/** One line of a difference between two texts; `gap` = lines that both have were left out here. */
export interface ChangedLine {
  kind: 'gone' | 'new' | 'same' | 'gap';
  text: string;
  /** its number in the text it stands in: the new one unless it is gone */
  line: number;
}

/** Lines shown around a change. */
const AROUND = 1;

/**
 * What differs between two texts, line by line, with a line around each change.
 *
 * changedLines('a\nb\n', 'a\nc\n').map(({ kind, text }) => `${kind} ${text}`) // -> ['same a', 'gone b', 'new c', 'same ']
 */
export function changedLines(before: string, after: string): ChangedLine[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const shown: ChangedLine[] = [];
  let told = 0;
  const tellSame = (from: number, to: number) => {
    for (let at = Math.max(told, from); at < Math.min(to, fresh.length); at++) {
      if (at > told && shown.length > 0) shown.push({ kind: 'gap', text: '', line: told });
      shown.push({ kind: 'same', text: fresh[at] ?? '', line: at + 1 });
      told = at + 1;
    }
  };
  for (const { buffer1, buffer2 } of diffPatch(old, fresh)) {
    tellSame(told, Math.min(told + (shown.length > 0 ? AROUND : 0), buffer2.offset));
    tellSame(buffer2.offset - AROUND, buffer2.offset);
    shown.push(...buffer1.chunk.map((text, index) => mark('gone', text, buffer1.offset + index)));
    shown.push(...buffer2.chunk.map((text, index) => mark('new', text, buffer2.offset + index)));
    told = buffer2.offset + buffer2.length;
  }
  if (shown.length > 0) tellSame(told, told + AROUND);
  return shown;
}

function mark(kind: 'gone' | 'new', text: string, index: number): ChangedLine {
  return { kind, text, line: index + 1 };
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}
