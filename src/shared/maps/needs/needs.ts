/** The eleven needs of an omnichannel customer (specs/metrics.md), in their order there. */
export const NEEDS = [
  'delivery',
  'availability',
  'price',
  'information',
  'pickup',
  'payment',
  'description',
  'returns',
  'security',
  'service',
  'choice',
] as const;
export type Need = (typeof NEEDS)[number];

export interface NeedPart {
  /** its need, a point, its name: `delivery.on_time` */
  id: string;
  need: Need;
  title: string;
  /** the share that makes its score, and where 0 and 100 lie if not at no and at all of them */
  definition: string;
  /** what the sample counts, in the plural */
  unit: string;
  /** events and properties that it is read from: what to send where there is no data */
  send: string;
  /** events that must have come at some time: who never tells of failures has not been shown to have none */
  seen: readonly string[];
  /** in the period, an event must have told what the part asks for (a reason, an order): else silence looks like success */
  mustBeTold?: true;
  /** a channel's share is of all there is, not of what is in the channel */
  isOfAll?: true;
  /** it tells of money at risk */
  hasMoney?: true;
}

/** Longest times that still count as kept. */
export const NEED_LIMITS = {
  /** EU directive 2011/83, article 13: money back within 14 days */
  refundMs: 14 * 86_400_000,
  collectMs: 7 * 86_400_000,
  firstResponseMs: 86_400_000,
  resolutionMs: 3 * 86_400_000,
  /** the usual service level of call centres: 80 % within 20 seconds */
  queueSeconds: 20,
  /** a review older than this, before the end of the period, no longer informs */
  reviewMs: 365 * 86_400_000,
  /** share of orders charged back at which the score is 0 */
  chargebackShare: 0.01,
  /** units of a product that must be sold before one can tell in how many channels it sells */
  soldUnits: 5,
} as const;

/** Names of surveys (besides the need's own) that ask about a need. */
export const NEED_SURVEYS: Partial<Record<Need, readonly string[]>> = {
  service: ['support', 'help', 'ticket', 'call', 'chat'],
  security: ['trust'],
};

const part = (id: string, rest: Omit<NeedPart, 'id' | 'need'>): NeedPart => {
  const need = NEEDS.find((one) => id.startsWith(`${one}.`));
  if (need === undefined) throw new Error(`${id} is of no need`);
  return { id, need, ...rest };
};

