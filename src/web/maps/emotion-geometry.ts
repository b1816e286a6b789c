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

/** Words beside the curve: the middle of the line of text, and the height of its foot. */
export interface EmotionLabel {
  step: string;
  x: number;
  y: number;
  text: string;
}

/** What words may not stand on, in pixels. */
export interface TakenBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export const LABEL_HEIGHT = 13;
/** A letter of the small words is no wider than this on average. */
const LETTER_WIDTH = 5.9;
/** Room left between words. */
const LABEL_GAP = 16;

/** The box of a line of small words around `x` whose foot is at `y`. */
export function labelBox(text: string, x: number, y: number): TakenBox {
  const half = (text.length * LETTER_WIDTH) / 2;
  return { left: x - half, right: x + half, top: y - LABEL_HEIGHT + 3, bottom: y + 3 };
}

/**
 * The words that have room beside their points, away from the middle, pushed in from an edge, or on the other side where
 * something is `taken`: the strongest feelings first, none on a point or on other words. What finds no room says its words
 * on hover only.
 */
export function placeLabels(
  points: readonly (EmotionPoint & { text: string })[],
  box: { width: number; height: number },
  taken: readonly TakenBox[] = [],
): EmotionLabel[] {
  const full = [
    ...taken,
    ...points.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 })),
  ];
  const placed: EmotionLabel[] = [];
  for (const { step, x, y, text } of points.toSorted(
    (a, b) => Math.abs(b.score) - Math.abs(a.score) || a.x - b.x,
  )) {
    const half = (labelBox(text, 0, 0).right - labelBox(text, 0, 0).left) / 2;
    const middle = Math.min(Math.max(x, half + 2), Math.max(box.width - half - 2, half + 2));
    const [above, below] = [y - 10, y + 19];
    const [near, far] = y > box.height / 2 ? [below, above] : [above, below];
    // only what always stands there sends words to the other side: both sides full of words would be a thicket
    const isTaken = taken.some((other) => overlaps(labelBox(text, middle, near), other));
    const foot = isTaken ? far : near;
    const own = labelBox(text, middle, foot);
    const isInside = own.top >= 0 && own.bottom <= box.height && own.right <= box.width;
    if (!isInside || full.some((other) => overlaps(own, other))) continue;
    full.push(own);
    placed.push({ step, text, x: middle, y: foot });
  }
  return placed;
}

function overlaps(one: TakenBox, other: TakenBox): boolean {
  return (
    one.left < other.right + LABEL_GAP &&
    other.left < one.right + LABEL_GAP &&
    one.top < other.bottom &&
    other.top < one.bottom
  );
}
