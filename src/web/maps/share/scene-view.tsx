import {
  BASELINE,
  type Ink,
  LINE_HEIGHT,
  type Page,
  type Shape,
} from '../../../shared/maps/drawing/scene.ts';

const ANCHORS = { left: 'start', middle: 'middle', right: 'end' } as const;

/** A drawn page in the colours of the theme. */
export function SceneView({ page }: { page: Page }) {
  const { width, height } = page;
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width.toString()} ${height.toString()}`}
      role="img"
      aria-label={page.title}
      style={{ display: 'block', fontFamily: 'var(--font)' }}
    >
      {page.shapes.map((shape, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shapes have no names and are drawn anew together
        <ShapeView key={index} shape={shape} />
      ))}
    </svg>
  );
}

function ShapeView({ shape }: { shape: Shape }) {
  switch (shape.kind) {
    case 'rect': {
      const { x, y, width, height, radius } = shape;
      return <rect x={x} y={y} width={width} height={height} rx={radius} {...outlineOf(shape)} />;
    }
    case 'circle':
      return <circle cx={shape.x} cy={shape.y} r={shape.radius} {...outlineOf(shape)} />;
    case 'path':
      return <path d={shape.d} {...outlineOf(shape)} />;
    case 'text':
      return (
        <text
          textAnchor={ANCHORS[shape.align]}
          // a style, because the rule for texts of all pictures would win over attributes
          style={{ fill: colorOf(shape.color), fontSize: shape.size, fontWeight: shape.isStrong ? 600 : 400 }}
        >
          {shape.lines.map((line, index) => (
            <tspan
              // biome-ignore lint/suspicious/noArrayIndexKey: the same line may stand twice
              key={index}
              x={shape.x}
              y={shape.y + shape.size * (BASELINE + LINE_HEIGHT * index)}
            >
              {line}
            </tspan>
          ))}
        </text>
      );
  }
}

function outlineOf({ fill, stroke, strokeWidth, isDashed, opacity }: Exclude<Shape, { kind: 'text' }>) {
  return {
    fill: fill ? colorOf(fill) : 'none',
    opacity,
    ...(stroke && {
      stroke: colorOf(stroke),
      strokeWidth: strokeWidth ?? 1,
      strokeLinecap: 'round' as const,
      strokeDasharray: isDashed ? '4 4' : undefined,
    }),
  };
}

const colorOf = (ink: Ink) => `var(--${ink})`;
