import { conversion, duration, mean, people, ratio, satisfied } from './figures.ts';
import {
  again,
  answer,
  as,
  either,
  lastId,
  later,
  leave,
  maybe,
  oneOf,
  order,
  pain,
  type Scenario,
  type Step,
  wait,
  whole,
} from './scenario.ts';

const HITS = ['results-web', 'results-app'];
const NOTHING = ['no-results', 'sold-out', 'not-here'];
const ORDERS = ['order-search', 'order-alert'];
const SOUGHT = oneOf(['oak table', 3], ['sixties lamp', 3], ['name plate', 2], 'ceramic owl');

const after = (how: 'order-search' | 'order-alert'): Step[] => [
  'cart',
  leave(0.12),
  how,
  later(2, 9),
  'parcel',
  maybe(0.35, wait(3, 30, 'h'), 'order-survey'),
  maybe(0.25, 'rating'),
];

/** Every fourth search finds nothing, and most of those people leave without a word. */
export const marketplace: Scenario = {
  id: 'marketplace',
  seed: 105,
  people: 1600,
  days: 45,
  hours: [8, 24],
  personas: {
    hunter: { weight: 30, traits: { intent: 'rare' } },
    'present-buyer': { weight: 50, traits: { intent: 'present' } },
    'local-buyer': { weight: 20, traits: { intent: 'local' } },
  },
  stages: ['search', 'unserved', 'served', 'buy', 'receive'],
  acts: {
    'results-web': {
      event: 'Site Searched',
      channel: 'web',
      stage: 'search',
      properties: { query: SOUGHT, results: whole(1, 240) },
    },
    'results-app': {
      event: 'Site Searched',
      channel: 'app',
      stage: 'search',
      properties: { query: SOUGHT, results: whole(1, 240) },
    },
    'no-results': {
      event: 'Site Searched',
      channel: 'web',
      stage: 'unserved',
      properties: { query: SOUGHT, results: 0 },
    },
    'sold-out': { event: 'Out Of Stock Shown', channel: 'web', stage: 'unserved' },
    'not-here': { event: 'Delivery Option Unavailable', channel: 'web', stage: 'unserved' },
    alert: { event: 'Product Added to Wishlist', channel: 'web', stage: 'unserved' },
    'wanted-ad': { event: 'Quote Requested', channel: 'web', stage: 'unserved' },
    'alert-mail': { event: 'Message Sent', channel: 'push', stage: 'served', properties: { kind: 'alert' } },
    'alert-click': { event: 'Message Clicked', channel: 'push', stage: 'served' },
    'seller-offer': { event: 'Quote Sent', channel: 'chat', stage: 'served' },
    'found-answer': {
      event: 'Survey Answered',
      channel: 'web',
      at: [],
      properties: answer('found-it', 'csat', [16, 14, 15, 30, 25]),
    },
    'offer-page': { event: 'Product Viewed', channel: 'web', stage: 'buy' },
    question: { event: 'Question Asked', channel: 'chat', stage: 'buy' },
    cart: { event: 'Product Added', channel: 'web', stage: 'buy' },
    'order-search': {
      event: 'Order Completed',
      channel: 'web',
      stage: 'buy',
      properties: order(18, 140, { found_by: 'search' }),
    },
    'order-alert': {
      event: 'Order Completed',
      channel: 'web',
      stage: 'buy',
      properties: order(30, 220, { found_by: 'alert' }),
    },
    parcel: {
      event: 'Order Delivered',
      channel: 'courier',
      stage: 'receive',
      properties: { order_id: lastId('order') },
    },
    'order-survey': {
      event: 'Survey Answered',
      channel: 'email',
      properties: answer('order', 'csat', [2, 4, 8, 36, 50]),
    },
    rating: {
      event: 'Product Reviewed',
      channel: 'web',
      stage: 'receive',
      properties: { rating: whole(2, 5) },
    },
  },
  walk: [
    as('hunter', maybe(0.45, again(0.5, 3, 'no-results'))),
    as('local-buyer', maybe(0.35, 'not-here')),
    maybe(
      0.78,
      again(0.5, 3, either([60, 'results-web'], [40, 'results-app'])),
      maybe(0.2, 'found-answer'),
      maybe(
        0.8,
        again(0.4, 4, 'offer-page'),
        maybe(0.2, 'question'),
        maybe(0.28, ...after('order-search'), leave(1)),
      ),
    ),
    maybe(0.25, 'no-results'),
    maybe(0.12, 'sold-out'),
    leave(0.45),
    either(
      [45, 'alert', later(0, 6)],
      [35, 'wanted-ad', later(0, 6), maybe(0.8, 'seller-offer')],
      [20, leave(1)],
    ),
    maybe(0.95, 'alert-mail'),
    wait(1, 20, 'h'),
    leave(0.4),
    'alert-click',
    'offer-page',
    leave(0.4),
    ...after('order-alert'),
  ],
  kpis: {
    empty_share: ratio('no-results', [...HITS, 'no-results']),
    unserved_people: people(NOTHING),
    found_csat: satisfied('found-answer'),
    hit_to_offer: conversion(HITS, 'offer-page', '1d'),
    empty_to_alert: conversion(NOTHING, ['alert', 'wanted-ad'], '1d'),
    alert_return: conversion('alert-mail', 'alert-click', '7d'),
    seller_answer: duration('wanted-ad', 'seller-offer', { within: '21d' }),
    offer_to_order: conversion('offer-page', ORDERS, '14d'),
    served_late: ratio('order-alert', ORDERS),
    order_value: mean(ORDERS),
    order_csat: satisfied('order-survey'),
  },
  pains: {
    'meets-nothing//silence': pain(5, 'no-results', ['no-results', 'sold-out', 'not-here']),
    'meets-nothing//not-delivered': pain(4, 'not-here', ['no-results', 'sold-out', 'not-here']),
  },
};
