import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { ChannelsAnswer, ChannelsPart } from '../../shared/reports/channels.ts';
import { useFormats } from '../platform/workspace.tsx';
import { ChannelMark, channelColor, useChannelName } from '../ui/channel-mark.tsx';
import tables from '../ui/table.module.css';
import styles from './channels-table.module.css';

type Row = ChannelsAnswer['rows'][number];

interface ChannelsTableProps {
  answer: ChannelsAnswer;
  onPick: (part: ChannelsPart) => void;
}

/** One row per channel, bars from zero within each column, totals below. */
export function ChannelsTable({ answer, onPick }: ChannelsTableProps) {
  const t = useTranslations('reports.channels');
  const formats = useFormats();
  const nameOf = useChannelName();
  const { rows, total } = answer;
  const mostOf = (key: 'people' | 'revenue') => Math.max(...rows.map((row) => row[key]), 1);
  const most = { people: mostOf('people'), revenue: mostOf('revenue') };
  const people = (
    row: Row,
    kind: ChannelsPart['kind'],
    value: number,
    text = formats.count(value),
  ): ReactNode =>
    value === 0 ? (
      <span className="mute">{text}</span>
    ) : (
      <button type="button" onClick={() => onPick({ channel: row.channel, kind })}>
        {text}
      </button>
    );
  return (
    <div className={tables.wrap}>
      <table className={`${tables.table} ${styles.table}`}>
        <thead>
          <tr>
            <th>{t('channel')}</th>
            <th className={styles.wide}>
              <span className={styles.sum}>{t('people')}</span>
            </th>
            <th data-number>{t('events')}</th>
            <th data-number>{t('orders')}</th>
            <th className={styles.wide}>
              <span className={styles.sum}>{t('revenue')}</span>
            </th>
            <th data-number>{t('firstTouch')}</th>
            <th data-number>{t('lastTouch')}</th>
            <th data-number>{t('lastTouchRevenue')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.channel}>
              <td>
                <span className={styles.channel}>
                  <ChannelMark channel={row.channel} size={24} isDecorative />
                  {nameOf(row.channel)}
                </span>
              </td>
              <td className={styles.wide}>
                <Bar share={row.people / most.people} channel={row.channel}>
                  {people(row, 'people', row.people)}
                </Bar>
              </td>
              <td
                data-number
                title={
                  row.unidentifiedEvents > 0
                    ? t('unidentified', { events: row.unidentifiedEvents })
                    : undefined
                }
              >
                {formats.count(row.events)}
              </td>
              <td data-number title={row.refunds > 0 ? t('refunds', { refunds: row.refunds }) : undefined}>
                {people(row, 'buyers', row.orders)}
              </td>
              <td className={styles.wide}>
                <Bar share={Math.max(0, row.revenue) / most.revenue} channel={row.channel}>
                  <span
                    title={formats.exactMoney(row.revenue)}
                    className={row.revenue === 0 ? 'mute' : undefined}
                  >
                    {row.revenue === 0 ? '–' : formats.money(row.revenue)}
                  </span>
                </Bar>
              </td>
              <td data-number>{people(row, 'firstTouch', row.firstTouchPeople)}</td>
              <td data-number>{people(row, 'lastTouch', row.lastTouchOrders)}</td>
              <td data-number title={formats.exactMoney(row.lastTouchRevenue)}>
                {row.lastTouchRevenue === 0 ? (
                  <span className="mute">–</span>
                ) : (
                  formats.money(row.lastTouchRevenue)
                )}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{t('total')}</td>
            <td className={styles.wide}>
              <span className={styles.sum}>{formats.count(total.people)}</span>
            </td>
            <td data-number>{formats.count(total.events)}</td>
            <td data-number>{formats.count(total.orders)}</td>
            <td className={styles.wide} title={formats.exactMoney(total.revenue)}>
              <span className={styles.sum}>{formats.money(total.revenue)}</span>
            </td>
            <td colSpan={3} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Bar({ share, channel, children }: { share: number; channel: string; children: ReactNode }) {
  return (
    <span className={styles.bar}>
      <span className={styles.value}>{children}</span>
      <i
        data-none={share === 0 || undefined}
        style={{ width: `${(share * 100).toString()}%`, background: channelColor(channel) }}
      />
    </span>
  );
}
