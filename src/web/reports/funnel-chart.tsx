import { useTranslations } from 'use-intl';
import type { FunnelAnswer, FunnelPart } from '../../shared/reports/funnel.ts';
import { useElementSize } from '../platform/element-size.ts';
import { useFormats } from '../platform/workspace.tsx';
import styles from './funnel-chart.module.css';
import { shapeFunnel } from './funnel-geometry.ts';

interface FunnelChartProps {
  steps: FunnelAnswer['total']['steps'];
  isRecounting: boolean;
  onPick: (part: FunnelPart) => void;
}

const HEIGHT = 260;
const NARROWEST_COLUMN = 104;

/** Everyone would go straight on along the dashed line; the solid way is who did. */
export function FunnelChart({ steps, isRecounting, onPick }: FunnelChartProps) {
  const t = useTranslations('reports.funnel');
  const formats = useFormats();
  const [ref, { width: available }] = useElementSize<HTMLDivElement>();
  const width = Math.max(available, steps.length * NARROWEST_COLUMN);
  const shape = shapeFunnel(
    steps.map((step) => step.people),
    { width, height: HEIGHT, top: 30 },
  );
  const columns = { gridTemplateColumns: `repeat(${steps.length.toString()}, minmax(0, 1fr))`, width };
  return (
    <div ref={ref} className={`${styles.chart} ${isRecounting ? 'recounting' : ''}`}>
      {available > 0 && (
        <>
          <div className={styles.picture} style={{ width, height: HEIGHT + 1 }}>
            <svg width={width} height={HEIGHT + 1} aria-hidden="true">
              <line
                x1={0}
                x2={width}
                y1={30}
                y2={30}
                stroke="var(--mute)"
                strokeDasharray="4 6"
                opacity={0.6}
              />
              {shape.flows.map((path, index) => (
                <path key={steps[index]?.label} d={path} fill="var(--green)" opacity={0.16} />
              ))}
              {shape.bars.map((bar, index) => (
                <g key={`${index.toString()}-${steps[index]?.label ?? ''}`}>
                  {bar.top - bar.ghostTop > 2 && (
                    <rect
                      x={bar.x + 0.5}
                      y={bar.ghostTop + 0.5}
                      width={bar.width - 1}
                      height={bar.top - bar.ghostTop}
                      fill="none"
                      stroke="var(--red)"
                      strokeDasharray="3 3"
                      opacity={0.55}
                      rx={3}
                    />
                  )}
                  <rect
                    x={bar.x}
                    y={bar.top}
                    width={bar.width}
                    height={Math.max(bar.height, 1)}
                    fill="var(--green)"
                    rx={3}
                  />
                </g>
              ))}
              <line x1={0} x2={width} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} stroke="var(--line-strong)" />
            </svg>
            {shape.bars.map((bar, index) => {
              const step = steps[index];
              if (!step) return null;
              return (
                <button
                  key={`${index.toString()}-${step.label}`}
                  type="button"
                  className={styles.count}
                  style={{ left: bar.x + bar.width / 2, top: bar.top }}
                  aria-label={t('showReached', { people: step.people, step: step.label })}
                  onClick={() => onPick({ step: index + 1, kind: 'reached' })}
                  title={formats.exact.count(step.people)}
                >
                  {formats.count(step.people)}
                </button>
              );
            })}
            {shape.bars.slice(1).map((bar, index) => {
              const step = steps[index + 1];
              const before = shape.bars[index];
              if (!step || !before || step.conversionFromPrevious === null) return null;
              return (
                <span
                  key={`${index.toString()}-${step.label}`}
                  className={styles.rate}
                  style={{ left: (before.x + before.width + bar.x) / 2 }}
                  title={formats.exact.ratio(step.conversionFromPrevious)}
                >
                  <b>{formats.percent(step.conversionFromPrevious)}</b>
                  {step.medianMsFromPrevious !== null && (
                    <small title={formats.exact.ms(step.medianMsFromPrevious)}>
                      {formats.duration(step.medianMsFromPrevious)}
                    </small>
                  )}
                </span>
              );
            })}
          </div>
          <ol className={styles.labels} style={columns}>
            {steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two steps may have one name; their place tells them apart
              <li key={index}>
                <span className={styles.name}>{step.label}</span>
                {index > 0 && step.left > 0 && (
                  <button
                    type="button"
                    className={styles.left}
                    title={formats.exact.count(step.left)}
                    onClick={() => onPick({ step: index, kind: 'left' })}
                  >
                    {t('left', { people: formats.count(step.left) })}
                  </button>
                )}
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
