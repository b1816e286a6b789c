import { createBuffer, take, Words } from './memory';

/**
 * ClickHouse's format `Buffers`: u64 columns, u64 rows, then for each column u64 byte size and its Native bytes.
 * An Array column is one u64 end (counted in elements) per row, then the elements; a Tuple is its columns in turn.
 */

/** One Array column of the input. Rows are read in order: `next` moves to the following row. */
@unmanaged
export class ArrayColumn {
  private ends: usize;
  private elements: usize;
  private shift: usize;
  private end: u64;
  /** address of the row's first element */
  start: usize;
  /** number of elements of the row */
  length: u32;

  /** The input's column `index` (from 0), of elements of 1 << shift bytes. */
  static of(handle: usize, index: u32, rows: u32, shift: usize): ArrayColumn {
    let data = <usize>load<u32>(handle) + 24;
    for (let i: u32 = 0; i < index; i++) data += <usize>load<u64>(data - 8) + 8;
    const column = changetype<ArrayColumn>(take(offsetof<ArrayColumn>()));
    column.ends = data;
    column.elements = data + (<usize>rows << 3);
    column.shift = shift;
    column.end = 0;
    return column;
  }

  /** Address of the first element of all. */
  get first(): usize {
    return this.elements;
  }

  @inline
  next(): void {
    const end = load<u64>(this.ends);
    this.ends += 8;
    this.start = this.elements + (<usize>this.end << this.shift);
    this.length = <u32>(end - this.end);
    this.end = end;
  }
}

/**
 * The first argument of every function: the question, Array(UInt32). It is the same in every row, but ClickHouse hands
 * over a copy per row; so a plan is compiled only where the question differs from the row before. An empty array means
 * "as in the row before" and saves the copies; the first row of a call must say it.
 */
@unmanaged
export class Question {
  private column: ArrayColumn;
  start: usize;
  length: u32;

  static of(handle: usize, rows: u32): Question {
    const question = changetype<Question>(take(offsetof<Question>()));
    question.column = ArrayColumn.of(handle, 0, rows, 2);
    question.start = 0;
    question.length = 0;
    return question;
  }

  /** Moves to the next row; true when its question is another one than before. */
  @inline
  next(): bool {
    const column = this.column;
    column.next();
    const length = column.length;
    if (length == 0) {
      if (this.start == 0) unreachable(); // the first row of a call says nothing
      return false;
    }
    if (length == this.length && memory.compare(column.start, this.start, <usize>length << 2) == 0) return false;
    this.start = column.start;
    this.length = length;
    return true;
  }

  /** Word `index` of the first row's question, before any `next`. */
  first(index: u32): u32 {
    return load<u32>(this.column.first + (<usize>index << 2));
  }

  /** The 64-bit number in words `index` and `index + 1`. */
  long(index: u32): i64 {
    return load<i64>(this.start + (<usize>index << 2));
  }

  word(index: u32): u32 {
    return load<u32>(this.start + (<usize>index << 2));
  }
}

/**
 * The answer of a call as words per row; `width` words make one tuple (1 = plain Array(UInt32)). The last `wide` fields
 * of the tuple are 64-bit numbers, two words each.
 */
@unmanaged
export class Answer {
  words: Words;
  private ends: Words;
  private width: u32;
  private wide: u32;

  static of(rows: u32, width: u32, wide: u32 = 0): Answer {
    const answer = changetype<Answer>(take(offsetof<Answer>()));
    answer.words = Words.of(rows * width);
    answer.ends = Words.of(rows);
    answer.width = width;
    answer.wide = wide;
    return answer;
  }

  /** What was pushed since the last `endRow` belongs to this row. */
  @inline
  endRow(): void {
    this.ends.push(this.tuples);
  }

  get tuples(): u32 {
    return this.words.length / this.width;
  }

  /**
   * The buffer to return: Array(UInt32), or Array(Tuple(UInt32, ...)). With `nestedBytes` the tuple has one more column,
   * an Array, whose Native bytes the caller writes at `nested(handle)`.
   */
  close(nestedBytes: usize = 0): usize {
    const rows = this.ends.length;
    const count = this.tuples;
    const width = this.width;
    const size = (<usize>rows << 3) + (<usize>this.words.length << 2) + nestedBytes;
    const handle = createBuffer(24 + <u32>size);
    let to = <usize>load<u32>(handle);
    store<u64>(to, 1);
    store<u64>(to, rows, 8);
    store<u64>(to, size, 16);
    to += 24;
    for (let row: u32 = 0; row < rows; row++, to += 8) store<u64>(to, this.ends.at(row));
    const narrow = width - (this.wide << 1);
    for (let field: u32 = 0; field < narrow; field++) {
      let from = this.words.start + (<usize>field << 2);
      for (let i: u32 = 0; i < count; i++, to += 4, from += <usize>width << 2) store<u32>(to, load<u32>(from));
    }
    for (let field = narrow; field < width; field += 2) {
      let from = this.words.start + (<usize>field << 2);
      for (let i: u32 = 0; i < count; i++, to += 8, from += <usize>width << 2) store<u64>(to, load<u64>(from));
    }
    return handle;
  }

  /** Where the bytes of the last, nested column of a closed answer begin. */
  nested(handle: usize): usize {
    return <usize>load<u32>(handle) + 24 + (<usize>this.ends.length << 3) + (<usize>this.words.length << 2);
  }
}
