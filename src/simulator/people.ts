import type { Channel } from '../shared/channels.ts';
import { type Device, giveDevices } from './devices.ts';
import { FIRST_NAMES_FEMALE, FIRST_NAMES_MALE, LAST_NAMES } from './names.ts';
import { type ExtraChannel, PERSONAS, type Persona } from './personas.ts';
import { TOWNS } from './places.ts';
import { mix, Random } from './random.ts';

/** Where a person shops at all. */
export type Style = 'both' | 'online' | 'store';

export interface Person {
  index: number;
  /** the true person's id in the ground truth, never sent */
  id: string;
  householdIndex: number;
  persona: Persona;
  random: Random;
  name: string;
  email: string;
  phone: string;
  city: string;
  storeId: string;
  age: number;
  sex: 'female' | 'male';
  style: Style;
  /** uses four channels or more when active enough; the others never do */
  isBroad: boolean;
  channels: ReadonlySet<Channel>;
  activity: number;
  /** taste for dear products, see chooseProduct */
  taste: number;
  devices: Device[];
  userId: string;
  /** 'later' becomes 'yes' at the first online order */
  account: 'yes' | 'later' | 'no';
  loyaltyCard: string;
  /** 'later' joins at a till */
  loyalty: 'yes' | 'later' | 'no';
  /** the card is known in the account, so signing in connects the two */
  isCardLinked: boolean;
  isSubscribed: boolean;
  ordersPlaced: number;
}

export interface Household {
  index: number;
  members: Person[];
}

/**
 * Price taste of people with few channels and with many. Broad people make more of the long, dear purchases among
 * those who reach four channels; the two figures together give the +9 % per order that the truth states as realised.
 */
const TASTE = { narrow: 0.92, broad: 1.08 };
const BROAD_SHARE = 0.56;

export function makeHousehold(options: {
  seed: number;
  index: number;
  firstPersonIndex: number;
  roomFor: number;
}): Household {
  const random = new Random(mix(options.seed, options.index + 1));
  const size = Math.min(
    options.roomFor,
    random.weighted([
      [1, 60],
      [2, 30],
      [3, 10],
    ] as const) ?? 1,
  );
  const town = random.weighted(TOWNS.map((place) => [place, place.weight] as const)) ?? random.pick(TOWNS);
  const lastName = random.pick(LAST_NAMES);
  const tag = `${options.seed.toString(36)}-${options.index.toString(36)}`;
  const members = Array.from({ length: size }, (_, place) =>
    makePerson(random.fork(place), {
      index: options.firstPersonIndex + place,
      householdIndex: options.index,
      lastName,
      city: town.name,
      storeId: random.pick(town.storeIds),
      tag: `${tag}-${place}`,
      series: seriesOf(options.seed, options.firstPersonIndex + place),
    }),
  );
  const shared = size > 1 && random.chance(0.5) ? `anon-${tag}-shared` : undefined;
  for (const person of members) person.devices = giveDevices(person, shared);
  return { index: options.index, members };
}

function seriesOf(seed: number, personIndex: number): string {
  return String(seed % 1000).padStart(3, '0') + String(personIndex).padStart(6, '0');
}

interface Origin {
  index: number;
  householdIndex: number;
  lastName: string;
  city: string;
  storeId: string;
  tag: string;
  /** nine digits, different in every run and person */
  series: string;
}

function makePerson(random: Random, origin: Origin): Person {
  const persona = random.weighted(PERSONAS.map((one) => [one, one.weight] as const)) ?? random.pick(PERSONAS);
  const sex = random.chance(persona.femaleShare) ? 'female' : 'male';
  const firstName = random.pick(sex === 'female' ? FIRST_NAMES_FEMALE : FIRST_NAMES_MALE);
  const style = chooseStyle(persona, random);
  const isBroad = style === 'both' && random.chance(BROAD_SHARE);
  const channels = chooseChannels(persona, { style, isBroad }, random);
  const account = chooseAccount(persona, style, random);
  const mailName = `${firstName}.${origin.lastName}`.toLowerCase();
  return {
    index: origin.index,
    id: `p${origin.index}`,
    householdIndex: origin.householdIndex,
    persona,
    random: random.fork(77),
    name: `${firstName} ${origin.lastName}`,
    email: `${mailName}.${origin.tag}@example.com`,
    phone: `+4915${origin.series}`,
    city: origin.city,
    storeId: origin.storeId,
    age: random.whole(persona.ageFrom, persona.ageTo),
    sex,
    style,
    isBroad,
    channels,
    activity: persona.activity * random.gamma(2.2),
    taste: isBroad ? TASTE.broad : TASTE.narrow,
    devices: [],
    userId: `u-${origin.tag}`,
    account,
    loyaltyCard: `NH${origin.series}`,
    loyalty: chooseLoyalty(persona, { style, account }, random),
    isCardLinked: random.chance(0.92),
    isSubscribed: channels.has('email') && random.chance(0.75),
    ordersPlaced: 0,
  };
}

function chooseStyle(persona: Persona, random: Random): Style {
  const draw = random.unit();
  if (draw < persona.onlineOnlyShare) return 'online';
  return draw < persona.onlineOnlyShare + persona.storeOnlyShare ? 'store' : 'both';
}

function chooseAccount(persona: Persona, style: Style, random: Random): Person['account'] {
  if (style === 'store' || !random.chance(persona.accountShare)) return 'no';
  return random.chance(0.8) ? 'yes' : 'later';
}

/** Who has an account mostly has the card too. */
function chooseLoyalty(
  persona: Persona,
  { style, account }: { style: Style; account: Person['account'] },
  random: Random,
): Person['loyalty'] {
  const chance = persona.loyaltyShare * (style === 'store' ? 1 : account === 'no' ? 0.3 : 1.35);
  if (style === 'online' || !random.chance(chance)) return 'no';
  return random.chance(0.8) ? 'yes' : 'later';
}

/** Narrow people have three channels at most, so that "four and more" is a trait of the person, not of one purchase. */
function chooseChannels(
  persona: Persona,
  { style, isBroad }: { style: Style; isBroad: boolean },
  random: Random,
): Set<Channel> {
  const chosen = new Set<Channel>();
  if (style !== 'store') chosen.add('web');
  if (style !== 'online') chosen.add('store');
  const base = chosen.size;
  const wanted = isBroad ? random.whole(3, 6) : style === 'both' ? random.whole(0, 1) : random.whole(0, 2);
  const possible = (Object.entries(persona.extras) as [ExtraChannel, number][]).filter(([channel]) =>
    style === 'store' ? channel === 'call' || channel === 'kiosk' : style === 'both' || isDistant(channel),
  );
  while (chosen.size < base + wanted) {
    const extra = random.weighted(possible.filter(([channel]) => !chosen.has(channel)));
    if (!extra) break;
    chosen.add(extra);
  }
  return chosen;
}

/** Channels that need no visit to a shop; a call is offline by definition, so an online-only person makes none. */
function isDistant(channel: ExtraChannel): boolean {
  return channel !== 'kiosk' && channel !== 'pickup' && channel !== 'call';
}
