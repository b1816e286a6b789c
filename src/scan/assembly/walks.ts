import { ArrayColumn, Question } from './columns';
import { clearWords, take, takeZeroed } from './memory';
import { WordCounts } from './table';

/**
 * Cuts the journey of a person into walks; paths.ts counts them.
 *
 * Events outside the period and excluded events are dropped. What is left is cut where the silence between two events
 * is longer than `gapMs`. A walk starts at its first `from` event, or ends at its first `to` event; without that event
 * it is no walk. Items of one kind in a row become one, with the time of the last of them. Of what is left the first
 * `size` items count (with `to`: the last `size`).
 *
 * An item is one word: code | channel << 16 | 1 << 24, with code 0 where only the channel is asked and channel 0 where
 * only the event is; so no item is 0, 1 or 2.
 */

/** params: gapMs, from (inclusive), to (exclusive): 64 bits each; then one word each: */
const SIZE: u32 = 6; // items of a walk, 2 to 12
const KIND: u32 = 7; // mask on an item: 0x100ffff event, 0x1ff0000 channel, 0x1ffffff both
const ANCHOR: u32 = 8; // 0 none, 1 from, 2 to
const ANCHOR_CODE: u32 = 9;
const PARTS: u32 = 10; // dp_paths: TIMES | WHOLE_WALKS
const EXCLUDED: u32 = 11; // number of excluded codes, then the codes
// then for every position how many items are shown, and those items

/** parts */
export const TIMES: u32 = 1;
export const WHOLE_WALKS: u32 = 2;
/** anchor */
const FROM: u32 = 1;
const TO: u32 = 2;
const CODES: u32 = 0xffff;
const CHANNELS: u32 = 0xff0000;
/** the item in a word that also holds its position << 25 */
export const ITEM: u32 = 0x1ffffff;
const MAX_SIZE: u32 = 12;
/** bytes of `numbers` of one item: one for each position, MAX_SIZE at most */
const NUMBERS_SHIFT: u32 = 4;

/** What is asked of every event stands in one word by its code: flags, and where in `numbers` its row begins. */
const IS_EXCLUDED: u32 = 1;
const IS_FIRST: u32 = 2;
const IS_LAST: u32 = 4;
const FLAGS: u32 = 7;

let question!: Question;
let at!: ArrayColumn;
let code!: ArrayColumn;
let channel!: ArrayColumn;
let gapMs: i64;
let from: i64;
let to: i64;
let kind: u32;
let anchor: u32;
/** a word for each code, see above */
let rules: usize;
export let parts: u32;
/** the item shown as number n at position p: word p << shownShift | n; n = 0 is Other */
export let shownItems: usize;
export let shownShift: u32;
export let size: u32;
/**
 * Numbers of the shown items, found without a search: a row for each code (row 0: of what is shown nowhere), in it each
 * channel, where channels are asked for, in it each position. 0 = not shown there.
 */
let numbers: usize;
/** walks of the items that are not shown: items with their position << 25 */
export let folded!: WordCounts;

/** the walk at hand from slot 1: the item, where its numbers begin (with flags), its time */
let slots: usize;
const SLOT_SHIFT: usize = 4;
export const SLOT: usize = 1 << SLOT_SHIFT;
const SLOT_PLACE: usize = 4;
const SLOT_TIME: usize = 8;
/** events of one person that have room there */
let capacity: u32;
/** all items of a walk that is read to its end are kept; else those behind `size` share one slot */
let lastSlot: u32;
/** slot of the first item that counts, and their number */
let first: u32;
export let length: u32;
/** more items than `size` */
export let isCut: bool;
/** next event of the person, and where those before `to` end */
let cursor: u32;
let end: u32;

/** Opens a call. All its rows ask for walks of one size. */
export function openWalks(handle: usize, rows: u32): void {
  question = Question.of(handle, rows);
  size = question.first(SIZE);
  if (size < 1 || size > MAX_SIZE) unreachable();
  at = ArrayColumn.of(handle, 1, rows, 3);
  code = ArrayColumn.of(handle, 2, rows, 1);
  channel = ArrayColumn.of(handle, 3, rows, 0);
  rules = take(65536 << 2);
  capacity = 0;
  makeRoom(62);
}

