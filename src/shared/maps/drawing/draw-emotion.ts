import { type Columns, type Drawing, type Row, SMALL } from './drawing.ts';
import { placeText } from './lay-text.ts';
import type { Shape } from './scene.ts';

const HEIGHT = 104;
const INSET = 16;

interface Point {
  x: number;
  y: number;
}

/** The feeling from -2 to +2 at every step: assumed dashed, measured solid. */
export function drawEmotion({ figures, measure }: Drawing, columns: Columns): Row {
  const steps = columns.stages.flatMap((stage, column) =>
    stage.steps.map((step, index) => ({
      step,
      x: columns.left + columns.width * (column + (index + 0.5) / stage.steps.length),
      answer: figures?.emotion?.steps.find((one) => one.step === step.id),
    })),
  );
  const right = columns.left + columns.width * columns.stages.length;
  return {
    height: HEIGHT,
    drawAt(y) {
      const yOf = (score: number) => y + INSET + ((2 - score) / 4) * (HEIGHT - 2 * INSET);
      const points = (scoreOf: (step: (typeof steps)[number]) => number | null) =>
        steps.map((step) => {
          const score = scoreOf(step);
          return score === null ? null : { x: step.x, y: yOf(score) };
        });
      const assumed = points(({ step, answer }) => (answer ? answer.assumed : (step.emotion?.score ?? null)));
      const measured = points(({ answer }) => answer?.measured ?? null);
      // an assumption holds between the steps that have one; a measured line ends where nothing was measured
      const plan = [assumed.filter((point) => point !== null)];
      const shapes: Shape[] = [
        { kind: 'path', d: `M${columns.left + 8} ${yOf(0)}L${right - 8} ${yOf(0)}`, stroke: 'line' },
        ...plan.flatMap((run) => curve(run, { stroke: 'mute', isDashed: true, strokeWidth: 1.4 })),
        ...runs(measured).flatMap((run) => curve(run, { stroke: 'ink', strokeWidth: 2 })),
        ...plan.flat().map((point): Shape => ({ kind: 'circle', ...point, radius: 2.2, fill: 'mute' })),
        ...measured.flatMap((point): Shape[] =>
          point
            ? [{ kind: 'circle', ...point, radius: 4, fill: 'paper', stroke: 'ink', strokeWidth: 1.6 }]
            : [],
        ),
      ];
      const label = (text: string, at: Point, align: 'left' | 'right') =>
        placeText([text], { ...at, align }, { size: SMALL, color: 'mute' }, measure);
      shapes.push(
        label('good', { x: columns.left + 8, y: yOf(2) - 8 }, 'left'),
        label('bad', { x: columns.left + 8, y: yOf(-2) - 8 }, 'left'),
      );
      const last = plan[0]?.at(-1);
      if (last) {
        const isRoom = last.x + 60 < right;
        const below = last.y < y + 34;
        shapes.push(
          label(
            'assumed',
            { x: isRoom ? last.x + 7 : right - 8, y: last.y + (below ? 6 : -18) },
            isRoom ? 'left' : 'right',
          ),
        );
      }
      const first = measured.find((point) => point !== null);
      if (first)
        shapes.push(
          label('measured', { x: first.x + 8, y: first.y + (first.y < y + HEIGHT / 2 ? 5 : -20) }, 'left'),
        );
      return shapes;
    },
  };
}

function runs(points: readonly (Point | null)[]): Point[][] {
  const found: Point[][] = [[]];
  for (const point of points) {
    if (point) found.at(-1)?.push(point);
    else found.push([]);
  }
  return found.filter((run) => run.length > 0);
}

function curve(points: readonly Point[], look: Partial<Extract<Shape, { kind: 'path' }>>): Shape[] {
  return points.length < 2 ? [] : [{ kind: 'path', d: drawMonotone(points), ...look }];
}

/**
 * A smooth line that never overshoots its points: tangents of Fritsch and Carlson as three-point weighted harmonic means
 * (M. Steffen, "A simple method for monotonic interpolation in one dimension", 1990), as Bezier curves.
 */
export function drawMonotone(points: readonly Point[]): string {
  const slope = (index: number) => {
    const [a, b] = [points[index], points[index + 1]];
    return a && b ? (b.y - a.y) / (b.x - a.x || 1) : 0;
  };
  const tangents = points.map((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before || !after) return before ? slope(index - 1) : slope(index);
    const [s0, s1] = [slope(index - 1), slope(index)];
    if (s0 * s1 <= 0) return 0;
    const [h0, h1] = [point.x - before.x, after.x - point.x];
    const mean = (s0 * h1 + s1 * h0) / (h0 + h1);
    return Math.sign(s0) * Math.min(2 * Math.abs(s0), 2 * Math.abs(s1), Math.abs(mean));
  });
  return points
    .map((point, index) => {
      const before = points[index - 1];
      if (!before) return `M${point.x} ${point.y}`;
      const third = (point.x - before.x) / 3;
      const [t0 = 0, t1 = 0] = [tangents[index - 1], tangents[index]];
      return `C${before.x + third} ${before.y + third * t0} ${point.x - third} ${point.y - third * t1} ${point.x} ${point.y}`;
    })
    .join('');
}
