import type { PathsQuestion } from '../../shared/reports/paths.ts';
import { channelOfItem, codeOfItem, walkItem } from '../platform/scan-calls.ts';
import { channelName, readChannel } from './channel-names.ts';

type ItemKind = PathsQuestion['item'];

const BETWEEN = ' · ';

/** Items of walks as people read them, and back: `Order Completed`, `store`, `Order Completed · store`. */
export interface PathItems {
  nameOf(item: number): string;
  /** An event that was never seen gives an item that no walk has. Throws BadQuestion for a channel that is none. */
  itemOf(name: string): number;
}

export function createPathItems(kind: ItemKind, eventCodes: ReadonlyMap<string, number>): PathItems {
  const names = new Map([...eventCodes].map(([name, code]) => [code, name]));
  const eventName = (item: number) => names.get(codeOfItem(item)) ?? `event ${codeOfItem(item)}`;
  const codeOf = (name: string) => eventCodes.get(name) ?? 0;
  switch (kind) {
    case 'event':
      return { nameOf: eventName, itemOf: (name) => walkItem(kind, codeOf(name), 0) };
    case 'channel':
      return {
        nameOf: (item) => channelName(channelOfItem(item)),
        itemOf: (name) => walkItem(kind, 0, readChannel(name)),
      };
    case 'event_channel':
      return {
        nameOf: (item) => eventName(item) + BETWEEN + channelName(channelOfItem(item)),
        itemOf(name) {
          const cut = name.lastIndexOf(BETWEEN);
          const event = cut < 0 ? name : name.slice(0, cut);
          const channel = cut < 0 ? 0 : readChannel(name.slice(cut + BETWEEN.length));
          return walkItem(kind, codeOf(event), channel);
        },
      };
  }
}
