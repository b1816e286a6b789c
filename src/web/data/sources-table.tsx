import { useNow, useTranslations } from 'use-intl';
import type { client } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import tables from '../ui/table.module.css';
import styles from './sources-table.module.css';

type Source = Awaited<ReturnType<typeof client.data.sources>>['sources'][number];

const FRESH_MS = 5 * 60_000;
const COUNTERS = ['received', 'stored', 'duplicates', 'conflicts', 'rejected'] as const;

/** Received = stored + duplicates + conflicts + rejected, in every row. */
export function SourcesTable({ sources }: { sources: readonly Source[] }) {
  const t = useTranslations('data');
  const formats = useFormats();
  const now = useNow({ updateInterval: 10_000 });
  return (
    <div className={tables.wrap}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th>{t('source')}</th>
            {COUNTERS.map((counter) => (
              <th key={counter} data-number>
                {t(counter)}
              </th>
            ))}
            <th data-number>{t('last')}</th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <tr key={`${source.kind}/${source.name}`}>
              <td>
                <span className={styles.name}>{source.name}</span> <span className="mute">{source.kind}</span>
              </td>
              {COUNTERS.map((counter) => (
                <td
                  key={counter}
                  data-number
                  className={styles.count}
                  data-zero={source[counter] === 0 || undefined}
                  data-trouble={
                    (source[counter] > 0 && (counter === 'rejected' || counter === 'conflicts')) || undefined
                  }
                >
                  {formats.count(source[counter])}
                </td>
              ))}
              <td data-number>
                {source.lastReceivedAt === null ? (
                  <span className="mute">{t('never')}</span>
                ) : (
                  <span title={formats.exactMoment(source.lastReceivedAt)} className={styles.last}>
                    <i
                      className={styles.dot}
                      data-fresh={now.getTime() - Date.parse(source.lastReceivedAt) < FRESH_MS || undefined}
                    />
                    {formats.ago(source.lastReceivedAt, now.getTime())}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
