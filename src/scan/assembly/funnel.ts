import { Answer, ArrayColumn, Question } from './columns';
import { clearWords, copyWords, take, Words } from './memory';
import { Steps } from './steps';

/**
 * dp_funnel(params Array(UInt32), at Array(Int64), code Array(UInt16), flags Array(UInt32)) -> Array(UInt32)
 *
 * The best run of each person: the places (from 1) of the events that served step 1, 2, ... A *run* is a list of
 * different events, one per step and in the order of the steps, whose times never decrease; the first lies in the entry
 * period, the last at most `windowMs` after the first. Events of one millisecond have no order among themselves: a run
 * may use them in whatever order suits it best (benefit of the doubt), each at most once. The best run reaches the
 * furthest step; of those the one that reaches it first; of those the one that starts last. Its steps are served as
 * early as they can be.
 *
 * How: for every step k the engine keeps the run that has reached k and started last, `latest[k]`. A run that started
 * later can do all that an earlier one at the same step can, so one run per step is enough and one pass is exact.
 */

/** params: windowMs, entry from (inclusive), entry to (exclusive): 64 bits each; then the steps (steps.ts) */
const STEPS: u32 = 6;
const NEVER: i64 = i64.MIN_VALUE;

let steps!: Steps;
let windowMs: i64;
let entryFrom: i64;
let entryTo: i64;
/** per step k: the start of the run latest[k], i64; NEVER = no run has reached k */
let started: usize;
/** per step k: the places of the events of latest[k], u32 each, rows of `stride` bytes */
let runs: usize;
let stride: usize;
let room: u32;
/** the furthest run so far */
let best: usize;
let depth: u32;

let at!: ArrayColumn;
let code!: ArrayColumn;
let flags!: ArrayColumn;

/** the events of one millisecond, and which step each of them serves in the run at hand (0 = none) */
let group!: Words;
let serves!: Words;
let visited!: Words;

export function funnel(handle: usize, rows: u32): usize {
  const question = Question.of(handle, rows);
  at = ArrayColumn.of(handle, 1, rows, 3);
  code = ArrayColumn.of(handle, 2, rows, 1);
  flags = ArrayColumn.of(handle, 3, rows, 2);
  steps = Steps.create();
  group = Words.of(64);
  serves = Words.of(64);
  visited = Words.of(64);
  room = 0;
  const answer = Answer.of(rows, 1);
  for (let row: u32 = 0; row < rows; row++) {
    if (question.next()) compile(question);
    at.next();
    code.next();
    flags.next();
    scan();
    copyWords(answer.words.extend(depth), best, depth);
    answer.endRow();
  }
  return answer.close();
}

function compile(question: Question): void {
  windowMs = question.long(0);
  entryFrom = question.long(2);
  entryTo = question.long(4);
  steps.compile(question.start + (<usize>STEPS << 2), question.length - STEPS);
  const count = steps.count;
  if (count <= room) return;
  room = count;
  stride = <usize>count << 2;
  started = take(<usize>(count + 1) << 3);
  runs = take(<usize>(count + 1) * stride);
  best = take(stride);
}

/** One person. */
function scan(): void {
  const count = steps.count;
  const length = code.length;
  const codes = code.start;
  const times = at.start;
  for (let k: u32 = 0; k <= count; k++) store<i64>(started + (<usize>k << 3), NEVER);
  depth = 0;
  for (let i: u32 = 0; i < length; i++) {
    const chain = steps.chainOf(load<u16>(codes + (<usize>i << 1)));
    if (chain == 0) continue;
    const time = load<i64>(times + (<usize>i << 3));
    if (i + 1 < length && load<i64>(times + (<usize>(i + 1) << 3)) == time) {
      i = collectGroup(i, time);
      if (group.length > 1) serveGroup(time);
      else if (group.length == 1) serve(group.at(0), time);
    } else {
      serve(i, time);
    }
    if (depth == count) return;
  }
}

@inline
function flagsOf(event: u32): u32 {
  return event < flags.length ? load<u32>(flags.start + (<usize>event << 2)) : 0;
}

@inline
function startOf(step: u32): i64 {
  return load<i64>(started + (<usize>step << 3));
}

