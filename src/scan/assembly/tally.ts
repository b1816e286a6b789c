import { Answer, ArrayColumn, Question } from './columns';
import { take, takeZeroed, Words } from './memory';
import { Table } from './table';
import * as records from './tally-records';

/**
 * params: to, earliest: 64 bits each; then one word each: largest code, ranges, tallies, pairs, entries, 1 = coverage.
 * Then per range: from, previous from (64 bits each); per tally: its range; per pair: its range | 256 where its times are
 * wanted, and `within` (64 bits); per entry, sorted by place: place, what it feeds.
 */
const HEAD: u32 = 10;
const RANGE_WORDS: u32 = 4;
const PAIR_WORDS: u32 = 3;

/** A place is code << 5 | channel; channel 31 = any. */
const ANY_CHANNEL: u32 = 31;
const FLAG_SHIFT: u32 = 20; // flag + 1, 6 bits
const KIND_SHIFT: u32 = 28;
const INDEX: u32 = 0xfffff;
const TALLY: u32 = 0;
const FROM: u32 = 1;
const TO: u32 = 2;
const COVER: u32 = 3;
const DERIVED: u32 = 4;
/** An order told again by a second source: it feeds nothing but the coverage. */
const TOLD: u32 = 1 << 31;

/** Slices 0 to 11, the whole of them, as long a time before; none. */
const BUCKETS: u32 = 14;
const SLICES: i64 = 12;
const WHOLE: u32 = 12;
const PREVIOUS: u32 = 13;
const NONE: u32 = 31;

/** A tally or pair: last event, last row, buckets seen in it, buckets reached in it, sides or head of the open list. */
const STATE_BYTES: usize = 32;
const LAST_EVENT: usize = 0;
const LAST_ROW: usize = 4;
const SEEN: usize = 8;
const REACHED: usize = 12;
const SIDES: usize = 16;
const OPEN: usize = 20;
const RANGE: usize = 24;
/** Per bucket: events, people, strangers or reached events, reached people. */
const COUNT_BYTES: usize = 16;

let to: i64;
let earliest: i64;
let codes: u32;
let ranges: usize;
let rangeCount: u32;
let tallyCount: u32;
let pairCount: u32;
let pairWords: usize;
let entries: usize;
let entriesEnd: usize;
let hasCoverage: bool;
/** address of the first entry of each place */
let heads: usize;
let latest: usize;
let latestTold: usize;
let flagLatest: usize;
let states: usize;
let counts: usize;
let buckets: usize;
/** pairs that the event at hand belongs to */
let touched: usize;
let touchedCount: u32;
/** `from` events waiting for their `to`: time (two words), bucket, next */
let open!: Words;
/** times of pairs: pair << 4 | bucket, time (two words) */
let times!: Words;
let uncovered!: Table;
let eventNo: u32;
let row: u32;
let isKnown: bool;
let isCovered: bool;
let isDerived: bool;
const key = memory.data(8);

/**
 * dp_tally(params Array(UInt32), at Array(Int64), code Array(UInt16), channel Array(UInt8), flags Array(UInt32),
 *     known Array(UInt8))
 *   -> Array(Tuple(kind, item, bucket, events, people, reached, reachedPeople UInt32, ms Array(Int64)))
 *
 * All that a map counts, in one pass. The last row holds the sums of the call, the others are empty (as in dp_paths).
 * `known` holds 1 for a known person. Kinds of records:
 *   0  tally `item`, bucket: its events; known people, and journeys of nobody known (`reached`), with one
 *   1  pair `item`, bucket of the `from` event: `from` events and their people; of those, with a `to` in time. ms: the
 *      times from `from` to the next `to`, where wanted
 *   2  place `item`: ms = its latest event before `to`; 3 the same of events told again
 *   4  flag `item`: ms = the latest event of an entry with that flag before `to`; item - 32: of those told again
 *   5  `item` = code << 8 | channel, in no touchpoint: events, known people
 *   6  bucket 0 all events of the period, 1 those in a touchpoint: events, known people
 * Of one instant an event that is only `from` stands before one that is both, and that before one that is only `to`.
 */
