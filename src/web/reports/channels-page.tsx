import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ChannelsAnswer, ChannelsPart } from '../../shared/reports/channels.ts';
import { api, client } from '../platform/api.ts';
import { resolvePeriod } from '../platform/period.ts';
import { useVocabulary } from '../platform/vocabulary.ts';
import { useFormats } from '../platform/workspace.tsx';
import { useChannelName } from '../ui/channel-mark.tsx';
import { Headline } from '../ui/headline.tsx';
import { PeopleDrawer, type PeopleSelection } from '../ui/people-drawer.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';
import { ChannelsTable } from './channels-table.tsx';
import { ReportFrame } from './report-frame.tsx';

const route = getRouteApi('/shell/reports/channels');

/** People, events, orders and money by channel, online and off in one table. */
export function ChannelsPage() {
  const t = useTranslations('reports.channels');
  const formats = useFormats();
  const nameOf = useChannelName();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { lastDay } = useVocabulary();
  const choice = search.period ?? 'all';
  const period = resolvePeriod(choice, lastDay);
  const question = { period };
  const query = useQuery(
    api.reports.channels.queryOptions({ input: question, placeholderData: keepPreviousData }),
  );
  const [selection, setSelection] = useState<PeopleSelection | null>(null);
  const pick = (part: ChannelsPart) =>
    setSelection({
      key: JSON.stringify(['channels', question, part]),
      title: t(`picked.${part.kind}`, { channel: nameOf(part.channel) }),
      about: <p className="mute">{t(`means.${part.kind}`)}</p>,
      groups: [
        {
          id: part.kind,
          label: part.kind,
          load: (cursor) => client.reports.channelsPeople({ question, part, cursor }),
        },
      ],
    });
  const answer = query.data;
  return (
    <ReportFrame
      headline={
        !query.isError && (
          <Headline
            value={answer ? formats.money(answer.total.revenue) : null}
            exact={answer && formats.exactMoney(answer.total.revenue)}
            isRecounting={query.isPlaceholderData}
            text={
              answer
                ? t('headline', {
                    orders: answer.total.orders,
                    buyers: answer.total.buyers,
                    people: answer.total.people,
                    channels: answer.rows.length,
                  })
                : ''
            }
          />
        )
      }
      choice={choice}
      period={period}
      lastDay={lastDay}
      onChoose={(next) => navigate({ search: { period: next }, replace: true })}
      csv={answer ? { name: 'channels', rows: channelsCsv(answer) } : null}
    >
      {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {query.isPending && !query.isError && <SkeletonRows rows={9} height={30} />}
      {answer && !query.isError && (
        <>
          {answer.rows.length === 0 ? (
            <p className="mute">{t('nothing')}</p>
          ) : (
            <div className={query.isPlaceholderData ? 'recounting' : undefined}>
              <ChannelsTable answer={answer} onPick={pick} />
            </div>
          )}
          <p className="mute">{t('definition')}</p>
        </>
      )}
      <PeopleDrawer selection={selection} onClose={() => setSelection(null)} />
    </ReportFrame>
  );
}

function channelsCsv({ rows, total, currency }: ChannelsAnswer): (string | number | null)[][] {
  return [
    [
      'channel',
      'people',
      'events',
      'unidentified_events',
      'orders',
      'refunds',
      `revenue_${currency}`,
      'first_touch_people',
      'last_touch_orders',
      `last_touch_revenue_${currency}`,
    ],
    ...rows.map((row) => [
      row.channel,
      row.people,
      row.events,
      row.unidentifiedEvents,
      row.orders,
      row.refunds,
      row.revenue,
      row.firstTouchPeople,
      row.lastTouchOrders,
      row.lastTouchRevenue,
    ]),
    [
      'total',
      total.people,
      total.events,
      total.unidentifiedEvents,
      total.orders,
      total.refunds,
      total.revenue,
      null,
      null,
      null,
    ],
  ];
}
