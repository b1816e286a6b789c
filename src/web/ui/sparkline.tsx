import { curveMonotoneX, line } from 'd3-shape';
import { useId } from 'react';
import { useElementSize } from '../platform/element-size.ts';
import { markX, type SparklinePoint, shapeSparkline } from './sparkline-geometry.ts';

const draw = line<SparklinePoint>()
  .x((point) => point.x)
  .y((point) => point.y)
  .curve(curveMonotoneX);

interface SparklineProps {
  values: readonly (number | null)[];
  target?: number | null;
  color?: string;
  height?: number;
  label: string;
  /** what happened at some time: its place among the slices (0 = the beginning of the first), and its words */
  marks?: readonly { slice: number; title: string }[];
  /** the first slice that may still rise, and why */
  open?: { slice: number; title: string } | null;
}

/** A tiny trend: what is settled as a solid line, what may still rise grey and dashed, the target dotted. */
export function Sparkline({
  values,
  target = null,
  color = 'var(--ink)',
  height = 24,
  label,
  marks = [],
  open = null,
}: SparklineProps) {
  const id = useId();
  const [ref, { width }] = useElementSize<HTMLDivElement>();
  const shape = shapeSparkline(values, target, { width, height, inset: 3 }, open?.slice ?? null);
  const { openX } = shape;
  const drawRuns = (stroke: string, dashes?: string) =>
    shape.runs.map((run) =>
      run.length > 1 ? (
        <path
          key={run[0]?.x}
          d={draw(run) ?? ''}
          fill="none"
          stroke={stroke}
          strokeWidth={1.6}
          strokeLinecap="round"
          strokeDasharray={dashes}
        />
      ) : (
        run.map((point) => <circle key={point.x} cx={point.x} cy={point.y} r={1.4} fill={stroke} />)
      ),
    );
  return (
    <div ref={ref} style={{ height, position: 'relative' }}>
      {width > 0 && (
        // out of the flow: its width, measured, must not keep the column from getting narrower
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={label}
          style={{ position: 'absolute', inset: 0 }}
        >
          {shape.targetY !== null && (
            <line
              x1={0}
              x2={width}
              y1={shape.targetY}
              y2={shape.targetY}
              stroke="var(--mute)"
              strokeDasharray="2 3"
              opacity={0.7}
            />
          )}
          {marks.map(({ slice, title }) => {
            const x = markX(slice, values.length, { width, inset: 3 });
            return (
              <g key={`${slice.toString()}/${title}`}>
                <title>{title}</title>
                <line x1={x} x2={x} y1={0} y2={height} stroke="var(--amber)" strokeWidth={1.2} />
                <path d={`M${(x - 3.5).toString()} 0h7l-3.5 5z`} fill="var(--amber)" />
              </g>
            );
          })}
          {openX === null ? (
            drawRuns(color)
          ) : (
            <>
              <clipPath id={`${id}settled`}>
                <rect width={openX} height={height} />
              </clipPath>
              <clipPath id={`${id}open`}>
                <rect x={openX} width={width - openX} height={height} />
              </clipPath>
              <g clipPath={`url(#${id}settled)`}>{drawRuns(color)}</g>
              <g clipPath={`url(#${id}open)`}>{drawRuns('var(--mute)', '3 3.5')}</g>
            </>
          )}
          {shape.last && (
            <circle
              cx={shape.last.x}
              cy={shape.last.y}
              r={2.4}
              {...(openX === null
                ? { fill: color }
                : { fill: 'var(--card)', stroke: 'var(--mute)', strokeWidth: 1.3 })}
            />
          )}
          {openX !== null && (
            <rect x={openX} width={width - openX} height={height} fill="transparent">
              <title>{open?.title}</title>
            </rect>
          )}
        </svg>
      )}
    </div>
  );
}
