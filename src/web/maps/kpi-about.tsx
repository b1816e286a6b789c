import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { KpiAnswer } from '../../shared/maps/contract.ts';
import { api } from '../platform/api.ts';
import { dayOf } from '../platform/period.ts';
import { useFormats, useWorkspace } from '../platform/workspace.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';
import styles from './kpi-about.module.css';
import { OPERATOR_SIGNS } from './kpi-delta.ts';
import { KpiTrend } from './kpi-trend.tsx';
import type { MapQuestion } from './map-question.ts';
import { usePublishedIn } from './published-versions.ts';

interface KpiAboutProps {
  question: MapQuestion;
  metric: string;
  title: string;
}

/** Definition, exact value, the twelve slices of the period, and the versions of the map published in them. */
export function KpiAbout({ question, metric, title }: KpiAboutProps) {
  const query = useQuery(
    api.maps.kpi.queryOptions({
      input: { map: question.map, metric, ...question.period },
      placeholderData: keepPreviousData,
    }),
  );
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />;
  if (query.isPending) return <SkeletonRows rows={4} />;
  return <KpiKnown question={question} answer={query.data} title={title} />;
}

interface KpiKnownProps {
  question: MapQuestion;
  answer: KpiAnswer;
  title: string;
}

/** The same of an answer that is there. */
export function KpiKnown({ question, answer, title }: KpiKnownProps) {
  const t = useTranslations('maps.kpi');
  const formats = useFormats();
  const { timeZone } = useWorkspace();
  const published = usePublishedIn(question.map, answer.trend);
  const exact = formats.exact[answer.unit];
  const rows = [
    [t('value'), answer.value === null ? t(`states.${answer.state}`) : exact(answer.value)],
    [t('target'), answer.target && `${OPERATOR_SIGNS[answer.target.operator]} ${exact(answer.target.value)}`],
    [t('previous'), answer.previous === null ? null : exact(answer.previous)],
    [t('baseline'), answer.baseline === null ? null : exact(answer.baseline)],
    [t('sample'), formats.count(answer.sample)],
    [t('fresh'), answer.freshAt && formats.moment(answer.freshAt)],
  ].filter((row): row is [string, string] => typeof row[1] === 'string');
  return (
    <>
      <p>{answer.definition}</p>
      {answer.openFrom && (
        <p className={styles.open}>
          {answer.state === 'waiting'
            ? t('openAll')
            : t('openFrom', { day: formats.shortDay(dayOf(answer.openFrom, timeZone)) })}
        </p>
      )}
      {answer.trend.some((slice) => slice.value !== null) && (
        <KpiTrend question={question} answer={answer} title={title} color="var(--green)" height={56} />
      )}
      {published.length > 0 && (
        <section className={styles.published}>
          <h3>{t('published')}</h3>
          <ul>
            {published.map(({ version }) => (
              <li key={version.version}>
                <span>{version.title}</span>
                <time dateTime={version.at} title={formats.exactMoment(version.at)}>
                  {formats.moment(version.at)}
                </time>
              </li>
            ))}
          </ul>
        </section>
      )}
      <dl className={styles.rows}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
