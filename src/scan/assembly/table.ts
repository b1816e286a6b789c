import { take, takeZeroed, Words } from './memory';

@inline
function mix(bits: u64): u64 {
  const product = bits * 0x9e3779b97f4a7c15;
  return product ^ (product >> 32);
}

/** A set of words other than 0, made once and asked often. */
@unmanaged
export class WordSet {
  private slots: usize;
  private mask: u32;

  /** Room for `count` words. */
  static of(count: u32): WordSet {
    const set = changetype<WordSet>(take(offsetof<WordSet>()));
    set.mask = 63;
    while (set.mask < count << 1) set.mask = (set.mask << 1) | 1;
    set.slots = takeZeroed(<usize>(set.mask + 1) << 2);
    return set;
  }

  add(word: u32): void {
    store<u32>(this.slotOf(word), word);
  }

  @inline
  has(word: u32): bool {
    return load<u32>(this.slotOf(word)) == word;
  }

  @inline
  private slotOf(word: u32): usize {
    let slot = <u32>mix(word) & this.mask;
    while (true) {
      const place = this.slots + (<usize>slot << 2);
      const known = load<u32>(place);
      if (known == 0 || known == word) return place;
      slot = (slot + 1) & this.mask;
    }
  }
}

/**
 * A hash table of records of 32-bit words. The first `keyLongs` pairs of words of a record are its key, the others begin
 * as 0. Records keep the order in which they came.
 */
@unmanaged
export class Table {
  private places: usize;
  private mask: u32;
  private keyBytes: usize;
  private width: u32;
  private records: Words;
  /** number of records */
  count: u32;

  static of(keyLongs: u32, width: u32): Table {
    const table = changetype<Table>(take(offsetof<Table>()));
    table.keyBytes = <usize>keyLongs << 3;
    table.width = width;
    table.records = Words.of(width << 8);
    table.mask = 1023;
    table.places = takeZeroed(1024 << 2);
    table.count = 0;
    return table;
  }

  /** Address of record `index`; valid until the next `add`. */
  @inline
  record(index: u32): usize {
    return this.records.start + (<usize>(index * this.width) << 2);
  }

  /** The index of the record whose key is at `key`; made where there is none. */
  add(key: usize): u32 {
    let place = this.placeOf(key);
    const known = load<u32>(place);
    if (known != 0) return known - 1;
    if (this.count << 1 > this.mask) {
      this.rehash();
      place = this.placeOf(key);
    }
    const record = this.records.extend(this.width);
    for (let i: u32 = 0; i < this.width; i++) store<u32>(record + (<usize>i << 2), 0);
    for (let i: usize = 0; i < this.keyBytes; i += 8) store<u64>(record + i, load<u64>(key + i));
    store<u32>(place, ++this.count);
    return this.count - 1;
  }

  /** Where the index + 1 of the key's record is, or is to be, written. */
  private placeOf(key: usize): usize {
    const bytes = this.keyBytes;
    const first = load<u64>(key);
    let hash = mix(first);
    for (let i: usize = 8; i < bytes; i += 8) hash = mix(hash ^ load<u64>(key + i));
    const mask = this.mask;
    let slot = <u32>hash & mask;
    while (true) {
      const place = this.places + (<usize>slot << 2);
      const known = load<u32>(place);
      if (known == 0) return place;
      const record = this.record(known - 1);
      if (load<u64>(record) == first) {
        let i: usize = 8;
        while (i < bytes && load<u64>(record + i) == load<u64>(key + i)) i += 8;
        if (i == bytes) return place;
      }
      slot = (slot + 1) & mask;
    }
  }

  private rehash(): void {
    this.mask = (this.mask << 2) | 3;
    this.places = takeZeroed(<usize>(this.mask + 1) << 2);
    for (let i: u32 = 0; i < this.count; i++) store<u32>(this.placeOf(this.record(i)), i + 1);
  }
}
