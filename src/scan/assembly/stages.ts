import { Answer, ArrayColumn, Question } from './columns';
import { Steps } from './steps';

/** params: idleMs, windowMs: 64 bits each; then the stages (steps.ts) */
const STAGES: u32 = 4;

/**
 * dp_stages(params Array(UInt32), at Array(Int64), code Array(UInt16), flags Array(UInt32))
 *   -> Array(Tuple(case UInt32, stage UInt32, event UInt32))
 *
 * The way of each person through the stages of a map: each entry into a stage with the number of the case (from 1), of
 * the stage (from 1) and the place of the event (from 1). A case starts at the first event that enters a stage; a new
 * one starts when the event before that entered any stage is more than `idleMs` ago, or the case is older than
 * `windowMs`. Entering the stage one is in is no entry. An event that can enter several stages enters the first of them
 * behind the current stage; where there is none, it stays in the current stage if that is one of them; else it goes back
 * to the first of them.
 */
export function stages(handle: usize, rows: u32): usize {
  const question = Question.of(handle, rows);
  const at = ArrayColumn.of(handle, 1, rows, 3);
  const code = ArrayColumn.of(handle, 2, rows, 1);
  const flags = ArrayColumn.of(handle, 3, rows, 2);
  const steps = Steps.create();
  const answer = Answer.of(rows, 3);
  let idleMs: i64 = 0;
  let windowMs: i64 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    if (question.next()) {
      idleMs = question.long(0);
      windowMs = question.long(2);
      steps.compile(question.start + (<usize>STAGES << 2), question.length - STAGES);
    }
    at.next();
    code.next();
    flags.next();
    let caseNumber: u32 = 0;
    let caseStart: i64 = 0;
    let last: i64 = 0;
    let current: u32 = 0;
    for (let i: u32 = 0; i < code.length; i++) {
      const chain = steps.chainOf(load<u16>(code.start + (<usize>i << 1)));
      if (chain == 0) continue;
      const set = i < flags.length ? load<u32>(flags.start + (<usize>i << 2)) : 0;
      if (steps.match(chain, set) == 0) continue;
      const time = load<i64>(at.start + (<usize>i << 3));
      if (caseNumber == 0 || time - last > idleMs || time - caseStart > windowMs) {
        caseNumber++;
        caseStart = time;
        current = 0;
      }
      last = time;
      const stage = choose(steps, chain, set, current);
      if (stage == current) continue;
      current = stage;
      answer.words.push(caseNumber);
      answer.words.push(stage);
      answer.words.push(i + 1);
    }
    answer.endRow();
  }
  return answer.close();
}

/** The stage that an event enters. The chain runs from the highest stage to the lowest. */
export function choose(steps: Steps, chain: u32, flags: u32, current: u32): u32 {
  let behind: u32 = 0;
  let isCurrent = false;
  let first: u32 = 0;
  for (let link = steps.match(chain, flags); link != 0; link = steps.match(steps.next(link), flags)) {
    first = steps.stepOf(link);
    if (first > current) behind = first;
    if (first == current) isCurrent = true;
  }
  if (behind != 0) return behind;
  return isCurrent ? current : first;
}
