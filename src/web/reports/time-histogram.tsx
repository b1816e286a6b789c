import { useTranslations } from 'use-intl';
import type { FunnelAnswer } from '../../shared/reports/funnel.ts';
import { useFormats } from '../platform/workspace.tsx';
import styles from './time-histogram.module.css';

/** How long it took those who got through; bars from zero, the half and the slowest tenth written out. */
export function TimeHistogram({ time }: { time: FunnelAnswer['timeToConvert'] }) {
  const t = useTranslations('reports.funnel');
  const formats = useFormats();
  const most = Math.max(...time.histogram.map((bar) => bar.people), 1);
  if (time.people === 0 || time.medianMs === null) return null;
  const first = time.histogram[0];
  const last = time.histogram.at(-1);
  return (
    <section>
      <h2>{t('timeTitle')}</h2>
      <p className="mute">
        {t('timeText', {
          people: formats.count(time.people),
          median: formats.duration(time.medianMs),
          p90: time.p90Ms === null ? '–' : formats.duration(time.p90Ms),
        })}
      </p>
      <div className={styles.bars} role="img" aria-label={t('timeTitle')}>
        {time.histogram.map((bar) => (
          <span
            key={bar.fromMs}
            className={styles.bar}
            title={t('timeBar', {
              from: formats.duration(bar.fromMs),
              to: formats.duration(bar.toMs),
              people: bar.people,
            })}
          >
            <i style={{ height: `${((bar.people / most) * 100).toString()}%` }} />
          </span>
        ))}
      </div>
      <div className={styles.axis}>
        <span>{first && formats.duration(first.fromMs)}</span>
        <span>{last && formats.duration(last.toMs)}</span>
      </div>
    </section>
  );
}
