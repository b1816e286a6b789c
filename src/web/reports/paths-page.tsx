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
import { ErrorState, Skeleton, SkeletonRows } from '../ui/states.tsx';
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
  const question: PathsQuestion = { ...pathsQuestion.parse(search.q ?? {}), period };
  const setQuestion = ({ period: _, ...q }: PathsQuestion) =>
    navigate({ search: (old) => ({ ...old, q }), replace: true });
  const query = useQuery(
    api.reports.paths.queryOptions({ input: question, placeholderData: keepPreviousData }),
  );
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
  const answer = query.data;
  return (
    <ReportFrame
      question={<PathsBuilder question={question} onChange={setQuestion} />}
      questionSummary={t('summary', {
        steps: question.steps,
        anchor: question.from ?? question.to ?? t('anyStart'),
      })}
      headline={
        !query.isError && (
          <Headline
            value={answer ? formats.compact(answer.walks) : null}
            exact={answer && formats.exact.count(answer.walks)}
            isRecounting={query.isPlaceholderData}
            text={
              answer
                ? t('headline', {
                    people: formats.count(answer.people),
                    distinct: formats.count(answer.distinctWalks),
                  })
                : ''
            }
          />
        )
      }
      choice={choice}
      period={period}
      lastDay={lastDay}
      onChoose={(next) => navigate({ search: (old) => ({ ...old, period: next }), replace: true })}
      csv={answer ? { name: 'paths', rows: pathsCsv(answer) } : null}
    >
      {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {query.isPending && !query.isError && (
        <>
          <Skeleton height={360} radius={10} />
          <SkeletonRows rows={5} height={22} />
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
          <TopWalks answer={answer} />
        </>
      )}
      <PeopleDrawer selection={selection} onClose={() => setSelection(null)} />
    </ReportFrame>
  );
}

function pathsCsv(answer: PathsAnswer): (string | number | null)[][] {
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
    ...answer.top.map((walk) => [
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
