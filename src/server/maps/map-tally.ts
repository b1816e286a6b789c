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
import { ch, i64, joinCh } from '../platform/sql.ts';
import { derivedCodesOf } from '../reports/workspace-facts.ts';
import { channelsOf } from './binding-masks.ts';
import { readLatestAtOfEach } from './latest-event.ts';
import type { MapQuestion } from './map-question.ts';
import { addFlags, compileFlags, type FlaggedBinding, type Flags, MAX_FLAGS } from './tally-flags.ts';

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
      const { rows: journeys, flags: flagsOfRow } = cutJourneys(question, flags, earliestMs);
      const call = callTally({ toMs, earliestMs, ranges, tallies, pairs, entries, hasCoverage }, flagsOfRow);
      const rows = await question.context.clickhouse.query(
        ch`SELECT r.kind AS kind, r.item AS item, r.bucket AS bucket, sum(r.events) AS events, sum(r.people) AS people,
            sum(r.reached) AS reached, sum(r.reachedPeople) AS reachedPeople, maxArray(r.ms) AS latest,
            if(kind = 1 AND sum(length(r.ms)) > 0, arrayConcat(quantilesExactInclusiveArray(0.5, 0.75, 0.9, 0.95)(r.ms), [avgArray(r.ms), toFloat64(sumArray(r.ms))]), []) AS times
          FROM (SELECT arrayJoin(${call}) AS r FROM (${journeys}))
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

  /** Of the events from `earliestMs` on; null = none there. */
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
    /** As `readLatestAt` of each list, which is asked, for all at once, only where the pass cannot know. */
    async latestOfEach(lists: readonly (readonly EventBinding[])[]): Promise<(number | null)[]> {
      const known = lists.map((bindings) => {
        const latest = seenLatest(bindings, true);
        const isWhole = bindings.every(
          ({ count, ...binding }) => count === 'all' || channelsOf({ ...binding, count: 'all' }) !== null,
        );
        return latest !== null && (isWhole || latest >= question.span.toMs - STALE_AFTER_MS) ? latest : null;
      });
      const unknown = lists.filter((_, index) => known[index] === null);
      const asked = await readLatestAtOfEach(question, unknown);
      let place = 0;
      return known.map((latest) => latest ?? asked[place++] ?? null);
    },
  };
}

/** The ends of journeys from an instant on, with their flags: what is older nobody counts, and handing it over costs. */
function cutJourneys({ workspace }: MapQuestion, { single, ofWhole }: Flags, fromMs: number) {
  const names = [ch`at`, ch`code`, ch`channel`];
  if (single || ofWhole) names.push(ch`amount`, ch`seq`);
  const whole = journeysOf(workspace, ch`identified, ${joinCh(names, ch`, `)}`);
  const flags = ofWhole ? ch`, ${ofWhole} AS flags_of_whole` : ch``;
  if (ofWhole) names.push(ch`flags_of_whole`);
  const ends = names.map((name) => ch`arraySlice(${name}, first) AS ${name}`);
  return {
    rows: ch`SELECT identified, ${joinCh(ends, ch`, `)}
      FROM (SELECT *, arrayFirstIndex(t -> t >= ${i64(fromMs)}, at) AS first${flags} FROM (${whole})) WHERE first > 0`,
    flags:
      ofWhole === null
        ? (single ?? undefined)
        : single
          ? addFlags(single, ch`flags_of_whole`)
          : ch`flags_of_whole`,
  };
}
