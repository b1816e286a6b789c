export interface EmotionPoint {
  step: string;
  x: number;
  y: number;
  score: number;
}

export interface EmotionStep {
  step: string;
  score: number | null;
}

/** -2 at the bottom to +2 at the top. */
export function emotionY(score: number, height: number, inset: number): number {
  return inset + ((2 - score) / 4) * (height - 2 * inset);
}

/** The score at a height, in halves. */
export function emotionScore(y: number, height: number, inset: number): number {
  const score = 2 - ((y - inset) / (height - 2 * inset)) * 4;
  return Math.min(2, Math.max(-2, Math.round(score * 2) / 2));
}

/** Neighbouring known scores as runs of points: a step without a score breaks a measured line, and not an assumed one. */
export function runsOf(
  steps: readonly EmotionStep[],
  centres: readonly number[],
  box: { height: number; inset: number },
  isBridging: boolean,
): EmotionPoint[][] {
  const runs: EmotionPoint[][] = [];
  let run: EmotionPoint[] = [];
  steps.forEach(({ step, score }, index) => {
    if (score === null) {
      if (!isBridging && run.length > 0) {
        runs.push(run);
        run = [];
      }
      return;
    }
    run.push({ step, x: centres[index] ?? 0, y: emotionY(score, box.height, box.inset), score });
  });
  if (run.length > 0) runs.push(run);
  return runs;
}

/**
 * The points with room for words beside them: the strongest feelings first, none nearer than `gap` to one already chosen
 * or to a place that is taken. What is not chosen still says its words on hover.
 */
export function pointsWithLabels(
  points: readonly EmotionPoint[],
  gap: number,
  taken: readonly number[] = [],
): Set<string> {
  const places = [...taken];
  const chosen = new Set<string>();
  for (const point of points.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score) || a.x - b.x)) {
    if (places.some((x) => Math.abs(x - point.x) < gap)) continue;
    places.push(point.x);
    chosen.add(point.step);
  }
  return chosen;
}
