import { describe, expect, it } from 'vitest';
import { LinkedIdentifiers } from './identity.ts';

describe('LinkedIdentifiers', () => {
  it('joins what occurs together, also through others', () => {
    const links = new LinkedIdentifiers();
    links.add({ anonymousId: 'phone' });
    links.add({ anonymousId: 'phone', userId: 'ann' });
    links.add({ userId: 'ann', external: [{ type: 'email', value: 'ann@example.com' }] });
    links.add({
      external: [
        { type: 'email', value: 'ann@example.com' },
        { type: 'loyalty_card', value: '7' },
      ],
    });
    const ann = links.personOf({ userId: 'ann' });
    expect(links.personOf({ anonymousId: 'phone' })).toBe(ann);
    expect(links.personOf({ external: [{ type: 'loyalty_card', value: '7' }] })).toBe(ann);
    expect(links.personOf({ anonymousId: 'another phone' })).not.toBe(ann);
    expect(links.personOf({})).toBeUndefined();
  });

  it('leaves a shared device with the first who signed in, and both people apart', () => {
    const links = new LinkedIdentifiers();
    links.add({ anonymousId: 'tablet', userId: 'ann' });
    links.add({ anonymousId: 'tablet', userId: 'ben' });
    expect(links.personOf({ anonymousId: 'tablet' })).toBe(links.personOf({ userId: 'ann' }));
    expect(links.personOf({ userId: 'ben' })).not.toBe(links.personOf({ userId: 'ann' }));
    expect(links.personOf({ userId: 'ben', anonymousId: 'tablet' })).toBe(links.personOf({ userId: 'ben' }));
  });
});
