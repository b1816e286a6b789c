import { Answer } from './columns';
import { Words } from './memory';

/** Kinds of records of dp_tally (tally.ts). */
export const OF_TALLY: u32 = 0;
export const OF_PAIR: u32 = 1;
export const LATEST_AT_PLACE: u32 = 2;
export const LATEST_TOLD_AT_PLACE: u32 = 3;
export const LATEST_OF_FLAG: u32 = 4;
export const UNCOVERED: u32 = 5;
export const COVERAGE: u32 = 6;

/** Words of a record, its kind first. */
export const WIDTH: u32 = 7;
/** No event yet. */
export const NEVER: i64 = i64.MIN_VALUE;

export function pushCounts(answer: Answer, kind: u32, item: u32, bucket: u32, events: u32, people: u32): void {
  const words = answer.words.extend(WIDTH);
  store<u32>(words, kind);
  store<u32>(words, item, 4);
  store<u32>(words, bucket, 8);
  store<u32>(words, events, 12);
  store<u32>(words, people, 16);
  store<u64>(words, 0, 20);
}

export function pushLatest(answer: Answer, kind: u32, item: u32, time: i64, single: Words, ends: Words, end: u32): u32 {
  if (time == NEVER) return end;
  pushCounts(answer, kind, item, 0, 0, 0);
  store<i64>(single.extend(2), time);
  ends.push(end + 1);
  return end + 1;
}
