import { useTranslations } from 'use-intl';
import type { FunnelAnswer, FunnelPart } from '../../shared/reports/funnel.ts';
import { useFormats } from '../platform/workspace.tsx';
import { ChannelMark, channelColor, useChannelName } from '../ui/channel-mark.tsx';
import tables from '../ui/table.module.css';
import styles from './funnel-breakdown.module.css';

interface FunnelBreakdownProps {
  series: FunnelAnswer['breakdown'];
  onPick: (part: FunnelPart) => void;
}

/** The funnel once per channel of first touch, the largest first. */
export function FunnelBreakdown({ series, onPick }: FunnelBreakdownProps) {
  const t = useTranslations('reports.funnel');
  const formats = useFormats();
  const nameOf = useChannelName();
  const rows = [...series].sort((a, b) => (b.steps[0]?.people ?? 0) - (a.steps[0]?.people ?? 0));
  const labels = rows[0]?.steps.map((step) => step.label) ?? [];
  const best = Math.max(...rows.map((row) => row.steps.at(-1)?.conversionFromFirst ?? 0), 0.0001);
  return (
    <section>
      <h2>{t('byChannel')}</h2>
      <div className={tables.wrap}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th>{t('channel')}</th>
              {labels.map((label, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two steps may have one name; their place tells them apart
                <th key={index} data-number>
                  {label}
                </th>
              ))}
              <th className={styles.rate}>{t('overall')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const channel = row.channel ?? 'unknown';
              const rate = row.steps.at(-1)?.conversionFromFirst ?? null;
              return (
                <tr key={channel}>
                  <td>
                    <span className={styles.channel}>
                      <ChannelMark channel={channel} isDecorative />
                      {nameOf(channel)}
                    </span>
                  </td>
                  {row.steps.map((step, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: two steps may have one name; their place tells them apart
                    <td key={index} data-number>
                      <button
                        type="button"
                        onClick={() => onPick({ step: index + 1, kind: 'reached', channel })}
                      >
                        {formats.count(step.people)}
                      </button>
                    </td>
                  ))}
                  <td className={styles.rate}>
                    {rate === null ? (
                      '–'
                    ) : (
                      <span className={styles.bar} title={formats.exact.ratio(rate)}>
                        <i
                          style={{
                            width: `${((rate / best) * 100).toString()}%`,
                            background: channelColor(channel),
                          }}
                        />
                        <span>{formats.percent(rate)}</span>
                      </span>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
