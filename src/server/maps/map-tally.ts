import { z } from 'zod';
import type { EventBinding } from '../../shared/maps/journey-map.ts';
import { STALE_AFTER_MS } from '../../shared/maps/lint-map.ts';
import { journeysOf } from '../journeys/source.ts';
import {
  ANY_CHANNEL,
  callTally,
  TALLY_RECORD,
  type TallyEntry,
  type TallyQuestion,
} from '../platform/scan-calls.ts';
import { ch } from '../platform/sql.ts';
import { derivedCodesOf } from '../reports/workspace-facts.ts';
import { channelsOf } from './binding-masks.ts';
import { readLatestAt } from './latest-event.ts';
import type { MapQuestion } from './map-question.ts';
import { compileFlags, type FlaggedBinding, MAX_FLAGS } from './tally-flags.ts';

const number = z.coerce.number();
const recordRow = z.object({
  kind: number,
  item: number,
  bucket: number,
  events: number,
  people: number,
  reached: number,
  reachedPeople: number,
  latest: number,
  /** median, 75th, 90th, 95th percentile, mean, sum of the times */
  times: z.array(z.number().nullable()),
});
export type TallyRecord = z.infer<typeof recordRow>;

/**
 * What one pass over the journeys is to count (assembly/tally.ts). Bindings join as long as there are flags for them: the
 * callers ask `hasRoomFor` first.
 */
export function planTally(question: MapQuestion) {
  const { eventCodes } = question.facts;
  const { toMs } = question.span;
  const ranges = [question.span.fromMs];
  const tallies: number[] = [];
  const pairs: TallyQuestion['pairs'][number][] = [];
  const entries: TallyEntry[] = [];
  const flagOf = new Map<string, FlaggedBinding & { flag: number }>();
  let hasCoverage = false;

  const keyOf = ({ event, where, count }: EventBinding) => JSON.stringify([event, where, count]);
  const needsFlag = (binding: EventBinding) =>
    eventCodes.has(binding.event) && (binding.count !== 'all' || channelsOf(binding) === null);

  function rangeOf(fromMs: number): number {
    const known = ranges.indexOf(fromMs);
    return known >= 0 ? known : ranges.push(fromMs) - 1;
  }

  function add(bindings: readonly EventBinding[], feeds: TallyEntry['feeds'], item: number): void {
    for (const binding of bindings) {
      const code = eventCodes.get(binding.event);
      if (code === undefined) continue;
      if (!needsFlag(binding)) {
        const channels = binding.where === undefined ? [ANY_CHANNEL] : (channelsOf(binding) ?? []);
        for (const channel of channels) entries.push({ code, channel, flag: null, feeds, item });
        continue;
      }
      const key = keyOf(binding);
      const known = flagOf.get(key) ?? { binding, code, flag: flagOf.size };
      flagOf.set(key, known);
      entries.push({ code, channel: ANY_CHANNEL, flag: known.flag, feeds, item });
    }
  }

  return {
    hasRoomFor(bindings: readonly EventBinding[]): boolean {
      const fresh = bindings.filter(needsFlag).map(keyOf);
      return new Set([...flagOf.keys(), ...fresh]).size <= MAX_FLAGS;
    },
    needsFlags: (bindings: readonly EventBinding[]) => bindings.some(needsFlag),
    /** Events and people of the bindings, by bucket; returns its number. */
    addTally(bindings: readonly EventBinding[], fromMs: number): number {
      const item = tallies.push(rangeOf(fromMs)) - 1;
      add(bindings, 'tally', item);
      return item;
    },
    /** The next `to` of every `from`; returns its number. */
    addPair(given: {
      from: readonly EventBinding[];
      to: readonly EventBinding[];
      fromMs: number;
      withinMs: number | null;
      hasTimes: boolean;
    }): number {
      const { fromMs, withinMs, hasTimes } = given;
      const item = pairs.push({ range: rangeOf(fromMs), withinMs, hasTimes }) - 1;
      add(given.from, 'from', item);
      add(given.to, 'to', item);
      return item;
    },
    /** What of the period is covered by these. */
    addCoverage(bindings: readonly EventBinding[]): void {
      hasCoverage = true;
      add(bindings, 'coverage', 0);
      for (const code of derivedCodesOf(eventCodes)) {
        entries.push({ code, channel: ANY_CHANNEL, flag: null, feeds: 'derived', item: 0 });
      }
    },

    async run() {
      // the days that decide about "stale" are always among those looked at
      const earliestMs = Math.min(...ranges.map((fromMs) => 2 * fromMs - toMs), toMs - STALE_AFTER_MS);
      const flags = compileFlags(question, [...flagOf.values()], earliestMs);
      const call = callTally(
        { toMs, earliestMs, ranges, tallies, pairs, entries, hasCoverage },
        flags ?? undefined,
      );
      const columns = flags
        ? ch`identified, at, code, channel, amount, seq`
        : ch`identified, at, code, channel`;
      const rows = await question.context.clickhouse.query(
        ch`SELECT r.kind AS kind, r.item AS item, r.bucket AS bucket, sum(r.events) AS events, sum(r.people) AS people,
            sum(r.reached) AS reached, sum(r.reachedPeople) AS reachedPeople, maxArray(r.ms) AS latest,
            if(kind = 1 AND sum(length(r.ms)) > 0, arrayConcat(quantilesExactInclusiveArray(0.5, 0.75, 0.9, 0.95)(r.ms), [avgArray(r.ms), toFloat64(sumArray(r.ms))]), []) AS times
          FROM (SELECT arrayJoin(${call}) AS r FROM (${journeysOf(question.workspace, columns)}))
          GROUP BY kind, item, bucket`,
        recordRow,
        question.options,
      );
      return readTally(question, { rows, earliestMs, flagOf, keyOf });
    },
  };
}

