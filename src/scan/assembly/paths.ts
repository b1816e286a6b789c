import { Answer } from './columns';
import { copyWords, takeZeroed, Words } from './memory';
import { Table } from './table';
import * as walks from './walks';

/** `next` of a record that is not about a link: the walk's end, a cut, the node itself. Items are larger. */
const END: u32 = 0;
const NODE: u32 = 2;
const CUT: u32 = 3;
/**
 * Words of a record: position << 25 | item, next, walks, people, last person counted, index of the node's record.
 */
const WIDTH: u32 = 6;
const WALKS: usize = 8;
const NODE_OF: usize = 20;

let table!: Table;
const key = memory.data(8);

/**
 * dp_paths(params Array(UInt32), at Array(Int64), code Array(UInt16), channel Array(UInt8))
 *   -> Array(Tuple(position UInt32, item UInt32, next UInt32, walks UInt32, people UInt32, ms Array(Int64)))
 *
 * Counts the walks (walks.ts) of all people *of one call*: the last row holds the sums of the call, the others are
 * empty. A person is in one row only, so adding the rows up gives exact walks and people, however the blocks are cut.
 *   position 0     all walks, and the people who have one
 *   next = 2       the node: walks through the item at the position
 *   next = 0       of those, the walks that end here (with `to`: that begin here)
 *   next = 3       of those, the walks that go on beyond what was asked for (last position; with `to`: the first)
 *   else           the link to the item `next` at the following position, with the time of each passage
 */
export function paths(handle: usize, rows: u32): usize {
  table = Table.of(1, WIDTH);
  const passages = Words.of(rows << 2); // record, time (two words)
  walks.openWalks(handle, rows);
  for (let row: u32 = 1; row <= rows; row++) {
    walks.nextPerson();
    while (walks.nextWalk()) {
      countWalk(recordOf(0, 0), row);
      if (!walks.hasDetail) {
        for (let i: u32 = 0; i < walks.length; i++) countWalk(recordOf(walks.placedItem(i), NODE), row);
        continue;
      }
      let item = walks.placedItem(0);
      if (walks.isBackward()) countAtNode(item, walks.isCut ? CUT : END, row, false);
      const last = walks.length - 1;
      for (let i: u32 = 0; i < last; i++) {
        const next = walks.placedItem(i + 1);
        const passage = passages.extend(3);
        store<u32>(passage, countAtNode(item, next & walks.ITEM, row, true));
        store<i64>(passage, walks.timeAt(i + 1) - walks.timeAt(i), 4);
        item = next;
      }
      if (walks.isBackward()) countWalk(recordOf(item, NODE), row);
      else countAtNode(item, walks.isCut ? CUT : END, row, true);
    }
  }
  return answerPaths(rows, passages);
}

@inline
function indexOf(item: u32, next: u32): u32 {
  store<u64>(key, <u64>item | (<u64>next << 32));
  return table.add(key);
}

@inline
function recordOf(item: u32, next: u32): usize {
  return table.record(indexOf(item, next));
}

/** Counts a link or an end and, with `isNode`, the node it is at, which is found without a second search. */
@inline
function countAtNode(item: u32, next: u32, person: u32, isNode: bool): u32 {
  const index = indexOf(item, next);
  let record = table.record(index);
  if (load<u32>(record, WALKS) == 0) {
    const node = indexOf(item, NODE);
    record = table.record(index);
    store<u32>(record, node, NODE_OF);
  }
  countWalk(record, person);
  if (isNode) countWalk(table.record(load<u32>(record, NODE_OF)), person);
  return index;
}

@inline
function countWalk(record: usize, person: u32): void {
  countPerson(record + WALKS, person);
}

/** Three words: walks, people, the last person counted. No branch: whether a person comes again cannot be guessed. */
@inline
function countPerson(counts: usize, person: u32): void {
  store<u32>(counts, load<u32>(counts) + 1);
  store<u32>(counts, load<u32>(counts, 4) + u32(load<u32>(counts, 8) != person), 4);
  store<u32>(counts, person, 8);
}

