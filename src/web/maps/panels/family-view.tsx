import { IconArrowUp, IconUnlink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { ChildMap } from '../../../shared/maps/family-contract.ts';
import { stepsOf } from '../../../shared/maps/journey-map.ts';
import type { Period } from '../../../shared/platform/base-contract.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { useMapEditor } from '../editor/map-editor.ts';
import type { OpenMap } from '../use-map-session.ts';
import styles from './family-view.module.css';
import type { Panels } from './use-panels.ts';
import viewStyles from './view.module.css';
import { ViewFrame } from './view-frame.tsx';

interface FamilyViewProps {
  open: OpenMap;
  panels: Panels;
  period: Period;
}

/** The maps inside the steps of this one with their numbers, the map it is inside of, and where a step gets one. */
export default function FamilyView({ open, panels, period }: FamilyViewProps) {
  const t = useTranslations('panels.family');
  const { map, state } = open;
  const links = stepsOf(map).map(({ step }) => step.map);
  const query = useQuery(
    api.mapFamily.children.queryOptions({
      input: { map: map.id, period },
      queryKey: [...api.mapFamily.children.key({ input: { map: map.id, period } }), links, map.parent],
      enabled: state.pending === 0,
      placeholderData: (old) => old,
    }),
  );
  const maps = useQuery(api.maps.list.queryOptions());
  const family = query.data;
  const childOf = (step: string | null) => family?.children.filter((one) => one.step === step) ?? [];
  const others = (maps.data?.maps ?? []).filter((one) => one.id !== map.id);
  return (
    <ViewFrame
      title={t('title')}
      panels={panels}
      about={t('about')}
      tools={
        family?.parent && (
          <Link
            to="/maps/$map"
            params={{ map: family.parent.map }}
            search={{ view: 'family' }}
            className="button"
          >
            <IconArrowUp size={15} stroke={1.7} aria-hidden />
            {t('parent', { map: family.parent.title })}
          </Link>
        )
      }
    >
      {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />}
      <div className={styles.stages}>
        {map.stages.map((stage) => (
          <section key={stage.id} className={styles.stage}>
            <h3>{stage.title}</h3>
            {stage.steps.map((step) => (
              <article key={step.id} className={styles.step}>
                <div className={styles.title}>
                  <span>{step.title}</span>
                  <LinkStep stage={stage.id} step={step.id} linked={step.map} maps={others} />
                </div>
                {query.isPending && step.map !== null && <SkeletonRows rows={2} />}
                {childOf(step.id).map((child) => (
                  <ChildCard key={child.map} child={child} />
                ))}
              </article>
            ))}
          </section>
        ))}
        {childOf(null).length > 0 && (
          <section className={styles.stage}>
            <h3>{t('nowhere')}</h3>
            {childOf(null).map((child) => (
              <ChildCard key={child.map} child={child} />
            ))}
          </section>
        )}
      </div>
    </ViewFrame>
  );
}

function ChildCard({ child }: { child: ChildMap }) {
  const t = useTranslations('panels.family');
  const tStates = useTranslations('maps.kpi.states');
  const formats = useFormats();
  if (child.title === null)
    return (
      <p className={styles.gone}>
        <IconUnlink size={14} stroke={1.7} aria-hidden /> {t('gone', { map: child.map })}
      </p>
    );
  return (
    <Link to="/maps/$map" params={{ map: child.map }} className={styles.child}>
      <b>{child.title}</b>
      {child.people === null ? (
        <small>{t('notMeasured')}</small>
      ) : (
        <span className={styles.figures}>
          <span>{t('people', { people: child.people, shown: formats.compact(child.people) })}</span>
          {child.share !== null && (
            <span title={t('finishedExact', { finished: child.finished ?? 0 })}>
              {t('finish', { share: formats.percent(child.share) })}
            </span>
          )}
        </span>
      )}
      <ul className={styles.kpis}>
        {child.kpis.map((kpi) => (
          <li key={kpi.metric} data-state={kpi.state} title={`${kpi.title}: ${tStates(kpi.state)}`}>
            <span className="only-read">
              {kpi.title}: {tStates(kpi.state)}
            </span>
            <span aria-hidden="true">
              {kpi.state === 'ok' ? '✓' : kpi.state === 'missed' ? '×' : kpi.state === 'warn' ? '!' : '–'}
            </span>
          </li>
        ))}
      </ul>
    </Link>
  );
}

interface LinkStepProps {
  stage: string;
  step: string;
  linked: string | null;
  maps: readonly { id: string; title: string }[];
}

function LinkStep({ stage, step, linked, maps }: LinkStepProps) {
  const t = useTranslations('panels.family');
  const editor = useMapEditor();
  if (!editor.canEdit || (maps.length === 0 && linked === null)) return null;
  return (
    <select
      className={viewStyles.select}
      aria-label={t('inside')}
      value={linked ?? ''}
      onChange={(event) => {
        const { value } = event.currentTarget;
        editor.edit([
          {
            kind: 'set',
            at: ['stages', { id: stage }, 'steps', { id: step }, 'map'],
            ...(value === '' ? {} : { value }),
          },
        ]);
      }}
    >
      <option value="">{t('noMap')}</option>
      {linked !== null && !maps.some((one) => one.id === linked) && <option value={linked}>{linked}</option>}
      {maps.map((one) => (
        <option key={one.id} value={one.id}>
          {one.title}
        </option>
      ))}
    </select>
  );
}
