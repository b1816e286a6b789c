import { take, takeZeroed, Words } from './memory';

@inline
function mix(bits: u64): u64 {
  const product = bits * 0x9e3779b97f4a7c15;
  return product ^ (product >> 32);
}

/** Counts of words other than 0. A slot: the word, its count. */
@unmanaged
export class WordCounts {
  private slots: usize;
  private mask: u32;
  private used: u32;

  static of(): WordCounts {
    const table = changetype<WordCounts>(take(offsetof<WordCounts>()));
    table.mask = 255;
    table.used = 0;
    table.slots = takeZeroed(256 << 3);
    return table;
  }

  count(word: u32): void {
    const place = this.placeOf(word);
    store<u32>(place, load<u32>(place, 4) + 1, 4);
  }

  /** Address of the first slot; `end` is behind the last. Free slots have word 0. */
  get start(): usize {
    return this.slots;
  }

  get end(): usize {
    return this.slots + (<usize>(this.mask + 1) << 3);
  }

  private placeOf(word: u32): usize {
    let place = this.firstPlaceOf(word);
    while (load<u32>(place) != word) {
      if (load<u32>(place) == 0) {
        store<u32>(place, word);
        if (++this.used << 2 <= this.mask) return place;
        this.widen();
        return this.placeOf(word);
      }
      place += 8;
      if (place == this.end) place = this.slots;
    }
    return place;
  }

  @inline
  private firstPlaceOf(word: u32): usize {
    return this.slots + (<usize>(<u32>mix(word) & this.mask) << 3);
  }

  private widen(): void {
    const end = this.end;
    const old = this.slots;
    this.mask = (this.mask << 2) | 3;
    this.slots = takeZeroed(<usize>(this.mask + 1) << 3);
    for (let from = old; from < end; from += 8) {
      if (load<u32>(from) == 0) continue;
      let place = this.firstPlaceOf(load<u32>(from));
      while (load<u32>(place) != 0) {
        place += 8;
        if (place == this.end) place = this.slots;
      }
      store<u64>(place, load<u64>(from));
    }
  }
}

/**
 * A hash table of records of 32-bit words. A record begins with its key, `keyLongs` pairs of words; the others begin as
 * 0. Records keep the order in which they came.
 */
@unmanaged
export class Table {
  /** per slot: hash u32, index of the record + 1 u32 (0 = free) */
  private slots: usize;
  private mask: u32;
  private keyBytes: usize;
  private bytes: usize;
  private records: Words;
  /** number of records */
  count: u32;

  static of(keyLongs: u32, width: u32): Table {
    const table = changetype<Table>(take(offsetof<Table>()));
    table.keyBytes = <usize>keyLongs << 3;
    table.bytes = <usize>width << 2;
    table.records = Words.of(width << 8);
    table.mask = 1023;
    table.slots = takeZeroed(1024 << 3);
    table.count = 0;
    return table;
  }

  /** Address of record `index`; valid until the next `add`. */
  @inline
  record(index: u32): usize {
    return this.records.start + <usize>index * this.bytes;
  }

  /** The index of the record whose key is at `key`; made where there is none. */
  @inline
  add(key: usize): u32 {
    const first = load<u64>(key);
    let hash = mix(first);
    for (let i: usize = 8; i < this.keyBytes; i += 8) hash = mix(hash ^ load<u64>(key + i));
    let slot = <u32>hash & this.mask;
    while (true) {
      const place = this.slots + (<usize>slot << 3);
      const known = load<u32>(place, 4);
      if (known == 0) return this.insert(place, <u32>hash, key);
      if (load<u32>(place) == <u32>hash && this.hasKey(known - 1, key)) return known - 1;
      slot = (slot + 1) & this.mask;
    }
  }

  @inline
  private hasKey(index: u32, key: usize): bool {
    const record = this.record(index);
    let i: usize = 0;
    while (i < this.keyBytes && load<u64>(record + i) == load<u64>(key + i)) i += 8;
    return i == this.keyBytes;
  }

  private insert(place: usize, hash: u32, key: usize): u32 {
    const index = this.count++;
    store<u32>(place, hash);
    store<u32>(place, index + 1, 4);
    const record = this.records.extend(<u32>(this.bytes >> 2));
    for (let i: usize = 0; i < this.bytes; i += 4) store<u32>(record + i, 0);
    for (let i: usize = 0; i < this.keyBytes; i += 8) store<u64>(record + i, load<u64>(key + i));
    if (this.count << 1 > this.mask) this.widen();
    return index;
  }

  private widen(): void {
    const old = this.slots;
    const end = old + (<usize>(this.mask + 1) << 3);
    this.mask = (this.mask << 2) | 3;
    this.slots = takeZeroed(<usize>(this.mask + 1) << 3);
    for (let from = old; from < end; from += 8) {
      if (load<u32>(from, 4) == 0) continue;
      let slot = load<u32>(from) & this.mask;
      while (load<u32>(this.slots + (<usize>slot << 3), 4) != 0) slot = (slot + 1) & this.mask;
      store<u64>(this.slots + (<usize>slot << 3), load<u64>(from));
    }
  }
}
