import type { Item, Properties } from './api.ts';
import { createUuid } from './visitor.ts';

/** Set by scripts/build-tracker.ts from package.json. */
declare const TRACKER_VERSION: string;

/** Where and in which visit something happened. */
export interface Moment {
  page: Properties;
  session: { id: string; campaign?: Properties };
}

/** What is particular about an item. */
export type Fields = Pick<Item, 'type' | 'event' | 'name' | 'groupId' | 'properties' | 'traits'> & {
  messageId?: string;
};

/** The item as it will travel; undefined, and a word on the console, where the properties are not JSON. */
export function writeItem(
  fields: Fields,
  who: Pick<Item, 'anonymousId' | 'userId'>,
  { page, session }: Moment,
): Item | undefined {
  const item: Item = {
    messageId: createUuid(),
    ...who,
    ...fields,
    context: {
      page,
      campaign: session.campaign,
      locale: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      userAgent: navigator.userAgent,
      screen: { width: screen.width, height: screen.height, density: devicePixelRatio },
      library: { name: 'desirepath.js', version: TRACKER_VERSION },
      channel: 'browser',
      sessionId: session.id,
    },
    originalTimestamp: new Date().toISOString(),
  };
  try {
    // A copy: the page may change its objects afterwards. What JSON cannot say must not break the page either.
    return JSON.parse(JSON.stringify(item));
  } catch (error) {
    console.warn('desirepath: not sent, the properties are not JSON', error);
    return undefined;
  }
}