export function tally(handle: usize, rows: u32): usize {
  const question = Question.of(handle, rows);
  const at = ArrayColumn.of(handle, 1, rows, 3);
  const code = ArrayColumn.of(handle, 2, rows, 1);
  const channel = ArrayColumn.of(handle, 3, rows, 0);
  const flags = ArrayColumn.of(handle, 4, rows, 2);
  const known = ArrayColumn.of(handle, 5, rows, 0);
  eventNo = 0;
  for (row = 1; row <= rows; row++) {
    // one call has one question: its sums cannot be told apart
    if (question.next()) prepare(question);
    at.next();
    code.next();
    channel.next();
    flags.next();
    known.next();
    isKnown = known.length > 0 && load<u8>(known.start) != 0;
    open.length = 0;
    let coverageSeen: u32 = 0;
    const length = code.length;
    for (let i: u32 = 0; i < length; ) {
      const time = load<i64>(at.start + (<usize>i << 3));
      let end = i + 1;
      while (end < length && load<i64>(at.start + (<usize>end << 3)) == time) end++;
      const isInside = time >= earliest;
      if (isInside) findBuckets(time);
      const isAlone = end == i + 1;
      for (let event = i; event < end; event++) {
        const number = <u32>load<u16>(code.start + (<usize>event << 1));
        const channelCode = <u32>load<u8>(channel.start + event);
        const bits = event < flags.length ? load<u32>(flags.start + (<usize>event << 2)) : 0;
        const isOnMap = number <= codes;
        const place = (number << 5) | channelCode;
        if (isOnMap && time < to) {
          const known = (bits & TOLD ? latestTold : latest) + (<usize>place << 3);
          if (time > load<i64>(known)) store<i64>(known, time);
        }
        if (!isInside) continue;
        eventNo++;
        isCovered = false;
        isDerived = false;
        touchedCount = 0;
        if (isOnMap) {
          feed(load<u32>(heads + (<usize>((number << 5) | ANY_CHANNEL) << 2)), bits, time);
          feed(load<u32>(heads + (<usize>place << 2)), bits, time);
          if (isAlone) closePairs(time, NONE);
        }
        if (hasCoverage && load<u32>(buckets) < WHOLE && !isDerived) {
          coverageSeen = countCoverage(number, channelCode, coverageSeen);
        }
      }
      if (!isAlone && isInside && pairCount > 0) {
        for (let rank: u32 = 0; rank < 3; rank++) {
          for (let event = i; event < end; event++) {
            const number = <u32>load<u16>(code.start + (<usize>event << 1));
            if (number > codes) continue;
            const bits = event < flags.length ? load<u32>(flags.start + (<usize>event << 2)) : 0;
            eventNo++;
            touchedCount = 0;
            findPairs(load<u32>(heads + (<usize>((number << 5) | ANY_CHANNEL) << 2)), bits);
            findPairs(load<u32>(heads + (<usize>((number << 5) | <u32>load<u8>(channel.start + event)) << 2)), bits);
            closePairs(time, rank);
          }
        }
      }
      i = end;
    }
  }
  return answerTally(rows);
}

function prepare(question: Question): void {
  to = question.long(0);
  earliest = question.long(2);
  codes = question.word(4);
  rangeCount = question.word(5);
  tallyCount = question.word(6);
  pairCount = question.word(7);
  const entryCount = question.word(8);
  hasCoverage = question.word(9) != 0;
  ranges = question.start + (<usize>HEAD << 2);
  const tallies = ranges + (<usize>(rangeCount * RANGE_WORDS) << 2);
  pairWords = tallies + (<usize>tallyCount << 2);
  entries = pairWords + (<usize>(pairCount * PAIR_WORDS) << 2);
  entriesEnd = entries + (<usize>entryCount << 3);

  const places = (codes + 1) << 5;
  heads = takeZeroed(<usize>places << 2);
  for (let entry = entriesEnd; entry > entries; ) {
    entry -= 8;
    store<u32>(heads + (<usize>load<u32>(entry) << 2), <u32>entry);
  }
  latest = takeNever(places);
  latestTold = takeNever(places);
  flagLatest = takeNever(64);
  states = takeZeroed(<usize>(tallyCount + pairCount) * STATE_BYTES);
  counts = takeZeroed(<usize>((tallyCount + pairCount) * BUCKETS) * COUNT_BYTES);
  for (let i: u32 = 0; i < tallyCount; i++) {
    store<u32>(states + <usize>i * STATE_BYTES, load<u32>(tallies + (<usize>i << 2)), RANGE);
  }
  for (let i: u32 = 0; i < pairCount; i++) {
    const range = load<u32>(pairWords + <usize>(i * PAIR_WORDS) * 4) & 255;
    store<u32>(states + <usize>(tallyCount + i) * STATE_BYTES, range, RANGE);
  }
  buckets = take(<usize>max(rangeCount, 1) << 2);
  touched = take(<usize>max(pairCount, 1) << 2);
  open = Words.of(256);
  times = Words.of(1024);
  uncovered = Table.of(1, 6);
}