/** A slot for every event, and two that are always there: before the first item, and for what comes after the last. */
function makeRoom(events: u32): void {
  capacity = max(events, capacity << 1);
  slots = take(<usize>(capacity + MAX_SIZE) << SLOT_SHIFT);
}

/** Moves to the next person. Channels may be left out (empty) where items are events only. */
export function nextPerson(): void {
  if (question.next()) compile();
  at.next();
  code.next();
  channel.next();
  cursor = 0;
  end = code.length;
  if (end > capacity) makeRoom(end);
  lastSlot = anchor == TO ? capacity : size + 1;
  const ats = at.start;
  while (end > 0 && load<i64>(ats + (<usize>(end - 1) << 3)) >= to) end--;
  while (cursor < end && load<i64>(ats + (<usize>cursor << 3)) < from) cursor++;
}

function compile(): void {
  gapMs = question.long(0);
  from = question.long(2);
  to = question.long(4);
  if (question.word(SIZE) != size) unreachable();
  kind = question.word(KIND);
  parts = question.word(PARTS);
  anchor = question.word(ANCHOR);
  memory.fill(rules, 0, 65536 << 2);
  let index = EXCLUDED + 1;
  const behind = index + question.word(EXCLUDED);
  placeShown(behind);
  for (; index < behind; index++) addRule(question.word(index), IS_EXCLUDED);
  if (anchor != 0) addRule(question.word(ANCHOR_CODE), anchor == FROM ? IS_FIRST : IS_LAST);
}

@inline
function ruleOf(code: u32): usize {
  return rules + (<usize>code << 2);
}

function addRule(code: u32, rule: u32): void {
  store<u32>(ruleOf(code), load<u32>(ruleOf(code)) | rule);
}

/** Gives every shown item its number, from 1 at each position, and every code among them a row of `numbers`. */
function placeShown(start: u32): void {
  const rowShift = NUMBERS_SHIFT + ((kind & CHANNELS) != 0 ? 8 : 0);
  let rows: u32 = 1;
  let most: u32 = 0;
  for (let i = start; i < question.length; i += question.word(i) + 1) {
    most = max(most, question.word(i));
    for (let j: u32 = 1; j <= question.word(i); j++) {
      const rule = ruleOf(question.word(i + j) & CODES);
      if (load<u32>(rule) == 0) store<u32>(rule, rows++ << rowShift);
    }
  }
  if (most > 255) unreachable();
  // all codes are one where only channels are asked for
  if ((kind & CODES) == 0) for (let code: u32 = 1; code <= CODES; code++) store<u32>(ruleOf(code), load<u32>(rules));
  shownShift = 32 - clz(most);
  shownItems = takeZeroed(<usize>(size + 2) << (shownShift + 2));
  numbers = takeZeroed(<usize>rows << rowShift);
  folded = WordCounts.of();
  let position: u32 = 1;
  for (let i = start; i < question.length; position++) {
    const behind = i + question.word(i) + 1;
    if (position > size) unreachable();
    let number: u32 = 0;
    for (i++; i < behind; i++) {
      const item = question.word(i);
      store<u32>(shownItems + (<usize>((position << shownShift) | ++number) << 2), item);
      if ((item & kind) != item) continue; // no item of this question
      store<u8>(numbers + placeIn(load<u32>(ruleOf(item & CODES)), (item & CHANNELS) >> 16) + position, number);
    }
  }
}

/** Place in `numbers` (and the rule's flags); channel 0 where channels are not asked for. */
@inline
function placeIn(rule: u32, channel: u32): u32 {
  return rule + (channel << NUMBERS_SHIFT);
}

/** Reads the person's next walk; false when there is none. */
export function nextWalk(): bool {
  while (cursor < end) {
    if (readWalk()) return true;
  }
  return false;
}

/**
 * Reads up to the next long silence; false when what it read is no walk. What is asked of every event is kept in locals,
 * few enough for the processor's registers; whether an item is new is added up, not branched on: nobody could guess it.
 */
