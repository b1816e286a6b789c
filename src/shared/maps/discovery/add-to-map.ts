import { CHANNELS, isChannel } from '../../channels.ts';
import type { Json, MapEdit } from '../edit/map-edit.ts';
import { type JourneyMap, touchpointsOf } from '../journey-map.ts';
import { standardEvent } from './standard-events.ts';

/** An event that is not on a map, and the touchpoints of the map that it mostly stands between. */
export interface MissingStop {
  event: string;
  /** `unknown` = none named */
  channel: string;
}

/** A name of this form would be read as an alias (shared/maps/map-reading.ts). */
const ALIAS_LIKE = /^[a-z0-9][a-z0-9_-]*$/;

/**
 * The edits that put stops on a map as touchpoints, one behind the other: into the step of the touchpoint before them
 * (behind it), else of the one after them (at the front), else at the end of the last step. A channel that the map does not
 * know yet comes with it. Empty where the map has no step to put them in.
 */
export function addToMap(
  map: JourneyMap,
  stops: readonly MissingStop[],
  near: { before: string | null; after: string | null },
): MapEdit[] {
  const all = touchpointsOf(map);
  const before = all.find(({ touchpoint }) => touchpoint.id === near.before);
  const after = all.find(({ touchpoint }) => touchpoint.id === near.after);
  const lastStage = map.stages.findLast(({ steps }) => steps.length > 0);
  const lastStep = lastStage?.steps.at(-1);
  const end = lastStage && lastStep ? { stage: lastStage, step: lastStep } : null;
  const place = before ?? after ?? end;
  if (!place) return [];
  const taken = new Set(idsOf(map));
  const edits: MapEdit[] = [];
  let behind = before ? before.touchpoint.id : after ? null : (end?.step.touchpoints.at(-1)?.id ?? null);
  const channels = new Set(map.channels.map(({ id }) => id));
  for (const { event, channel } of stops) {
    if (isChannel(channel) && !channels.has(channel)) {
      channels.add(channel);
      edits.push(addChannel(channel));
    }
    const alias = ALIAS_LIKE.test(event) && !Object.hasOwn(map.events, event);
    if (alias) edits.push({ kind: 'set', at: ['events', event], value: event });
    const id = freeId(event, taken);
    const value: Json = {
      id,
      title: standardEvent(event)?.title ?? event,
      ...(isChannel(channel) ? { channel, where: `channel = '${channel}'` } : {}),
      events: event,
      optional: true,
    };
    edits.push({
      kind: 'insert',
      list: ['stages', { id: place.stage.id }, 'steps', { id: place.step.id }, 'touchpoints'],
      after: behind === null ? null : { id: behind },
      value,
    });
    behind = id;
  }
  return edits;
}

function addChannel(channel: keyof typeof CHANNELS): MapEdit {
  const title = channel.charAt(0).toUpperCase() + channel.slice(1).replaceAll('_', ' ');
  return {
    kind: 'insert',
    list: ['channels'],
    after: null,
    value: { id: channel, name: title, type: CHANNELS[channel].kind },
  };
}

function idsOf(map: JourneyMap): string[] {
  return [
    ...map.stages.flatMap((stage) => [stage.id, ...stage.steps.map(({ id }) => id)]),
    ...touchpointsOf(map).map(({ touchpoint }) => touchpoint.id),
  ];
}

function freeId(event: string, taken: Set<string>): string {
  const base =
    event
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'touchpoint';
  let id = base;
  for (let count = 2; taken.has(id); count++) id = `${base}-${count}`;
  taken.add(id);
  return id;
}
