import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { FunnelAnswer, FunnelPart, FunnelQuestion } from '../../shared/reports/funnel.ts';
import { api, client } from '../platform/api.ts';
import { resolvePeriod } from '../platform/period.ts';
import { useVocabulary } from '../platform/vocabulary.ts';
import { useFormats } from '../platform/workspace.tsx';
import { Headline } from '../ui/headline.tsx';
import { PeopleDrawer, type PeopleSelection } from '../ui/people-drawer.tsx';
import { ErrorState, Skeleton, SkeletonRows } from '../ui/states.tsx';
import { FunnelBreakdown } from './funnel-breakdown.tsx';
import { FunnelBuilder } from './funnel-builder.tsx';
import { FunnelChart } from './funnel-chart.tsx';
import styles from './funnel-page.module.css';
import { firstQuestion, nameStep, splitWindow } from './funnel-steps.ts';
import { FunnelTable } from './funnel-table.tsx';
import { ReportFrame } from './report-frame.tsx';
import { TimeHistogram } from './time-histogram.tsx';

const route = getRouteApi('/shell/reports/funnel');

/** How many people get through these steps. The question stands in the address, as the API takes it. */
export function FunnelPage() {
  const t = useTranslations('reports.funnel');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { vocabulary, lastDay } = useVocabulary();
  const choice = search.period ?? 'all';
  const period = resolvePeriod(choice, lastDay);
  const asked = search.q ?? (vocabulary ? firstQuestion(vocabulary.events) : null);
  const question: FunnelQuestion | null = asked && { ...asked, period };
  const setQuestion = ({ steps, windowMs, breakdown }: FunnelQuestion) =>
    navigate({ search: (old) => ({ ...old, q: { steps, windowMs, breakdown } }), replace: true });
  const query = useQuery(
    api.reports.funnel.queryOptions({
      input: question ?? { steps: [{ anyOf: [{ event: '-' }] }] },
      enabled: question !== null,
      placeholderData: keepPreviousData,
    }),
  );
  const [selection, setSelection] = useState<PeopleSelection | null>(null);
  const pick = (part: FunnelPart) => {
    if (!question || !query.data) return;
    const series = part.channel
      ? query.data.breakdown.find((one) => (one.channel ?? 'unknown') === part.channel)
      : query.data.total;
    const step = series?.steps[part.step - 1]?.label ?? '';
    setSelection({
      key: JSON.stringify(['funnel', question, part]),
      title: part.kind === 'left' ? t('leftAfter', { step }) : t('reached', { step }),
      about: <p className="mute">{part.kind === 'left' ? t('leftMeans') : t('reachedMeans')}</p>,
      groups: [
        {
          id: part.kind,
          label: part.kind,
          load: (cursor) => client.reports.funnelPeople({ question, part, cursor }),
        },
      ],
    });
  };
  const isRecounting = query.isPlaceholderData;
  const window = splitWindow(question?.windowMs ?? 1);
  return (
    <ReportFrame
      // its place is kept while the events are not known yet: the page does not jump
      question={
        question ? (
          <FunnelBuilder question={question} onChange={setQuestion} />
        ) : (
          <SkeletonRows rows={6} height={44} />
        )
      }
      questionSummary={
        question
          ? t('summary', { steps: question.steps.length, last: question.steps.map(nameStep).at(-1) ?? '' })
          : '\u00a0'
      }
      headline={<FunnelHeadline answer={query.data} isRecounting={isRecounting} isBroken={query.isError} />}
      choice={choice}
      period={period}
      lastDay={lastDay}
      onChoose={(next) => navigate({ search: (old) => ({ ...old, period: next }), replace: true })}
      csv={query.data ? { name: 'funnel', rows: funnelCsv(query.data) } : null}
    >
      {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {query.isPending && !query.isError && (
        <>
          <Skeleton height={320} radius={10} />
          <SkeletonRows rows={4} height={26} />
        </>
      )}
      {query.data && !query.isError && (
        <>
          {query.data.unknownEvents.length > 0 && (
            <p className={styles.unknown} role="status">
              {t('unknownEvents', { events: query.data.unknownEvents.join(', ') })}
            </p>
          )}
          {query.data.total.steps[0]?.people === 0 ? (
            <p className={styles.nobody}>{t('nobody')}</p>
          ) : (
            <FunnelChart steps={query.data.total.steps} isRecounting={isRecounting} onPick={pick} />
          )}
          <FunnelTable steps={query.data.total.steps} onPick={pick} />
          {query.data.breakdown.length > 0 && <FunnelBreakdown series={query.data.breakdown} onPick={pick} />}
          <TimeHistogram time={query.data.timeToConvert} />
          <p className={styles.definition}>{t('definition', { amount: window.amount, unit: window.unit })}</p>
        </>
      )}
      <PeopleDrawer selection={selection} onClose={() => setSelection(null)} />
    </ReportFrame>
  );
}

interface FunnelHeadlineProps {
  answer: FunnelAnswer | undefined;
  isRecounting: boolean;
  isBroken: boolean;
}

function FunnelHeadline({ answer, isRecounting, isBroken }: FunnelHeadlineProps) {
  const t = useTranslations('reports.funnel');
  const formats = useFormats();
  if (isBroken) return null;
  const first = answer?.total.steps[0];
  const last = answer?.total.steps.at(-1);
  if (!answer || !first || !last) return <Headline value={null} text="" />;
  const rate = last.conversionFromFirst;
  const { medianMs } = answer.timeToConvert;
  return (
    <Headline
      value={rate === null ? '–' : formats.percent(rate)}
      exact={rate === null ? undefined : formats.exact.ratio(rate)}
      isRecounting={isRecounting}
      text={
        medianMs === null
          ? t('headlineNobody', { first: first.people, step: last.label })
          : t('headline', {
              last: last.people,
              first: first.people,
              step: last.label,
              median: formats.duration(medianMs),
            })
      }
    />
  );
}

const CSV_HEADER = [
  'channel',
  'step',
  'label',
  'people',
  'left',
  'conversion_from_first',
  'conversion_from_previous',
  'median_ms_from_previous',
  'p90_ms_from_previous',
  'mean_ms_from_previous',
  'revenue',
];

function funnelCsv(answer: FunnelAnswer): (string | number | null)[][] {
  const series = [answer.total, ...answer.breakdown];
  const rows = series.flatMap((one, at) =>
    one.steps.map((step, index) => [
      at === 0 ? 'all' : (one.channel ?? 'unknown'),
      index + 1,
      step.label,
      step.people,
      step.left,
      step.conversionFromFirst,
      step.conversionFromPrevious,
      step.medianMsFromPrevious,
      step.p90MsFromPrevious,
      step.meanMsFromPrevious,
      step.revenue,
    ]),
  );
  return [CSV_HEADER, ...rows];
}
