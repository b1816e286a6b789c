import { Answer, ArrayColumn, Question } from './columns';
import { choose } from './stages';
import { Steps } from './steps';

/** params: idleMs, windowMs: 64 bits each; then the stages (steps.ts) */
const STAGES: u32 = 4;
/** Words of one stay: case, stage, then from, until, seq of 64 bits each. */
const WIDTH: u32 = 8;
const WIDE: u32 = 3;
const UNTIL: u32 = 4;

/**
 * dp_stays(params Array(UInt32), at Array(Int64), code Array(UInt16), flags Array(UInt32), seq Array(UInt64))
 *   -> Array(Tuple(case UInt32, stage UInt32, from Int64, until Int64, seq UInt64))
 *
 * When the person is in which stage: the entries of dp_stages, each with its time, the first instant at which the
 * person is not in it any more, and the place of its event in the log. That is the next entry of the same case; without
 * one, the first instant at which an event that enters a stage would begin a new case.
 */
export function stays(handle: usize, rows: u32): usize {
  const question = Question.of(handle, rows);
  const at = ArrayColumn.of(handle, 1, rows, 3);
  const code = ArrayColumn.of(handle, 2, rows, 1);
  const flags = ArrayColumn.of(handle, 3, rows, 2);
  const seq = ArrayColumn.of(handle, 4, rows, 3);
  const steps = Steps.create();
  const answer = Answer.of(rows, WIDTH, WIDE);
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
    seq.next();
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
        if (caseNumber != 0) end(answer, over(last, idleMs, caseStart, windowMs));
        caseNumber++;
        caseStart = time;
        current = 0;
      }
      last = time;
      const stage = choose(steps, chain, set, current);
      if (stage == current) continue;
      if (current != 0) end(answer, time);
      current = stage;
      const stay = answer.words.extend(WIDTH);
      store<u32>(stay, caseNumber);
      store<u32>(stay, stage, 4);
      store<i64>(stay, time, 8);
      store<i64>(stay, 0, 16);
      store<u64>(stay, load<u64>(seq.start + (<usize>i << 3)), 24);
    }
    if (caseNumber != 0) end(answer, over(last, idleMs, caseStart, windowMs));
    answer.endRow();
  }
  return answer.close();
}

@inline
function over(last: i64, idleMs: i64, caseStart: i64, windowMs: i64): i64 {
  return min(last + idleMs, caseStart + windowMs) + 1;
}

/** Says when the latest stay ends. */
@inline
function end(answer: Answer, until: i64): void {
  const words = answer.words;
  store<i64>(words.start + (<usize>(words.length - WIDTH + UNTIL) << 2), until);
}
