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
const PARTS: u32 = 10; // dp_paths: 1 times of the links, 2 whole walks
const EXCLUDED: u32 = 11; // number of excluded codes, then the codes
// then for every position how many items are shown, and those items

export const FROM: u32 = 1;
export const TO: u32 = 2;
/** the item in a word that also holds its position << 25 */
export const ITEM: u32 = 0x1ffffff;
const MAX_SIZE: u32 = 12;
const IS_EXCLUDED: u8 = 1;
const IS_ANCHOR: u8 = 2;

let question!: Question;
let at!: ArrayColumn;
let code!: ArrayColumn;
let channel!: ArrayColumn;
let gapMs: i64;
let from: i64;
let to: i64;
let kind: u32;
let anchor: u32;
/** u8 per code: IS_EXCLUDED, IS_ANCHOR */
let rules: usize;
/** items with their position << 25; marked with their number among those shown there, from 1; 0 = not shown */
export let placed!: WordCounts;
export let parts: u32;
/** the item shown as number n at position p: word p << shownShift | n; n = 0 is Other */
export let shownItems: usize;
export let shownShift: u32;
export let size: u32;

/** the walk at hand from slot 1: item words and their times */
let items: usize;
let times: usize;
/** events of one person that have room in them */
let capacity: u32;
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
  rules = take(65536);
  capacity = 0;
  makeRoom(62);
}

/** A slot for every event, and two that are always there: before the first item, and for what comes after the last. */
function makeRoom(events: u32): void {
  capacity = max(events, capacity << 1);
  items = take(<usize>(capacity + MAX_SIZE) << 2);
  times = take(<usize>(capacity + MAX_SIZE) << 3);
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
  memory.fill(rules, 0, 65536);
  if (anchor != 0) store<u8>(rules + <usize>question.word(ANCHOR_CODE), IS_ANCHOR);
  let index = EXCLUDED + 1;
  const end = index + question.word(EXCLUDED);
  for (; index < end; index++) store<u8>(rules + <usize>question.word(index), IS_EXCLUDED);
  placeShown(index);
}

function placeShown(start: u32): void {
  let most: u32 = 0;
  for (let i = start; i < question.length; i += question.word(i) + 1) most = max(most, question.word(i));
  shownShift = 32 - clz(most);
  shownItems = takeZeroed(<usize>(size + 2) << (shownShift + 2));
  placed = WordCounts.of();
  let position: u32 = 1;
  for (let i = start; i < question.length; position++) {
    const behind = i + question.word(i) + 1;
    if (position > size) unreachable();
    let number: u32 = 0;
    for (i++; i < behind; i++) {
      const item = question.word(i);
      placed.mark(item | (position << 25), ++number);
      store<u32>(shownItems + (<usize>((position << shownShift) | number) << 2), item);
    }
  }
}

/** Reads the person's next walk; false when there is none. */
@inline
export function nextWalk(): bool {
  while (cursor < end) {
    if (readWalk()) return true;
  }
  return false;
}

/**
 * Reads up to the next long silence; false when what it read is no walk. What is asked of every event is kept in locals,
 * and whether an item is new is added up, not branched on: nobody could guess it.
 */
@inline
function readWalk(): bool {
  const count = end;
  const ats = at.start;
  const codes = code.start;
  const channels = channel.start;
  const hasChannels = channel.length == code.length;
  const allowed = gapMs;
  const mask = kind;
  const ruleOf = rules;
  const itemSlots = items;
  const timeSlots = times;
  const isBack = anchor == TO;
  // all items of a walk that is read to its end are kept; else those behind `size` share one slot
  const lastSlot = isBack ? capacity : size + 1;
  let i = cursor;
  let last = load<i64>(ats + (<usize>i << 3));
  let isOpen = anchor != FROM;
  let isDone = false;
  let lastItem: u32 = 0;
  let index: u32 = 0; // items so far
  for (; i < count; i++) {
    const time = load<i64>(ats + (<usize>i << 3));
    const what = <u32>load<u16>(codes + (<usize>i << 1));
    const rule = load<u8>(ruleOf + <usize>what);
    if (rule != 0) {
      if (rule == IS_EXCLUDED) continue;
      if (time - last > allowed) break;
      isOpen = true;
    } else if (time - last > allowed) break; // this event begins the next walk
    last = time;
    if (!isOpen || isDone) continue;
    isDone = isBack && rule == IS_ANCHOR;
    const where = hasChannels ? <u32>load<u8>(channels + <usize>i) << 16 : 0;
    const item = (what | where | (1 << 24)) & mask;
    index += u32(item != lastItem);
    lastItem = item;
    // the last of a run gives the time
    const slot = min(index, lastSlot);
    store<u32>(itemSlots + (<usize>slot << 2), item);
    store<i64>(timeSlots + (<usize>slot << 3), time);
  }
  cursor = i;
  isCut = index > size;
  length = min(index, size);
  first = isBack ? index - length + 1 : 1;
  return isBack ? isDone : length > 0;
}

/** Position of the walk's item `index` (from 0): counted from 1 at the start, or back from `size` at the `to` event. */
@inline
export function positionOf(index: u32): u32 {
  return anchor == TO ? size - length + index + 1 : index + 1;
}

@inline
export function itemAt(index: u32): u32 {
  return load<u32>(items + (<usize>(first + index) << 2));
}

@inline
export function timeAt(index: u32): i64 {
  return load<i64>(times + (<usize>(first + index) << 3));
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
  let from = items + (<usize>first << 2);
  let left = <i32>length;
  for (const stop = to + (<usize>longs << 3); to < stop; to += 8, from += 8, left -= 2) {
    // 32-bit loads: the items have just been stored as such
    const low = <u64>(load<u32>(from) & u32(-i32(left > 0)));
    const high = <u64>(load<u32>(from, 4) & u32(-i32(left > 1)));
    store<u64>(to, low | (high << 32));
  }
}
