import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { valueUnder } from '../../../shared/maps/journey-map.ts';
import { api } from '../../platform/api.ts';
import { useVocabulary } from '../../platform/vocabulary.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { KpiChip } from '../kpi-chip.tsx';
import type { MapQuestion } from '../map-question.ts';
import { PainHeat } from '../pain-heat.tsx';
import type { OpenMap } from '../use-map-session.ts';
import type { MapActions } from '../use-people-of-map.tsx';
import styles from './full-screen.module.css';
import { FullScreen } from './full-screen.tsx';
import { kpisOf, StepPage } from './step-page.tsx';

interface PresentationProps {
  open: OpenMap;
  question: MapQuestion;
  actions: MapActions;
  onClose: () => void;
}

/** The map stage by stage with its numbers, for a room: first what it is about, then one stage a page. */
export default function Presentation({ open, question, actions, onClose }: PresentationProps) {
  const t = useTranslations('panels.present');
  const formats = useFormats();
  const { map } = open;
  const [page, setPage] = useState(0);
  const ribbon = useQuery(api.maps.ribbon.queryOptions({ input: question }));
  const { lastAt, query: vocabulary } = useVocabulary();
  const last = map.stages.length;
  const go = (by: number) => setPage((old) => Math.min(last, Math.max(0, old + by)));
  const stage = map.stages[page - 1];
  const people = ribbon.data?.stages.find((one) => one.stage === stage?.id);
  return (
    <FullScreen label={t('title', { map: map.title })} progress={page / last} onClose={onClose} onStep={go}>
      <div className={styles.page} aria-live="polite">
        {stage === undefined ? (
          <>
            <h1 className={styles.title}>{map.title}</h1>
            {(map.brief.objective ?? map.description) && (
              <p className={styles.lead}>{map.brief.objective ?? map.description}</p>
            )}
            <div className={styles.figures}>
              {ribbon.data?.stages.map((one) => (
                <div key={one.stage} className={styles.figure}>
                  <b>{formats.compact(one.people)}</b>
                  <small>{map.stages.find(({ id }) => id === one.stage)?.title}</small>
                </div>
              ))}
            </div>
            <p className="mute">
              {t('data', {
                days: formats.range(question.period.from, question.period.to),
                moment: !vocabulary.isSuccess ? 'unknown' : lastAt === null ? 'none' : formats.moment(lastAt),
              })}
            </p>
            {map.personas.length > 0 && (
              <p className={styles.lead}>
                {t('about', { personas: map.personas.map((one) => one.name).join(', ') })}
              </p>
            )}
          </>
        ) : (
          <>
            <div>
              <h1 className={styles.title}>{stage.title}</h1>
              {stage.goal && <p className={styles.lead}>{stage.goal}</p>}
            </div>
            {people && (
              <div className={styles.figures}>
                <Figure value={formats.compact(people.people)} label={t('people')} />
                {people.conversionToNext !== null && (
                  <Figure value={formats.percent(people.conversionToNext)} label={t('goOn')} />
                )}
                <Figure value={formats.compact(people.left)} label={t('leave')} />
                {people.medianMsToNext !== null && (
                  <Figure value={formats.duration(people.medianMsToNext)} label={t('median')} />
                )}
              </div>
            )}
            <div className={styles.kpis}>
              {kpisOf(stage).map((id) => (
                <KpiChip
                  key={id}
                  question={question}
                  metric={valueUnder(map.metrics, id)}
                  metricId={id}
                  isComparing
                  onPick={actions.onKpi}
                />
              ))}
            </div>
            <div className={styles.steps}>
              {stage.steps.map((step) => (
                <section key={step.id} className={styles.step}>
                  <h3>{step.title}</h3>
                  <StepPage
                    step={step}
                    persona={null}
                    renderHeat={(placed) => (
                      <PainHeat question={question} placed={placed} onPick={actions.onPain} />
                    )}
                  />
                </section>
              ))}
            </div>
          </>
        )}
      </div>
      <footer className={styles.foot}>
        <button type="button" className="button" disabled={page === 0} onClick={() => go(-1)}>
          <IconChevronLeft size={15} stroke={1.8} aria-hidden />
          {t('back')}
        </button>
        <span className="mute">{t('page', { page: page + 1, of: last + 1 })}</span>
        <button
          type="button"
          className="button"
          data-kind="primary"
          disabled={page === last}
          onClick={() => go(1)}
        >
          {t('next')}
          <IconChevronRight size={15} stroke={1.8} aria-hidden />
        </button>
      </footer>
    </FullScreen>
  );
}

function Figure({ value, label }: { value: string; label: string }) {
  return (
    <div className={styles.figure}>
      <b>{value}</b>
      <small>{label}</small>
    </div>
  );
}
