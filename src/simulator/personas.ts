import type { Channel } from '../shared/channels.ts';

/** Channels that a person may or may not use, beside the web shop and the stores. */
export type ExtraChannel = Extract<
  Channel,
  'app' | 'email' | 'social' | 'search' | 'ads' | 'chat' | 'call' | 'review_site' | 'kiosk' | 'pickup'
>;

export interface Persona {
  id: string;
  name: string;
  /** share of the customers */
  weight: number;
  ageFrom: number;
  ageTo: number;
  femaleShare: number;
  /** how much more they want and look than the average, 1 = average */
  activity: number;
  /** wish for a category beside the average, by category id; 1 where not named */
  affinity: Record<string, number>;
  /** added to the log odds of ordering online */
  onlineTilt: number;
  onlineOnlyShare: number;
  storeOnlyShare: number;
  /** which further channels they take up, relative weights */
  extras: Record<ExtraChannel, number>;
  /** share of digital sessions on the phone's browser, not the desktop's */
  mobileShare: number;
  accountShare: number;
  loyaltyShare: number;
  /** share of orders with a coupon */
  couponShare: number;
  cardPaymentShare: number;
}

export const PERSONAS: readonly Persona[] = [
  {
    id: 'busy-parent',
    name: 'Busy parent',
    weight: 22,
    ageFrom: 29,
    ageTo: 48,
    femaleShare: 0.62,
    activity: 1.15,
    affinity: { toys: 3, shoes: 1.4, basics: 1.5, appliances: 1.3, 'power-tools': 0.7 },
    onlineTilt: 0.25,
    onlineOnlyShare: 0.12,
    storeOnlyShare: 0.03,
    extras: {
      app: 4,
      email: 4,
      social: 2,
      search: 4,
      ads: 2,
      chat: 2,
      call: 1,
      review_site: 2,
      kiosk: 1,
      pickup: 4,
    },
    mobileShare: 0.72,
    accountShare: 0.79,
    loyaltyShare: 0.55,
    couponShare: 0.16,
    cardPaymentShare: 0.5,
  },
  {
    id: 'bargain-hunter',
    name: 'Bargain hunter',
    weight: 18,
    ageFrom: 22,
    ageTo: 66,
    femaleShare: 0.52,
    activity: 1.1,
    affinity: { textiles: 1.4, kitchenware: 1.4, 'tv-audio': 1.2, kitchens: 0.5 },
    onlineTilt: 0.3,
    onlineOnlyShare: 0.18,
    storeOnlyShare: 0.06,
    extras: {
      app: 3,
      email: 6,
      social: 2,
      search: 5,
      ads: 5,
      chat: 1,
      call: 1,
      review_site: 4,
      kiosk: 1,
      pickup: 2,
    },
    mobileShare: 0.6,
    accountShare: 0.7,
    loyaltyShare: 0.5,
    couponShare: 0.42,
    cardPaymentShare: 0.42,
  },
  {
    id: 'craftsman',
    name: 'Craftsman',
    weight: 13,
    ageFrom: 26,
    ageTo: 62,
    femaleShare: 0.16,
    activity: 1,
    affinity: {
      'power-tools': 4,
      'flooring-paint': 3,
      garden: 1.6,
      lighting: 1.3,
      coats: 0.6,
      decoration: 0.4,
    },
    onlineTilt: -0.15,
    onlineOnlyShare: 0.07,
    storeOnlyShare: 0.11,
    extras: {
      app: 2,
      email: 2,
      social: 1,
      search: 5,
      ads: 2,
      chat: 1,
      call: 4,
      review_site: 3,
      kiosk: 3,
      pickup: 4,
    },
    mobileShare: 0.58,
    accountShare: 0.61,
    loyaltyShare: 0.5,
    couponShare: 0.1,
    cardPaymentShare: 0.5,
  },
  {
    id: 'design-lover',
    name: 'Design lover',
    weight: 13,
    ageFrom: 25,
    ageTo: 55,
    femaleShare: 0.64,
    activity: 1.05,
    affinity: { sofas: 1.7, lighting: 1.8, decoration: 1.9, kitchens: 1.5, 'power-tools': 0.4, toys: 0.6 },
    onlineTilt: 0,
    onlineOnlyShare: 0.11,
    storeOnlyShare: 0.03,
    extras: {
      app: 3,
      email: 4,
      social: 6,
      search: 3,
      ads: 3,
      chat: 2,
      call: 1,
      review_site: 2,
      kiosk: 2,
      pickup: 1,
    },
    mobileShare: 0.62,
    accountShare: 0.74,
    loyaltyShare: 0.42,
    couponShare: 0.08,
    cardPaymentShare: 0.58,
  },
  {
    id: 'student-mover',
    name: 'Student moving out',
    weight: 12,
    ageFrom: 18,
    ageTo: 27,
    femaleShare: 0.51,
    activity: 0.85,
    affinity: { beds: 1.7, kitchenware: 1.6, computers: 1.5, kitchens: 0.2, garden: 0.2, sofas: 0.8 },
    onlineTilt: 0.45,
    onlineOnlyShare: 0.23,
    storeOnlyShare: 0.02,
    extras: {
      app: 4,
      email: 2,
      social: 7,
      search: 4,
      ads: 4,
      chat: 4,
      call: 0.5,
      review_site: 3,
      kiosk: 1,
      pickup: 3,
    },
    mobileShare: 0.82,
    accountShare: 0.56,
    loyaltyShare: 0.28,
    couponShare: 0.25,
    cardPaymentShare: 0.4,
  },
  {
    id: 'senior-store-lover',
    name: 'Senior who loves the store',
    weight: 12,
    ageFrom: 60,
    ageTo: 84,
    femaleShare: 0.56,
    activity: 0.85,
    affinity: { garden: 1.7, coats: 1.3, shoes: 1.2, computers: 0.4, toys: 1.1 },
    onlineTilt: -1,
    onlineOnlyShare: 0.02,
    storeOnlyShare: 0.42,
    extras: {
      app: 0.5,
      email: 3,
      social: 0.5,
      search: 3,
      ads: 1,
      chat: 0.5,
      call: 6,
      review_site: 1,
      kiosk: 2,
      pickup: 2,
    },
    mobileShare: 0.3,
    accountShare: 0.38,
    loyaltyShare: 0.62,
    couponShare: 0.12,
    cardPaymentShare: 0.3,
  },
  {
    id: 'tech-enthusiast',
    name: 'Tech enthusiast',
    weight: 10,
    ageFrom: 20,
    ageTo: 52,
    femaleShare: 0.26,
    activity: 1.05,
    affinity: { computers: 2.6, 'tv-audio': 2.4, appliances: 1.2, textiles: 0.5, decoration: 0.4 },
    onlineTilt: 0.5,
    onlineOnlyShare: 0.23,
    storeOnlyShare: 0.02,
    extras: {
      app: 4,
      email: 3,
      social: 3,
      search: 5,
      ads: 2,
      chat: 4,
      call: 1,
      review_site: 6,
      kiosk: 1,
      pickup: 3,
    },
    mobileShare: 0.46,
    accountShare: 0.82,
    loyaltyShare: 0.36,
    couponShare: 0.14,
    cardPaymentShare: 0.55,
  },
];
