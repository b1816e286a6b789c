import { Answer } from './columns';
import * as entries from './entries';
import { take, takeZeroed, Words } from './memory';

/** params: from, to: 64 bits each; then those of the entries (entries.ts), 32 stages at most */
const ENTRIES: u32 = 4;
const MAX_STAGES: u32 = 32;
const WIDTH: u32 = 6;
const COUNTS: u32 = 5;

/** stages of the person, a bit each */
let entered: u32;
let onward: u32;
let returned: u32;
let next: u32;
let arrived: u32;
let through: u32;
/** stages of the case at hand: entered inside the period, entered ever, gone to the next */
let inside: u32;
let ever: u32;
let gone: u32;
let before: u32;
let isCounted: bool;
let cases: u32;
/** time of the first entry inside the period of each stage */
let firsts: usize;
/** stage, time (two words) */
let times!: Words;

/**
 * dp_ribbon(params Array(UInt32), at Array(Int64), code Array(UInt16), flags Array(UInt32))
 *   -> Array(Tuple(stage, people, onward, returned, next, skipped UInt32, ms Array(Int64)))
 *
 * The people in the stages of a map: cases and entries are those of dp_stages. The last row holds the sums of the call.
 * Stage 0: `people` = cases with an entry inside the period. A stage s from 1 on, of people:
 *   people    have an entry into s inside the period
 *   onward    after the first such entry of a case, the case enters a later stage
 *   returned  such an entry follows directly on a later stage
 *   next      after the first such entry of a case, the case enters the very next stage; ms: from entry to entry, per case
 *   skipped   have an entry into s + 1 inside the period, none of them in a case that had been in s before
 */
export function ribbon(handle: usize, rows: u32): usize {
  entries.openEntries(handle, rows, ENTRIES);
  const counts = takeZeroed(<usize>(MAX_STAGES * COUNTS) << 2);
  firsts = take(<usize>MAX_STAGES << 3);
  times = Words.of(1024);
  cases = 0;
  for (let row: u32 = 0; row < rows; row++) {
    entries.nextPerson();
    const from = entries.question.long(0);
    const to = entries.question.long(2);
    entered = onward = returned = next = arrived = through = 0;
    let caseNumber: u32 = 0;
    while (entries.nextEntry()) {
      if (entries.caseNumber != caseNumber) {
        caseNumber = entries.caseNumber;
        inside = ever = gone = before = 0;
        isCounted = false;
      }
      const time = entries.time;
      enter(entries.stage - 1, time, time >= from && time < to);
    }
    const skipped = arrived & ~through;
    const all = entered | skipped;
    for (let stage: u32 = 0, count = counts; all >> stage != 0; stage++, count += COUNTS << 2) {
      store<u32>(count, load<u32>(count) + ((entered >> stage) & 1));
      store<u32>(count, load<u32>(count, 4) + ((onward >> stage) & 1), 4);
      store<u32>(count, load<u32>(count, 8) + ((returned >> stage) & 1), 8);
      store<u32>(count, load<u32>(count, 12) + ((next >> stage) & 1), 12);
      store<u32>(count, load<u32>(count, 16) + ((skipped >> stage) & 1), 16);
      if (stage == MAX_STAGES - 1) break; // a shift by 32 is none
    }
  }
  return answerRibbon(rows, counts);
}

/** An entry into a stage (from 0) of the case at hand. */
@inline
function enter(stage: u32, time: i64, isInside: bool): void {
  const bit: u32 = 1 << stage;
  onward |= inside & (bit - 1);
  const previous = bit >> 1;
  if (inside & previous & ~gone) {
    gone |= previous;
    next |= previous;
    const passage = times.extend(3);
    store<u32>(passage, stage - 1);
    store<i64>(passage, time - load<i64>(firsts + (<usize>(stage - 1) << 3)), 4);
  }
  if (isInside) {
    if (!isCounted) cases++;
    isCounted = true;
    arrived |= previous;
    through |= ever & previous;
    if (before > stage + 1) returned |= bit;
    if ((inside & bit) == 0) store<i64>(firsts + (<usize>stage << 3), time);
    inside |= bit;
    entered |= bit;
  }
  ever |= bit;
  before = stage + 1;
}

function answerRibbon(rows: u32, counts: usize): usize {
  const answer = Answer.of(rows, WIDTH);
  for (let row: u32 = 1; row < rows; row++) answer.endRow();
  const head = answer.words.extend(WIDTH);
  store<u32>(head, 0);
  store<u32>(head, cases, 4);
  store<u64>(head, 0, 8);
  store<u64>(head, 0, 16);
  for (let stage: u32 = 0; stage < MAX_STAGES; stage++) {
    const words = answer.words.extend(WIDTH);
    const count = counts + <usize>(stage * COUNTS) * 4;
    store<u32>(words, stage + 1);
    for (let i: usize = 0; i < COUNTS; i++) store<u32>(words + (i << 2), load<u32>(count + (i << 2)), 4);
  }
  answer.endRow();
  const timesEnd = times.start + (<usize>times.length << 2);
  const places = takeZeroed(<usize>(MAX_STAGES + 2) << 2);
  for (let passage = times.start; passage < timesEnd; passage += 12) {
    const place = places + (<usize>(load<u32>(passage) + 1) << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
  const records = MAX_STAGES + 1;
  const handle = answer.close((<usize>records + <usize>(times.length / 3)) << 3);
  const ends = answer.nested(handle);
  store<u64>(ends, 0);
  for (let stage: u32 = 0; stage < MAX_STAGES; stage++) {
    const place = places + (<usize>(stage + 1) << 2);
    store<u32>(place, load<u32>(place) + load<u32>(places + (<usize>stage << 2)));
    store<u64>(ends + (<usize>(stage + 1) << 3), load<u32>(place));
  }
  const ms = ends + (<usize>records << 3);
  for (let passage = times.start; passage < timesEnd; passage += 12) {
    const place = places + (<usize>load<u32>(passage) << 2);
    const index = load<u32>(place);
    store<u32>(place, index + 1);
    store<i64>(ms + (<usize>index << 3), load<i64>(passage, 4));
  }
  return handle;
}
