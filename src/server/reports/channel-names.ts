import { CHANNEL_NAMES, channelCode } from '../../shared/channels.ts';
import { BadQuestion } from './bad-question.ts';

/** Shown for events that named no channel (code 0). */
export const UNKNOWN_CHANNEL = 'unknown';

/** Name of a channel's code in journeys; 0 = "unknown". */
export function channelName(code: number): string {
  return CHANNEL_NAMES[code - 1] ?? UNKNOWN_CHANNEL;
}

/** Code of a channel in a question; BadQuestion where there is none of this name. */
export function readChannel(name: string): number {
  const code = channelCode(name);
  if (code === 0 && name !== UNKNOWN_CHANNEL) {
    throw new BadQuestion(
      `There is no channel "${name}". Channels: ${[...CHANNEL_NAMES, UNKNOWN_CHANNEL].join(', ')}.`,
    );
  }
  return code;
}
