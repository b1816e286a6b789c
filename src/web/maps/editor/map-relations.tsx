import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { stepsOf } from '../../../shared/maps/journey-map.ts';
import { leadsTo } from '../../../shared/maps/leads-to.ts';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { api } from '../../platform/api.ts';
import type { OpenMap } from '../use-map-session.ts';
import { BaseMapChoice, type ListedMap } from './base-map-choice.tsx';
import { useMapEditor } from './map-editor.ts';
import styles from './map-relations.module.css';

/** Which map this one is the inside of, and which one it takes over from; neither may lead back here. */
export function MapRelations({ open }: { open: OpenMap }) {
  const t = useTranslations('mapForms.relations');
  const { map } = open;
  const maps = useQuery(api.maps.list.queryOptions({ staleTime: 0 })).data?.maps ?? [];
  const others = maps.filter(({ id }) => id !== map.id);
  const heirs = others.filter((one) => one.extends === map.id);
  const baseOf = new Map(maps.map((one) => [one.id, one.extends]));
  return (
    <section className={styles.relations} aria-label={t('title')}>
      <h3>{t('title')}</h3>
      <ParentChoice
        open={open}
        others={others}
        holderOf={new Map(maps.map((one) => [one.id, one.parent?.split('#')[0] ?? null]))}
      />
      <BaseMapChoice open={open} others={others} isCircle={(id) => leadsTo(map.id, id, baseOf)} />
      {heirs.length > 0 && (
        <p className={styles.about}>
          {t('heirs')}{' '}
          {heirs.map(({ id, title }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Link to="/maps/$map" params={{ map: id }}>
                {title}
              </Link>
            </span>
          ))}
        </p>
      )}
    </section>
  );
}

interface ParentChoiceProps {
  open: OpenMap;
  others: readonly ListedMap[];
  /** the map that each one is inside of */
  holderOf: ReadonlyMap<string, string | null>;
}

function ParentChoice({ open, others, holderOf }: ParentChoiceProps) {
  const t = useTranslations('mapForms.relations');
  const editor = useMapEditor();
  const { map } = open;
  const [holder = null, step = ''] = map.parent?.split('#') ?? [];
  const stored = useQuery(
    api.maps.get.queryOptions({ input: { map: holder ?? '' }, enabled: holder !== null, retry: false }),
  ).data;
  const inside = stored ? readMapFile(stored.file, stored.base ? { base: stored.base } : {}).map : null;
  const title = others.find((one) => one.id === holder)?.title ?? holder;
  const steps = inside ? stepsOf(inside).map((one) => ({ value: one.step.id, label: one.step.title })) : [];
  const set = (value: string | null) =>
    editor.edit([
      {
        kind: 'set',
        at: ['parent'],
        ...(map.parent === null ? {} : { base: map.parent }),
        ...(value === null ? {} : { value }),
      },
    ]);
  const data = others.map((one) => {
    const isCircle = leadsTo(map.id, one.id, holderOf);
    return {
      value: one.id,
      label: isCircle ? t('isInside', { title: one.title }) : one.title,
      disabled: isCircle && one.id !== holder,
    };
  });
  if (holder !== null && !others.some((one) => one.id === holder))
    data.push({ value: holder, label: t('notThere', { map: holder }), disabled: false });
  if (step !== '' && inside && !steps.some((one) => one.value === step))
    steps.push({ value: step, label: t('notThere', { map: step }) });
  return (
    <>
      <Select
        label={t('parent')}
        data={data}
        value={holder}
        placeholder={t('noParent')}
        clearable
        searchable
        readOnly={!editor.canEdit}
        comboboxProps={{ shadow: 'none' }}
        onChange={set}
      />
      {holder !== null && (
        <Select
          label={t('parentStep')}
          data={steps}
          value={step === '' ? null : step}
          placeholder={t('noStep')}
          clearable
          searchable
          readOnly={!editor.canEdit || !inside}
          comboboxProps={{ shadow: 'none' }}
          onChange={(next) => set(next === null ? holder : `${holder}#${next}`)}
        />
      )}
      <p className={styles.about}>
        {holder === null ? t('parentAbout') : t('parentMeans', { title: title ?? '' })}
      </p>
    </>
  );
}
