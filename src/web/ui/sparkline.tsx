import { curveMonotoneX, line } from 'd3-shape';
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
}

/** A tiny trend: the walked line solid, the target dashed. */
export function Sparkline({
  values,
  target = null,
  color = 'var(--ink)',
  height = 24,
  label,
  marks = [],
}: SparklineProps) {
  const [ref, { width }] = useElementSize<HTMLDivElement>();
  const shape = shapeSparkline(values, target, { width, height, inset: 3 });
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
          {shape.runs.map((run) =>
            run.length > 1 ? (
              <path
                key={run[0]?.x}
                d={draw(run) ?? ''}
                fill="none"
                stroke={color}
                strokeWidth={1.6}
                strokeLinecap="round"
              />
            ) : (
              run.map((point) => <circle key={point.x} cx={point.x} cy={point.y} r={1.4} fill={color} />)
            ),
          )}
          {shape.last && <circle cx={shape.last.x} cy={shape.last.y} r={2.4} fill={color} />}
        </svg>
      )}
    </div>
  );
}