function takeNever(count: u32): usize {
  const start = take(<usize>count << 3);
  for (let at = start; at < start + (<usize>count << 3); at += 8) store<i64>(at, records.NEVER);
  return start;
}

/** The bucket of an instant in every range. */
@inline
function findBuckets(time: i64): void {
  for (let i: u32 = 0; i < rangeCount; i++) {
    const range = ranges + (<usize>(i * RANGE_WORDS) << 2);
    const from = load<i64>(range);
    let bucket = NONE;
    if (time < to) {
      if (time >= from) bucket = <u32>min(SLICES - 1, ((time - from) * SLICES) / (to - from));
      else if (time >= load<i64>(range, 8)) bucket = PREVIOUS;
    }
    store<u32>(buckets + (<usize>i << 2), bucket);
  }
}

/** What an event at a place feeds, from the entry at this address on (0 = nothing). */
function feed(head: u32, bits: u32, time: i64): void {
  if (head == 0) return;
  const place = load<u32>(head);
  for (let entry = <usize>head; entry < entriesEnd && load<u32>(entry) == place; entry += 8) {
    const word = load<u32>(entry, 4);
    const flag = (word >> FLAG_SHIFT) & 63;
    if (flag != 0) {
      if (((bits >> (flag - 1)) & 1) == 0) continue;
      const known = flagLatest + (<usize>(flag - 1 + (bits & TOLD ? 32 : 0)) << 3);
      if (time < to && time > load<i64>(known)) store<i64>(known, time);
    }
    const kind = word >> KIND_SHIFT;
    if (kind == COVER) isCovered = true;
    else if (kind == DERIVED) isDerived = true;
    else if (bits & TOLD) continue;
    else if (kind == TALLY) countTally(word & INDEX);
    else touch(word & INDEX, kind);
  }
}

function findPairs(head: u32, bits: u32): void {
  if (head == 0 || (bits & TOLD) != 0) return;
  const place = load<u32>(head);
  for (let entry = <usize>head; entry < entriesEnd && load<u32>(entry) == place; entry += 8) {
    const word = load<u32>(entry, 4);
    const flag = (word >> FLAG_SHIFT) & 63;
    if (flag != 0 && ((bits >> (flag - 1)) & 1) == 0) continue;
    const kind = word >> KIND_SHIFT;
    if (kind == FROM || kind == TO) touch(word & INDEX, kind);
  }
}

@inline
function countTally(index: u32): void {
  const state = states + <usize>index * STATE_BYTES;
  // several of its bindings may match the event
  if (load<u32>(state, LAST_EVENT) == eventNo) return;
  store<u32>(state, eventNo, LAST_EVENT);
  const bucket = load<u32>(buckets + (<usize>load<u32>(state, RANGE) << 2));
  if (bucket == NONE) return;
  const places = counts + <usize>(index * BUCKETS) * COUNT_BYTES;
  const fresh = see(state, bucket);
  countIn(places, bucket, fresh);
  if (bucket < WHOLE) countIn(places, WHOLE, fresh);
}

/** The bucket and the whole as bits, as far as the journey at hand was not in them yet. */
@inline
function see(state: usize, bucket: u32): u32 {
  if (load<u32>(state, LAST_ROW) != row) {
    store<u32>(state, row, LAST_ROW);
    store<u32>(state, 0, SEEN);
    store<u32>(state, 0, REACHED);
  }
  const bits = bitsOf(bucket);
  const seen = load<u32>(state, SEEN);
  store<u32>(state, seen | bits, SEEN);
  return bits & ~seen;
}

@inline
function bitsOf(bucket: u32): u32 {
  return (1 << bucket) | (bucket < WHOLE ? 1 << WHOLE : 0);
}

