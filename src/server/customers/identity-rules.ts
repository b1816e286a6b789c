/**
 * What counts as an identifier and how far it may join people (specs: Segment Unify's limits, priorities and blocked
 * values). `limit` = how many different values of the type one person may have; `priority` 1 is the strongest: when
 * joining would break a limit, the weakest identifier of the event is left out and the rest is tried again.
 */
export const IDENTIFIER_RULES: Record<string, { limit: number; priority: number }> = {
  user_id: { limit: 1, priority: 1 },
  loyalty_card: { limit: 3, priority: 2 },
  email: { limit: 5, priority: 3 },
  phone: { limit: 5, priority: 4 },
  ga_client_id: { limit: 100, priority: 7 },
  device_id: { limit: 100, priority: 8 },
  anonymous_id: { limit: 200, priority: 9 },
};

/** Types that name a browser or a device and not who uses it. */
export const DEVICE_TYPES: readonly string[] = ['anonymous_id', 'device_id', 'ga_client_id'];

const OTHER_TYPE = { limit: 5, priority: 5 };

export function ruleOf(type: string): { limit: number; priority: number } {
  return IDENTIFIER_RULES[type] ?? OTHER_TYPE;
}

const BLOCKED = new Set([
  '-1',
  '0',
  'null',
  'nil',
  '<nil>',
  'none',
  'n/a',
  'na',
  'nan',
  'undefined',
  'unknown',
  'anonymous',
  'anon',
  'guest',
  'true',
  'false',
  '[]',
  '{}',
  '[object object]',
  'not_authenticated',
  'distinct_id',
  'id',
  'email',
]);

/** Values that many people share by mistake (`null`, `anonymous`, all zeros, empty): they never join anybody. */
export function isBlockedValue(value: string): boolean {
  const plain = value
    .trim()
    .replace(/^["']+|["']+$/g, '')
    .toLowerCase();
  return plain === '' || /^[0-]+$/.test(plain) || BLOCKED.has(plain);
}

/** Longest identifier kept, characters; longer ones are refused rather than cut. */
export const IDENTIFIER_MAX_LENGTH = 512;
