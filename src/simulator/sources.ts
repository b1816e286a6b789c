/** How a system's data comes in: its clock, its library, and when it sends. */
export interface Source {
  /** Segment's context.channel: decides the clock rule at the collector */
  kind: 'browser' | 'mobile' | 'server';
  library: string;
  /** at once, every hour, or one upload at night (till day closing, nightly exports) */
  sends: 'now' | 'hourly' | 'nightly';
}

export const SOURCES = {
  web: { kind: 'browser', library: 'analytics.js', sends: 'now' },
  app: { kind: 'mobile', library: 'analytics-react-native', sends: 'now' },
  till: { kind: 'server', library: 'till-export', sends: 'nightly' },
  'store-sensor': { kind: 'server', library: 'door-counter', sends: 'hourly' },
  'store-tablet': { kind: 'server', library: 'staff-tablet', sends: 'now' },
  kiosk: { kind: 'server', library: 'kiosk', sends: 'hourly' },
  'call-centre': { kind: 'server', library: 'acd-log', sends: 'hourly' },
  'help-desk': { kind: 'server', library: 'ticket-export', sends: 'nightly' },
  email: { kind: 'server', library: 'mail-provider', sends: 'now' },
  orders: { kind: 'server', library: 'order-system', sends: 'now' },
  courier: { kind: 'server', library: 'courier-webhook', sends: 'hourly' },
  surveys: { kind: 'server', library: 'survey-tool', sends: 'nightly' },
  reviews: { kind: 'server', library: 'review-export', sends: 'nightly' },
  social: { kind: 'server', library: 'social-inbox', sends: 'nightly' },
} as const satisfies Record<string, Source>;

export type SourceName = keyof typeof SOURCES;
