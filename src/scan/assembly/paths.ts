import { Answer } from './columns';
import { clearWords, copyWords, take, takeZeroed, Words } from './memory';
import { Table } from './table';
import * as walks from './walks';

/** `next` of a record that is not about a link. Items are larger. */
const END: u32 = 0;

const NODE: u32 = 2;
const CUT: u32 = 3;
const FOLDED: u32 = 4;
const WHOLE: u32 = 5;

const TIMES: u32 = 1;
const WALKS: u32 = 2;
const OTHER: u32 = 1;

/** Counts of a flow (node, link or end): walks; place of its next time; people and the last of them. */
const FLOW_SHIFT: usize = 4;
const FLOW_PLACE: usize = 4;
const FLOW_PEOPLE: usize = 8;

/** nodes, by position << shift | number of the item; behind them ends and cut ends, by position likewise */
let nodes: usize;
let ends: usize;
let cuts: usize;
/** by (position << shift | number) << shift | number of the next item */
let links: usize;
let flowsEnd: usize;
/** a whole walk: its key, then people and the last of them, walks, items */
let whole!: Table;
let counts: usize;

/**
 * dp_paths(params Array(UInt32), at Array(Int64), code Array(UInt16), channel Array(UInt8))
 *   -> Array(Tuple(position UInt32, item UInt32, next UInt32, walks UInt32, people UInt32, ms Array(Int64),
 *        items Array(UInt32)))
 *
 * Counts the walks (walks.ts) of all people *of one call*: the last row holds the sums of the call, the others are
 * empty. A person is in one row only, so adding the rows up gives exact walks and people, however the blocks are cut.
 *   position 0     all walks, and the people who have one
 *   next = 5       a whole walk: `items` has one entry per position, 0 where there is none
 *   next = 2       the node: walks through the item at the position
 *   next = 0       of those, the walks that end here (with `to`: that begin here)
 *   next = 3       of those, the walks that go on beyond what was asked for (last position; with `to`: the first)
 *   next = 4       an item folded away at the position: its walks; people are not counted
 *   else           the link to the item `next` at the following position, with the time of each passage
 *
 * Few items are shown, so the counts of nodes, links and ends are found by their numbers, without a search.
 */
export function paths(handle: usize, rows: u32): usize {
  walks.openWalks(handle, rows);
  const size = walks.size;
  const longs = (size + 1) >> 1;
  counts = <usize>longs << 3;
  const key = take(counts);
  whole = Table.of(longs, (longs << 1) + 4);
  const passages = Words.of(rows << 3); // place of the link's counts, time (two words)
  let question: usize = 0;
  let walkers: u32 = 0;
  let allWalks: u32 = 0;
  for (let row: u32 = 1; row <= rows; row++) {
    walks.nextPerson();
    const items = walks.placed;
    if (row == 1) placeFlows();
    else if (question != changetype<usize>(items)) unreachable(); // not the question of the row before
    question = changetype<usize>(items);
    const before = allWalks;
    const shift = walks.shownShift;
    const hasTimes = (walks.parts & TIMES) != 0;
    const hasWalks = (walks.parts & WALKS) != 0;
    while (walks.nextWalk()) {
      allWalks++;
      if (hasWalks) {
        walks.writeKey(key, longs);
        const walk = whole.record(whole.add(key)) + counts;
        countPerson(walk, row);
        store<u32>(walk, load<u32>(walk, 8) + 1, 8);
        store<u32>(walk, walks.length, 12);
      }
      const length = walks.length;
      let position = walks.positionOf(0);
      const isBack = walks.isBackward();
      let number = (position << shift) | items.count((position << 25) | walks.itemAt(0));
      const exits = walks.isCut ? cuts : ends;
      if (isBack) countWalk(exits, number, row);
      countWalk(nodes, number, row);
      let passage = hasTimes ? passages.extend((length - 1) * 3) : 0;
      for (let i: u32 = 1; i < length; i++) {
        position++;
        const next = items.count((position << 25) | walks.itemAt(i));
        const link = (number << shift) | next;
        number = (position << shift) | next;
        countWalk(links, link, row);
        countWalk(nodes, number, row);
        if (hasTimes) {
          store<u32>(passage, link);
          store<i64>(passage, walks.timeAt(i) - walks.timeAt(i - 1), 4);
          passage += 12;
        }
      }
      if (!isBack) countWalk(exits, number, row);
    }
    walkers += u32(allWalks != before);
  }
  return answerPaths(rows, passages, allWalks, walkers);
}

function placeFlows(): void {
  const shift = <usize>walks.shownShift;
  const nodeBytes = <usize>(walks.size + 1) << (shift + FLOW_SHIFT);
  nodes = takeZeroed(nodeBytes * 3 + (nodeBytes << shift));
  ends = nodes + nodeBytes;
  cuts = ends + nodeBytes;
  links = cuts + nodeBytes;
  flowsEnd = links + (nodeBytes << shift);
}

