import { curveMonotoneX, line } from 'd3-shape';
import { useElementSize } from '../platform/element-size.ts';
import { type SparklinePoint, shapeSparkline } from './sparkline-geometry.ts';

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
}

/** A tiny trend: the walked line solid, the target dashed. */
export function Sparkline({
  values,
  target = null,
  color = 'var(--ink)',
  height = 24,
  label,
}: SparklineProps) {
  const [ref, { width }] = useElementSize<HTMLDivElement>();
  const shape = shapeSparkline(values, target, { width, height, inset: 3 });
  return (
    <div ref={ref} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label} style={{ display: 'block' }}>
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
