import { EVENT_OF_TYPE } from '../../collect/event-names.ts';

/** Parts of a customer's way in their usual order, for names and for what the data leave open. */
export const PHASES = {
  attention: { title: 'Notice', goal: 'Find somebody who has it', team: 'marketing' },
  research: { title: 'Research', goal: 'Be sure that it fits', team: 'ecommerce' },
  intent: { title: 'Choose', goal: 'Have everything together with its true price', team: 'ecommerce' },
  purchase: { title: 'Buy', goal: 'Order without a surprise', team: 'sales' },
  fulfilment: { title: 'Receive', goal: 'Have it, whole, on the promised day', team: 'logistics' },
  service: { title: 'Get help', goal: 'Have it solved the first time', team: 'support' },
  feedback: { title: 'Say how it was', goal: 'Be heard', team: 'support' },
  relationship: { title: 'Come back', goal: 'Be known and get something for it', team: 'crm' },
} as const;
export type Phase = keyof typeof PHASES;
export const PHASE_ORDER = Object.keys(PHASES) as Phase[]; // keys of the table above

export interface StandardEvent {
  phase: Phase;
  /** events of one step of a map share it */
  step: string;
  /** what the customer does there, as a title */
  stepTitle: string;
  /** the touchpoint without its channel */
  title: string;
  /** false: the shop speaks */
  isAction: boolean;
}

type Row = [event: string, title: string, who?: 'shop'];
type Group = [phase: Phase, step: string, stepTitle: string, rows: Row[]];

/** The vocabulary of events (Segment e-commerce v2 and the product's own), by the step they usually make up. */
const GROUPS: Group[] = [
  [
    'attention',
    'notices',
    'Notices the shop',
    [
      ['Ad Clicked', 'Advertisement', 'shop'],
      ['Search Result Clicked', 'Search result', 'shop'],
      ['Social Post Clicked', 'Post', 'shop'],
      ['Social Mention', 'Mention by others'],
      ['Friend Tagged', 'Friend tagged'],
      ['Referral Link Opened', 'Link from a friend'],
      ['Promotion Viewed', 'Promotion', 'shop'],
      ['Promotion Clicked', 'Promotion clicked'],
    ],
  ],
  [
    'attention',
    'arrives',
    'Arrives',
    [
      ['Page Viewed', 'Page'],
      ['Screen Viewed', 'Screen'],
      ['Store Visited', 'Store'],
      ['Application Opened', 'Application opened'],
    ],
  ],
  [
    'research',
    'browses',
    'Searches and browses',
    [
      ['Site Searched', 'Search'],
      ['Products Searched', 'Search'],
      ['Product List Viewed', 'List of products'],
      ['Product List Filtered', 'Filter of the list'],
      ['Product Clicked', 'Product chosen from a list'],
    ],
  ],
  ['research', 'looks', 'Looks at products', [['Product Viewed', 'Product']]],
  [
    'research',
    'reads',
    'Reads and compares',
    [
      ['Content Viewed', 'Article'],
      ['Review Read', 'Reviews'],
      ['Compared', 'Comparison'],
      ['Configurator Saved', 'Configurator'],
      ['Store Availability Checked', 'Stock in the store'],
      ['Product Shared', 'Product shared'],
      ['Product Added to Wishlist', 'Wish list'],
      ['Wishlist Added', 'Wish list'],
    ],
  ],
  [
    'research',
    'asks',
    'Asks a person',
    [
      ['Call Started', 'Call'],
      ['Call Ended', 'End of the call'],
      ['Callback Requested', 'Request for a call'],
      ['Chat Started', 'Chat'],
      ['Chat Message', 'Message in the chat'],
      ['Chat Ended', 'End of the chat'],
      ['Question Asked', 'Question'],
      ['Consultation Given', 'Advice', 'shop'],
    ],
  ],
  [
    'research',
    'tries',
    'Tries it',
    [
      ['Shelf Scanned', 'Shelf'],
      ['Kiosk Used', 'Kiosk'],
      ['Fitting Room Entered', 'Fitting room'],
      ['Sample Taken', 'Sample'],
    ],
  ],
  [
    'intent',
    'collects',
    'Fills the cart',
    [
      ['Product Added', 'Put into the cart'],
      ['Product Removed', 'Taken out of the cart'],
      ['Cart Viewed', 'Cart'],
      ['Coupon Entered', 'Coupon entered'],
      ['Coupon Applied', 'Coupon'],
      ['Coupon Denied', 'Coupon refused', 'shop'],
    ],
  ],
  [
    'intent',
    'offered',
    'Gets an offer',
    [
      ['Quote Requested', 'Request for an offer'],
      ['Quote Sent', 'Offer', 'shop'],
      ['Quote Accepted', 'Offer accepted'],
      ['Quote Rejected', 'Offer rejected'],
      ['Minimum Quantity Blocked', 'Minimum quantity', 'shop'],
    ],
  ],
  [
    'purchase',
    'pays',
    'Pays',
    [
      ['Checkout Started', 'Checkout'],
      ['Checkout Step Viewed', 'Step of the checkout'],
      ['Checkout Step Completed', 'Step of the checkout done'],
      ['Payment Info Entered', 'Payment'],
      ['Payment Failed', 'Payment failed', 'shop'],
      ['Payment Method Unavailable', 'Payment method missing', 'shop'],
      ['Delivery Option Unavailable', 'Delivery missing', 'shop'],
      ['Out Of Stock Shown', 'Out of stock', 'shop'],
      ['Form Error', 'Error in a form', 'shop'],
    ],
  ],
  [
    'purchase',
    'orders',
    'Orders',
    [
      ['Order Completed', 'Order'],
      ['Order Updated', 'Order changed'],
      ['Order Cancelled', 'Order cancelled'],
      ['Loyalty Card Used', 'Loyalty card'],
      ['Points Redeemed', 'Points redeemed'],
      ['Subscription Started', 'Subscription begun'],
    ],
  ],
  [
    'fulfilment',
    'waits',
    'Waits',
    [
      ['Order Shipped', 'On its way', 'shop'],
      ['Pick-up Ready', 'Ready for pick-up', 'shop'],
      ['Delivery Failed', 'Delivery failed', 'shop'],
    ],
  ],
  [
    'fulfilment',
    'receives',
    'Receives it',
    [
      ['Order Delivered', 'Delivery', 'shop'],
      ['Order Picked Up', 'Pick-up'],
    ],
  ],
  [
    'service',
    'returns',
    'Sends it back',
    [
      ['Return Requested', 'Return'],
      ['Return Received', 'Return received', 'shop'],
      ['Exchange Made', 'Exchange'],
      ['Order Refunded', 'Refund', 'shop'],
      ['Warranty Claimed', 'Warranty'],
    ],
  ],
  [
    'service',
    'helped',
    'Asks for help',
    [
      ['Ticket Opened', 'Request for help'],
      ['Ticket Answered', 'Answer', 'shop'],
      ['Ticket Resolved', 'Solution', 'shop'],
      ['Complaint Made', 'Complaint'],
    ],
  ],
  [
    'feedback',
    'answers',
    'Says how it was',
    [
      ['Survey Sent', 'Survey', 'shop'],
      ['Survey Answered', 'Answer to the survey'],
      ['Product Reviewed', 'Review written'],
      ['Unsubscribed', 'Unsubscribed'],
    ],
  ],
  [
    'relationship',
    'joins',
    'Becomes known',
    [
      ['Signed Up', 'Account'],
      ['Signed In', 'Sign-in'],
      ['Newsletter Subscribed', 'Newsletter'],
      ['Loyalty Joined', 'Loyalty programme'],
    ],
  ],
  [
    'relationship',
    'written',
    'Gets messages',
    [
      ['Message Sent', 'Message sent', 'shop'],
      ['Message Delivered', 'Message', 'shop'],
      ['Message Opened', 'Message opened'],
      ['Message Clicked', 'Message clicked'],
      ['Email Opened', 'Mail opened'],
      ['Email Clicked', 'Mail clicked'],
      ['Offer Shown', 'Offer', 'shop'],
      ['Offer Accepted', 'Offer accepted'],
      ['Offer Declined', 'Offer declined'],
    ],
  ],
  [
    'relationship',
    'stays',
    'Stays',
    [
      ['Points Earned', 'Points', 'shop'],
      ['Subscription Renewed', 'Subscription renewed'],
      ['Subscription Paused', 'Subscription paused'],
      ['Subscription Cancelled', 'Subscription cancelled'],
      ['Referral Made', 'Recommendation'],
    ],
  ],
];

