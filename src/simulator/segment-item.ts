import { z } from 'zod';
import { CHANNEL_NAMES } from '../shared/channels.ts';
import type { Act, ExternalIdentifier, Visit } from './journal.ts';
import { productProperties } from './order.ts';
import type { Person } from './people.ts';
import { SOURCES, type SourceName } from './sources.ts';

const instant = z.iso.datetime();

/** The Segment payloads that the simulator makes; strict, so that a slip shows. */
export const segmentItem = z.strictObject({
  type: z.enum(['track', 'page', 'screen', 'identify']),
  messageId: z.string().min(1).max(99),
  anonymousId: z.string().min(1).optional(),
  userId: z.string().min(1).optional(),
  event: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  properties: z.looseObject({ channel: z.enum(CHANNEL_NAMES) }).optional(),
  traits: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  context: z.looseObject({
    channel: z.enum(['browser', 'mobile', 'server']),
    library: z.strictObject({ name: z.string(), version: z.string() }),
    externalIds: z
      .array(
        z.strictObject({
          id: z.string().min(1),
          type: z.enum(['email', 'phone', 'loyalty_card', 'device_id']),
          collection: z.literal('users'),
          encoding: z.literal('none'),
        }),
      )
      .min(1)
      .optional(),
  }),
  timestamp: instant,
  originalTimestamp: instant.optional(),
  sentAt: instant.optional(),
});
export type SegmentItem = z.infer<typeof segmentItem>;

export interface SimulatedItem {
  source: SourceName;
  item: SegmentItem;
  /** the true person's id, for tests; never send it */
  person: string;
  /** true instant at which the collector gets the item, ms; items come in this order */
  arrivesAt: number;
}

const VERSION = '1.0.0';
/** Between the event and its sending on a device with a network. */
const SEND_DELAY_MS = 1200;

/** When the shop's collector gets the item, true time; never after the end of the run. */
export function arrivalOf(act: Act, endsAt: number, nightUploadAt: (at: number) => number): number {
  const { sends } = SOURCES[act.visit.source];
  const delayed =
    sends === 'nightly'
      ? nightUploadAt(act.at)
      : sends === 'hourly'
        ? (Math.floor(act.at / 3_600_000) + 1) * 3_600_000
        : act.at + SEND_DELAY_MS + act.visit.sendDelayMs;
  return Math.min(delayed, endsAt);
}

/**
 * The payload as the source sends it. `timestamp` is the true time. Items of browsers and phones also carry their
 * own clock: originalTimestamp and sentAt, both off by the device's skew, so that
 * timestamp = receivedAt - (sentAt - originalTimestamp) when receivedAt is the arrival.
 */
export function writeItem(act: Act, arrivesAt: number): SegmentItem {
  const { visit, ids } = act;
  const source = SOURCES[visit.source];
  const skewMs = visit.device?.skewMs ?? 0;
  const hasOwnClock = source.kind !== 'server';
  return {
    type: act.type,
    messageId: `nh-${visit.person.userId.slice(2)}-${act.serial.toString(36)}`,
    ...(ids.anonymousId ? { anonymousId: ids.anonymousId } : {}),
    ...(ids.userId ? { userId: ids.userId } : {}),
    ...(act.type === 'track' ? { event: act.name } : {}),
    ...(act.type === 'page' || act.type === 'screen' ? { name: act.name } : {}),
    ...(act.type === 'identify' ? { traits: traitsOf(visit.person) } : { properties: propertiesOf(act) }),
    context: {
      channel: source.kind,
      library: { name: source.library, version: VERSION },
      ...(ids.external ? { externalIds: ids.external.map(writeExternal) } : {}),
      ...deviceContext(visit),
      ...(act.type === 'page' ? { page: pageContext(act) } : {}),
      ...(visit.campaign ? { campaign: visit.campaign } : {}),
      ...(visit.referrer ? { referrer: visit.referrer } : {}),
    },
    timestamp: new Date(act.at).toISOString(),
    ...(hasOwnClock
      ? {
          originalTimestamp: new Date(act.at + skewMs).toISOString(),
          sentAt: new Date(arrivesAt + skewMs).toISOString(),
        }
      : {}),
  };
}

/** The name under which the event is counted: the spec's own for page and screen calls. */
export function eventName(act: Act): string | undefined {
  if (act.type === 'page') return 'Page Viewed';
  if (act.type === 'screen') return 'Screen Viewed';
  return act.type === 'identify' ? undefined : act.name;
}

function propertiesOf(act: Act): NonNullable<SegmentItem['properties']> {
  const { visit, product } = act;
  return {
    channel: act.channel,
    ...(visit.locationId ? { location_id: visit.locationId } : {}),
    ...(visit.device ? { device: deviceName(visit) } : {}),
    ...(product ? { ...productProperties(product), currency: 'EUR' } : {}),
    ...act.properties,
  };
}

function deviceName(visit: Visit): string {
  const kind = visit.device?.kind;
  if (kind === 'app') return 'mobile';
  return kind === 'shared' ? 'tablet' : (kind ?? 'desktop');
}

function writeExternal({ type, value }: ExternalIdentifier) {
  return { id: value, type, collection: 'users' as const, encoding: 'none' as const };
}

function traitsOf(person: Person): NonNullable<SegmentItem['traits']> {
  return {
    name: person.name,
    email: person.email,
    phone: person.phone,
    city: person.city,
    age: person.age,
    sex: person.sex,
    loyalty_tier: person.loyalty === 'yes' ? (person.activity > 1.6 ? 'gold' : 'basic') : 'none',
  };
}

function deviceContext(visit: Visit) {
  switch (visit.device?.kind) {
    case 'app':
      return {
        app: { name: 'Nordhaus', version: '5.2.0' },
        os: { name: 'Android' },
        device: { type: 'android' },
      };
    case 'mobile':
      return { os: { name: 'Android' }, device: { type: 'mobile' } };
    case 'shared':
      return { os: { name: 'iPadOS' }, device: { type: 'tablet' } };
    case 'desktop':
      return { os: { name: 'Windows' }, device: { type: 'desktop' } };
    default:
      return {};
  }
}

function pageContext(act: Act) {
  const path = String(act.properties?.path ?? `/${act.name.toLowerCase().replaceAll(' ', '-')}`);
  return { path, title: act.name, url: `https://nordhaus.example${path}` };
}