@inline
function countIn(places: usize, bucket: u32, fresh: u32): void {
  const place = places + <usize>bucket * COUNT_BYTES;
  store<u32>(place, load<u32>(place) + 1);
  const isNew = (fresh >> bucket) & 1;
  const who: usize = isKnown ? 4 : 8;
  store<u32>(place + who, load<u32>(place + who) + isNew);
}

@inline
function touch(index: u32, kind: u32): void {
  if (!isKnown) return;
  const state = states + <usize>(tallyCount + index) * STATE_BYTES;
  if (load<u32>(state, LAST_EVENT) != eventNo) {
    store<u32>(state, eventNo, LAST_EVENT);
    store<u32>(state, 0, SIDES);
    store<u32>(touched + (<usize>touchedCount << 2), index);
    touchedCount++;
  }
  store<u32>(state, load<u32>(state, SIDES) | kind, SIDES);
}

/** Takes the event into the pairs it touches; only those where it has this rank, unless the rank is NONE. */
function closePairs(time: i64, rank: u32): void {
  for (let i: u32 = 0; i < touchedCount; i++) {
    const index = load<u32>(touched + (<usize>i << 2));
    const state = states + <usize>(tallyCount + index) * STATE_BYTES;
    const sides = load<u32>(state, SIDES);
    if (rank != NONE && rank != (sides == FROM ? 0 : sides == TO ? 2 : 1)) continue;
    if (load<u32>(state, LAST_ROW) != row) store<u32>(state, 0, OPEN);
    const places = counts + <usize>((tallyCount + index) * BUCKETS) * COUNT_BYTES;
    if (sides & TO && load<u32>(state, OPEN) != 0) reach(index, state, places, time);
    if ((sides & FROM) == 0) continue;
    const bucket = load<u32>(buckets + (<usize>load<u32>(state, RANGE) << 2));
    if (bucket == NONE) continue;
    const fresh = see(state, bucket);
    countIn(places, bucket, fresh);
    if (bucket < WHOLE) countIn(places, WHOLE, fresh);
    const before = load<u32>(state, OPEN);
    const link = open.extend(4);
    store<i64>(link, time);
    store<u32>(link, bucket, 8);
    store<u32>(link, before, 12);
    store<u32>(state, open.length, OPEN); // the place behind the link: 0 = none
  }
}

/** The `to` of every `from` that waits. */
function reach(index: u32, state: usize, places: usize, time: i64): void {
  const words = pairWords + <usize>(index * PAIR_WORDS) * 4;
  const within = load<i64>(words, 4);
  const hasTimes = (load<u32>(words) & 256) != 0;
  for (let place = load<u32>(state, OPEN); place != 0; ) {
    const link = open.start + (<usize>(place - 4) << 2);
    const took = time - load<i64>(link);
    place = load<u32>(link, 12);
    if (took > within) continue;
    const bucket = load<u32>(link, 8);
    const reached = load<u32>(state, REACHED);
    const fresh = bitsOf(bucket) & ~reached;
    store<u32>(state, reached | fresh, REACHED);
    countReached(places, bucket, fresh);
    if (bucket < WHOLE) countReached(places, WHOLE, fresh);
    if (!hasTimes) continue;
    keepTime((index << 4) | bucket, took);
    if (bucket < WHOLE) keepTime((index << 4) | WHOLE, took);
  }
  store<u32>(state, 0, OPEN);
}

@inline
function keepTime(slot: u32, took: i64): void {
  const passage = times.extend(3);
  store<u32>(passage, slot);
  store<i64>(passage, took, 4);
}

@inline
function countReached(places: usize, bucket: u32, fresh: u32): void {
  const place = places + <usize>bucket * COUNT_BYTES;
  store<u32>(place, load<u32>(place, 8) + 1, 8);
  store<u32>(place, load<u32>(place, 12) + ((fresh >> bucket) & 1), 12);
}

let allEvents: u32;
let allPeople: u32;
let coveredEvents: u32;
let coveredPeople: u32;

/** `seen`: bit 0 = the journey is counted, bit 1 = it is counted as covered. */
@inline
function countCoverage(code: u32, channel: u32, seen: u32): u32 {
  const who = u32(isKnown);
  allEvents++;
  allPeople += who & ~seen;
  if (isCovered) {
    coveredEvents++;
    coveredPeople += who & ~(seen >> 1);
    return 3;
  }
  store<u64>(key, <u64>((code << 8) | channel));
  const record = uncovered.record(uncovered.add(key));
  store<u32>(record, load<u32>(record, 8) + 1, 8);
  store<u32>(record, load<u32>(record, 12) + (who & u32(load<u32>(record, 16) != row)), 12);
  store<u32>(record, row, 16);
  return seen | 1;
}

