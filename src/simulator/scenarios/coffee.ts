import { conversion, count, duration, mean, nps, ratio, satisfied } from './figures.ts';
import {
  again,
  answer,
  as,
  either,
  lastId,
  later,
  leave,
  maybe,
  order,
  pain,
  type Scenario,
  type Step,
  wait,
} from './scenario.ts';

const MORNING = [6.5, 8.5] as const;
const CUP = { category: 'coffee' };
const CUPS = ['app-order', 'counter-order', 'cash-order'];

const appCup: Step[] = [
  'app-start',
  'app-order',
  wait(1, 5),
  'cup-ready',
  maybe(0.95, wait(1, 8), 'shelf'),
  maybe(0.9, 'stamp'),
];
const counterCup: Step[] = ['card-shown', maybe(0.55, 'the-usual', maybe(0.85, 'nods')), 'counter-order'];

/** Members come nearly every morning; passers-by pay cash and stay unknown. */
export const coffee: Scenario = {
  id: 'coffee',
  seed: 109,
  people: 700,
  days: 45,
  hours: MORNING,
  personas: {
    commuter: { weight: 60, traits: { visits: 'morning' } },
    'laptop-guest': { weight: 25, traits: { visits: 'afternoon' } },
    'passer-by': { weight: 15, isUnknown: true },
  },
  stages: ['stranger', 'member', 'regular', 'friend'],
  acts: {
    counter: {
      event: 'Store Visited',
      channel: 'store',
      stage: 'stranger',
      properties: { location_id: 'station' },
    },
    'visit-survey': {
      event: 'Survey Answered',
      channel: 'store',
      properties: answer('visit', 'csat', [2, 4, 8, 38, 48]),
    },
    'sign-up': { event: 'Loyalty Joined', channel: 'app', stage: 'member' },
    'app-start': { event: 'Screen Viewed', channel: 'app', stage: 'member' },
    'app-order': {
      event: 'Order Completed',
      channel: 'app',
      stage: 'member',
      properties: order(3.6, 8.2, CUP),
    },
    'cup-ready': {
      event: 'Pick-up Ready',
      channel: 'push',
      stage: 'member',
      properties: { order_id: lastId('order') },
    },
    shelf: {
      event: 'Order Picked Up',
      channel: 'pickup',
      stage: 'member',
      properties: { order_id: lastId('order') },
    },
    stamp: { event: 'Points Earned', channel: 'app', stage: 'member', properties: { points: 1 } },
    'card-shown': { event: 'Loyalty Card Used', channel: 'store', stage: 'regular' },
    'the-usual': {
      event: 'Offer Shown',
      channel: 'store',
      stage: 'regular',
      properties: { offer: 'the usual' },
    },
    nods: { event: 'Offer Accepted', channel: 'store', stage: 'regular', properties: { offer: 'the usual' } },
    'counter-order': { event: 'Order Completed', channel: 'store', properties: order(3.4, 7.8, CUP) },
    'cash-order': {
      event: 'Order Completed',
      channel: 'store',
      at: ['counter-order'],
      properties: order(3.4, 6.2, { ...CUP, payment_method: 'cash' }),
    },
    'tenth-cup': { event: 'Points Redeemed', channel: 'store', stage: 'friend', properties: { points: 10 } },
    'missed-you': { event: 'Message Sent', channel: 'push', stage: 'friend' },
    'opens-message': { event: 'Message Clicked', channel: 'push', stage: 'friend' },
    'friend-post': { event: 'Product Shared', channel: 'social', stage: 'stranger' },
    'nps-question': {
      event: 'Survey Answered',
      channel: 'app',
      properties: answer('house', 'nps', [1, 0, 1, 1, 2, 4, 5, 10, 18, 28, 30]),
    },
    complaint: { event: 'Complaint Made', channel: 'app' },
  },
  walk: [
    'counter',
    as('passer-by', 'cash-order', maybe(0.1, 'visit-survey'), leave(1)),
    'counter-order',
    maybe(0.3, 'visit-survey'),
    maybe(0.4, later(1, 3, MORNING), 'counter', 'counter-order'),
    leave(0.4),
    'sign-up',
    as('commuter', again(0.9, 24, later(1, 3, MORNING), either([55, ...appCup], [45, ...counterCup]))),
    as('laptop-guest', again(0.8, 12, later(1, 4, [13, 17]), either([30, ...appCup], [70, ...counterCup]))),
    maybe(0.5, 'tenth-cup'),
    maybe(0.3, 'nps-question'),
    maybe(0.1, 'friend-post'),
    maybe(0.05, 'complaint'),
    later(7, 9, [9, 11]),
    'missed-you',
    maybe(0.5, wait(5, 90), 'opens-message'),
    maybe(0.45, later(1, 2, MORNING), ...counterCup),
  ],
  kpis: {
    cups: count(CUPS),
    known_cups: ratio(['card-shown', 'app-order'], CUPS),
    visit_to_member: conversion('counter', 'sign-up', '30d'),
    visit_csat: satisfied('visit-survey'),
    usual_offered: ratio('the-usual', 'card-shown'),
    usual_accepted: ratio('nods', 'the-usual'),
    app_wait: duration('app-order', 'cup-ready', { within: '2h', quantile: 0.9 }),
    shelf_time: duration('cup-ready', 'shelf', { within: '2h', quantile: 0.75 }),
    basket: mean(CUPS),
    second_visit: conversion('sign-up', CUPS, '7d'),
    push_return: conversion('missed-you', CUPS, '3d'),
    free_cups: ratio('tenth-cup', CUPS),
    recommend: nps('nps-question'),
  },
  pains: {
    'joins//location': pain(3, 'sign-up', ['sign-up', 'app-start']),
  },
};