const MEASURED: readonly NeedPart[] = [
  part('delivery.on_time', {
    title: 'Delivered as promised',
    definition: 'deliveries by the promised time, over deliveries with a promise and failed deliveries',
    unit: 'deliveries',
    send: 'Order Delivered with promised_at and delivered_at; Delivery Failed',
    seen: [],
  }),
  part('delivery.offered', {
    title: 'Wanted delivery offered',
    definition: 'checkouts without an unavailable delivery option, over checkouts',
    unit: 'checkouts',
    send: 'Delivery Option Unavailable beside Checkout Started',
    seen: ['Delivery Option Unavailable'],
  }),
  part('availability.in_stock', {
    title: 'In stock where shown',
    definition: 'product views not met by an empty shelf, over product views',
    unit: 'product views',
    send: 'Out Of Stock Shown beside Product Viewed',
    seen: ['Out Of Stock Shown'],
  }),
  part('availability.in_store', {
    title: 'In the store that was asked for',
    definition: 'look-ups of a store that found the product there, over look-ups with an answer',
    unit: 'look-ups',
    send: 'Store Availability Checked with available: true or false',
    seen: [],
  }),
  part('price.same', {
    title: 'Same price everywhere',
    definition:
      'products whose latest prices are the same in all channels, over products priced in two or more',
    unit: 'products',
    send: 'Product Viewed, Product Added and Order Completed with products (product_id, price) from two or more channels',
    seen: [],
    hasMoney: true,
  }),
  part('information.rating', {
    title: 'Rating',
    definition: 'mean rating: 1 star is 0, 5 stars are 100',
    unit: 'reviews',
    send: 'Product Reviewed with rating (1 to 5)',
    seen: [],
  }),
  part('information.reviewed', {
    title: 'Recently reviewed',
    definition: 'views of products that somebody reviewed within a year, over product views',
    unit: 'product views',
    send: 'Product Reviewed and Product Viewed with product_id',
    seen: ['Product Reviewed'],
  }),
  part('pickup.ready', {
    title: 'Ready in time',
    definition: 'orders ready for pick-up by the promised time, over those with a promise',
    unit: 'pick-ups',
    send: 'Pick-up Ready with promised_at',
    seen: [],
  }),
  part('pickup.collected', {
    title: 'Collected',
    definition: 'orders collected within 7 days of being ready, over orders ready for as long',
    unit: 'pick-ups',
    send: 'Pick-up Ready and Order Picked Up with order_id',
    seen: ['Order Picked Up'],
  }),
  part('payment.works', {
    title: 'Payment goes through',
    definition: 'orders, over orders and failed payments',
    unit: 'payments',
    send: 'Payment Failed beside Order Completed',
    seen: ['Payment Failed'],
  }),
  part('payment.offered', {
    title: 'Wanted method offered',
    definition: 'checkouts without an unavailable payment method, over checkouts',
    unit: 'checkouts',
    send: 'Payment Method Unavailable beside Checkout Started',
    seen: ['Payment Method Unavailable'],
  }),
  part('description.kept', {
    title: 'Was as described',
    definition:
      'returns for another reason than looks, fit, size, colour or "not as described", over returns with a reason',
    unit: 'returns',
    send: 'Return Requested with reason',
    seen: [],
  }),
  part('returns.refunded', {
    title: 'Money back in time',
    definition: 'returns refunded within 14 days of the request, over returns that old or refunded',
    unit: 'returns',
    send: 'Return Requested and Order Refunded with order_id',
    seen: ['Order Refunded'],
  }),
  part('returns.quiet', {
    title: 'No need to ask',
    definition: 'returns without a ticket, call, chat or complaint about the order since, over returns',
    unit: 'returns',
    send: 'Return Requested, Ticket Opened, Complaint Made, Call Started, Chat Started with order_id',
    seen: [],
    mustBeTold: true,
  }),
  part('security.chargebacks', {
    title: 'No charge-backs',
    definition: 'orders charged back: none is 100, 1 % of the orders or more is 0',
    unit: 'orders',
    send: 'Revenue Adjusted with reason: chargeback',
    seen: ['Revenue Adjusted'],
    mustBeTold: true,
  }),
  part('security.checks', {
    title: 'Checks passed',
    definition: 'payments not stopped by a security check, over orders and failed payments with a reason',
    unit: 'payments',
    send: 'Payment Failed with reason (three_d_secure, fraud, verification ...)',
    seen: ['Payment Failed'],
    mustBeTold: true,
  }),
  part('service.answered', {
    title: 'Answered within a day',
    definition: 'tickets with a first answer within 24 hours, over answered tickets',
    unit: 'tickets',
    send: 'Ticket Answered with first_response_ms',
    seen: [],
  }),
  part('service.queue', {
    title: 'Short queue',
    definition: 'calls taken within 20 seconds and not given up, over calls',
    unit: 'calls',
    send: 'Call Ended with queue_seconds',
    seen: [],
  }),
  part('service.resolved', {
    title: 'Resolved within three days',
    definition: 'tickets resolved within 72 hours, over tickets that old or resolved',
    unit: 'tickets',
    send: 'Ticket Opened and Ticket Resolved with ticket_id',
    seen: ['Ticket Resolved'],
  }),
  part('service.solved', {
    title: 'Solved in the contact',
    definition: 'calls and chats that ended solved, over those with an outcome',
    unit: 'contacts',
    send: 'Call Ended with outcome (solved, open, abandoned); Chat Ended with solved: true or false',
    seen: [],
  }),
  part('choice.channels', {
    title: 'Bought in several channels',
    definition:
      'products bought in two or more channels, over products of which 5 or more were sold; of a channel: those bought in it',
    unit: 'products',
    send: 'Order Completed with channel and products (product_id, quantity)',
    seen: [],
    isOfAll: true,
  }),
];

/** Every part of the needs; each need can also be asked about. The score of a need is the mean of its parts with data. */
export const NEED_PARTS: readonly NeedPart[] = [
  ...MEASURED,
  ...NEEDS.map((need) =>
    part(`${need}.asked`, {
      title: 'What customers say',
      definition: 'mean answer from the worst (0) to the best (100) of its scale',
      unit: 'answers',
      send: `Survey Answered of kind csat or ces with need: ${need}`,
      seen: [],
    }),
  ),
];

/** What belongs to a need and no event tells. */
export const NOT_IN_EVENTS: Partial<Record<Need, string>> = {
  availability: 'Whether stores are listed is not scored: it takes the stock of each store.',
  information: 'How complete descriptions are is not scored: it takes the product table.',
  pickup: 'Whether a pick-up point is within reach is not scored: it takes the addresses of the points.',
  description: 'How complete descriptions and pictures are is not scored: it takes the product table.',
};

export function partsOfNeed(need: Need): NeedPart[] {
  return NEED_PARTS.filter((one) => one.need === need);
}
