import { ArrayColumn, Question } from './columns';
import { clearWords, take } from './memory';
import { WordSet } from './table';

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
const DETAIL: u32 = 10; // dp_paths: 0 nodes, 1 nodes, exits, links and their times
const EXCLUDED: u32 = 11; // number of excluded codes, then the codes
// then the items shown, each with its position << 25; none = all

export const FROM: u32 = 1;
export const TO: u32 = 2;
/** the item in a word that also holds its position << 25 */
export const ITEM: u32 = 0x1ffffff;
/** an item that is not shown */
export const OTHER: u32 = 1;
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
let shown!: WordSet;
let isFolding: bool;
export let size: u32;
export let hasDetail: bool;

/** the walk at hand, a ring of `size`: item words and their times */
let items: usize;
let times: usize;
/** slot of the first item that counts, and their number */
let oldest: u32;
export let length: u32;
/** more items than `size` */
export let isCut: bool;
/** next event of the person */
let cursor: u32;

/** Opens a call. All its rows ask for walks of one size. */
export function openWalks(handle: usize, rows: u32): void {
  question = Question.of(handle, rows);
  size = question.first(SIZE);
  if (size < 1 || size > MAX_SIZE) unreachable();
  at = ArrayColumn.of(handle, 1, rows, 3);
  code = ArrayColumn.of(handle, 2, rows, 1);
  channel = ArrayColumn.of(handle, 3, rows, 0);
  rules = take(65536);
  items = take(MAX_SIZE << 2);
  times = take(MAX_SIZE << 3);
}

/** Moves to the next person. Channels may be left out (empty) where items are events only. */
export function nextPerson(): void {
  if (question.next()) compile();
  at.next();
  code.next();
  channel.next();
  cursor = 0;
}

function compile(): void {
  gapMs = question.long(0);
  from = question.long(2);
  to = question.long(4);
  if (question.word(SIZE) != size) unreachable();
  kind = question.word(KIND);
  anchor = question.word(ANCHOR);
  hasDetail = question.word(DETAIL) != 0;
  memory.fill(rules, 0, 65536);
  if (anchor != 0) store<u8>(rules + <usize>question.word(ANCHOR_CODE), IS_ANCHOR);
  let index = EXCLUDED + 1;
  const end = index + question.word(EXCLUDED);
  for (; index < end; index++) store<u8>(rules + <usize>question.word(index), IS_EXCLUDED);
  shown = WordSet.of(question.length - index);
  isFolding = index < question.length;
  for (; index < question.length; index++) shown.add(question.word(index));
}

/** Reads the person's next walk; false when there is none. */
export function nextWalk(): bool {
  while (cursor < code.length) {
    if (readWalk()) return true;
  }
  return false;
}

/** Reads up to the next long silence; false when what it read is no walk. */
function readWalk(): bool {
  const count = code.length;
  const ats = at.start;
  const codes = code.start;
  const channels = channel.start;
  const hasChannels = channel.length == count;
  const room = size;
  let i = cursor;
  let last = i64.MAX_VALUE; // no event yet: no silence
  let isOpen = anchor != FROM;
  let isDone = false;
  let lastItem: u32 = 0;
  let index: u32 = 0; // items so far
  let slot: u32 = 0; // of the next item
  isCut = false;
  for (; i < count; i++) {
    const time = load<i64>(ats + (<usize>i << 3));
    if (time < from) continue;
    if (time >= to) {
      i = count;
      break;
    }
    const what = <u32>load<u16>(codes + (<usize>i << 1));
    const rule = load<u8>(rules + <usize>what);
    if (rule == IS_EXCLUDED) continue;
    if (time - gapMs > last) break; // this event begins the next walk
    last = time;
    if (rule == IS_ANCHOR) isOpen = true;
    if (!isOpen || isDone || (isCut && anchor != TO)) continue;
    isDone = rule == IS_ANCHOR && anchor == TO;
    const where = hasChannels ? <u32>load<u8>(channels + <usize>i) : 0;
    const item = (what | (where << 16) | (1 << 24)) & kind;
    if (item != lastItem) {
      lastItem = item;
      if (index >= room) {
        isCut = true;
        if (anchor != TO) continue;
      }
      index++;
      slot = slot + 1 < room ? slot + 1 : 0;
    }
    // the last of a run gives the time
    store<u32>(items + (<usize>slot << 2), item);
    store<i64>(times + (<usize>slot << 3), time);
  }
  cursor = i;
  length = min(index, room);
  // the ring's newest item is in `slot`
  oldest = slot + 1 + room - length;
  if (oldest >= room) oldest -= room;
  return anchor == TO ? isDone : length > 0;
}

@inline
function slotOf(index: u32): u32 {
  const slot = oldest + index;
  return slot < size ? slot : slot - size;
}

/** Position of the walk's item `index` (from 0): counted from 1 at the start, or back from `size` at the `to` event. */
@inline
export function positionOf(index: u32): u32 {
  return anchor == TO ? size - length + index + 1 : index + 1;
}

@inline
export function itemAt(index: u32): u32 {
  return load<u32>(items + (<usize>slotOf(index) << 2));
}

/** Item `index` with its position << 25; OTHER where the item is not shown there. */
@inline
export function placedItem(index: u32): u32 {
  const place = positionOf(index) << 25;
  const placed = place | itemAt(index);
  if (!isFolding) return placed;
  return shown.has(placed) ? placed : place | OTHER;
}

@inline
export function timeAt(index: u32): i64 {
  return load<i64>(times + (<usize>slotOf(index) << 3));
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
