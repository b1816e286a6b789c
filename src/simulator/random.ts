/**
 * The only source of chance in the simulator: xoshiro128** (Blackman and Vigna), seeded through a 32-bit mixer.
 * A fork depends on the seed and its label alone, never on how many numbers were drawn before: so one person's
 * journey stays the same when another decision before it changes, and a run with an incident can be compared
 * with the run without it, order by order.
 */
export class Random {
  private readonly seed: number;
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(seed: number) {
    this.seed = seed >>> 0;
    this.a = mix(this.seed, 1);
    this.b = mix(this.seed, 2);
    this.c = mix(this.seed, 3);
    this.d = mix(this.seed, 4) | 1;
  }

  /** An independent stream for one purpose. */
  fork(label: number): Random {
    return new Random(mix(this.seed, label + 101));
  }

  /** 0 <= x < 1, 32 bits of it. */
  unit(): number {
    const product = Math.imul(this.b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return (result >>> 0) / 4294967296;
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  between(from: number, to: number): number {
    return from + (to - from) * this.unit();
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor((to - from + 1) * this.unit());
  }

  pick<T>(list: readonly T[]): T {
    const chosen = list[Math.floor(this.unit() * list.length)];
    if (chosen === undefined) throw new Error('pick from an empty list');
    return chosen;
  }

  /** One of the entries, in proportion to its weight; undefined when no weight is above zero. */
  weighted<T>(entries: readonly (readonly [T, number])[]): T | undefined {
    let total = 0;
    for (const [, weight] of entries) total += weight;
    if (total <= 0) return undefined;
    let rest = this.unit() * total;
    for (const [value, weight] of entries) {
      rest -= weight;
      if (rest < 0 && weight > 0) return value;
    }
    return entries.findLast(([, weight]) => weight > 0)?.[0];
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }

  /** Lognormal by its median and the deviation of its logarithm. */
  lognormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit());
  }

  /** Knuth's method; the means here are small. */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.unit(); product > limit; product *= this.unit()) count++;
    return count;
  }

  /** Gamma with mean 1 and the given shape (Marsaglia and Tsang; shape >= 1). */
  gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return (d * v) / shape;
      }
    }
  }
}

/** Two 32-bit numbers into one, well spread (the finalizer of Wellons' hash prospector). */
export function mix(seed: number, label: number): number {
  let hash = (seed ^ Math.imul(label + 0x9e3779b9, 0x85ebca6b)) >>> 0;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x21f0aaad);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x735a2d97);
  hash ^= hash >>> 15;
  return hash >>> 0;
}
