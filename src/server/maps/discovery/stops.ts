import type { JourneyStop } from '../../../shared/maps/discovery/contract.ts';
import { channelName } from '../../reports/channel-names.ts';
import type { MapQuestion } from '../map-question.ts';
import { OFF_MAP, stopsOf } from './walks.ts';

/** Items of walks as people read them. */
export function createStops(question: MapQuestion): (item: number) => JourneyStop {
  const touchpoints = stopsOf(question);
  const names = new Map([...question.facts.eventCodes].map(([name, code]) => [code, name]));
  return (item) => {
    if (item < OFF_MAP) {
      const touchpoint = touchpoints[item - 1];
      return {
        touchpoint: touchpoint?.id ?? null,
        title: touchpoint?.title ?? '',
        event: touchpoint?.events[0]?.event ?? null,
        channel: touchpoint?.channel ?? null,
      };
    }
    const event = names.get(item & 0xffff) ?? `event ${item & 0xffff}`;
    return { touchpoint: null, title: event, event, channel: channelName((item >> 16) & 0xff) };
  };
}
