/**
 * Memory of the module: one arena that only grows, emptied whenever the host holds no buffer.
 *
 * The host (ClickHouse or Node) works in calls: it creates one input buffer, calls one function, reads the buffer that
 * the function returns, and destroys both. Nothing is kept from one call to the next, so no garbage collector is needed
 * and no call can leak: the memory in use is that of the largest call so far.
 *
 * The memory has one size for good (module.ts). ClickHouse runs modules with a check before every load and store, and
 * the limit of memory that can grow is read anew each time: five instructions instead of two. Pages that nobody has
 * touched cost nothing.
 */

let top: usize = __heap_base;
let held: i32 = 0;
/** where the memory ends, less a word for rounding up */
const LIMIT: usize = (1 << 30) - 8;

/** `size` bytes, aligned to 8, content undefined; gone when the host has destroyed its buffers. */
export function take(size: usize): usize {
  const start = top;
  if (size > LIMIT - start) unreachable();
  top = (start + size + 7) & ~(<usize>7);
  return start;
}

/** `size` zero bytes. */
export function takeZeroed(size: usize): usize {
  const start = take(size);
  memory.fill(start, 0, size);
  return start;
}

/** For a few words: inside ClickHouse `memory.copy` and `memory.fill` cost about 50 ns, however short. */
@inline
export function copyWords(to: usize, from: usize, count: u32): void {
  for (let end = from + (<usize>count << 2); from < end; from += 4, to += 4) store<u32>(to, load<u32>(from));
}

@inline
export function clearWords(start: usize, count: u32): void {
  for (let end = start + (<usize>count << 2); start < end; start += 4) store<u32>(start, 0);
}

/** A list of 32-bit words in the arena that grows by doubling. */
@unmanaged
export class Words {
  start: usize;
  length: u32;
  capacity: u32;

  static of(capacity: u32): Words {
    const list = changetype<Words>(take(offsetof<Words>()));
    list.start = take(<usize>capacity << 2);
    list.length = 0;
    list.capacity = capacity;
    return list;
  }

  /** Makes room for `count` more and returns the address of the first; the caller writes all of them. */
  @inline
  extend(count: u32): usize {
    const at = this.length;
    if (at + count > this.capacity) this.grow(at + count);
    this.length = at + count;
    return this.start + (<usize>at << 2);
  }

  @inline
  push(word: u32): void {
    store<u32>(this.extend(1), word);
  }

  @inline
  at(index: u32): u32 {
    return load<u32>(this.start + (<usize>index << 2));
  }

  private grow(needed: u32): void {
    const capacity = max(needed, this.capacity << 1);
    const start = take(<usize>capacity << 2);
    memory.copy(start, this.start, <usize>this.length << 2);
    this.start = start;
    this.capacity = capacity;
  }
}

/** Creates a buffer: a handle to `{ address: u32, size: u32 }`. */
export function createBuffer(size: u32): usize {
  if (held == 0) top = __heap_base;
  held++;
  const handle = take(8);
  store<u32>(handle, <u32>take(size));
  store<u32>(handle, size, 4);
  return handle;
}

export function destroyBuffer(handle: usize): void {
  held--;
}

/** Bytes in use: of the last call, where the host has given back its buffers. */
export function usedBytes(): usize {
  return top - __heap_base;
}
