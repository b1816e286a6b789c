import { expect, test } from 'vitest';
import { LocalBases } from './local-bases.ts';

const fileOf = (id: string, base: string) =>
  `map: "1.0"\nid: ${id}\ntitle: T\nextends: ${base}\nstages: [ { id: ${id}-s, title: S } ]\n`;

test('a circle of given files is told at its line in each of them, and so is a file that is missing', () => {
  const [a, b, own, other] = [
    fileOf('a', 'b'),
    fileOf('b', 'a'),
    fileOf('own', 'own'),
    fileOf('other', 'nobody'),
  ];
  const bases = new LocalBases([a, b, own, other]);
  const told = (text: string) =>
    bases
      .of(text)
      .problems.map(({ severity, code, line, column, message }) => [severity, code, line, column, message]);
  const circle = (way: string) => [
    ['error', 'circular_base', 4, 10, `It extends itself${way}: nothing can be taken over in a circle.`],
  ];
  expect(told(a)).toEqual(circle(' by way of "b"'));
  expect(told(b)).toEqual(circle(' by way of "a"'));
  expect(told(own)).toEqual(circle(''));
  expect(told(other)).toMatchObject([['warning', 'base_not_given', 4, 10, expect.any(String)]]);
  expect(bases.of(other)).toMatchObject({ value: undefined, isMissing: true });
});

test('what a base of a base says is inherited', () => {
  const top = 'map: "1.0"\nid: top\ntitle: T\nowner: anna\nstages: [ { id: s, title: S } ]\n';
  const bases = new LocalBases([top, fileOf('mid', 'top')]);
  expect(bases.of(fileOf('low', 'mid'))).toMatchObject({
    isMissing: false,
    problems: [],
    value: { owner: 'anna', id: 'mid' },
  });
});
