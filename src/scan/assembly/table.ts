import { clearWords, copyWords, take, takeZeroed, Words } from './memory';

/**
 * A hash table of records of 32-bit words; the first `keyWords` of a record are its key, the others begin as 0. Records
 * keep the order in which they came.
 */
@unmanaged
export class Table {
  private places: usize;
  private mask: u32;
  private keyWords: u32;
  private width: u32;
  private records: Words;
  /** number of records */
  count: u32;

  static of(keyWords: u32, width: u32): Table {
    const table = changetype<Table>(take(offsetof<Table>()));
    table.keyWords = keyWords;
    table.width = width;
    table.records = Words.of(width << 8);
    table.clear();
    return table;
  }

  clear(): void {
    this.records.length = 0;
    this.count = 0;
    this.mask = 1023;
    this.places = takeZeroed(1024 << 2);
  }

  /** Address of record `index`; valid until the next `add`. */
  @inline
  record(index: u32): usize {
    return this.records.start + (<usize>(index * this.width) << 2);
  }

  /** The record with the key of `keyWords` words at `key`, made where there is none. Returns its index. */
  add(key: usize): u32 {
    let place = this.placeOf(key);
    const known = load<u32>(place);
    if (known != 0) return known - 1;
    if (this.count << 1 > this.mask) {
      this.rehash();
      place = this.placeOf(key);
    }
    const record = this.records.extend(this.width);
    clearWords(record, this.width);
    copyWords(record, key, this.keyWords);
    store<u32>(place, ++this.count);
    return this.count - 1;
  }

  has(key: usize): bool {
    return load<u32>(this.placeOf(key)) != 0;
  }

  /** Where the index + 1 of the key's record is, or is to be, written. */
  private placeOf(key: usize): usize {
    const mask = this.mask;
    const bytes = <usize>this.keyWords << 2;
    let hash: u64 = 0;
    for (let i: usize = 0; i < bytes; i += 4) {
      hash = (hash ^ load<u32>(key + i)) * 0x9e3779b97f4a7c15;
      hash ^= hash >> 32;
    }
    let slot = <u32>hash & mask;
    while (true) {
      const place = this.places + (<usize>slot << 2);
      const known = load<u32>(place);
      if (known == 0) return place;
      const record = this.record(known - 1);
      let i: usize = 0;
      while (i < bytes && load<u32>(record + i) == load<u32>(key + i)) i += 4;
      if (i == bytes) return place;
      slot = (slot + 1) & mask;
    }
  }

  private rehash(): void {
    this.mask = (this.mask << 2) | 3;
    this.places = takeZeroed(<usize>(this.mask + 1) << 2);
    for (let i: u32 = 0; i < this.count; i++) store<u32>(this.placeOf(this.record(i)), i + 1);
  }
}
