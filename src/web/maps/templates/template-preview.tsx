import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { api } from '../../platform/api.ts';
import { SideDrawer } from '../../ui/side-drawer.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { OpenTemplate } from './open-template.tsx';
import styles from './template-gallery.module.css';
import { inkOf, TemplatePicture } from './template-picture.tsx';

/** What is in a template, and opening it; at the side of the gallery. */
export function TemplatePreview({
  template,
  onClose,
}: {
  template: string | undefined;
  onClose: () => void;
}) {
  const t = useTranslations('mapTemplates');
  const query = useQuery(
    api.mapTemplates.get.queryOptions({
      input: { template: template ?? '' },
      enabled: template !== undefined,
    }),
  );
  return (
    <SideDrawer isOpen={template !== undefined} onClose={onClose} widthPx={480} title={query.data?.title}>
      {query.isError ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : query.data ? (
        <div className={styles.preview}>
          <TemplatePicture outline={query.data.outline} />
          <p>{query.data.description}</p>
          <p className="mute">
            {t('facts', {
              stages: query.data.outline.length,
              touchpoints: query.data.touchpoints,
              kpis: query.data.kpis,
              personas: query.data.personas,
            })}
          </p>
          <OpenTemplate key={template} row={query.data} onRemoved={onClose} />
          {/* boundary: the contract leaves the parsed map open; the server reads templates with the same reader */}
          <Contents map={query.data.map as JourneyMap | null} />
        </div>
      ) : (
        <SkeletonRows rows={8} />
      )}
    </SideDrawer>
  );
}

function Contents({ map }: { map: JourneyMap | null }) {
  const t = useTranslations('mapTemplates');
  if (map === null) return null;
  return (
    <>
      <section className={styles.block}>
        <h3>{t('stages')}</h3>
        <ol className={styles.steps}>
          {map.stages.map((stage) => (
            <li key={stage.id} style={{ borderColor: inkOf(stage.color) }}>
              <strong>{stage.title}</strong>
              <p className="mute">{stage.steps.map((step) => step.title).join(' · ')}</p>
            </li>
          ))}
        </ol>
      </section>
      <section className={styles.block}>
        <h3>{t('personas')}</h3>
        <p className="mute">{map.personas.map((persona) => persona.name).join(' · ')}</p>
      </section>
      <section className={styles.block}>
        <h3>{t('kpis')}</h3>
        <p className="mute">
          {Object.values(map.metrics)
            .map((metric) => metric.title)
            .join(' · ')}
        </p>
      </section>
    </>
  );
}
