/** The channels of the product: where a contact between shop and customer happened. One list, in this order, for data, charts and maps. */
export const CHANNELS = {
  web: { kind: 'digital', isOnline: true },
  app: { kind: 'digital', isOnline: true },
  email: { kind: 'digital', isOnline: true },
  sms: { kind: 'digital', isOnline: true },
  push: { kind: 'digital', isOnline: true },
  chat: { kind: 'digital', isOnline: true },
  bot: { kind: 'digital', isOnline: true },
  social: { kind: 'media', isOnline: true },
  search: { kind: 'media', isOnline: true },
  ads: { kind: 'media', isOnline: true },
  marketplace: { kind: 'digital', isOnline: true },
  review_site: { kind: 'media', isOnline: true },
  call: { kind: 'human', isOnline: false },
  store: { kind: 'physical', isOnline: false },
  kiosk: { kind: 'physical', isOnline: false },
  direct_mail: { kind: 'physical', isOnline: false },
  courier: { kind: 'human', isOnline: false },
  pickup: { kind: 'physical', isOnline: false },
  other: { kind: 'digital', isOnline: true },
} as const satisfies Record<string, ChannelDefinition>;

export interface ChannelDefinition {
  kind: 'digital' | 'physical' | 'human' | 'media';
  isOnline: boolean;
}

export type Channel = keyof typeof CHANNELS;

/** Channel names in the order of their codes: the code stored in journeys is the position in this list + 1 (0 = unknown). Append only. */
export const CHANNEL_NAMES = Object.keys(CHANNELS) as Channel[];

export function isChannel(name: string): name is Channel {
  return Object.hasOwn(CHANNELS, name);
}

/** 0 where the channel is not one of ours. */
export function channelCode(name: string): number {
  return CHANNEL_NAMES.indexOf(name as Channel) + 1;
}