@inline
function runOf(step: u32): usize {
  return runs + <usize>step * stride;
}

/** An event that shares its instant with no other: from the highest step down, so that it serves a run only once. */
function serve(event: u32, time: i64): void {
  const set = flagsOf(event);
  let link = steps.match(steps.chainOf(load<u16>(code.start + (<usize>event << 1))), set);
  while (link != 0) {
    const step = steps.stepOf(link);
    const start = step == 1 ? entryAt(time) : startOf(step - 1);
    if (isOpen(start, time) && start != startOf(step)) {
      store<u32>(continueRun(step - 1, step, start) + (<usize>(step - 1) << 2), event + 1);
      if (step > depth) keepBest(step);
    }
    link = steps.match(steps.next(link), set);
  }
}

/** A run may begin at `time`: the time itself, else NEVER. */
@inline
function entryAt(time: i64): i64 {
  return time >= entryFrom && time < entryTo ? time : NEVER;
}

@inline
function isOpen(start: i64, time: i64): bool {
  return start != NEVER && time - start <= windowMs;
}

/** Makes latest[to] a copy of latest[from]; the caller adds the events from step from + 1 on. */
@inline
function continueRun(from: u32, to: u32, start: i64): usize {
  store<i64>(started + (<usize>to << 3), start);
  const run = runOf(to);
  copyWords(run, runOf(from), from);
  return run;
}

function keepBest(step: u32): void {
  depth = step;
  copyWords(best, runOf(step), step);
}

/** Gathers the events of `time` that can serve any step; returns the place of the last event of that instant. */
function collectGroup(first: u32, time: i64): u32 {
  let event = first;
  group.length = 0;
  do {
    const chain = steps.chainOf(load<u16>(code.start + (<usize>event << 1)));
    if (steps.match(chain, flagsOf(event)) != 0) group.push(event);
    event++;
  } while (event < at.length && load<i64>(at.start + (<usize>event << 3)) == time);
  return event - 1;
}

/**
 * Several events of one instant. Every run there was before the instant, and a new one, goes on for as many steps as can
 * be served by different events of the group. From the highest step down: what is written lies above what is still to
 * be read, and the run that started last is written last.
 */
function serveGroup(time: i64): void {
  let furthest: u32 = 0;
  for (let k = steps.count - 1; <i32>k >= 0; k--) {
    const start = k == 0 ? entryAt(time) : startOf(k);
    if (!isOpen(start, time) || start == startOf(k + 1)) continue;
    const reached = assign(k + 1);
    for (let step = k + 1; step <= reached; step++) {
      const run = continueRun(k, step, start);
      for (let e: u32 = 0; e < group.length; e++) {
        const served = serves.at(e);
        if (served != 0 && served <= step) store<u32>(run + (<usize>(served - 1) << 2), group.at(e) + 1);
      }
    }
    if (reached > k) furthest = max(furthest, reached);
  }
  if (furthest > depth) keepBest(furthest);
}

/** Assigns events of the group to steps `first`, `first` + 1, ...: as many as possible. Returns the last one served. */
function assign(first: u32): u32 {
  serves.length = 0;
  visited.length = 0;
  clearWords(serves.extend(group.length), group.length);
  visited.extend(group.length);
  let step = first;
  while (step <= steps.count) {
    clearWords(visited.start, group.length);
    if (!findServer(step)) break;
    step++;
  }
  return step - 1;
}

/** Finds an event for the step; one that serves another step is freed where that step finds another event (Kuhn). */
function findServer(step: u32): bool {
  for (let e: u32 = 0; e < group.length; e++) {
    if (visited.at(e) != 0 || !canServe(group.at(e), step)) continue;
    store<u32>(visited.start + (<usize>e << 2), 1);
    const other = serves.at(e);
    if (other != 0 && !findServer(other)) continue;
    store<u32>(serves.start + (<usize>e << 2), step);
    return true;
  }
  return false;
}

function canServe(event: u32, step: u32): bool {
  const set = flagsOf(event);
  let link = steps.match(steps.chainOf(load<u16>(code.start + (<usize>event << 1))), set);
  while (link != 0 && steps.stepOf(link) > step) link = steps.match(steps.next(link), set);
  return link != 0 && steps.stepOf(link) == step;
}
