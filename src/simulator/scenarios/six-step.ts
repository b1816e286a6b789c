import { conversion, duration, mean, ratio, satisfied } from './figures.ts';
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

const QUERIES = ['problem-result', 'brand-result'];
const ASKING = ['hotline', 'chat-question'];
const RETAIL = ['retail-brand-query', 'retail-generic-query', 'retail-product'];

/** One of the six places; people go round some of them before they buy. */
const place: Step = either(
  [
    28,
    either([60, 'problem-result'], [40, 'brand-result']),
    maybe(0.75, 'brand-landing', maybe(0.7, 'brand-product')),
  ],
  [
    14,
    'brand-landing',
    again(0.4, 3, 'brand-product'),
    maybe(0.3, 'where-to-buy'),
    maybe(0.2, 'site-answer'),
  ],
  [22, either([60, 'retail-brand-query'], [40, 'retail-generic-query']), 'retail-product'],
  [8, either([60, 'hotline'], [40, 'chat-question']), maybe(0.6, wait(1, 3, 'h'), 'service-survey')],
  [14, 'post', maybe(0.15, 'mention'), maybe(0.4, 'brand-landing')],
  [14, again(0.3, 2, 'review-page')],
);

export const sixStep: Scenario = {
  id: 'six-step',
  seed: 102,
  people: 1500,
  days: 60,
  hours: [8, 23],
  personas: {
    allergic: { weight: 55, traits: { motive: 'allergy' } },
    'design-lover': { weight: 30, traits: { motive: 'design' } },
    'gift-giver': { weight: 15, traits: { motive: 'gift' } },
  },
  stages: ['search', 'brand-site', 'retailer', 'contact', 'social', 'review-site'],
  acts: {
    'problem-result': {
      event: 'Search Result Clicked',
      channel: 'search',
      stage: 'search',
      properties: { query_kind: 'problem', query: 'pollen at night' },
    },
    'brand-result': {
      event: 'Search Result Clicked',
      channel: 'search',
      stage: 'search',
      properties: { query_kind: 'brand', query: 'airelle purifier' },
    },
    'brand-landing': { event: 'Page Viewed', channel: 'web', stage: 'brand-site' },
    'brand-product': { event: 'Product Viewed', channel: 'web', stage: 'brand-site' },
    'where-to-buy': { event: 'Store Availability Checked', channel: 'web', stage: 'brand-site' },
    'season-mail': { event: 'Newsletter Subscribed', channel: 'web', stage: 'brand-site' },
    'site-answer': {
      event: 'Survey Answered',
      channel: 'web',
      at: [],
      properties: answer('brand-site', 'csat', [6, 10, 18, 38, 28]),
    },
    'retail-brand-query': {
      event: 'Products Searched',
      channel: 'marketplace',
      stage: 'retailer',
      properties: { query_kind: 'brand', query: 'airelle' },
    },
    'retail-generic-query': {
      event: 'Products Searched',
      channel: 'marketplace',
      stage: 'retailer',
      properties: { query_kind: 'generic', query: 'air purifier' },
    },
    'retail-product': { event: 'Product Viewed', channel: 'marketplace', stage: 'retailer' },
    'retail-cart': { event: 'Product Added', channel: 'marketplace', stage: 'retailer' },
    'retail-order': {
      event: 'Order Completed',
      channel: 'marketplace',
      stage: 'retailer',
      properties: order(189, 420),
    },
    refund: {
      event: 'Order Refunded',
      channel: 'marketplace',
      at: [],
      properties: { order_id: lastId('order'), total: 200, currency: 'EUR' },
    },
    hotline: { event: 'Call Started', channel: 'call', stage: 'contact' },
    'chat-question': { event: 'Chat Started', channel: 'chat', stage: 'contact' },
    'service-survey': {
      event: 'Survey Answered',
      channel: 'chat',
      properties: answer('service', 'csat', [3, 5, 10, 36, 46]),
    },
    post: { event: 'Social Post Clicked', channel: 'social', stage: 'social' },
    mention: { event: 'Social Mention', channel: 'social', stage: 'social' },
    'review-page': { event: 'Review Read', channel: 'review_site', stage: 'review-site' },
    'own-review': { event: 'Product Reviewed', channel: 'review_site', stage: 'review-site' },
  },
  walk: [
    again(0.72, 9, place, maybe(0.45, later(1, 3)), leave(0.06)),
    as('allergic', maybe(0.1, 'season-mail')),
    leave(0.42),
    'retail-product',
    'retail-cart',
    leave(0.2),
    'retail-order',
    maybe(0.1, later(4, 9), 'refund', leave(1)),
    maybe(0.08, later(10, 20), 'own-review'),
  ],
  kpis: {
    branded_share: ratio('brand-result', QUERIES),
    search_to_site: conversion(QUERIES, 'brand-landing', '1d'),
    site_to_retailer: conversion('brand-landing', RETAIL, '14d'),
    site_csat: satisfied('site-answer'),
    retail_conversion: conversion('retail-product', 'retail-order', '14d'),
    order_value: mean('retail-order'),
    answered_to_order: conversion(ASKING, 'retail-order', '14d'),
    service_csat: satisfied('service-survey'),
    social_to_site: conversion('post', 'brand-landing', '7d'),
    reviews_to_order: conversion('review-page', 'retail-order', '14d'),
    reviews_per_order: ratio('own-review', 'retail-order'),
    return_rate: ratio('refund', 'retail-order'),
    days_to_order: duration(QUERIES, 'retail-order', { within: '60d' }),
  },
  pains: {
    'buys//own-brand-first': pain(4, 'retail-generic-query', [
      'retail-brand-query',
      'retail-generic-query',
      'retail-product',
      'retail-cart',
      'retail-order',
    ]),
    'asks//no-price': pain(3, 'hotline', ['hotline', 'chat-question', 'service-survey']),
    'checks//old-whistling': pain(4, 'review-page', ['review-page', 'own-review']),
  },
};
