/**
 * Questions to the scan as the words of its first argument, Array(UInt32). The layouts are those of assembly/funnel.ts,
 * walks.ts and stages.ts. Times are whole milliseconds since 1970.
 */

/** One way to satisfy a step: an event code, and which `where` bit must be set in the event's flags (null = none). */
export interface StepAlternative {
  /** 1 to 65535; 0 = an event that was never seen, which matches nothing */
  code: number;
  /** 0 to 31, or null for no condition */
  flag: number | null;
}

/** From inclusive, to exclusive. */
export interface MsRange {
  fromMs: number;
  toMs: number;
}

const CODE_LIMIT = 0xffff;
const FLAG_LIMIT = 31;
const ANY_TIME = { from: -(2n ** 63n), to: 2n ** 63n - 1n };
// far beyond any time, yet times can be added to it without overflow
const FOREVER_MS = 2n ** 62n;

/**
 * The question of dp_funnel. `entry` limits the first step's event only; null = any time.
 *
 * funnelParams({ windowMs: 86_400_000, entry: null, steps: [[{ code: 3, flag: null }], [{ code: 7, flag: 0 }]] })
 */
export function funnelParams(question: {
  windowMs: number;
  entry: MsRange | null;
  steps: readonly (readonly StepAlternative[])[];
}): number[] {
  return [...words64(BigInt(question.windowMs)), ...range(question.entry), ...stepWords(question.steps)];
}

/** The question of dp_stages: `stages` in the map's order, each with the events that enter it. null = no limit. */
export function stagesParams(question: {
  idleMs: number | null;
  windowMs: number | null;
  stages: readonly (readonly StepAlternative[])[];
}): number[] {
  return [
    ...words64(question.idleMs === null ? FOREVER_MS : BigInt(question.idleMs)),
    ...words64(question.windowMs === null ? FOREVER_MS : BigInt(question.windowMs)),
    ...stepWords(question.stages),
  ];
}

/** The question of dp_ribbon: as dp_stages, with the period that entries are counted in. */
export function ribbonParams(question: Parameters<typeof stagesParams>[0] & { period: MsRange }): number[] {
  return [...range(question.period), ...stagesParams(question)];
}

export type WalkItemKind = 'event' | 'channel' | 'event_channel';

export interface WalksQuestion {
  /** silence that ends a walk; null = none */
  gapMs: number | null;
  /** only events in here count; null = all */
  period: MsRange | null;
  /** items of a walk, 2 to 12 */
  size: number;
  item: WalkItemKind;
  /** the event code at which walks start or end */
  anchor: { at: 'from' | 'to'; code: number } | null;
  /** event codes left out before walks are cut */
  excludedCodes: readonly number[];
}

const ITEM_MASK: Record<WalkItemKind, number> = {
  event: 0x100ffff,
  channel: 0x1ff0000,
  event_channel: 0x1ffffff,
};

/** What dp_paths tells besides nodes, links and ends. */
export interface PathParts {
  /** the time of every passage of a link */
  times: boolean;
  wholeWalks: boolean;
}

/**
 * The question of dp_paths and dp_walks. For dp_paths: all items but `shown` (items per position, the first of the list
 * is position 1) become OTHER_ITEM.
 */
export function walksParams(
  question: WalksQuestion,
  shown: readonly (readonly number[])[] = [],
  parts: PathParts = { times: true, wholeWalks: true },
): number[] {
  const { anchor, size, excludedCodes } = question;
  if (!Number.isInteger(size) || size < 1 || size > 12) throw new RangeError(`size ${size}: must be 1 to 12`);
  return [
    ...words64(question.gapMs === null ? FOREVER_MS : BigInt(question.gapMs)),
    ...range(question.period),
    size,
    ITEM_MASK[question.item],
    anchor === null ? 0 : anchor.at === 'from' ? 1 : 2,
    anchor === null ? 0 : checkCode(anchor.code),
    (parts.times ? 1 : 0) | (parts.wholeWalks ? 2 : 0),
    excludedCodes.length,
    ...excludedCodes.map(checkCode),
    ...shown.slice(0, size).flatMap((items) => [items.length, ...items]),
  ];
}

export const TALLY_SLICES = 12;
/** Buckets of a record of dp_tally beside the slices: all of them, and as long a time before. */
export const TALLY_WHOLE = 12;
export const TALLY_PREVIOUS = 13;
/** Flag of an event that was told before by another source: it counts for the coverage only. */
export const TOLD_FLAG = 31;
/** Channel of an entry: any. */
export const ANY_CHANNEL = 31;

/** Kinds of records of dp_tally, see assembly/tally.ts. */
export const TALLY_RECORD = {
  tally: 0,
  pair: 1,
  latestAtPlace: 2,
  latestToldAtPlace: 3,
  latestOfFlag: 4,
  uncovered: 5,
  coverage: 6,
} as const;

/** What an event of this code and channel (0 to 30, or ANY_CHANNEL) feeds, if it has the flag (0 to 30; null = always). */
export interface TallyEntry {
  code: number;
  channel: number;
  flag: number | null;
  feeds: 'tally' | 'from' | 'to' | 'coverage' | 'derived';
  /** number of the tally or pair; 0 for the others */
  item: number;
}