function answerPaths(rows: u32, passages: Words): usize {
  const answer = Answer.of(rows, 5);
  for (let row: u32 = 1; row < rows; row++) answer.endRow();
  const records = table.count;
  for (let i: u32 = 0; i < records; i++) {
    const record = table.record(i);
    const words = answer.words.extend(5);
    store<u32>(words, load<u32>(record) >> 25);
    store<u32>(words, load<u32>(record) & walks.ITEM, 4);
    store<u32>(words, load<u32>(record, 4), 8);
    store<u64>(words, load<u64>(record, WALKS), 12); // walks, people
  }
  answer.endRow();

  // the times, sorted by record: a link has one for each of its walks
  const passageCount = passages.length / 3;
  const handle = answer.close((<usize>records + <usize>passageCount) << 3);
  const ends = answer.nested(handle);
  const ms = ends + (<usize>records << 3);
  const places = Words.of(records);
  let end: u32 = 0;
  for (let i: u32 = 0; i < records; i++) {
    const record = table.record(i);
    places.push(end);
    if (isLink(load<u32>(record, 4))) end += load<u32>(record, WALKS);
    store<u64>(ends + (<usize>i << 3), end);
  }
  const passagesEnd = passages.start + (<usize>passages.length << 2);
  for (let passage = passages.start; passage < passagesEnd; passage += 12) {
    const next = places.start + (<usize>load<u32>(passage) << 2);
    const place = load<u32>(next);
    store<u32>(next, place + 1);
    store<i64>(ms + (<usize>place << 3), load<i64>(passage, 4));
  }
  return handle;
}

@inline
function isLink(next: u32): bool {
  return next == walks.OTHER || next > CUT;
}

/**
 * dp_walk_counts(same arguments) -> Array(Tuple(walks UInt32, people UInt32, items Array(UInt32)))
 *
 * The different whole walks of the people of one call, as dp_paths in the last row. `items` has one entry per position,
 * 0 where there is none.
 */
export function walkCounts(handle: usize, rows: u32): usize {
  walks.openWalks(handle, rows);
  const size = walks.size;
  const longs = (size + 1) >> 1;
  const counts = <usize>longs << 3; // place of the counts in a record
  const items = takeZeroed(counts);
  table = Table.of(longs, (longs << 1) + 3);
  for (let row: u32 = 1; row <= rows; row++) {
    walks.nextPerson();
    while (walks.nextWalk()) {
      walks.writeItems(items);
      countPerson(table.record(table.add(items)) + counts, row);
    }
  }
  const answer = Answer.of(rows, 2);
  for (let row: u32 = 1; row < rows; row++) answer.endRow();
  for (let i: u32 = 0; i < table.count; i++) {
    copyWords(answer.words.extend(2), table.record(i) + counts, 2);
  }
  answer.endRow();
  const handleOut = answer.close((<usize>table.count << 3) + (<usize>(table.count * size) << 2));
  let to = writeEnds(answer.nested(handleOut), table.count, size);
  for (let i: u32 = 0; i < table.count; i++, to += <usize>size << 2) {
    copyWords(to, table.record(i), size);
  }
  return handleOut;
}

/**
 * dp_walks(same arguments) -> Array(Tuple(isCut UInt32, items Array(UInt32)))
 *
 * The walks of each person, in order. `isCut` = 1: the walk had more items than asked for.
 */
export function walksOf(handle: usize, rows: u32): usize {
  walks.openWalks(handle, rows);
  const answer = Answer.of(rows, 1);
  const items = Words.of(rows << 3);
  for (let row: u32 = 0; row < rows; row++) {
    walks.nextPerson();
    while (walks.nextWalk()) {
      answer.words.push(walks.isCut ? 1 : 0);
      walks.writeItems(items.extend(walks.size));
    }
    answer.endRow();
  }
  const handleOut = answer.close((<usize>answer.tuples << 3) + (<usize>items.length << 2));
  const to = writeEnds(answer.nested(handleOut), answer.tuples, walks.size);
  memory.copy(to, items.start, <usize>items.length << 2);
  return handleOut;
}

/** The ends of `count` arrays of `size` elements each; returns the place behind. */
function writeEnds(to: usize, count: u32, size: u32): usize {
  for (let i: u32 = 1; i <= count; i++, to += 8) store<u64>(to, <u64>i * size);
  return to;
}
