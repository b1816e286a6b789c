import { type JourneyMap, type Touchpoint, touchpointsOf } from '../../../shared/maps/journey-map.ts';

/** Whose side somebody is on. `others`: friends, other customers, carriers, banks ... */
export type Side = 'customer' | 'shop' | 'others';

/** Names that files use for the sides, by the last word and without a plural's s: `floor team` is a team. */
const CUSTOMERS =
  'audience buyer client consumer customer guest member patient reader shopper subscriber user viewer visitor';
const SHOPS =
  'brand business café cafe clinic company firm hotel manufacturer marketplace merchant practice restaurant retailer seller shop store supplier us vendor we';
const STAFF =
  'adviser advisor agent assistant barista bot cashier center centre chatbot clerk consultant department desk doctor employee expert fitter helpdesk hotline manager marketing nurse office planner receptionist representative sale service staff support team technician waiter';
const SIDES = new Map<string, Side>([
  ...CUSTOMERS.split(' ').map((word) => [word, 'customer'] as const),
  ...[...SHOPS.split(' '), ...STAFF.split(' ')].map((word) => [word, 'shop'] as const),
]);

/**
 * Personas are customers, owners named in the map are the shop's own; else the name says it. Nobody who is not known to
 * belong to the shop is taken for it.
 */
export function sideOf(actor: string, map: Pick<JourneyMap, 'personas' | 'owners'>): Side {
  const name = actor.trim().toLowerCase();
  if (map.personas.some((one) => one.id.toLowerCase() === name || one.name.toLowerCase() === name))
    return 'customer';
  const words = (name.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    word === 'us' ? word : word.replace(/s$/, ''),
  );
  if (words.includes('other')) return 'others';
  if (map.owners.some((owner) => owner.toLowerCase() === name)) return 'shop';
  return SIDES.get(words.at(-1) ?? '') ?? 'others';
}

/** One line between actors, or one thing that an actor does alone. */
export interface Exchange {
  touchpoint: Touchpoint;
  stage: string;
  step: string;
  from: string;
  /** null = it does it alone */
  to: string | null;
  /** by name, where a column stands for more than one */
  who: string | null;
}

/**
 * Every touchpoint in order as who does what to whom; the customer stands first among the actors. `areSides`: a column for
 * the customer, one for the shop with all who work for it, and where there is anybody else, one for them beside the customer.
 */
export function exchangesOf(map: JourneyMap, areSides: boolean): { actors: string[]; exchanges: Exchange[] } {
  const isCustomer = (actor: string) => sideOf(actor, map) === 'customer';
  const exchanges = touchpointsOf(map).map(({ stage, step, touchpoint }): Exchange => {
    const isTalk = touchpoint.type === 'communication';
    const from = touchpoint.initiator ?? touchpoint.actor ?? 'customer';
    const other = isCustomer(from) ? 'shop' : 'customer';
    const to = touchpoint.recipient ?? (isTalk ? other : null);
    return { touchpoint, stage: stage.title, step: step.title, from, to: to === from ? null : to, who: null };
  });
  if (areSides) {
    const sided = exchanges.map((one): Exchange => {
      const named = [one.from, one.to].filter((actor) => actor !== null);
      const who = named.filter((actor) => actor !== 'shop' && !isCustomer(actor)).join(' → ');
      const [from, to] = [sideOf(one.from, map), one.to === null ? null : sideOf(one.to, map)];
      return { ...one, from, to: to === from ? null : to, who: who === '' ? null : who };
    });
    const hasOthers = sided.some(({ from, to }) => from === 'others' || to === 'others');
    return { actors: [...(hasOthers ? ['others'] : []), 'customer', 'shop'], exchanges: sided };
  }
  const named = exchanges.flatMap(({ from, to }) => (to === null ? [from] : [from, to]));
  const all = [...new Set(['customer', 'shop', ...named])].filter(
    (actor) => named.includes(actor) || actor === 'customer' || actor === 'shop',
  );
  const actors = [...all.filter(isCustomer), ...all.filter((actor) => !isCustomer(actor))];
  // a file that calls its customer otherwise has no third column for nobody
  return { actors: actors.filter((actor) => named.includes(actor) || actors.length <= 2), exchanges };
}
