import { Answer, ArrayColumn } from './columns';
import * as entries from './entries';

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
  entries.openEntries(handle, rows, 0);
  const seq = ArrayColumn.of(handle, 4, rows, 3);
  const answer = Answer.of(rows, WIDTH, WIDE);
  for (let row: u32 = 0; row < rows; row++) {
    entries.nextPerson();
    seq.next();
    let count: u32 = 0;
    while (entries.nextEntry()) {
      if (count++ > 0) end(answer);
      const stay = answer.words.extend(WIDTH);
      store<u32>(stay, entries.caseNumber);
      store<u32>(stay, entries.stage, 4);
      store<i64>(stay, entries.time, 8);
      store<i64>(stay, 0, 16);
      store<u64>(stay, load<u64>(seq.start + (<usize>(entries.place - 1) << 3)), 24);
    }
    if (count > 0) end(answer);
    answer.endRow();
  }
  return answer.close();
}

/** Says when the latest stay ended. */
@inline
function end(answer: Answer): void {
  const words = answer.words;
  store<i64>(words.start + (<usize>(words.length - WIDTH + UNTIL) << 2), entries.left);
}
