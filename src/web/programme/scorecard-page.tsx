import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { KpiAnswer } from '../../shared/maps/contract.ts';
import type { ScorecardAnswer } from '../../shared/maps/programme-contract.ts';
import { api } from '../platform/api.ts';
import { resolvePeriod } from '../platform/period.ts';
import { useVocabulary } from '../platform/vocabulary.ts';
import { useFormats } from '../platform/workspace.tsx';
import { useOpenPart } from '../ui/open-part.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { PeriodPicker } from '../ui/period-picker.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';
import { TouchpointFunnel } from '../ui/touchpoint-funnel.tsx';
import { AtStake } from './at-stake.tsx';
import { MeasuredResult } from './measured-result.tsx';
import styles from './scorecard-page.module.css';

/** Operators as one writes them by hand. */
const SIGNS = { '>=': '≥', '<=': '≤', '>': '>', '<': '<' } as const;

const route = getRouteApi('/shell/programme/owners/$owner');

/** Everything that is one owner's on all maps. */
export function ScorecardPage() {
  const t = useTranslations('programme');
  const { owner } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { lastDay } = useVocabulary();
  const asked = search.period && resolvePeriod(search.period, lastDay);
  const query = useQuery(
    api.programme.owner.queryOptions({
      input: asked === undefined ? { owner } : { owner, period: asked },
      placeholderData: keepPreviousData,
    }),
  );
  const card = query.data;
  return (
    <div className={styles.page}>
      <PageHeader title={owner} tags={<span className="tag">{t('scorecard')}</span>}>
        <Link to="/programme" className="button">
          {t('title')}
        </Link>
        <PeriodPicker
          choice={search.period}
          period={asked ?? card?.period}
          lastDay={lastDay}
          hasAllTime={false}
          onChoose={(period) => navigate({ search: { period }, replace: true })}
        />
      </PageHeader>
      <div className={styles.body}>
        {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
        {query.isPending && <SkeletonRows rows={9} height={32} />}
        {card && <Scorecard card={card} isRecounting={query.isPlaceholderData} />}
      </div>
    </div>
  );
}

function Scorecard({ card, isRecounting }: { card: ScorecardAnswer; isRecounting: boolean }) {
  const t = useTranslations('programme');
  const formats = useFormats();
  const { stages, touchpoints, kpis, pains, opportunities } = card;
  const isEmpty = [stages, touchpoints, kpis, pains, opportunities].every((list) => list.length === 0);
  if (isEmpty) return <p className="mute">{t('scorecardEmpty')}</p>;
  return (
    <div className={`${styles.parts} ${isRecounting ? 'recounting' : ''}`}>
      <Part title={t('kpis')} count={kpis.length}>
        {kpis.map(({ kpi, ...of }) => (
          <Row key={`${of.map}/${kpi.metric}`} of={of}>
            <b className={styles.state} data-state={kpi.state}>
              {kpi.value === null ? '–' : formats.say[kpi.unit](kpi.value)} ·{' '}
              {t(`kpiStates.${kpi.state === 'waiting' && kpi.value !== null ? 'open' : kpi.state}`)}
            </b>
            <span className="mute">
              {t('sample', { sample: formats.count(kpi.sample) })}
              {kpi.target &&
                ` · ${t('target', { target: `${SIGNS[kpi.target.operator]} ${formats.say[kpi.unit](kpi.target.value)}` })}`}
            </span>
            <div className={styles.trend}>
              <Trend kpi={kpi} label={t('trend', { title: of.place })} />
            </div>
          </Row>
        ))}
      </Part>
      <Part title={t('stages')} count={stages.length}>
        {stages.map(({ stage, people, conversionToNext, funnel, ...of }) => (
          <Row key={`${of.map}/${stage}`} of={of}>
            <span>
              {t('entered', { people: formats.compact(people) })}
              {conversionToNext !== null && ` · ${t('onward', { share: formats.percent(conversionToNext) })}`}
            </span>
            {funnel && (
              <Link to="/reports/funnel" search={{ q: funnel }} className={styles.link}>
                {t('openAsFunnel')}
              </Link>
            )}
          </Row>
        ))}
      </Part>
      <Part title={t('touchpoints')} count={touchpoints.length}>
        {touchpoints.map(({ touchpoint, people, state, ...of }) => (
          <Row key={`${of.map}/${touchpoint}`} of={of}>
            <span>
              {t('seenBy', { people: formats.compact(people) })}
              {state !== 'ok' && <b className={styles.state}> · {t(`touchpointStates.${state}`)}</b>}
            </span>
            {state !== 'no_source' && (
              <TouchpointFunnel question={{ map: of.map, period: card.period }} touchpoint={touchpoint} />
            )}
          </Row>
        ))}
      </Part>
      <Part title={t('pains')} count={pains.length}>
        {pains.map(({ text, severity, ...of }) => (
          <Row key={`${of.map}/${of.place}/${text}`} of={{ ...of, place: text, step: of.place }}>
            {severity !== null && <span>{t('severity', { severity })}</span>}
          </Row>
        ))}
      </Part>
      <Part title={t('opportunities')} count={opportunities.length}>
        {opportunities.map((row) => (
          <Row
            key={`${row.map}/${row.step}/${row.key}`}
            of={{ ...row, place: row.text, step: row.stepTitle }}
          >
            <span className="tag" data-tone={row.isOverdue ? 'warn' : undefined}>
              {t(`states.${row.status}`)}
              {row.due !== null && ` · ${formats.shortDay(row.due)}`}
              {row.isOverdue && ` · ${t('overdue')}`}
            </span>
            {row.status === 'shipped' ? (
              <MeasuredResult row={row} isMeasuring={false} />
            ) : (
              <AtStake row={row} />
            )}
          </Row>
        ))}
      </Part>
    </div>
  );
}

function Trend({ kpi, label }: { kpi: KpiAnswer; label: string }) {
  return (
    <Sparkline
      values={kpi.trend.map(({ value }) => value)}
      target={kpi.target?.value ?? null}
      open={useOpenPart(kpi)}
      label={label}
    />
  );
}

function Part({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <section>
      <h2 className={styles.title}>
        {title} <span className="mute">{count}</span>
      </h2>
      <ul>{children}</ul>
    </section>
  );
}

interface RowProps {
  of: { map: string; mapTitle: string; place: string; step?: string };
  children: ReactNode;
}

function Row({ of, children }: RowProps) {
  return (
    <li className={styles.row}>
      <div>
        <strong>{of.place}</strong>
        <p className="mute">
          <Link to="/maps/$map" params={{ map: of.map }} className={styles.link}>
            {of.mapTitle}
          </Link>
          {of.step !== undefined && ` · ${of.step}`}
        </p>
      </div>
      <div className={styles.figures}>{children}</div>
    </li>
  );
}
