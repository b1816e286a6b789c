import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { OpportunityRow, ProgrammeAnswer } from '../../shared/maps/programme-contract.ts';
import { messageOf } from '../platform/api.ts';
import { resolvePeriod } from '../platform/period.ts';
import { useVocabulary } from '../platform/vocabulary.ts';
import { useFormats } from '../platform/workspace.tsx';
import { Headline } from '../ui/headline.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { PeriodPicker } from '../ui/period-picker.tsx';
import { EmptyState, ErrorState, Skeleton, SkeletonRows } from '../ui/states.tsx';
import { ImpactMatrix } from './impact-matrix.tsx';
import { placeOf } from './matrix-geometry.ts';
import { OpportunityItem } from './opportunity-item.tsx';
import styles from './programme-page.module.css';
import { type ProgrammeState, useProgramme } from './use-programme.ts';

const route = getRouteApi('/shell/programme');

/** All opportunities from idea to what they earned. */
export function ProgrammePage() {
  const t = useTranslations('programme');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { lastDay } = useVocabulary();
  const asked = search.period && resolvePeriod(search.period, lastDay);
  const programme = useProgramme(asked);
  const { query, failure } = programme;
  const answer = query.data;
  if (answer && answer.opportunities.length === 0)
    return (
      <EmptyState
        title={t('emptyTitle')}
        text={t('emptyText')}
        action={
          <Link to="/maps" className="button" data-kind="primary">
            {t('toMaps')}
          </Link>
        }
      />
    );
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')}>
        <PeriodPicker
          choice={search.period}
          period={asked ?? answer?.period}
          lastDay={lastDay}
          hasAllTime={false}
          onChoose={(period) => navigate({ search: { period }, replace: true })}
        />
      </PageHeader>
      <div className={styles.body}>
        {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
        {failure && (
          <p className={styles.failure} role="alert">
            {t('changeFailed', { message: messageOf(failure) })}
          </p>
        )}
        {!answer && !query.isError && (
          <>
            <Headline value={null} text="" />
            <Skeleton height={380} radius={12} />
            <SkeletonRows rows={6} height={40} />
          </>
        )}
        {answer && <Earned answer={answer} isRecounting={query.isPlaceholderData} />}
        {answer && answer.owners.length > 0 && (
          <nav className={styles.owners} aria-label={t('scorecards')}>
            <span className="mute">{t('scorecards')}</span>
            {answer.owners.map((owner) => (
              <Link
                key={owner}
                to="/programme/owners/$owner"
                params={{ owner }}
                search={{ period: search.period }}
                className="tag"
              >
                {owner}
              </Link>
            ))}
          </nav>
        )}
        {answer && <Opportunities answer={answer} programme={programme} />}
      </div>
    </div>
  );
}

function Earned({ answer, isRecounting }: { answer: ProgrammeAnswer; isRecounting: boolean }) {
  const t = useTranslations('programme');
  const { money, exactMoney } = useFormats();
  const { value, low, high, results, shipped } = answer.earned;
  if (results === 0)
    return <Headline value="–" text={t('nothingEarned', { shipped })} isRecounting={isRecounting} />;
  return (
    <Headline
      value={money(value)}
      exact={exactMoney(value)}
      text={t('earned', { low: money(low), high: money(high), results, shipped })}
      isRecounting={isRecounting}
    />
  );
}

const isDone = ({ status }: OpportunityRow) => status === 'shipped' || status === 'dropped';

function Opportunities({ answer, programme }: { answer: ProgrammeAnswer; programme: ProgrammeState }) {
  const t = useTranslations('programme');
  const open = answer.opportunities.filter((row) => !isDone(row));
  const done = answer.opportunities.filter(isDone);
  const item = (row: OpportunityRow, number: number | null) => (
    <OpportunityItem
      key={`${row.map}/${row.step}/${row.key}`}
      row={row}
      number={number}
      today={answer.today}
      owners={answer.owners}
      isMeasuring={programme.measuring?.key === row.key && programme.measuring.map === row.map}
      onChange={(change) => programme.change(row, change)}
      onMeasure={() => programme.measure(row)}
    />
  );
  return (
    <div className={programme.query.isPlaceholderData ? 'recounting' : undefined}>
      {open.length > 0 && (
        <>
          <ImpactMatrix
            rows={open}
            onMove={(row, { effort, value }) => {
              const before = placeOf(row);
              // only what moved: the row may be older than a press of a key just before
              const scores = {
                ...(before.isScored && before.effort === effort ? {} : { effort }),
                ...(before.isScored && before.value === value ? {} : { businessValue: value }),
              };
              if (Object.keys(scores).length > 0) programme.change(row, { scores });
            }}
          />
          <h2 className={styles.title}>{t('open')}</h2>
          <ol className={styles.list}>{open.map((row, index) => item(row, index + 1))}</ol>
        </>
      )}
      {done.length > 0 && (
        <>
          <h2 className={styles.title}>{t('done')}</h2>
          <ul className={styles.list}>{done.map((row) => item(row, null))}</ul>
        </>
      )}
    </div>
  );
}
