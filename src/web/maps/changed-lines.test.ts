import { expect, test } from 'vitest';
import { changedLines } from './changed-lines.ts';

const shown = (before: string, after: string) =>
  changedLines(before, after).map(({ kind, text, line }) =>
    kind === 'gap' ? '...' : `${{ gone: '-', new: '+', same: ' ' }[kind]}${line}${text}`,
  );

test('changed lines with one around, and gaps between', () => {
  expect(shown('a\nb\nc\nd\ne\nf\ng', 'a\nB\nc\nd\ne\nf\ng\nh')).toEqual([
    ' 1a',
    '-2b',
    '+2B',
    ' 3c',
    '...',
    ' 7g',
    '+8h',
  ]);
  expect(shown('a\nb\nc\nd', 'a\nb\nd')).toEqual([' 2b', '-3c', ' 3d']);
  expect(shown('a\nb', 'x\na\nb')).toEqual(['+1x', ' 2a']);
  expect(shown('a\nb\nc', 'A\nb\nC')).toEqual(['-1a', '+1A', ' 2b', '-3c', '+3C']);
});

test('line ends are no difference', () => {
  expect(shown('a\r\nb', 'a\nb')).toEqual([]);
});
