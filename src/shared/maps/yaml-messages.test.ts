import { expect, test } from 'vitest';
import { YamlSource } from './yaml-source.ts';

test.each([
  ['a tab', 'a:\n\tb: 1\n'],
  ['a key twice', 'a: 1\na: 2\n'],
  ['a list in brackets that goes on in dashes', 'a: [\n  - b\n  - c\n'],
  ['a bracket that is not closed', 'a: [ b\nc: d\n'],
  ['an escape that there is not', 'a: "\\q"\n'],
  ['a quote that is not closed', 'a: "b\n'],
  ['a tag', 'a: !!nothing b\n'],
  ['two tags', 'a: !!str !!str b\n'],
  ['two anchors', 'a: &b &c d\n'],
  ['an anchor on an alias', 'a: &b 1\nc: &d *b\n'],
  ['an empty alias', 'a: * b\n'],
  ['a percentage', 'a: %5\n'],
  ['a directive', '%WHAT is it\n---\na: 1\n'],
  ['a mapping as a key', '? { a: 1 }\n: 2\n'],
  ['two documents', 'a: 1\n---\nb: 2\n'],
  ['two colons', 'a: b: c\n'],
  ['a comment without a space', 'a: "b"# c\n'],
  ['a block text with more', 'a: | b\n  c\n'],
  ['a word alone', 'a: 1\nb\nc: 2\n'],
  ['a long key', `"${'k'.repeat(1_100)}": 1\n`],
])('%s is told at its line with a reason and what may help', (_, text) => {
  const { problems } = YamlSource.read(text);
  expect(problems.length).toBeGreaterThan(0);
  for (const { line, column, message, suggestion } of problems) {
    expect(line).toBeLessThanOrEqual(text.split('\n').length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(suggestion).toBeTruthy();
  }
});

test('a bracket alone is told to be open', () => {
  expect(YamlSource.read('[').problems).toMatchObject([
    { message: expect.stringContaining('began with ['), suggestion: ']' },
  ]);
  expect(YamlSource.read('{ a: 1').problems).toMatchObject([{ suggestion: '}' }]);
});

test('what follows from one mistake does not bury it', () => {
  const text = `a: [\n${'  - b: c\n    d: e\n'.repeat(200)}`;
  const { problems } = YamlSource.read(text);
  expect(problems.length).toBeLessThanOrEqual(10);
  expect(problems[0]?.line).toBeLessThanOrEqual(2);
});
