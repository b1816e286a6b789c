import { ArrayColumn, Question } from './columns';
import { createBuffer, takeZeroed } from './memory';

/**
 * params: from, to, farthest last touch (ms): 64 bits each; then one word per event name that is special:
 * its code | kind << 16.
 */
const HEAD: u32 = 6;

/** Kinds of event names. */
const ORDER: u32 = 1;
const REFUND: u32 = 2;
const ADJUSTMENT: u32 = 3;
/** Made by the product itself: no contact, so neither counted nor a touch. */
const DERIVED: u32 = 4;

const CHANNELS: u32 = 32;
/** Sums of a channel, 8 bytes each; the order is that of CHANNEL_SUMS in params.ts. */
const EVENTS: usize = 0;
const UNIDENTIFIED: usize = 8;
const ORDERS: usize = 16;
const REFUNDS: usize = 24;
const REVENUE: usize = 32;
const PEOPLE: usize = 40;
const FIRST_TOUCH: usize = 48;
const LAST_TOUCH_ORDERS: usize = 56;
const LAST_TOUCH_REVENUE: usize = 64;
const CHANNEL_BYTES: usize = 72;
/** Behind the channels: all people, and those who bought. */
const TOTALS: usize = <usize>CHANNELS * CHANNEL_BYTES;
const SUMS_BYTES: usize = TOTALS + 16;

/**
 * dp_channels(params Array(UInt32), at Array(Int64), code Array(UInt16), channel Array(UInt8), amount Array(Int64),
 *     told Array(UInt8), known Array(UInt8))
 *   -> Array(Int64)
 *
 * The report on channels in one pass. The last row holds the sums of the call, 9 for each of 32 channels and 2 of all,
 * the others are empty (as in dp_paths). `amount` holds those of orders, refunds and adjustments only, in turn.
 * `told` holds, for each order in turn, 1 where it was told before by another source: an event, but no order and no
 * money; empty where none was. `known` holds 1 for a known person. An order's last touch is the latest event before its instant; the order itself where there is none.
 */
export function channels(handle: usize, rows: u32): usize {
  const question = Question.of(handle, rows);
  const at = ArrayColumn.of(handle, 1, rows, 3);
  const code = ArrayColumn.of(handle, 2, rows, 1);
  const channel = ArrayColumn.of(handle, 3, rows, 0);
  const amount = ArrayColumn.of(handle, 4, rows, 3);
  const told = ArrayColumn.of(handle, 5, rows, 0);
  const known = ArrayColumn.of(handle, 6, rows, 0);
  const sums = takeZeroed(SUMS_BYTES);
  const kinds = takeZeroed(0x10000);
  let from: i64 = 0;
  let to: i64 = 0;
  let farthestMs: i64 = 0;
  let people: i64 = 0;
  let buyers: i64 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    // one call has one question: its sums cannot be told apart
    if (question.next()) {
      from = question.long(0);
      to = question.long(2);
      farthestMs = question.long(4);
      for (let i = HEAD; i < question.length; i++) {
        const word = question.word(i);
        store<u8>(kinds + <usize>(word & 0xffff), word >> 16);
      }
    }
    at.next();
    code.next();
    channel.next();
    amount.next();
    told.next();
    known.next();
    const isKnown = known.length > 0 && load<u8>(known.start) != 0;
    // in locals: the sums written in the loop might be these fields, for all the compiler knows
    const length = code.length;
    const codes = code.start;
    const times = at.start;
    const places = channel.start;
    let used: u32 = 0;
    let bought: u32 = 0;
    let orderNo: u32 = 0;
    let moneyNo: u32 = 0;
    /** the latest event so far, and the latest before its instant */
    let time = i64.MIN_VALUE;
    let latest: u32 = 0;
    let timeBefore = i64.MIN_VALUE;
    let before: u32 = 0;
    let i: u32 = 0;
    while (i < length && kindAt(kinds, codes, i) == DERIVED) i++;
    if (i == length) continue;
    const firstAt = load<i64>(times + (<usize>i << 3));
    const first = <u32>load<u8>(places + i) & (CHANNELS - 1);
    for (; i < length; i++) {
      const kind = kindAt(kinds, codes, i);
      if (kind == DERIVED) continue;
      const now = load<i64>(times + (<usize>i << 3));
      const own = <u32>load<u8>(places + i) & (CHANNELS - 1);
      if (now != time) {
        timeBefore = time;
        before = latest;
        time = now;
      }
      latest = own;
      const isInside = now >= from && now < to;
      const sum = sums + <usize>own * CHANNEL_BYTES;
      if (isInside) {
        used |= 1 << own;
        add(sum, 1, EVENTS);
        if (!isKnown) add(sum, 1, UNIDENTIFIED);
      }
      if (kind == 0) continue;
      const isTold = kind == ORDER && orderNo < told.length && load<u8>(told.start + orderNo) != 0;
      if (kind == ORDER) orderNo++;
      const money = load<i64>(amount.start + (<usize>moneyNo << 3));
      moneyNo++;
      if (!isInside || isTold) continue;
      add(sum, money, REVENUE);
      if (kind == REFUND) add(sum, 1, REFUNDS);
      if (kind != ORDER) continue;
      add(sum, 1, ORDERS);
      bought |= 1 << own;
      const hasTouch = timeBefore != i64.MIN_VALUE && now - timeBefore <= farthestMs;
      const touch = sums + <usize>(hasTouch ? before : own) * CHANNEL_BYTES;
      add(touch, 1, LAST_TOUCH_ORDERS);
      add(touch, money, LAST_TOUCH_REVENUE);
    }
    if (!isKnown) continue;
    if (firstAt >= from && firstAt < to) add(sums + <usize>first * CHANNEL_BYTES, 1, FIRST_TOUCH);
    people += i64(used != 0);
    buyers += i64(bought != 0);
    for (; used != 0; used &= used - 1) {
      add(sums + <usize>ctz(used) * CHANNEL_BYTES, 1, PEOPLE);
    }
  }
  store<i64>(sums, people, TOTALS);
  store<i64>(sums, buyers, TOTALS + 8);
  return answerSums(sums, rows);
}

@inline
function kindAt(kinds: usize, codes: usize, i: u32): u32 {
  return <u32>load<u8>(kinds + <usize>load<u16>(codes + (<usize>i << 1)));
}

@inline
function add(sum: usize, more: i64, field: usize): void {
  store<i64>(sum + field, load<i64>(sum + field) + more);
}

function answerSums(sums: usize, rows: u32): usize {
  const size = (<usize>rows << 3) + SUMS_BYTES;
  const handle = createBuffer(24 + <u32>size);
  const start = <usize>load<u32>(handle);
  store<u64>(start, 1);
  store<u64>(start, rows, 8);
  store<u64>(start, size, 16);
  const ends = start + 24;
  for (let row: u32 = 1; row < rows; row++) store<u64>(ends + (<usize>(row - 1) << 3), 0);
  store<u64>(ends + (<usize>(rows - 1) << 3), SUMS_BYTES >> 3);
  memory.copy(ends + (<usize>rows << 3), sums, SUMS_BYTES);
  return handle;
}