function readWalk(): bool {
  if (anchor == FROM && !skipTo(IS_FIRST)) return false;
  const count = end;
  const ats = at.start;
  const codes = code.start;
  const hasChannels = (kind & CHANNELS) != 0;
  if (hasChannels && channel.length != code.length) unreachable();
  let i = cursor;
  let last = load<i64>(ats + (<usize>i << 3));
  let lastItem: u32 = 0;
  let index: u32 = 0; // items so far
  let isAtLast = false;
  for (; i < count; i++) {
    const what = <u32>load<u16>(codes + (<usize>i << 1));
    const rule = load<u32>(ruleOf(what));
    if ((rule & IS_EXCLUDED) != 0) continue;
    const time = load<i64>(ats + (<usize>i << 3));
    if (time - last > gapMs) break; // this event begins the next walk
    last = time;
    let item = what | (1 << 24);
    let place = rule;
    if (hasChannels) {
      const where = <u32>load<u8>(channel.start + <usize>i);
      item = (item | (where << 16)) & kind;
      place = placeIn(rule, where);
    }
    index += u32(item != lastItem);
    lastItem = item;
    // the last of a run gives the time
    const slot = slots + (<usize>min(index, lastSlot) << SLOT_SHIFT);
    store<u64>(slot, <u64>item | (<u64>place << 32));
    store<i64>(slot, time, SLOT_TIME);
    if ((rule & IS_LAST) != 0) {
      isAtLast = true;
      break;
    }
  }
  cursor = i;
  if (isAtLast) skipTo(0);
  isCut = index > size;
  length = min(index, size);
  first = anchor == TO ? index - length + 1 : 1;
  return length > 0 && isAtLast == (anchor == TO);
}

/** Moves on to an event under the rule; false, and moved to what follows the next long silence, when there is none. */
function skipTo(wanted: u32): bool {
  let last = load<i64>(at.start + (<usize>cursor << 3));
  for (; cursor < end; cursor++) {
    const rule = load<u32>(ruleOf(load<u16>(code.start + (<usize>cursor << 1))));
    if ((rule & IS_EXCLUDED) != 0) continue;
    const time = load<i64>(at.start + (<usize>cursor << 3));
    if (time - last > gapMs) break;
    if ((rule & wanted) != 0) return true;
    last = time;
  }
  return false;
}

/** Position of the walk's item `index` (from 0): counted from 1 at the start, or back from `size` at the `to` event. */
@inline
export function positionOf(index: u32): u32 {
  return anchor == TO ? size - length + index + 1 : index + 1;
}

@inline
function itemAt(index: u32): u32 {
  return load<u32>(slotOf(index));
}

/** Where the walk's item `index` stands; the next one SLOT bytes behind. */
@inline
export function slotOf(index: u32): usize {
  return slots + (<usize>(first + index) << SLOT_SHIFT);
}

/** Number of the item in a slot, from 1 among those shown at the position; 0: it is counted as folded. */
@inline
export function numberAt(slot: usize, position: u32): u32 {
  const number = <u32>load<u8>(numbers + (load<u32>(slot, SLOT_PLACE) & ~FLAGS) + position);
  if (number == 0) folded.count((position << 25) | load<u32>(slot));
  return number;
}

@inline
export function timeIn(slot: usize): i64 {
  return load<i64>(slot, SLOT_TIME);
}

/** The walk ends at its anchor: what is left open, or was cut, is its beginning. */
@inline
export function isBackward(): bool {
  return anchor == TO;
}

/** Writes the items at their positions, 0 where there is none: `size` words. */
export function writeItems(to: usize): void {
  clearWords(to, size);
  for (let i: u32 = 0; i < length; i++) store<u32>(to + (<usize>(positionOf(i) - 1) << 2), itemAt(i));
}

/** Writes the items from the first on, in pairs, 0 behind the last: a key of `longs` pairs. No branch on the length. */
@inline
export function writeKey(to: usize, longs: u32): void {
  let from = slotOf(0);
  let left = <i32>length;
  for (const stop = to + (<usize>longs << 3); to < stop; to += 8, from += SLOT << 1, left -= 2) {
    // 32-bit loads: the items have just been stored as such
    const low = <u64>(load<u32>(from) & u32(-i32(left > 0)));
    const high = <u64>(load<u32>(from, SLOT) & u32(-i32(left > 1)));
    store<u64>(to, low | (high << 32));
  }
}
