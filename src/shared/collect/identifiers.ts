import { z } from 'zod';
import { isJsonObject, type JsonObject, readFirstText, readText } from './json.ts';

/** Something that points at a person. */
export interface Identifier {
  /** user_id, email, phone, loyalty_card, anonymous_id, or the type of an external id */
  type: string;
  value: string;
}

/** Segment's `context.externalIds`: all four keys by its spec, two of them are enough for us. */
const externalId = z.object({
  id: z.union([z.string(), z.number()]),
  type: z.string(),
  collection: z.string().optional(),
});

/**
 * Everything in the item that says who it was, the strongest first: user_id, email, phone, loyalty_card, external ids,
 * anonymous_id. Each (type, value) once; emails and phones in one spelling, so that they meet. What is no email or phone
 * is left in the properties and identifies nobody. May be empty.
 */
export function readIdentifiers(
  item: JsonObject,
  parts: { properties: JsonObject; traits: JsonObject; context: JsonObject },
): Identifier[] {
  const contextTraits = isJsonObject(parts.context.traits) ? parts.context.traits : {};
  const bags = [parts.traits, contextTraits, parts.properties];
  const found: Identifier[] = [
    { type: 'user_id', value: readFirstText(item.userId, item.user_id) },
    { type: 'email', value: pickFirst(bags, ['email'], normaliseEmail) },
    { type: 'phone', value: pickFirst(bags, ['phone'], normalisePhone) },
    {
      type: 'loyalty_card',
      value: pickFirst(bags, ['loyalty_card', 'loyalty_card_id', 'loyaltyCard'], normaliseCard),
    },
    ...readExternalIds(parts.context.externalIds),
    { type: 'anonymous_id', value: readFirstText(item.anonymousId, item.anonymous_id) },
    // alias: the id that the person had before. Segment's clients send their anonymous id here.
    { type: 'anonymous_id', value: item.type === 'alias' ? readText(item.previousId) : '' },
  ];
  const seen = new Set<string>();
  return found.filter(({ type, value }) => {
    const key = `${type}\n${value}`;
    if (value === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function pickFirst(bags: JsonObject[], names: string[], normalise: (text: string) => string): string {
  for (const bag of bags) {
    for (const name of names) {
      const value = normalise(readText(bag[name]));
      if (value) return value;
    }
  }
  return '';
}

function readExternalIds(value: unknown): Identifier[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    const parsed = externalId.safeParse(entry);
    // Ids of accounts say which company, not which person.
    if (!parsed.success || (parsed.data.collection ?? 'users') !== 'users') return [];
    const type = parsed.data.type.trim();
    const id = readText(parsed.data.id);
    if (!type || !id) return [];
    if (type === 'email') return [{ type, value: normaliseEmail(id) }];
    return [{ type, value: type === 'phone' ? normalisePhone(id) : id }];
  });
}

/** ` Ann@Example.com ` -> `ann@example.com`; '' where it is no address. */
export function normaliseEmail(text: string): string {
  const email = text.trim().toLowerCase();
  return email.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(email) ? email : '';
}

/**
 * Digits in the manner of E.164: separators go, `00` in front is `+`, `(0)` after a country code goes. A number without
 * country code stays without one, because the country cannot be known. '' where it is no number (6 to 15 digits).
 *
 * normalisePhone('+49 (0)171 / 123-45 67') -> '+491711234567'; normalisePhone('0171 1234567') -> '01711234567'
 */
export function normalisePhone(text: string): string {
  const bare = text.replace(/^tel:/i, '').trim();
  const international = bare.replace(/^00/, '+');
  const domestic = international.startsWith('+') ? international.replace(/\(0\)/, '') : international;
  const digits = domestic.replace(/[\s().\-/\u00A0\u2010-\u2015]/g, '');
  return /^\+?\d{6,15}$/.test(digits) ? digits : '';
}

/** Cards are printed in groups; the groups mean nothing. */
function normaliseCard(text: string): string {
  return text.replace(/\s+/g, '');
}
