import type { ScanFunctionName } from '../../scan/functions.ts';
import {
  type ChannelsScan,
  channelsParams,
  funnelParams,
  type MsRange,
  type PathParts,
  ribbonParams,
  type StepAlternative,
  stagesParams,
  type TallyQuestion,
  tallyParams,
  type WalksQuestion,
  walksParams,
} from '../../scan/params.ts';
import { arrayOf, type ChSql, ch, joinCh, u16, u32 } from './sql.ts';

export {
  ANY_CHANNEL,
  CHANNEL_LIMIT,
  CHANNEL_SUMS,
  type ChannelsScan,
  CUT,
  channelOfItem,
  codeOfItem,
  FOLDED,
  NO_ITEM,
  NODE,
  OTHER_ITEM,
  type PathParts,
  TALLY_PREVIOUS,
  TALLY_RECORD,
  TALLY_SLICES,
  TALLY_WHOLE,
  type TallyEntry,
  type TallyQuestion,
  TOLD_FLAG,
  type WalksQuestion,
  WHOLE,
  walkItem,
} from '../../scan/params.ts';

/**
 * Calls of the scan as SQL over the columns `at`, `code`, `channel` of journeys (`journeysOf`). Run them with
 * SCAN_SETTINGS.
 */

/**
 * ClickHouse hands the scan whole blocks: small ones stay in the processor's cache, and every thread's module needs room
 * for its largest block (a person's journey is never divided). The module has 1 GB from the start, of which only what is
 * touched is real; where less is allowed, it does not start.
 */
export const SCAN_SETTINGS = {
  max_block_size: '8192',
  webassembly_udf_max_memory: String(1024 ** 3),
} as const;

/** No step has a condition. */
const NO_FLAGS = ch`CAST([], 'Array(UInt32)')`;

/**
 * One bit per condition for each event, Array(UInt32): bit i is set where `conditions[i]` (SQL, Array(UInt8) as long as
 * `at`) is 1. `NO_FLAGS` without conditions.
 *
 * flagsOf([ch`arrayMap(x -> x > 0, amount)`])
 */
export function flagsOf(conditions: readonly ChSql[]): ChSql {
  const [first, ...rest] = conditions.map(
    (condition, bit) => ch`arrayMap(c -> toUInt32(bitShiftLeft(toUInt32(c), ${u32(bit)})), ${condition})`,
  );
  if (first === undefined) return NO_FLAGS;
  return rest.reduce((all, one) => ch`arrayMap((a, b) -> bitOr(a, b), ${all}, ${one})`, first);
}

/**
 * Array(UInt32): places (from 1) in `at` of the events that served step 1, 2, ... of the person's best run; its length is
 * the step reached (assembly/funnel.ts). Times: `arrayMap(i -> at[i], run)`.
 */
export function callFunnel(
  question: { windowMs: number; entry: MsRange | null; steps: readonly (readonly StepAlternative[])[] },
  flags: ChSql = NO_FLAGS,
): ChSql {
  return ch`dp_funnel(${wordsOf(funnelParams(question))}, at, code, ${flags})`;
}

/** Array(Tuple(case, stage, event)): entries into the stages of a map, in order (assembly/stages.ts). */
// Words in every row: conditions on what it answers make ClickHouse compute it for some rows of a block only.
export function callStages(
  question: {
    idleMs: number | null;
    windowMs: number | null;
    stages: readonly (readonly StepAlternative[])[];
  },
  flags: ChSql = NO_FLAGS,
): ChSql {
  return ch`dp_stages(${arrayOf('UInt32', stagesParams(question))}, at, code, ${flags})`;
}

/** Array(Tuple(case, stage, from, until, seq)) over at, code, seq: when the person is in which stage (assembly/stays.ts). */
export function callStays(
  question: {
    idleMs: number | null;
    windowMs: number | null;
    stages: readonly (readonly StepAlternative[])[];
  },
  flags: ChSql = NO_FLAGS,
): ChSql {
  return ch`dp_stays(${wordsOf(stagesParams(question))}, at, code, ${flags}, seq)`;
}

