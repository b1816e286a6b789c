import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  type PathsAnswer,
  type PathsPart,
  type PathsQuestion,
  pathsQuestion,
} from '../../shared/reports/paths.ts';
import { api, client } from '../platform/api.ts';
import { resolvePeriod } from '../platform/period.ts';
import { useVocabulary } from '../platform/vocabulary.ts';
import { useFormats } from '../platform/workspace.tsx';
import { Headline } from '../ui/headline.tsx';
import { PeopleDrawer, type PeopleSelection } from '../ui/people-drawer.tsx';
import { ErrorState, Skeleton } from '../ui/states.tsx';
import { PathsBuilder } from './paths-builder.tsx';
import { ReportFrame } from './report-frame.tsx';
import { Sankey } from './sankey.tsx';
import { TopWalks } from './top-walks.tsx';

const route = getRouteApi('/shell/reports/paths');

/** What people do, step by step. The question stands in the address, as the API takes it. */
export function PathsPage() {
  const t = useTranslations('reports.paths');
  const formats = useFormats();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { lastDay } = useVocabulary();
  const choice = search.period ?? 'all';
  const period = resolvePeriod(choice, lastDay);
  const question: PathsQuestion = { ...pathsQuestion.parse(search.q ?? {}), period, details: [] };
  const setQuestion = ({ period: _, ...q }: PathsQuestion) =>
    navigate({ search: (old) => ({ ...old, q }), replace: true });
  const { query, whole, answer } = usePaths(question);
  const [selection, setSelection] = useState<PeopleSelection | null>(null);
  const pick = (part: PathsPart) => {
    const item = part.item ?? t('otherPlain');
    const title =
      part.next !== undefined
        ? t('pickedLink', { from: item, to: part.next ?? t('otherPlain') })
        : part.isExit
          ? t(question.to ? 'pickedBegin' : 'pickedExit', { item })
          : t('pickedNode', { item, position: part.position });
    setSelection({
      key: JSON.stringify(['paths', question, part]),
      title,
      about: <p className="mute">{t('peopleMeans')}</p>,
      groups: [
        {
          id: 'people',
          label: title,
          load: (cursor) => client.reports.pathsPeople({ question, part, cursor }),
        },
      ],
    });
  };
  const distinct = () =>
    answer?.distinctWalks === null ? (
      <Skeleton width="7ch" isInline />
    ) : (
      formats.count(answer?.distinctWalks ?? 0)
    );
  return (
    <ReportFrame
      question={<PathsBuilder question={question} onChange={setQuestion} />}
      questionSummary={t('summary', {
        steps: question.steps,
        anchor: question.from ? 'from' : question.to ? 'to' : 'own',
        event: question.from ?? question.to ?? '',
      })}
      headline={
        !query.isError && (
          <Headline
            value={answer ? formats.compact(answer.walks) : null}
            exact={answer && formats.exact.count(answer.walks)}
            isRecounting={query.isPlaceholderData}
            text={answer ? t.rich('headline', { people: formats.count(answer.people), distinct }) : ''}
          />
        )
      }
      choice={choice}
      period={period}
      lastDay={lastDay}
      onChoose={(next) => navigate({ search: (old) => ({ ...old, period: next }), replace: true })}
      csv={answer?.top ? { name: 'paths', rows: pathsCsv(answer, answer.top) } : null}
    >
      {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {query.isPending && !query.isError && (
        <>
          <Skeleton height={360} radius={10} />
          <TopWalks whole={undefined} isRecounting={false} />
        </>
      )}
      {answer && !query.isError && (
        <>
          {answer.walks === 0 ? (
            <p className="mute">{t('nobody')}</p>
          ) : (
            <Sankey
              answer={answer}
              item={question.item}
              isBackwards={question.to !== undefined}
              isRecounting={query.isPlaceholderData}
              onPick={pick}
            />
          )}
          {whole.isError ? (
            <ErrorState error={whole.error} onRetry={() => whole.refetch()} isCompact />
          ) : (
            answer.walks > 0 && <TopWalks whole={whole.data} isRecounting={whole.isPlaceholderData} />
          )}
        </>
      )}
      <PeopleDrawer selection={selection} onClose={() => setSelection(null)} />
    </ReportFrame>
  );
}

/**
 * The picture at once, then the same answer with times and whole walks. While a question is on its way the answer to the
 * one before stays.
 */
function usePaths(question: PathsQuestion) {
  const ask = (details: PathsQuestion['details']) =>
    api.reports.paths.queryOptions({ input: { ...question, details }, placeholderData: keepPreviousData });
  const query = useQuery(ask([]));
  const isPictured = query.isSuccess && !query.isPlaceholderData;
  const whole = useQuery({ ...ask(['times', 'walks']), enabled: isPictured });
  return { query, whole, answer: (whole.isPlaceholderData ? undefined : whole.data) ?? query.data };
}

function pathsCsv(answer: PathsAnswer, top: NonNullable<PathsAnswer['top']>): (string | number | null)[][] {
  return [
    ['kind', 'position', 'item', 'next', 'walks', 'people', 'exits', 'different_items', 'median_ms'],
    ...answer.nodes.map((node) => [
      'node',
      node.position,
      node.item ?? 'Other',
      null,
      node.walks,
      node.people,
      node.exits,
      node.items,
      null,
    ]),
    ...answer.links.map((link) => [
      'link',
      link.position,
      link.from ?? 'Other',
      link.to ?? 'Other',
      link.walks,
      link.people,
      null,
      null,
      link.medianMs,
    ]),
    ...top.map((walk) => [
      'walk',
      null,
      walk.items.join(' > '),
      null,
      walk.walks,
      walk.people,
      null,
      null,
      null,
    ]),
  ];
}
