import { Answer } from './columns';
import { copyWords, take, Words } from './memory';
import { Table } from './table';
import * as walks from './walks';

/** dp_paths: what a record is about where it is not a link to an item: the walk's end, or the node itself. */
const END: u32 = 0;
const NODE: u32 = 2;
/** words of a record: position, item, next, walks, people; then the last person counted, the number of times */
const WALKS: usize = 12;
const PEOPLE: usize = 16;
const LAST: usize = 20;
const TIMES: usize = 24;

/**
 * dp_paths(params Array(UInt32), at Array(Int64), code Array(UInt16), channel Array(UInt8))
 *   -> Array(Tuple(position UInt32, item UInt32, next UInt32, walks UInt32, people UInt32, ms Array(Int64)))
 *
 * Counts the walks (walks.ts) of all people *of one call*: the last row holds the sums of the call, the others are
 * empty. A person is in one row only, so adding the rows up gives exact walks and people, however the blocks are cut.
 *   position 0                  all walks, and the people who have one
 *   next = 2                    the node: walks through the item at the position
 *   next = 0                    of those, the walks that end here (with `to`: that begin here); not those cut here
 *   else                        the link to the item `next` at the following position, with the time of each passage
 */
export function paths(handle: usize, rows: u32): usize {
  const table = Table.of(3, 7);
  const key = take(12);
  const passages = Words.of(rows << 2); // record, time (two words)
  walks.openWalks(handle, rows);
  for (let row: u32 = 1; row <= rows; row++) {
    walks.nextPerson();
    while (walks.nextWalk()) {
      count(table, key, 0, 0, 0, row);
      const end = walks.outerEnd();
      let item = walks.itemAt(0);
      for (let i: u32 = 0; i < walks.length; i++) {
        const position = walks.positionOf(i);
        count(table, key, position, item, NODE, row);
        if (!walks.hasDetail) {
          if (i + 1 < walks.length) item = walks.itemAt(i + 1);
          continue;
        }
        if (<i32>i == end) count(table, key, position, item, END, row);
        if (i + 1 == walks.length) break;
        const next = walks.itemAt(i + 1);
        const passage = passages.extend(3);
        store<u32>(passage, count(table, key, position, item, next, row));
        store<i64>(passage, walks.timeAt(i + 1) - walks.timeAt(i), 4);
        item = next;
      }
    }
  }
  return answerPaths(rows, table, passages);
}

function count(table: Table, key: usize, position: u32, item: u32, next: u32, person: u32): u32 {
  store<u32>(key, position);
  store<u32>(key, item, 4);
  store<u32>(key, next, 8);
  const index = table.add(key);
  countWalk(table.record(index) + WALKS, person);
  return index;
}

/** Three words: walks, people, the last person counted. */
@inline
function countWalk(counts: usize, person: u32): void {
  store<u32>(counts, load<u32>(counts) + 1);
  if (load<u32>(counts, 8) == person) return;
  store<u32>(counts, load<u32>(counts, 4) + 1, 4);
  store<u32>(counts, person, 8);
}

function answerPaths(rows: u32, table: Table, passages: Words): usize {
  const answer = Answer.of(rows, 5);
  for (let row: u32 = 1; row < rows; row++) answer.endRow();
  const records = table.count;
  for (let i: u32 = 0; i < records; i++) copyWords(answer.words.extend(5), table.record(i), 5);
  answer.endRow();

  const passageCount = passages.length / 3;
  for (let i: u32 = 0; i < passageCount; i++) {
    const record = table.record(passages.at(i * 3));
    store<u32>(record, load<u32>(record, TIMES) + 1, TIMES);
  }
  const handle = answer.close((<usize>records + <usize>passageCount) << 3);
  const ends = answer.nested(handle);
  const ms = ends + (<usize>records << 3);
  let end: u32 = 0;
  for (let i: u32 = 0; i < records; i++) {
    const record = table.record(i);
    const begin = end;
    end += load<u32>(record, TIMES);
    store<u32>(record, begin, TIMES);
    store<u64>(ends + (<usize>i << 3), end);
  }
  for (let i: u32 = 0; i < passageCount; i++) {
    const record = table.record(passages.at(i * 3));
    const place = load<u32>(record, TIMES);
    store<u32>(record, place + 1, TIMES);
    store<i64>(ms + (<usize>place << 3), load<i64>(passages.start + (<usize>(i * 3 + 1) << 2)));
  }
  return handle;
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
  const key = take(<usize>size << 2);
  const table = Table.of(size, size + 3);
  for (let row: u32 = 1; row <= rows; row++) {
    walks.nextPerson();
    while (walks.nextWalk()) {
      walks.writeItems(key);
      countWalk(table.record(table.add(key)) + (<usize>size << 2), row);
    }
  }
  const answer = Answer.of(rows, 2);
  for (let row: u32 = 1; row < rows; row++) answer.endRow();
  for (let i: u32 = 0; i < table.count; i++) {
    copyWords(answer.words.extend(2), table.record(i) + (<usize>size << 2), 2);
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
