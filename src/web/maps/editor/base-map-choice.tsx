import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import type { OpenMap } from '../use-map-session.ts';
import { useMapEditor } from './map-editor.ts';
import styles from './map-relations.module.css';
import { keepInherited, leaveOutInherited } from './stop-extending.ts';

/** A map of the workspace as the list has it. */
export interface ListedMap {
  id: string;
  title: string;
  isBroken: boolean;
  stages: number;
}

interface BaseMapChoiceProps {
  open: OpenMap;
  others: readonly ListedMap[];
  /** the map takes over from this one, at once or by way of others */
  isCircle: (map: string) => boolean;
}

/** The map that this one takes over from: chosen, and given up again, only after it was said what that does. */
export function BaseMapChoice({ open, others, isCircle }: BaseMapChoiceProps) {
  const t = useTranslations('mapForms.relations');
  const editor = useMapEditor();
  const [wanted, setWanted] = useState<string | null>(null);
  const [isLeaving, setIsLeaving] = useState(false);
  const { map, session } = open;
  const base = map.extends;
  const titleOf = (id: string | null) => others.find((one) => one.id === id)?.title ?? id ?? '';
  const chosen = others.find((one) => one.id === wanted);
  const leave = (edits: MapEdit[]) => {
    editor.edit(edits);
    setIsLeaving(false);
  };
  if (base !== null) {
    const rest = isLeaving ? leaveOutInherited(session.text) : null;
    return (
      <>
        <div className={styles.base}>
          <span className={styles.label}>{t('base')}</span>
          <b>{titleOf(base)}</b>
        </div>
        <p className={styles.about}>
          {others.some((one) => one.id === base) ? t('baseMeans', { title: titleOf(base) }) : t('baseGone')}
        </p>
        {isLeaving ? (
          <fieldset className={styles.asked}>
            <legend>{t('leave', { title: titleOf(base) })}</legend>
            <button
              type="button"
              className="button"
              data-kind="primary"
              disabled={session.inherited === null}
              onClick={() => leave(keepInherited(session.text, open.file))}
            >
              {t('keepAll')}
            </button>
            <p className={styles.about}>{t('keepAllMeans')}</p>
            <button
              type="button"
              className="button"
              disabled={rest === null}
              onClick={() => rest && leave(rest)}
            >
              {t('leaveOut')}
            </button>
            <p className={styles.about}>{rest === null ? t('cannotLeaveOut') : t('leaveOutMeans')}</p>
            <button type="button" className="button" data-kind="quiet" onClick={() => setIsLeaving(false)}>
              {t('cancel')}
            </button>
          </fieldset>
        ) : (
          editor.canEdit && (
            <button type="button" className="button" onClick={() => setIsLeaving(true)}>
              {t('leave', { title: titleOf(base) })}
            </button>
          )
        )}
      </>
    );
  }
  return (
    <>
      <Select
        label={t('base')}
        data={others.map((one) => ({
          value: one.id,
          label: one.isBroken
            ? t('isBroken', { title: one.title })
            : isCircle(one.id)
              ? t('isHeir', { title: one.title })
              : one.title,
          disabled: one.isBroken || isCircle(one.id),
        }))}
        value={wanted}
        placeholder={t('noBase')}
        clearable
        searchable
        readOnly={!editor.canEdit}
        comboboxProps={{ shadow: 'none' }}
        onChange={setWanted}
      />
      {chosen ? (
        <fieldset className={styles.asked}>
          <legend>{t('takeOver', { title: chosen.title })}</legend>
          <p className={styles.about}>
            {t('takeOverMeans', { title: chosen.title, theirs: chosen.stages, ours: map.stages.length })}
          </p>
          <div className={styles.buttons}>
            <button
              type="button"
              className="button"
              data-kind="primary"
              onClick={() => {
                editor.edit([{ kind: 'set', at: ['extends'], value: chosen.id }]);
                setWanted(null);
              }}
            >
              {t('yes')}
            </button>
            <button type="button" className="button" data-kind="quiet" onClick={() => setWanted(null)}>
              {t('cancel')}
            </button>
          </div>
        </fieldset>
      ) : (
        <p className={styles.about}>{t('baseAbout')}</p>
      )}
    </>
  );
}
