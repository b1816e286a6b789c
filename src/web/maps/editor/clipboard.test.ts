import { expect, test } from 'vitest';
import { CELLS_TYPE, linesOf, readClipboard, readTsv, writeClipboard } from './clipboard.ts';

test('a spreadsheet with quotes, line breaks in cells and a last line break is read as it was', () => {
  expect(readTsv('a\tb\r\n"c\nd"\t"say ""yes"""\r\n')).toEqual([
    ['a', 'b'],
    ['c\nd', 'say "yes"'],
  ]);
  expect(readTsv('5" screen\t"open')).toEqual([['5" screen', '"open']]);
  expect(readTsv('')).toEqual([['']]);
});

test('marks of lists are not part of what is said', () => {
  expect(linesOf('- One\n2. Two\n\n• Three\n-5 degrees')).toEqual(['One', 'Two', 'Three', '-5 degrees']);
});

test('cells go out as text, as a table and whole, and come back whole', () => {
  const cell = { lane: 'pains', texts: ['Too "slow"', 'A < B'], things: [{ text: 'Too "slow"' }, 'A < B'] };
  const data = writeClipboard([[cell]]);
  expect(data['text/plain']).toBe('"Too ""slow""\nA < B"');
  expect(data['text/html']).toBe('<table><tr><td>Too "slow"<br>A &lt; B</td></tr></table>');
  expect(readClipboard((type) => data[type] ?? '')).toEqual([[cell]]);
  const plain = readClipboard((type) => (type === CELLS_TYPE ? '' : (data[type] ?? '')));
  expect(plain).toEqual([[{ lane: null, things: null, texts: ['Too "slow"', 'A < B'] }]]);
});
