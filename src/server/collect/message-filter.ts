/**
 * A Bloom filter over 64-bit hashes that grows: says "surely new" or "perhaps seen". Only the second asks the store, so
 * that a new event costs no lookup. 12 bits and 4 probes a hash: about 0.7 % false "perhaps", 150 MB for 100 million.
 */
export class MessageFilter {
  private readonly layers: { words: Uint32Array; used: number; capacity: number }[] = [];

  constructor(private readonly firstCapacity = 1 << 20) {}

  add(hash: bigint): void {
    let layer = this.layers.at(-1);
    if (!layer || layer.used >= layer.capacity) {
      const capacity = layer ? layer.capacity * 2 : this.firstCapacity;
      layer = { words: new Uint32Array((capacity * 12) / 32), used: 0, capacity };
      this.layers.push(layer);
    }
    layer.used++;
    const [a, b] = halves(hash);
    for (let probe = 0; probe < 4; probe++) {
      const bit = probeBit(a, b, probe, layer.words.length * 32);
      const word = bit >>> 5;
      layer.words[word] = (layer.words[word] ?? 0) | (1 << (bit & 31));
    }
  }

  mayContain(hash: bigint): boolean {
    const [a, b] = halves(hash);
    return this.layers.some(({ words }) => {
      for (let probe = 0; probe < 4; probe++) {
        const bit = probeBit(a, b, probe, words.length * 32);
        if (((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
      }
      return true;
    });
  }

  get bytes(): number {
    return this.layers.reduce((sum, layer) => sum + layer.words.byteLength, 0);
  }
}

function halves(hash: bigint): [number, number] {
  return [Number(hash & 0xffff_ffffn), Number((hash >> 32n) & 0xffff_ffffn)];
}

/** Double hashing; products stay below 2^53. */
function probeBit(a: number, b: number, probe: number, bits: number): number {
  return (a + probe * (b | 1) + probe * probe * 0x9e3779b1) % bits;
}