function answerTally(rows: u32): usize {
  const answer = Answer.of(rows, records.WIDTH);
  for (let other: u32 = 1; other < rows; other++) answer.endRow();
  const things = tallyCount + pairCount;
  /** of each record, the one time that it carries, or where its times are */
  const single = Words.of(1024);
  const places = Words.of(max(pairCount << 4, 1));
  const lengths = takeZeroed(<usize>max(pairCount << 4, 1) << 2);
  const timesEnd = times.start + (<usize>times.length << 2);
  for (let passage = times.start; passage < timesEnd; passage += 12) {
    const length = lengths + (<usize>load<u32>(passage) << 2);
    store<u32>(length, load<u32>(length) + 1);
  }
  places.length = pairCount << 4;
  let end: u32 = 0;
  const ends = Words.of(1024);
  for (let i: u32 = 0; i < things; i++) {
    const isPair = i >= tallyCount;
    for (let bucket: u32 = 0; bucket < BUCKETS; bucket++) {
      const place = counts + <usize>(i * BUCKETS + bucket) * COUNT_BYTES;
      if (load<u32>(place) == 0) continue;
      const words = answer.words.extend(records.WIDTH);
      store<u32>(words, isPair ? records.OF_PAIR : records.OF_TALLY);
      store<u32>(words, isPair ? i - tallyCount : i, 4);
      store<u32>(words, bucket, 8);
      store<u32>(words, load<u32>(place), 12);
      store<u32>(words, load<u32>(place, 4), 16);
      store<u32>(words, load<u32>(place, 8), 20);
      store<u32>(words, load<u32>(place, 12), 24);
      if (isPair) {
        const slot = ((i - tallyCount) << 4) | bucket;
        store<u32>(places.start + (<usize>slot << 2), end);
        end += load<u32>(lengths + (<usize>slot << 2));
      }
      ends.push(end);
    }
  }
  const pairTimes = end;
  const placeCount = (codes + 1) << 5;
  for (let place: u32 = 0; place < placeCount; place++) {
    end = records.pushLatest(answer, records.LATEST_AT_PLACE, place, load<i64>(latest + (<usize>place << 3)), single, ends, end);
    end = records.pushLatest(answer, records.LATEST_TOLD_AT_PLACE, place, load<i64>(latestTold + (<usize>place << 3)), single, ends, end);
  }
  for (let flag: u32 = 0; flag < 64; flag++) {
    end = records.pushLatest(answer, records.LATEST_OF_FLAG, flag, load<i64>(flagLatest + (<usize>flag << 3)), single, ends, end);
  }
  for (let i: u32 = 0; i < uncovered.count; i++) {
    const record = uncovered.record(i);
    records.pushCounts(answer, records.UNCOVERED, load<u32>(record), 0, load<u32>(record, 8), load<u32>(record, 12));
    ends.push(end);
  }
  if (hasCoverage) {
    records.pushCounts(answer, records.COVERAGE, 0, 0, allEvents, allPeople);
    records.pushCounts(answer, records.COVERAGE, 0, 1, coveredEvents, coveredPeople);
    ends.push(end);
    ends.push(end);
  }
  allEvents = 0;
  allPeople = 0;
  coveredEvents = 0;
  coveredPeople = 0;
  answer.endRow();

  const handle = answer.close((<usize>ends.length + <usize>end) << 3);
  const nested = answer.nested(handle);
  for (let i: u32 = 0; i < ends.length; i++) store<u64>(nested + (<usize>i << 3), ends.at(i));
  const ms = nested + (<usize>ends.length << 3);
  for (let passage = times.start; passage < timesEnd; passage += 12) {
    const next = places.start + (<usize>load<u32>(passage) << 2);
    const place = load<u32>(next);
    store<u32>(next, place + 1);
    store<i64>(ms + (<usize>place << 3), load<i64>(passage, 4));
  }
  memory.copy(ms + (<usize>pairTimes << 3), single.start, <usize>single.length << 2);
  return handle;
}
