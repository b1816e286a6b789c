import { Answer } from './columns';
import * as entries from './entries';

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
  entries.openEntries(handle, rows, 0);
  const answer = Answer.of(rows, 3);
  for (let row: u32 = 0; row < rows; row++) {
    entries.nextPerson();
    while (entries.nextEntry()) {
      answer.words.push(entries.caseNumber);
      answer.words.push(entries.stage);
      answer.words.push(entries.place);
    }
    answer.endRow();
  }
  return answer.close();
}
