/**
 * A Bloom filter over 64-bit hashes that grows: says "surely new" or "perhaps seen". Only the second asks the store, so
 * that what is new costs no lookup. 12 bits and 4 probes a hash: about 0.7 % false "perhaps", 150 MB for 100 million.
 */
export class HashFilter {
  private readonly layers: { words: Uint32Array; used: number; capacity: number }[] = [];

  constructor(private readonly firstCapacity = 1 << 20) {}

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
      const capacity = layer ? layer.capacity * 2 : this.firstCapacity;
      layer = { words: new Uint32Array((capacity * 12) / 32), used: 0, capacity };
      this.layers.push(layer);
    }
    layer.used++;
    for (let probe = 0; probe < 4; probe++) {
      const bit = probeBit(a, b, probe, layer.words.length * 32);
      const word = bit >>> 5;
      layer.words[word] = (layer.words[word] ?? 0) | (1 << (bit & 31));
    }
  }

  private mayContainHalves(a: number, b: number): boolean {
    return this.layers.some(({ words }) => {
      for (let probe = 0; probe < 4; probe++) {
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
