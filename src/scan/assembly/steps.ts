import { take, Words } from './memory';

/**
 * What is asked of an event, by event code: the steps of a funnel or the stages of a map. A step is a list of
 * alternatives, one word each:
 *
 *   bits 0-15  event code (0 = an event that was never seen: matches nothing)
 *   bits 16-21 number of the `where` bit that must be set in the event's flags, plus 1; 0 = no condition
 *   bit 31     last alternative of its step
 *
 * Compiled, the alternatives of one code form a chain from the highest step to the lowest.
 */
const CODES: usize = 65536;
/** of a link of the chain: flag mask, step (from 1), next link (0 = end) */
const LINK: u32 = 3;

@unmanaged
export class Steps {
  /** u16 per code: its first link, 0 = the code is in no step */
  private heads: usize;
  private links: Words;
  count: u32;

  static create(): Steps {
    const steps = changetype<Steps>(take(offsetof<Steps>()));
    steps.heads = take(CODES << 1);
    steps.links = Words.of(64);
    return steps;
  }

  compile(words: usize, length: u32): void {
    memory.fill(this.heads, 0, CODES << 1);
    this.links.length = LINK; // link 0 means "none"
    this.count = 0;
    let step: u32 = 1;
    for (let i: u32 = 0; i < length; i++) {
      const word = load<u32>(words + (<usize>i << 2));
      const head = this.heads + (<usize>(word & 0xffff) << 1);
      const bit = (word >> 16) & 0x3f;
      const link = this.links.length / LINK;
      this.links.push(bit == 0 ? 0 : 1 << (bit - 1));
      this.links.push(step);
      this.links.push(load<u16>(head));
      if (word & 0xffff) store<u16>(head, <u16>link);
      this.count = step;
      if (word >> 31) step++;
    }
  }

  /** The chain of this event's code; 0 = it can serve no step. */
  @inline
  chainOf(code: u32): u32 {
    return load<u16>(this.heads + (<usize>code << 1));
  }

  /** From `link` on, the first whose condition the flags meet; 0 = none. */
  @inline
  match(link: u32, flags: u32): u32 {
    while (link != 0) {
      const mask = this.links.at(link * LINK);
      if (mask == 0 || (flags & mask) != 0) break;
      link = this.next(link);
    }
    return link;
  }

  @inline
  next(link: u32): u32 {
    return this.links.at(link * LINK + 2);
  }

  @inline
  stepOf(link: u32): u32 {
    return this.links.at(link * LINK + 1);
  }
}