export type TallyPlan = ReturnType<typeof planTally>;
export type TallyAnswer = Awaited<ReturnType<TallyPlan['run']>>;

function readTally(
  question: MapQuestion,
  pass: {
    rows: readonly TallyRecord[];
    earliestMs: number;
    flagOf: ReadonlyMap<string, { flag: number }>;
    keyOf: (binding: EventBinding) => string;
  },
) {
  const { rows, earliestMs, flagOf, keyOf } = pass;
  const { eventCodes } = question.facts;
  const byKey = new Map<string, TallyRecord[]>();
  for (const row of rows) {
    const key = `${row.kind}/${row.item}`;
    const list = byKey.get(key);
    if (list) list.push(row);
    else byKey.set(key, [row]);
  }
  const of = (kind: number, item: number) => byKey.get(`${kind}/${item}`) ?? [];
  const latestOf = (kind: number, item: number) => of(kind, item)[0]?.latest;

  /** As far as the pass saw it: all of what only event and channel decide, the rest from `earliestMs` on. */
  function seenLatest(bindings: readonly EventBinding[], isToldToo: boolean): number | null {
    const times = bindings.flatMap((binding) => {
      const code = eventCodes.get(binding.event);
      if (code === undefined) return [];
      const channels = channelsOf({ ...binding, count: 'all' });
      if (channels === null) {
        const flag = flagOf.get(keyOf(binding));
        if (flag === undefined || binding.count !== 'all') return [];
        return [
          latestOf(TALLY_RECORD.latestOfFlag, flag.flag) ?? [],
          isToldToo ? (latestOf(TALLY_RECORD.latestOfFlag, flag.flag + 32) ?? []) : [],
        ];
      }
      return channels.flatMap((channel) => [
        latestOf(TALLY_RECORD.latestAtPlace, code * 32 + channel) ?? [],
        isToldToo ? (latestOf(TALLY_RECORD.latestToldAtPlace, code * 32 + channel) ?? []) : [],
      ]);
    });
    // an event known to the workspace, and never seen in these channels, leaves no time either
    const seen = times.flat();
    return seen.length === 0 ? null : Math.max(...seen);
  }

  return {
    tally: (item: number) => of(TALLY_RECORD.tally, item),
    pair: (item: number) => of(TALLY_RECORD.pair, item),
    coverage: () => of(TALLY_RECORD.coverage, 0),
    uncovered: () => rows.filter((row) => row.kind === TALLY_RECORD.uncovered),
    seenLatest,
    earliestMs,
    /** As `readLatestAt`, which is asked only where the pass cannot know. */
    async latestAt(bindings: readonly EventBinding[]): Promise<number | null> {
      const latest = seenLatest(bindings, true);
      if (latest !== null && latest >= question.span.toMs - STALE_AFTER_MS) return latest;
      const isCertain = bindings.every((binding) => channelsOf({ ...binding, count: 'all' }) !== null);
      return isCertain ? latest : readLatestAt(question, bindings);
    },
  };
}
