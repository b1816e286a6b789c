/** `bits` of memory and `probes` for each hash. */
interface FilterSize {
  bits: number;
  probes: number;
}
/** About 0.5 % false "perhaps" in each full layer. */
const SMALL: FilterSize = { bits: 12, probes: 5 };
/** About 0.0002 % in each full layer: for where a look-up is dear. */
export const SURE: FilterSize = { bits: 32, probes: 10 };
/** Places within a layer fit in 32 bits. */
const LARGEST_LAYER = 1 << 26;

/**
 * A Bloom filter over 64-bit hashes that grows by layers, each half as large as all before: says "surely new" or "perhaps seen". Only
 * the second asks the store, so that what is new costs no lookup.
 */
export class HashFilter {
  private readonly layers: { words: Uint32Array; used: number; capacity: number }[] = [];

  /** `first`: how many hashes the first layer is for. */
  constructor(
    private readonly size: FilterSize = SMALL,
    private readonly first = 1 << 20,
  ) {}

  add(hash: bigint): void {
    this.addHalves(Number(hash & 0xffff_ffffn), Number(hash >> 32n));
  }

  mayContain(hash: bigint): boolean {
    return this.mayContainHalves(Number(hash & 0xffff_ffffn), Number(hash >> 32n));
  }

  addText(text: string): void {
    this.addHalves(hashText(text, 0x9e3779b9), hashText(text, 0x243f6a88));
  }

  mayContainText(text: string): boolean {
    return this.mayContainHalves(hashText(text, 0x9e3779b9), hashText(text, 0x243f6a88));
  }

  private addHalves(a: number, b: number): void {
    let layer = this.layers.at(-1);
    if (!layer || layer.used >= layer.capacity) {
      const before = this.layers.reduce((sum, one) => sum + one.capacity, 0);
      const capacity = Math.min(before === 0 ? this.first : Math.ceil(before / 2), LARGEST_LAYER);
      layer = { words: new Uint32Array(Math.ceil((capacity * this.size.bits) / 32)), used: 0, capacity };
      this.layers.push(layer);
    }
    layer.used++;
    for (let probe = 0; probe < this.size.probes; probe++) {
      const bit = probeBit(a, b, probe, layer.words.length * 32);
      const word = bit >>> 5;
      layer.words[word] = (layer.words[word] ?? 0) | (1 << (bit & 31));
    }
  }

  private mayContainHalves(a: number, b: number): boolean {
    return this.layers.some(({ words }) => {
      for (let probe = 0; probe < this.size.probes; probe++) {
        const bit = probeBit(a, b, probe, words.length * 32);
        if (((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
      }
      return true;
    });
  }
}

/** Double hashing; products stay below 2^53. */
function probeBit(a: number, b: number, probe: number, bits: number): number {
  return (a + probe * (b | 1) + probe * probe * 0x9e3779b1) % bits;
}

/** 32 bits of a text: FNV-1a with the finaliser of MurmurHash3. */
function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
