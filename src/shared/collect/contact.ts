import { type Channel, isChannel } from '../channels.ts';
import { isJsonObject, type JsonObject, readText } from './json.ts';

/** Other words for our channels; names that are ours need no line. */
const CHANNEL_WORDS = new Map<string, Channel>([
  ['browser', 'web'],
  ['website', 'web'],
  ['mobile', 'app'],
  ['ios', 'app'],
  ['android', 'app'],
  ['till', 'store'],
  ['pos', 'store'],
  ['shop', 'store'],
  ['retail', 'store'],
  ['in_store', 'store'],
  ['offline', 'store'],
  ['phone', 'call'],
  ['call_center', 'call'],
  ['call_centre', 'call'],
  ['e_mail', 'email'],
  ['letter', 'direct_mail'],
  ['pick_up', 'pickup'],
  ['click_and_collect', 'pickup'],
]);

/** Properties that only a till writes. */
const TILL_PROPERTIES = ['till_id', 'register_id', 'pos_id', 'terminal_id', 'cashier_id'];

/** Events that can only happen in one place. */
const CHANNEL_OF_EVENT = new Map<string, Channel>([
  ['Call Started', 'call'],
  ['Call Ended', 'call'],
  ['Chat Started', 'chat'],
  ['Chat Message', 'chat'],
  ['Chat Ended', 'chat'],
  ['Store Visited', 'store'],
  ['Shelf Scanned', 'store'],
  ['Fitting Room Entered', 'store'],
  ['Kiosk Used', 'kiosk'],
  ['Order Picked Up', 'pickup'],
]);

/** One of our channels by its own name or another word for it: `In-Store` -> store; undefined where it is none. */
export function readChannelWord(value: unknown): Channel | undefined {
  const word = readText(value)
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return isChannel(word) ? word : CHANNEL_WORDS.get(word);
}

/**
 * Where the contact happened. What `properties.channel` says; else the event itself where it can only happen in one
 * place; else a till by the properties that only tills write; else `context.channel` (browser is web, mobile is app) or
 * a page or screen; else other. `kind` is how the item reached us (browser, mobile, server, import).
 */
export function deriveChannel(
  item: { event: string; type: string; kind: string },
  properties: JsonObject,
  context: JsonObject,
): Channel {
  return (
    readChannelWord(properties.channel) ??
    CHANNEL_OF_EVENT.get(item.event) ??
    (TILL_PROPERTIES.some((name) => readText(properties[name])) ? 'store' : undefined) ??
    readChannelWord(context.channel) ??
    readChannelWord(item.kind) ??
    (item.type === 'screen' ? 'app' : item.type === 'page' ? 'web' : 'other')
  );
}

/** desktop, mobile or tablet: as said, else from the user agent, coarsely; '' where neither tells. */
export function readDevice(
  properties: JsonObject,
  context: JsonObject,
): '' | 'desktop' | 'mobile' | 'tablet' {
  const device = isJsonObject(context.device) ? context.device : {};
  for (const said of [properties.device, device.type]) {
    const word = readText(said).toLowerCase();
    if (word === 'desktop' || word === 'mobile' || word === 'tablet') return word;
    if (word === 'ios' || word === 'android')
      return /ipad|tab/i.test(readText(device.model)) ? 'tablet' : 'mobile';
  }
  return readUserAgent(readText(context.userAgent));
}

function readUserAgent(userAgent: string): '' | 'desktop' | 'mobile' | 'tablet' {
  // Android tablets leave out "Mobile"; phones have it.
  if (/iPad|Tablet|PlayBook|Silk|Kindle|Android(?!.*Mobile)/i.test(userAgent)) return 'tablet';
  if (/Mobi|iPhone|iPod|Android|Windows Phone/i.test(userAgent)) return 'mobile';
  return /Windows NT|Macintosh|X11|CrOS/.test(userAgent) ? 'desktop' : '';
}