/**
 * Array(Tuple(stage, people, onward, returned, next, skipped, ms)): the people in the stages of a map; sums of a block, in
 * one row of it (assembly/ribbon.ts). Use as callPaths.
 */
export function callRibbon(question: Parameters<typeof ribbonParams>[0], flags: ChSql = NO_FLAGS): ChSql {
  return ch`dp_ribbon(${wordsOf(ribbonParams(question))}, at, code, ${flags})`;
}

/**
 * Array(Tuple(position, item, next, walks, people, ms, items)): sums of a block, in one row of it (assembly/paths.ts):
 * flows, whole walks, folded items. Use as `SELECT r.position, r.item, r.next, r.items, sum(r.walks), sum(r.people),
 * quantileExactArray(0.5)(r.ms) FROM (SELECT arrayJoin(<call>) AS r FROM journeys) GROUP BY 1, 2, 3, 4`; the rows must
 * not be filtered after the call.
 */
export function callPaths(
  question: WalksQuestion,
  shown: readonly (readonly number[])[],
  parts: PathParts,
): ChSql {
  return callWalkFunction('dp_paths', question, walksParams(question, shown, parts));
}

/**
 * Array(Int64): CHANNEL_SUMS of each of CHANNEL_LIMIT channels, then people and buyers of all, over the columns at, code,
 * channel, amount, identified; sums of a block, in one row of it (assembly/channels.ts). Use as
 * `SELECT sumForEach(<call>) FROM journeys`. `told`: Array(UInt8), for each order in turn whether it was told before.
 */
export function callChannels(question: ChannelsScan, told: ChSql = ch`CAST([], 'Array(UInt8)')`): ChSql {
  // few events move money, and what is handed over is what costs
  const isMoney = question.kinds
    .filter(({ kind }) => kind !== 'derived')
    .map(({ code }) => ch`c = ${u16(code)}`);
  const money = ch`arrayFilter((a, c) -> ${joinCh(isMoney, ch` OR `, ch`0`)}, amount, code)`;
  return ch`dp_channels(${wordsOf(channelsParams(question))}, at, code, channel, ${money}, ${told}, [identified])`;
}

/** Array(Tuple(isCut, items)): the person's walks, `size` items each by position, 0 = none. For lists of people. */
export function callWalks(question: WalksQuestion): ChSql {
  return callWalkFunction('dp_walks', question, walksParams(question));
}

/**
 * Array(Tuple(kind, item, bucket, events, people, reached, reachedPeople, ms)): everything that a map counts over the
 * columns at, code, channel, identified; sums of a block, in one row of it (assembly/tally.ts). Use as callPaths.
 */
export function callTally(question: TallyQuestion, flags: ChSql = NO_FLAGS): ChSql {
  return ch`dp_tally(${wordsOf(tallyParams(question))}, at, code, channel, ${flags}, [identified])`;
}

function callWalkFunction(name: ScanFunctionName, question: WalksQuestion, params: number[]): ChSql {
  const channel = question.item === 'event' ? ch`CAST([], 'Array(UInt8)')` : ch`channel`;
  const words = wordsOf(params);
  if (name === 'dp_paths') return ch`dp_paths(${words}, at, code, ${channel})`;
  return ch`dp_walks(${words}, at, code, ${channel})`;
}

/**
 * The question for the scan. ClickHouse would write a constant array out for every row of a block; the scan takes an
 * empty array as "as in the row before", so only the first row of each block carries the words.
 */
function wordsOf(params: readonly number[]): ChSql {
  const words = arrayOf('UInt32', params);
  return ch`if(rowNumberInBlock() = 0, ${words}, CAST([], 'Array(UInt32)'))`;
}
