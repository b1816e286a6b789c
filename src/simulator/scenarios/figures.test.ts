import { expect, test } from 'vitest';
import {
  conversion,
  conversionFromFirst,
  count,
  duration,
  type Figure,
  figureOf,
  firstsPer,
  mean,
  nps,
  people,
  quantileOf,
  ratio,
  satisfied,
  sum,
} from './figures.ts';
import type { Happened } from './run-scenario.ts';

const HOUR_MS = 3_600_000;

/** `look@1 buy@3`: acts at hours of a day; `buy@3=20` carries score and total. */
function walk(person: string, text: string, isKnown = true): Happened[] {
  return text.split(' ').map((word) => {
    const [, act = '', hour = '0', number] = /^(.+)@([\d.]+)(?:=(\d+))?$/.exec(word) ?? [];
    const carried: Happened['properties'] =
      number === undefined ? {} : { score: Number(number), total: Number(number) };
    return { act, person, isKnown, at: Number(hour) * HOUR_MS, properties: carried };
  });
}

const WALKS = [
  walk('anna', 'look@1 look@2 buy@3=20 buy@30=40'),
  walk('bert', 'look@1 buy@26=60'),
  walk('cleo', 'buy@1=80 look@2'),
  walk('nobody', 'look@1 buy@2=100', false),
];
const figure = (asked: Figure) => figureOf(asked, WALKS);

test('a conversion counts known people, in order, within the time', () => {
  expect(figure(conversion('look', 'buy', '1d'))).toEqual({ value: 1 / 3, sample: 3 });
  expect(figure(conversion('look', 'buy', '2d'))).toEqual({ value: 2 / 3, sample: 3 });
  expect(figure(conversion('buy', 'buy', '2d'))).toEqual({ value: 1 / 3, sample: 3 });
  expect(figure(conversionFromFirst('look', 'buy', '1h'))).toEqual({ value: 0, sample: 3 });
  expect(figure(conversion('look', 'buy', '1h'))).toEqual({ value: 1 / 3, sample: 3 });
  expect(figure(conversion('sell', 'buy', '1h'))).toEqual({ value: null, sample: 0 });
});

test('a ratio counts acts, of nobody too', () => {
  expect(figure(ratio('buy', 'look'))).toEqual({ value: 5 / 5, sample: 5 });
  expect(figure(firstsPer('buy', 'look'))).toEqual({ value: 4 / 5, sample: 5 });
  expect(figure(ratio('buy', 'sell'))).toEqual({ value: null, sample: 0 });
});

test('a duration takes each act to the next one after it', () => {
  const asked = duration('look', 'buy', { within: '2d' });
  expect(figure(asked)).toEqual({ value: 2 * HOUR_MS, sample: 3 });
  expect(figure({ ...asked, ...{ quantile: 0.75 } })).toEqual({ value: 13.5 * HOUR_MS, sample: 3 });
});

test('means, sums, counts and people', () => {
  expect(figure(mean('buy'))).toEqual({ value: 60, sample: 5 });
  expect(figure(sum('buy'))).toEqual({ value: 300, sample: 5 });
  expect(figure(count('look'))).toEqual({ value: 5, sample: 5 });
  expect(figure(people('look'))).toEqual({ value: 3, sample: 3 });
});

test('answers', () => {
  const answers = [
    walk('dora', 'say@1=10 say@2=9 say@3=7 say@4=6'),
    walk('emil', 'rate@1=5 rate@2=4 rate@3=3'),
  ];
  expect(figureOf(nps('say'), answers)).toEqual({ value: 25, sample: 4 });
  expect(figureOf(satisfied('rate'), answers)).toEqual({ value: 2 / 3, sample: 3 });
});

test('a quantile lies between its neighbours in proportion', () => {
  expect(quantileOf([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantileOf([1, 2, 3, 4], 0.9)).toBeCloseTo(3.7);
  expect(quantileOf([], 0.5)).toBeNull();
});
