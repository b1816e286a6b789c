import type { Category } from './catalogue.ts';
import { type Basket, fillBasket } from './order.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

/** A wish that may end in an order: decided when it comes up, lived through visit by visit. */
export interface Mission {
  person: Person;
  category: Category;
  random: Random;
  /** where the order is meant to be placed */
  place: 'online' | 'store' | 'call';
  /** whether they buy, unless an incident prevents it */
  willBuy: boolean;
  /** looks online, or only in places that no web analytics sees */
  research: 'online' | 'offline';
  /** asks the web shop whether the store has it, the day before they go */
  checksStock: boolean;
  decidesAt: number;
  basket: Basket;
  orderId: string;
  cartId: string;
  isCartOpen: boolean;
}

const SUCCESS_CHANCE = 0.62;

export function makeMission(
  person: Person,
  category: Category,
  origin: { random: Random; serial: number; place: Mission['place']; decidesAt: number },
): Mission {
  const random = origin.random.fork(1);
  const { place } = origin;
  const tag = `${person.userId.slice(2)}-${origin.serial.toString(36)}`;
  return {
    person,
    category,
    random: origin.random,
    place,
    willBuy: random.chance(SUCCESS_CHANCE),
    research: looksOnline(person, category, place, random) ? 'online' : 'offline',
    checksStock: random.chance(0.75),
    decidesAt: origin.decidesAt,
    basket: fillBasket(person, category, random),
    orderId: `NH-${tag}`,
    cartId: `cart-${tag}`,
    isCartOpen: false,
  };
}

function looksOnline(person: Person, category: Category, place: Mission['place'], random: Random): boolean {
  const draw = random.unit();
  if (place === 'online') return true;
  return person.style === 'both' && draw < category.researchChance;
}

/** Chance that this person orders this category online. */
export function onlineChance(person: Person, category: Category): number {
  if (person.style !== 'both') return person.style === 'online' ? 1 : 0;
  const odds = (category.onlineShare / (1 - category.onlineShare)) * Math.exp(person.persona.onlineTilt);
  return odds / (1 + odds);
}
