import { expect, test } from 'vitest';
import { toCsv } from './download.ts';

test('quotes, commas and line breaks survive; numbers stay exact', () => {
  expect(
    toCsv([
      ['a', 'b'],
      ['x,"y"\nz', 0.123456789],
      [null, -3],
    ]),
  ).toBe('a,b\r\n"x,""y""\nz",0.123456789\r\n,-3\r\n');
});

test('a text that a spreadsheet would run is only text', () => {
  expect(toCsv([['=1+1', '@cmd', '+49 30', '-x']])).toBe("'=1+1,'@cmd,'+49 30,'-x\r\n");
});
