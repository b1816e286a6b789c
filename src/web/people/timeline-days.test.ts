import { expect, test } from 'vitest';
import type { TimelineEvent } from '../../shared/customers/contract.ts';
import { groupByDay } from './timeline-days.ts';

let seq = 100;
const event = (at: string, name: string, channel = 'web', amount: number | null = null): TimelineEvent => ({
  seq: String(seq--),
  at,
  event: name,
  channel,
  source: 'website',
  amount,
  currency: null,
  orderId: null,
  properties: {},
  identifiers: [],
});
const shape = (events: TimelineEvent[], timeZone = 'UTC') =>
  groupByDay(events, timeZone).map(({ day, runs }) => [
    day,
    ...runs.map((run) => `${run.event} x${run.events.length}`),
  ]);

test('the same again within half an hour is one entry', () => {
  expect(
    shape([
      event('2026-11-22T10:40:00.000Z', 'Page Viewed'),
      event('2026-11-22T10:20:00.000Z', 'Page Viewed'),
      event('2026-11-22T09:40:00.000Z', 'Page Viewed'),
      event('2026-11-22T09:39:00.000Z', 'Page Viewed', 'app'),
    ]),
  ).toEqual([['2026-11-22', 'Page Viewed x2', 'Page Viewed x1', 'Page Viewed x1']]);
});

test('money is never folded away', () => {
  expect(
    shape([
      event('2026-11-22T10:02:00.000Z', 'Order Completed', 'store', 10),
      event('2026-11-22T10:01:00.000Z', 'Order Completed', 'store', 20),
    ]),
  ).toEqual([['2026-11-22', 'Order Completed x1', 'Order Completed x1']]);
});

test('days are those of the shop and cut a run', () => {
  const events = [
    event('2026-11-22T23:10:00.000Z', 'Page Viewed'),
    event('2026-11-22T22:50:00.000Z', 'Page Viewed'),
  ];
  expect(shape(events)).toEqual([['2026-11-22', 'Page Viewed x2']]);
  expect(shape(events, 'Europe/Budapest')).toEqual([
    ['2026-11-23', 'Page Viewed x1'],
    ['2026-11-22', 'Page Viewed x1'],
  ]);
});
