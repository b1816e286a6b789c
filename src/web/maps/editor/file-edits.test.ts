import { expect, test } from 'vitest';
import { editsOfFile } from './file-edits.ts';

const FILE = 'map: "1.0"\nid: m\ntitle: M # the name\nstages:\n  - { id: a, title: A }\n';

test('a change of meaning is told as edits, so that others may edit elsewhere', () => {
  expect(editsOfFile(FILE, FILE.replace('title: A', 'title: B'))).toEqual([
    { kind: 'set', at: ['stages', { id: 'a' }, 'title'], base: 'A', value: 'B' },
  ]);
  expect(editsOfFile(FILE, FILE)).toEqual([]);
});

test('a change of comments replaces the file', () => {
  const to = FILE.replace('# the name', '# its name');
  expect(editsOfFile(FILE, to)).toEqual([{ kind: 'file', file: to }]);
});
