import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isChannel } from '../channels.ts';
import { ITEM_TYPES } from './event-names.ts';
import { parseItem } from './item.ts';
import { EARLIEST_AT_MS, itemErrorCode, LATEST_AT_MS } from './item-verdict.ts';
import { writeStableJson } from './json.ts';

const receivedAtMs = Date.UTC(2026, 2, 1, 12);
const json = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' });
const kind = fc.constantFrom('browser' as const, 'mobile' as const, 'server' as const, 'import' as const);

/** Mostly the good value, sometimes anything at all. */
const mostly = <T>(good: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: json });

/** Objects that look like items, each part good or anything at all. */
const nearlyItem = fc.record(
  {
    type: mostly(fc.constantFrom(...ITEM_TYPES)),
    event: mostly(fc.constantFrom('Order Completed', 'Order Refunded', 'Viewed Product', 'Anything')),
    userId: mostly(fc.string()),
    anonymousId: json,
    previousId: json,
    groupId: json,
    messageId: mostly(fc.uuid()),
    properties: mostly(
      fc.record(
        {
          total: mostly(fc.double()),
          value: json,
          products: json,
          product_id: json,
          channel: json,
          email: json,
          phone: json,
        },
        { requiredKeys: [] },
      ),
    ),
    traits: mostly(fc.dictionary(fc.string(), json, { maxKeys: 4 })),
    context: mostly(
      fc.record(
        { traits: json, externalIds: json, device: json, campaign: json, channel: json },
        { requiredKeys: [] },
      ),
    ),
    timestamp: mostly(fc.constantFrom('2026-01-01T00:00:00Z', null, 1_700_000_000)),
    originalTimestamp: mostly(fc.constantFrom('2026-01-01T00:00:00Z', null)),
    sentAt: json,
  },
  { requiredKeys: ['type'] },
);

/** JSON as it arrives: own keys such as __proto__ included, no undefined. */
const asArrived = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('parseItem over any JSON', () => {
  it('gives a verdict and never throws; what it takes, the stores can hold', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        fc.oneof({ weight: 1, arbitrary: json }, { weight: 4, arbitrary: nearlyItem }),
        json,
        kind,
        (raw, context, kind) => {
          const verdict = parseItem(asArrived(raw), {
            receivedAtMs,
            kind,
            context: asArrived(context),
            sentAt: asArrived(context),
          });
          if (!verdict.ok) {
            expect(itemErrorCode.options).toContain(verdict.code);
            expect(verdict.message.length).toBeGreaterThan(20);
            return;
          }
          taken++;
          const { event } = verdict;
          expect(
            Number.isInteger(event.atMs) && event.atMs >= EARLIEST_AT_MS && event.atMs <= LATEST_AT_MS,
          ).toBe(true);
          if (kind === 'browser' || kind === 'mobile') expect(event.atMs).toBeLessThanOrEqual(receivedAtMs);
          expect(event.event.length).toBeGreaterThan(0);
          expect(event.messageId.length).toBeGreaterThan(0);
          expect(isChannel(event.channel)).toBe(true);
          expect(event.amount === null || (event.amount > -(10n ** 18n) && event.amount < 10n ** 18n)).toBe(
            true,
          );
          for (const { type, value } of event.identifiers) expect(type !== '' && value !== '').toBe(true);
          expect(() => JSON.stringify([event.properties, event.context, event.traits])).not.toThrow();
          // What Postgres and ClickHouse are given is Unicode without NUL.
          const text = [
            event.event,
            event.orderId,
            event.session,
            event.canonical,
            JSON.stringify(event.properties),
          ].join();
          expect(text).not.toMatch(/\p{Surrogate}|\\ud[89a-f]|\\u0000/u);
        },
      ),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(500);
  });

  it('takes every well-formed item and keeps each property as it was', () => {
    const changed = new Set([
      'products',
      'traits',
      'total',
      'revenue',
      'value',
      'subtotal',
      'shipping',
      'tax',
      'discount',
      'cost',
      'rating',
      'score',
    ]);
    const properties = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 }), { maxKeys: 12 });
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 50 }), properties, (name, said) => {
        fc.pre(name.trim() !== '' && name.trim() !== 'Order Completed');
        const arrived = asArrived({ type: 'track', event: name, userId: 'u1', properties: said }) as {
          properties: Record<string, unknown>;
        };
        const verdict = parseItem(arrived, { receivedAtMs });
        if (!verdict.ok) throw new Error(`${verdict.code}: ${verdict.message}`);
        for (const [key, value] of Object.entries(arrived.properties)) {
          expect(Object.hasOwn(verdict.event.properties, key)).toBe(true);
          if (!changed.has(key)) expect(verdict.event.properties[key]).toEqual(value);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('writes equal values as equal text, whatever the order of their keys', () => {
    const shuffle = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffle);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, shuffle(member)]),
      );
    };
    fc.assert(
      fc.property(json, (value) => {
        const arrived = asArrived(value);
        expect(writeStableJson(shuffle(arrived))).toBe(writeStableJson(arrived));
        expect(JSON.parse(writeStableJson(arrived))).toEqual(arrived);
      }),
    );
  });
});
