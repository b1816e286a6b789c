import { useTranslations } from 'use-intl';
import type { FunnelAnswer, FunnelPart } from '../../shared/reports/funnel.ts';
import { useFormats } from '../platform/workspace.tsx';
import tables from '../ui/table.module.css';

interface FunnelTableProps {
  steps: FunnelAnswer['total']['steps'];
  onPick: (part: FunnelPart) => void;
}

/** The same funnel in numbers. */
export function FunnelTable({ steps, onPick }: FunnelTableProps) {
  const t = useTranslations('reports.funnel');
  const formats = useFormats();
  const percent = (ratio: number | null) =>
    ratio === null ? '–' : <span title={formats.exact.ratio(ratio)}>{formats.percent(ratio)}</span>;
  const time = (ms: number | null) =>
    ms === null ? '–' : <span title={formats.exact.ms(ms)}>{formats.duration(ms)}</span>;
  return (
    <div className={tables.wrap}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th>{t('step')}</th>
            <th data-number>{t('people')}</th>
            <th data-number>{t('fromPrevious')}</th>
            <th data-number>{t('fromFirst')}</th>
            <th data-number>{t('leftColumn')}</th>
            <th data-number>{t('median')}</th>
            <th data-number>{t('p90')}</th>
            <th data-number>{t('revenue')}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two steps may have one name; their place tells them apart
            <tr key={index}>
              <td>
                <span className="mute">{index + 1}</span> {step.label}
              </td>
              <td data-number>
                <button type="button" onClick={() => onPick({ step: index + 1, kind: 'reached' })}>
                  {formats.count(step.people)}
                </button>
              </td>
              <td data-number>{percent(index === 0 ? null : step.conversionFromPrevious)}</td>
              <td data-number>{percent(step.conversionFromFirst)}</td>
              <td data-number>
                {index === 0 ? (
                  '–'
                ) : (
                  <button type="button" onClick={() => onPick({ step: index, kind: 'left' })}>
                    {formats.count(step.left)}
                  </button>
                )}
              </td>
              <td data-number>{time(step.medianMsFromPrevious)}</td>
              <td data-number>{time(step.p90MsFromPrevious)}</td>
              <td data-number title={formats.exactMoney(step.revenue)}>
                {step.revenue === 0 ? '–' : formats.money(step.revenue)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