/** Other products' names for the same. */
const ALIASES: Record<string, string> = {
  page_view: 'Page Viewed',
  view_item: 'Product Viewed',
  view_item_list: 'Product List Viewed',
  view_search_results: 'Site Searched',
  add_to_cart: 'Product Added',
  remove_from_cart: 'Product Removed',
  view_cart: 'Cart Viewed',
  begin_checkout: 'Checkout Started',
  add_payment_info: 'Payment Info Entered',
  purchase: 'Order Completed',
  refund: 'Order Refunded',
};

const STANDARD = new Map(
  GROUPS.flatMap(([phase, step, stepTitle, rows]) =>
    rows.map(([event, title, who]): [string, StandardEvent] => [
      event,
      { phase, step, stepTitle, title, isAction: who !== 'shop' },
    ]),
  ),
);

/**
 * What an event of the vocabulary usually stands for; null for a name of the shop's own.
 *
 * standardEvent('Cart Viewed') // -> { phase: 'intent', step: 'collects', title: 'Cart', ... }
 */
export function standardEvent(event: string): StandardEvent | null {
  return STANDARD.get(ALIASES[event] ?? event) ?? null;
}

/** What calls that only say who somebody is are stored as. */
export const CALL_EVENTS = [EVENT_OF_TYPE.identify, EVENT_OF_TYPE.group, EVENT_OF_TYPE.alias] as const;

/** Events that come anywhere in a journey: they say nothing about where somebody stands. */
export const SYSTEM_EVENTS: ReadonlySet<string> = new Set<string>([
  ...CALL_EVENTS,
  'Page Slow',
  'Script Failed',
  'Rage Click',
  'Task Created',
  'Task Done',
  'Message Bounced',
  'Message Failed',
  'Message Complained',
]);
