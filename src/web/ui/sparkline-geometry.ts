export interface SparklinePoint {
  x: number;
  y: number;
}

export interface SparklineShape {
  /** runs of neighbouring points; a slice without a value breaks the line */
  runs: SparklinePoint[][];
  /** height of the target line; null where there is none */
  targetY: number | null;
  last: SparklinePoint | null;
  /** where the part that may still rise begins: at the last point that is settled; null = all of it is settled */
  openX: number | null;
}

/** Twelve slices of a period as points in a box; the target always lies inside it. */
export function shapeSparkline(
  values: readonly (number | null)[],
  target: number | null,
  box: { width: number; height: number; inset: number },
  /** the first slice that may still rise */
  openSlice: number | null = null,
): SparklineShape {
  const known = values.filter((value) => value !== null);
  const all = target === null ? known : [...known, target];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const inner = box.height - 2 * box.inset;
  const yOf = (value: number) =>
    high === low ? box.height / 2 : box.inset + inner * (1 - (value - low) / (high - low));
  const step = values.length > 1 ? (box.width - 2 * box.inset) / (values.length - 1) : 0;
  const runs: SparklinePoint[][] = [];
  let run: SparklinePoint[] = [];
  values.forEach((value, index) => {
    if (value === null) {
      if (run.length > 0) runs.push(run);
      run = [];
      return;
    }
    run.push({ x: box.inset + index * step, y: yOf(value) });
  });
  if (run.length > 0) runs.push(run);
  return {
    runs,
    targetY: target === null || known.length === 0 ? null : yOf(target),
    last: runs.at(-1)?.at(-1) ?? null,
    openX:
      openSlice === null || openSlice >= values.length
        ? null
        : openSlice === 0
          ? 0
          : box.inset + (openSlice - 1) * step,
  };
}

/** Where an instant stands among the slices: a slice's own point is in its middle. `slice` counts from 0, with its part. */
export function markX(slice: number, slices: number, box: { width: number; inset: number }): number {
  const step = slices > 1 ? (box.width - 2 * box.inset) / (slices - 1) : 0;
  return Math.min(box.width - box.inset, Math.max(box.inset, box.inset + (slice - 0.5) * step));
}
