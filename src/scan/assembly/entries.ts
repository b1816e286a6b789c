import { ArrayColumn, Question } from './columns';
import { Steps } from './steps';

/** The entries of people into the stages of a map; what an entry is says dp_stages (stages.ts). */

export let question!: Question;
/** place in the params of idleMs and windowMs, 64 bits each; behind them are the stages (steps.ts) */
let own: u32;
let at!: ArrayColumn;
let code!: ArrayColumn;
let flags!: ArrayColumn;
let steps!: Steps;
let idleMs: i64;
let windowMs: i64;

/** the entry at hand: number of its case and of its stage from 1, place of its event from 1, its time */
export let caseNumber: u32;
export let stage: u32;
export let place: u32;
export let time: i64;
/** first instant at which the person was not in the stage before any more; 0 = there was none */
export let left: i64;
let caseStart: i64;
let last: i64;

/** `params`: how many words of the question come before what is asked here. */
export function openEntries(handle: usize, rows: u32, params: u32): void {
  own = params;
  question = Question.of(handle, rows);
  at = ArrayColumn.of(handle, 1, rows, 3);
  code = ArrayColumn.of(handle, 2, rows, 1);
  flags = ArrayColumn.of(handle, 3, rows, 2);
  steps = Steps.create();
}

export function nextPerson(): void {
  if (question.next()) {
    idleMs = question.long(own);
    windowMs = question.long(own + 2);
    const stages = own + 4;
    steps.compile(question.start + (<usize>stages << 2), question.length - stages);
  }
  at.next();
  code.next();
  flags.next();
  caseNumber = 0;
  stage = 0;
  place = 0;
}

/**
 * Moves to the person's next entry; false when there is none: then `left` is when the last one ended. What is asked of
 * every event is kept in locals.
 */
@inline
export function nextEntry(): bool {
  const count = code.length;
  const codes = code.start;
  const flagged = flags.length;
  const sets = flags.start;
  const stages = steps;
  let current = stage;
  let latest = last;
  let i = place;
  while (i < count) {
    const chain = stages.chainOf(load<u16>(codes + (<usize>i << 1)));
    const set = i < flagged ? load<u32>(sets + (<usize>i << 2)) : 0;
    i++;
    if (chain == 0 || stages.match(chain, set) == 0) continue;
    const now = load<i64>(at.start + (<usize>(i - 1) << 3));
    left = now;
    if (caseNumber == 0 || now - latest > idleMs || now - caseStart > windowMs) {
      left = caseNumber == 0 ? 0 : caseEnd(latest);
      caseNumber++;
      caseStart = now;
      current = 0;
    }
    latest = now;
    const entered = choose(stages, chain, set, current);
    if (entered == current) continue;
    stage = entered;
    time = now;
    last = now;
    place = i;
    return true;
  }
  if (caseNumber != 0) left = caseEnd(latest);
  return false;
}

/** The first instant at which an event that enters a stage would begin a new case. */
@inline
function caseEnd(latest: i64): i64 {
  return min(latest + idleMs, caseStart + windowMs) + 1;
}

/** The stage that an event enters. The chain runs from the highest stage to the lowest. */
function choose(stages: Steps, chain: u32, flags: u32, current: u32): u32 {
  let behind: u32 = 0;
  let isCurrent = false;
  let first: u32 = 0;
  for (let link = stages.match(chain, flags); link != 0; link = stages.match(stages.next(link), flags)) {
    first = stages.stepOf(link);
    if (first > current) behind = first;
    if (first == current) isCurrent = true;
  }
  if (behind != 0) return behind;
  return isCurrent ? current : first;
}