export interface TallyQuestion {
  toMs: number;
  /** only the latest event of each place is asked of events before */
  earliestMs: number;
  /** beginning of each range; all end at `toMs`, and as long a time before each is counted too */
  ranges: readonly number[];
  /** range of each tally */
  tallies: readonly number[];
  pairs: readonly { range: number; withinMs: number | null; hasTimes: boolean }[];
  entries: readonly TallyEntry[];
  /** over the first range */
  hasCoverage: boolean;
}

const FEEDS = { tally: 0, from: 1, to: 2, coverage: 3, derived: 4 } as const;

/** The question of dp_tally. */
export function tallyParams(question: TallyQuestion): number[] {
  const { toMs, ranges, tallies, pairs, hasCoverage } = question;
  const previous = ranges.map((fromMs) => 2 * fromMs - toMs);
  const entries = question.entries
    .map(({ code, channel, flag, feeds, item }) => ({
      place: ((checkCode(code) << 5) | channel) >>> 0,
      word: ((FEEDS[feeds] << 28) | ((flag === null ? 0 : flag + 1) << 20) | item) >>> 0,
    }))
    .sort((a, b) => a.place - b.place);
  return [
    ...words64(BigInt(toMs)),
    ...words64(BigInt(question.earliestMs)),
    Math.max(0, ...question.entries.map(({ code }) => code)),
    ranges.length,
    tallies.length,
    pairs.length,
    entries.length,
    hasCoverage ? 1 : 0,
    ...ranges.flatMap((fromMs, index) => [
      ...words64(BigInt(fromMs)),
      ...words64(BigInt(previous[index] ?? fromMs)),
    ]),
    ...tallies,
    ...pairs.flatMap(({ range, withinMs, hasTimes }) => [
      range | (hasTimes ? 256 : 0),
      ...words64(withinMs === null ? FOREVER_MS : BigInt(withinMs)),
    ]),
    ...entries.flatMap(({ place, word }) => [place, word]),
  ];
}

const EVENT_KINDS = { order: 1, refund: 2, adjustment: 3, derived: 4 } as const;

export interface ChannelsScan {
  period: MsRange;
  /** an order's last touch lies at most this far back */
  lastTouchMs: number;
  /** event names that are more than a touch, or none (derived) */
  kinds: readonly { code: number; kind: keyof typeof EVENT_KINDS }[];
}

/** Sums of each of the 32 channels in the answer of dp_channels, in order; behind them people and buyers of all. */
export const CHANNEL_SUMS = [
  'events',
  'unidentified',
  'orders',
  'refunds',
  'revenue',
  'people',
  'firstTouchPeople',
  'lastTouchOrders',
  'lastTouchRevenue',
] as const;
export const CHANNEL_LIMIT = 32;

/** The question of dp_channels. */
export function channelsParams({ period, lastTouchMs, kinds }: ChannelsScan): number[] {
  return [
    ...range(period),
    ...words64(BigInt(lastTouchMs)),
    ...kinds.map(({ code, kind }) => checkCode(code) | (EVENT_KINDS[kind] << 16)),
  ];
}

/** Item words of a walk (assembly/walks.ts): code | channel << 16 | 1 << 24. */
export const NO_ITEM = 0;
/** In dp_paths: an item that is not shown. */
export const OTHER_ITEM = 1;
/** In dp_paths as `next`: the node itself. */
export const NODE = 2;
/** In dp_paths as `next`: the walk goes on beyond the items asked for (with `to`: it began before them). */
export const CUT = 3;
/** In dp_paths as `next`: an item that is not shown, before it was folded. */
export const FOLDED = 4;
/** In dp_paths as `next`: a whole walk, at position 0. */
export const WHOLE = 5;

export function walkItem(kind: WalkItemKind, code: number, channel: number): number {
  return (checkCode(code) | (channel << 16) | (1 << 24)) & ITEM_MASK[kind];
}

/** The event code of an item; 0 where items are channels. */
export const codeOfItem = (item: number): number => item & 0xffff;
/** The channel code of an item; 0 = unknown, or items are events. */
export const channelOfItem = (item: number): number => (item >>> 16) & 0xff;

function stepWords(steps: readonly (readonly StepAlternative[])[]): number[] {
  return steps.flatMap((alternatives, index) => {
    if (alternatives.length === 0) throw new RangeError(`step ${index + 1} has no alternative`);
    return alternatives.map(({ code, flag }, place) => {
      if (flag !== null && !(flag >= 0 && flag <= FLAG_LIMIT)) {
        throw new RangeError(
          `flag ${flag}: a question has at most ${FLAG_LIMIT + 1} conditions, 0 to ${FLAG_LIMIT}`,
        );
      }
      const isLast = place === alternatives.length - 1;
      const bit = flag === null ? 0 : flag + 1;
      return (checkCode(code) | (bit << 16) | (isLast ? 1 << 31 : 0)) >>> 0;
    });
  });
}

function checkCode(code: number): number {
  if (!Number.isInteger(code) || code < 0 || code > CODE_LIMIT) {
    throw new RangeError(`event code ${code}: must be 0 to ${CODE_LIMIT}`);
  }
  return code;
}

function range(limits: MsRange | null): number[] {
  return limits === null
    ? [...words64(ANY_TIME.from), ...words64(ANY_TIME.to)]
    : [...words64(BigInt(limits.fromMs)), ...words64(BigInt(limits.toMs))];
}

/** Low word first, two's complement. */
function words64(value: bigint): [number, number] {
  const bits = BigInt.asUintN(64, value);
  return [Number(bits & 0xffffffffn), Number(bits >> 32n)];
}
