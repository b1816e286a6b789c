import { describe, expect, it } from 'vitest';
import { normaliseEmail, normalisePhone, readIdentifiers } from './identifiers.ts';

const read = (item: Record<string, unknown>, parts: Record<string, Record<string, unknown>> = {}) =>
  readIdentifiers(item, { properties: {}, traits: {}, context: {}, ...parts }).map(
    ({ type, value }) => `${type}:${value}`,
  );

describe('readIdentifiers', () => {
  it('names all, the strongest first', () => {
    expect(
      read(
        { userId: 42, anonymousId: 'a1' },
        {
          traits: { email: ' Ann@Example.COM ', phone: '0049 171 123 45 67' },
          properties: { loyalty_card: '1234 5678', email: 'other@example.com' },
          context: {
            externalIds: [
              { id: 'e1', type: 'crm_id', collection: 'users', encoding: 'none' },
              { id: 'acme', type: 'account_id', collection: 'accounts', encoding: 'none' },
              { id: 'ANN@example.com', type: 'email', collection: 'users', encoding: 'none' },
              { id: null, type: 'broken' },
            ],
          },
        },
      ),
    ).toEqual([
      'user_id:42',
      'email:ann@example.com',
      'phone:+491711234567',
      'loyalty_card:12345678',
      'crm_id:e1',
      'anonymous_id:a1',
    ]);
  });

  it('finds the email in traits, then in context.traits, then in properties', () => {
    const context = { traits: { email: 'context@example.com' } };
    const properties = { email: 'properties@example.com' };
    expect(read({}, { traits: { email: 'no address' }, context, properties })).toEqual([
      'email:context@example.com',
    ]);
    expect(read({}, { properties })).toEqual(['email:properties@example.com']);
  });

  it('joins the former id of an alias', () => {
    expect(read({ type: 'alias', userId: 'u1', previousId: 'a1' })).toEqual([
      'user_id:u1',
      'anonymous_id:a1',
    ]);
    expect(read({ type: 'track', userId: 'u1', previousId: 'a1' })).toEqual(['user_id:u1']);
  });

  it('may find nobody', () => {
    expect(read({ userId: '', anonymousId: null })).toEqual([]);
  });
});

it('spells emails and phones so that they meet', () => {
  expect(['A@B.C', 'a b@c', 'a@b@c', '@b', 'a@'].map(normaliseEmail)).toEqual(['a@b.c', '', '', '', '']);
  expect(
    [
      '+49 (0)171 / 123-45 67',
      'tel:+1.415.555.2671',
      '0171 1234567',
      '(415) 555-2671',
      '12345',
      'ext 12345678',
      '+1234567890123456',
    ].map(normalisePhone),
  ).toEqual(['+491711234567', '+14155552671', '01711234567', '4155552671', '', '', '']);
});
