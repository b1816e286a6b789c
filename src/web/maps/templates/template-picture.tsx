import { curveMonotoneX, line } from 'd3-shape';
import type { TemplateRow } from '../../../shared/maps/templates-contract.ts';
import styles from './template-picture.module.css';

const WIDTH = 280;
const MIDDLE = 34;
/** of one point of feeling, -2 to +2 */
const RISE = 11;
const INSET = 14;

/** The colour of a stage, nearer to the ink so that it is seen on light and dark paper. */
export const inkOf = (color: string | null) =>
  color ? `color-mix(in oklab, ${color} 70%, var(--ink))` : 'var(--green)';

/**
 * A template as a drawing: the planned way straight and dashed, a circle for each stage on it, and how each step is thought
 * to feel as a thin dashed curve, for nobody has walked it yet.
 */
export function TemplatePicture({ outline }: { outline: TemplateRow['outline'] }) {
  const steps = outline.reduce((sum, stage) => sum + Math.max(stage.feelings.length, 1), 0);
  const xOf = (place: number) => INSET + ((place + 0.5) * (WIDTH - 2 * INSET)) / Math.max(steps, 1);
  let place = 0;
  const stages = outline.map((stage) => {
    const first = place;
    place += Math.max(stage.feelings.length, 1);
    return { ...stage, first, x: (xOf(first) + xOf(place - 1)) / 2, from: xOf(first), to: xOf(place - 1) };
  });
  const points = stages.flatMap(({ feelings, first }) =>
    feelings.flatMap((score, index): [number, number][] =>
      score === null ? [] : [[xOf(first + index), MIDDLE - score * RISE]],
    ),
  );
  return (
    <svg viewBox={`0 0 ${WIDTH} ${2 * MIDDLE}`} className={styles.picture} aria-hidden="true">
      <path className={styles.planned} d={`M2 ${MIDDLE}H${WIDTH - 2}`} />
      <path className={styles.feeling} d={line().curve(curveMonotoneX)(points) ?? ''} />
      {stages.map(({ first, x, from, to, color }) => (
        <g key={first} style={{ stroke: inkOf(color) }}>
          <path className={styles.span} d={`M${from} ${MIDDLE}H${to}`} />
          <circle className={styles.stage} cx={x} cy={MIDDLE} r={7} />
        </g>
      ))}
    </svg>
  );
}
