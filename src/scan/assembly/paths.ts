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

const OTHER: u32 = 1;

/**
 * Counts of a flow (node, link, end or whole walk) in 64 bits, so that one load and one store count a walk: the row of
 * the last person, how many people, how many walks. A walk is an event at least, of 10 bytes in a memory of 1 GB.
 */
const ROW_BITS: u32 = 18;
const LAST: u64 = (1 << ROW_BITS) - 1;
const PERSON: u64 = 1 << ROW_BITS;
const WALKS_SHIFT: u32 = ROW_BITS << 1;
const WALK: u64 = (<u64>1) << WALKS_SHIFT;
const FLOW_SHIFT: usize = 3;

/** nodes, by position << shift | number of the item; behind them ends and cut ends, by position likewise */
let nodes: usize;
let ends: usize;
let cuts: usize;
/** by (position << shift | number) << shift | number of the next item */
let links: usize;
let flowsEnd: usize;
/** a whole walk: its key, then its flow and the number of its items */
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
  if (rows >= <u32>PERSON) unreachable();
  walks.openWalks(handle, rows);
  const size = walks.size;
  const longs = (size + 1) >> 1;
  counts = <usize>longs << 3;
  const key = take(counts);
  whole = Table.of(longs, (longs << 1) + 3);
  const passages = Words.of(rows << 3); // place of the link's counts, time (two words)
  let question: usize = 0;
  let walkers: u32 = 0;
  let allWalks: u32 = 0;
  for (let row: u32 = 1; row <= rows; row++) {
    walks.nextPerson();
    if (row == 1) placeFlows();
    else if (question != changetype<usize>(walks.folded)) unreachable(); // not the question of the row before
    question = changetype<usize>(walks.folded);
    const before = allWalks;
    const shift = walks.shownShift;
    const hasTimes = (walks.parts & walks.TIMES) != 0;
    const hasWholeWalks = (walks.parts & walks.WHOLE_WALKS) != 0;
    while (walks.nextWalk()) {
      allWalks++;
      const length = walks.length;
      if (hasWholeWalks) {
        walks.writeKey(key, longs);
        const walk = whole.record(whole.add(key)) + counts;
        countWalk(walk, row);
        store<u32>(walk, length, 8);
      }
      let position = walks.positionOf(0);
      let slot = walks.slotOf(0);
      let node = (position << shift) | walks.numberAt(slot, position);
      const exits = walks.isCut ? cuts : ends;
      const isBack = walks.isBackward();
      if (isBack) countWalk(flowOf(exits, node), row);
      countWalk(flowOf(nodes, node), row);
      let passage = hasTimes ? passages.extend((length - 1) * 3) : 0;
      for (let i: u32 = 1; i < length; i++) {
        position++;
        slot += walks.SLOT;
        const number = walks.numberAt(slot, position);
        const link = (node << shift) | number;
        node = (position << shift) | number;
        countWalk(flowOf(links, link), row);
        countWalk(flowOf(nodes, node), row);
        if (hasTimes) {
          store<u32>(passage, link);
          store<i64>(passage, walks.timeIn(slot) - walks.timeIn(slot - walks.SLOT), 4);
          passage += 12;
        }
      }
      if (!isBack) countWalk(flowOf(exits, node), row);
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
function flowOf(flows: usize, index: u32): usize {
  return flows + (<usize>index << FLOW_SHIFT);
}

/** No branch, for whether a person comes again cannot be guessed. */
@inline
function countWalk(flow: usize, row: u32): void {
  const known = load<u64>(flow);
  const last = known & LAST;
  store<u64>(flow, known + WALK + (<u64>u32(last != row) << ROW_BITS) + (row - last));
}

@inline
function walksIn(flow: usize): u32 {
  return <u32>(load<u64>(flow) >> WALKS_SHIFT);
}

@inline
function peopleIn(flow: usize): u32 {
  return <u32>(load<u64>(flow) >> ROW_BITS) & <u32>LAST;
}

function answerPaths(rows: u32, passages: Words, allWalks: u32, walkers: u32): usize {
  const answer = Answer.of(rows, 5);
  for (let row: u32 = 1; row < rows; row++) answer.endRow();
  if (allWalks > 0) writeRecord(answer, 0, 0, 0, allWalks, walkers);
  writeFlows(answer, nodes, ends, NODE);
  writeFlows(answer, ends, cuts, END);
  writeFlows(answer, cuts, links, CUT);
  for (let slot = walks.folded.start; slot < walks.folded.end; slot += 8) {
    const item = load<u32>(slot);
    if (item != 0) writeRecord(answer, item >> 25, item & walks.ITEM, FOLDED, load<u32>(slot, 4), 0);
  }
  for (let i: u32 = 0; i < whole.count; i++) {
    const walk = whole.record(i) + counts;
    writeRecord(answer, 0, 0, WHOLE, walksIn(walk), peopleIn(walk));
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
    const count = walksIn(link);
    if (count == 0) continue;
    store<u64>(link, place); // its records are written: from here on it tells where its next time stands
    if (times > 0) place += count;
    store<u64>(to, place);
    to += 8;
  }
  const stop = passages.start + (<usize>passages.length << 2);
  for (let passage = passages.start; passage < stop; passage += 12) {
    const link = flowOf(links, load<u32>(passage));
    const next = load<u64>(link);
    store<u64>(link, next + 1);
    store<i64>(to + (<usize>next << 3), load<i64>(passage, 4));
  }
  to += <usize>times << 3;
  to = writeEnds(to, timeless - whole.count, 0);
  to = writeEnds(to, whole.count, size);
  for (let i = timeless; i < answer.tuples; i++, to += 8) store<u64>(to, itemCount);
  for (let i: u32 = 0; i < whole.count; i++, to += <usize>size << 2) {
    const length = load<u32>(whole.record(i) + counts, 8);
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
    const count = walksIn(flow);
    if (count == 0) continue;
    const index = <u32>((flow - from) >> FLOW_SHIFT);
    const node = isLink ? index >> shift : index;
    const position = node >> shift;
    const following = ((position + 1) << shift) | (index & ((1 << shift) - 1));
    writeRecord(answer, position, shownItem(node), isLink ? shownItem(following) : next, count, peopleIn(flow));
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