@inline
function countWalk(flows: usize, index: u32, person: u32): void {
  const flow = flows + (<usize>index << FLOW_SHIFT);
  store<u32>(flow, load<u32>(flow) + 1);
  countPerson(flow + FLOW_PEOPLE, person);
}

/** People, and the last person counted, in one word: no branch, for whether a person comes again cannot be guessed. */
@inline
function countPerson(people: usize, person: u32): void {
  const known = load<u64>(people);
  store<u64>(people, <u64>(<u32>known + u32(<u32>(known >> 32) != person)) | (<u64>person << 32));
}

function answerPaths(rows: u32, passages: Words, allWalks: u32, walkers: u32): usize {
  const answer = Answer.of(rows, 5);
  for (let row: u32 = 1; row < rows; row++) answer.endRow();
  if (allWalks > 0) writeRecord(answer, 0, 0, 0, allWalks, walkers);
  writeFlows(answer, nodes, ends, NODE);
  writeFlows(answer, ends, cuts, END);
  writeFlows(answer, cuts, links, CUT);
  for (let slot = walks.placed.start; slot < walks.placed.end; slot += 16) {
    const placed = load<u32>(slot);
    const count = load<u32>(slot, 8);
    if (count > 0 && load<u32>(slot, 4) == 0) {
      writeRecord(answer, placed >> 25, placed & walks.ITEM, FOLDED, count, 0);
    }
  }
  for (let i: u32 = 0; i < whole.count; i++) {
    const walk = whole.record(i) + counts;
    writeRecord(answer, 0, 0, WHOLE, load<u32>(walk, 8), load<u32>(walk));
  }
  const timeless = answer.tuples;
  writeFlows(answer, links, flowsEnd, 0);
  answer.endRow();

  const size = walks.size;
  const times = passages.length / 3;
  const itemCount = whole.count * size;
  const handle = answer.close((<usize>answer.tuples << 4) + (<usize>times << 3) + (<usize>itemCount << 2));
  let to = answer.nested(handle);
  // the times of a link stand together: it has one for each of its walks
  to = writeEnds(to, timeless, 0);
  let place: u64 = 0;
  for (let link = links; link < flowsEnd; link += 1 << FLOW_SHIFT) {
    const count = load<u32>(link);
    if (count == 0) continue;
    store<u32>(link, <u32>place, FLOW_PLACE);
    if (times > 0) place += count;
    store<u64>(to, place);
    to += 8;
  }
  const stop = passages.start + (<usize>passages.length << 2);
  for (let passage = passages.start; passage < stop; passage += 12) {
    const link = links + (<usize>load<u32>(passage) << FLOW_SHIFT);
    const next = load<u32>(link, FLOW_PLACE);
    store<u32>(link, next + 1, FLOW_PLACE);
    store<i64>(to + (<usize>next << 3), load<i64>(passage, 4));
  }
  to += <usize>times << 3;
  to = writeEnds(to, timeless - whole.count, 0);
  to = writeEnds(to, whole.count, size);
  for (let i = timeless; i < answer.tuples; i++, to += 8) store<u64>(to, itemCount);
  for (let i: u32 = 0; i < whole.count; i++, to += <usize>size << 2) {
    const length = load<u32>(whole.record(i) + counts, 12);
    const before = walks.isBackward() ? size - length : 0;
    clearWords(to, size);
    copyWords(to + (<usize>before << 2), whole.record(i), length);
  }
  return handle;
}

/** Flows of one kind that were counted. next = 0: ends, or links, whose own next item is written. */
function writeFlows(answer: Answer, from: usize, end: usize, next: u32): void {
  const shift = walks.shownShift;
  const isLink = from == links;
  for (let flow = from; flow < end; flow += 1 << FLOW_SHIFT) {
    const count = load<u32>(flow);
    if (count == 0) continue;
    const index = <u32>((flow - from) >> FLOW_SHIFT);
    const node = isLink ? index >> shift : index;
    const position = node >> shift;
    const following = ((position + 1) << shift) | (index & ((1 << shift) - 1));
    writeRecord(answer, position, shownItem(node), isLink ? shownItem(following) : next, count, load<u32>(flow, FLOW_PEOPLE));
  }
}

@inline
function shownItem(node: u32): u32 {
  const item = load<u32>(walks.shownItems + (<usize>node << 2));
  return item == 0 ? OTHER : item;
}

@inline
function writeRecord(answer: Answer, position: u32, item: u32, next: u32, count: u32, people: u32): void {
  const words = answer.words.extend(5);
  store<u32>(words, position);
  store<u32>(words, item, 4);
  store<u32>(words, next, 8);
  store<u32>(words, count, 12);
  store<u32>(words, people, 16);
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
