import { distanceFrom } from './edit-distance.ts';

/** A way that `weight` journeys took, step by step. */
export interface Variant {
  items: readonly number[];
  weight: number;
}

/** A journey that stands for others. */
export interface Representative {
  /** place of it in the list of variants */
  medoid: number;
  /** places of all it stands for, itself too */
  members: number[];
  weight: number;
}

/** Distances of all pairs are held: 2,000 variants are 16 MB. */
export const MAX_VARIANTS = 2_000;
/** With so few variants, more starts cost nothing. */
const FEW = 200;
const STARTS = 12;

/**
 * The `count` variants that stand for all with the least distance (k-medoids, PAM of Kaufman and Rousseeuw 1990: greedy
 * start, then exchanges while one helps; normalised Levenshtein, weighted by how many took the way). Of more than
 * MAX_VARIANTS the heaviest count. Deterministic. Heaviest first.
 */
export function findRepresentatives(variants: readonly Variant[], count: number): Representative[] {
  const used = variants
    .map((variant, place) => ({ ...variant, place }))
    .toSorted((a, b) => b.weight - a.weight || a.place - b.place)
    .slice(0, MAX_VARIANTS);
  const size = used.length;
  if (size === 0) return [];
  const distances = distancesOf(used);
  const weights = Float64Array.from(used, ({ weight }) => weight);
  const clusters = { distances, weights, size };
  const wanted = Math.min(count, size);
  let best = exchange(clusters, greedy(clusters, wanted));
  if (size <= FEW) {
    for (let start = 1; start <= STARTS; start++) {
      const other = exchange(clusters, spread(size, wanted, start));
      if (costOf(clusters, other) < costOf(clusters, best) - 1e-9) best = other;
    }
  }
  const medoids = best.toSorted((a, b) => a - b);
  const members = medoids.map((): number[] => []);
  for (let item = 0; item < size; item++) {
    let nearest = 0;
    medoids.forEach((medoid, index) => {
      const isNearer = at(clusters, item, medoid) < at(clusters, item, medoids[nearest] ?? medoid);
      if (isNearer || medoid === item) nearest = index;
    });
    members[nearest]?.push(item);
  }
  return medoids
    .map((medoid, index) => ({
      medoid: used[medoid]?.place ?? 0,
      members: (members[index] ?? []).map((item) => used[item]?.place ?? 0),
      weight: (members[index] ?? []).reduce((sum, item) => sum + (weights[item] ?? 0), 0),
    }))
    .toSorted((a, b) => b.weight - a.weight || a.medoid - b.medoid);
}

interface Clusters {
  /** `size` x `size` */
  distances: Float32Array;
  weights: Float64Array;
  size: number;
}

const at = ({ distances, size }: Clusters, a: number, b: number) => distances[a * size + b] ?? 0;

function distancesOf(variants: readonly Variant[]): Float32Array {
  const size = variants.length;
  const distances = new Float32Array(size * size);
  variants.forEach((a, i) => {
    const distanceTo = distanceFrom(a.items);
    for (let j = i + 1; j < size; j++) {
      const distance = distanceTo(variants[j]?.items ?? []);
      distances[i * size + j] = distance;
      distances[j * size + i] = distance;
    }
  });
  return distances;
}

/** The sum of weighted distances to the nearest medoid. */
function costOf(clusters: Clusters, medoids: readonly number[]): number {
  let cost = 0;
  for (let item = 0; item < clusters.size; item++) {
    cost += (clusters.weights[item] ?? 0) * Math.min(...medoids.map((medoid) => at(clusters, item, medoid)));
  }
  return cost;
}

/** One medoid after the other, each the one that helps most. */
function greedy(clusters: Clusters, count: number): number[] {
  const { size, weights, distances } = clusters;
  const nearest = new Float64Array(size).fill(2);
  const medoids: number[] = [];
  while (medoids.length < count) {
    let best = -1;
    let bestGain = -1;
    for (let candidate = 0; candidate < size; candidate++) {
      if (medoids.includes(candidate)) continue;
      let gain = 0;
      const row = candidate * size;
      for (let item = 0; item < size; item++) {
        gain += (weights[item] ?? 0) * Math.max(0, (nearest[item] ?? 0) - (distances[row + item] ?? 0));
      }
      if (gain > bestGain) [best, bestGain] = [candidate, gain];
    }
    medoids.push(best);
    for (let item = 0; item < size; item++) {
      nearest[item] = Math.min(nearest[item] ?? 0, distances[best * size + item] ?? 0);
    }
  }
  return medoids;
}

/** Exchanges a medoid for another variant, always the best exchange (FastPAM1 of Schubert and Rousseeuw 2019). */
function exchange(clusters: Clusters, start: readonly number[]): number[] {
  const { size, weights, distances } = clusters;
  const medoids = [...start];
  for (;;) {
    const first = new Int32Array(size);
    const firstAt = new Float64Array(size).fill(3);
    const secondAt = new Float64Array(size).fill(3);
    for (let item = 0; item < size; item++) {
      medoids.forEach((medoid, index) => {
        const distance = distances[item * size + medoid] ?? 0;
        if (distance < (firstAt[item] ?? 0)) {
          secondAt[item] = firstAt[item] ?? 0;
          firstAt[item] = distance;
          first[item] = index;
        } else if (distance < (secondAt[item] ?? 0)) secondAt[item] = distance;
      });
    }
    // what removing each medoid would cost
    const removal = new Float64Array(medoids.length);
    for (let item = 0; item < size; item++) {
      const index = first[item] ?? 0;
      removal[index] =
        (removal[index] ?? 0) + (weights[item] ?? 0) * ((secondAt[item] ?? 0) - (firstAt[item] ?? 0));
    }
    let best = { change: -1e-9, index: -1, candidate: -1 };
    for (let candidate = 0; candidate < size; candidate++) {
      if (medoids.includes(candidate)) continue;
      const change = Float64Array.from(removal);
      let shared = 0;
      const row = candidate * size;
      for (let item = 0; item < size; item++) {
        const distance = distances[row + item] ?? 0;
        const weight = weights[item] ?? 0;
        const near = firstAt[item] ?? 0;
        const index = first[item] ?? 0;
        if (distance < near) {
          shared += weight * (distance - near);
          change[index] = (change[index] ?? 0) + weight * (near - (secondAt[item] ?? 0));
        } else if (distance < (secondAt[item] ?? 0)) {
          change[index] = (change[index] ?? 0) + weight * (distance - (secondAt[item] ?? 0));
        }
      }
      change.forEach((own, index) => {
        if (own + shared < best.change) best = { change: own + shared, index, candidate };
      });
    }
    if (best.index < 0) return medoids;
    medoids[best.index] = best.candidate;
  }
}

/** Other starts, always the same ones: medoids drawn by a small generator (mulberry32). */
function spread(size: number, count: number, seed: number): number[] {
  let state = seed * 0x9e3779b9;
  const chosen = new Set<number>();
  while (chosen.size < count) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    chosen.add(((mixed ^ (mixed >>> 14)) >>> 0) % size);
  }
  return [...chosen];
}
