import type { TimelineEvent } from '../../shared/customers/contract.ts';
import { dayOf } from '../platform/period.ts';

/** The same thing done several times in a row, newest first; one entry of the timeline. */
export interface TimelineRun {
  /** names the run: the newest event's place in the log */
  key: string;
  event: string;
  channel: string;
  events: TimelineEvent[];
}

export interface TimelineDay {
  day: string;
  runs: TimelineRun[];
}

const SILENCE_MS = 30 * 60_000;

function isSameRun(run: TimelineRun, event: TimelineEvent): boolean {
  const last = run.events.at(-1);
  return (
    last !== undefined &&
    run.event === event.event &&
    run.channel === event.channel &&
    // money is never folded away
    event.amount === null &&
    last.amount === null &&
    Date.parse(last.at) - Date.parse(event.at) <= SILENCE_MS
  );
}

/** Newest-first events by the shop's calendar day; the same event again within half an hour is one entry. */
export function groupByDay(events: readonly TimelineEvent[], timeZone: string): TimelineDay[] {
  const days: TimelineDay[] = [];
  for (const event of events) {
    const day = dayOf(event.at, timeZone);
    let current = days.at(-1);
    if (current?.day !== day) {
      current = { day, runs: [] };
      days.push(current);
    }
    const run = current.runs.at(-1);
    if (run && isSameRun(run, event)) run.events.push(event);
    else current.runs.push({ key: event.seq, event: event.event, channel: event.channel, events: [event] });
  }
  return days;
}
