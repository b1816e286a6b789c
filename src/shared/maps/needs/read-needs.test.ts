import { expect, test } from 'vitest';
import { NEED_PARTS, NEEDS, partsOfNeed } from './needs.ts';
import { knownParts, type NeedCount, readNeeds } from './read-needs.ts';

const count = (part: string, channel: string | null, good: number, total: number): NeedCount => ({
  part,
  channel,
  good,
  total,
  told: 0,
  money: 0,
});
const everything = new Set(NEED_PARTS.map(({ id }) => id));
const read = (counts: NeedCount[], known = everything) =>
  new Map(readNeeds(counts, known).map((reading) => [reading.need, reading]));

test('every need has parts, each of which can be measured or asked about', () => {
  expect(NEEDS.map((need) => partsOfNeed(need).length > 1)).toEqual(NEEDS.map(() => true));
  expect(new Set(NEED_PARTS.map(({ id }) => id)).size).toBe(NEED_PARTS.length);
});

test('a need is the mean of its parts with data, whatever their samples; scores stay between 0 and 100', () => {
  const needs = read([
    count('service.answered', 'email', 9, 10),
    count('service.queue', 'call', 0, 1_000),
    count('availability.in_stock', 'web', -3, 2),
  ]);
  expect(needs.get('service')).toMatchObject({ score: 45, sample: 1_010 });
  expect(needs.get('service')?.channels).toEqual([
    { channel: 'call', score: 0, sample: 1_000 },
    { channel: 'email', score: 90, sample: 10 },
  ]);
  expect(needs.get('availability')?.score).toBe(0);
  expect(needs.get('delivery')).toMatchObject({ score: null, sample: 0, channels: [] });
});

test('what is counted over all is not added up from channels; the share of a channel is of all', () => {
  const choice = read([
    count('choice.channels', null, 1, 4),
    count('choice.channels', 'web', 4, 4),
    count('choice.channels', 'store', 1, 1),
  ]).get('choice');
  expect(choice).toMatchObject({ score: 25, sample: 4 });
  expect(choice?.channels.map(({ channel, score }) => [channel, score])).toEqual([
    ['store', 25],
    ['web', 100],
  ]);
});

test('a part is known where its events came and told what it asks for', () => {
  const returns = count('returns.quiet', 'web', 1, 1);
  expect(knownParts([returns], () => true).has('returns.quiet')).toBe(false);
  expect(knownParts([{ ...returns, told: 1 }], () => true).has('returns.quiet')).toBe(true);
  const payments = [count('payment.works', 'web', 9, 9)];
  expect(knownParts(payments, () => false).has('payment.works')).toBe(false);
  expect(
    read(
      payments,
      knownParts(payments, () => false),
    ).get('payment')?.score,
  ).toBeNull();
  expect(knownParts(payments, (event) => event === 'Payment Failed').has('payment.works')).toBe(true);
});
