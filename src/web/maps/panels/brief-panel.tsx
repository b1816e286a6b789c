import { IconColumns, IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Json, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import { namesOf, useMapEditor } from '../editor/map-editor.ts';
import { MapText } from '../map-text.tsx';
import type { OpenMap } from '../use-map-session.ts';
import styles from './panel.module.css';
import { Panel } from './panel.tsx';
import { PersonaCard } from './persona-card.tsx';
import { LinesField, TextField } from './text-field.tsx';
import type { Panels } from './use-panels.ts';

/** What the map is for and whom it is about. */
export default function BriefPanel({ open, panels }: { open: OpenMap; panels: Panels }) {
  const t = useTranslations('panels.brief');
  const editor = useMapEditor();
  const { map } = open;
  const { brief } = map;
  const set = (at: MapPath, value: Json | undefined, base?: Json) =>
    editor.edit([
      { kind: 'set', at, ...(base === undefined ? {} : { base }), ...(value === undefined ? {} : { value }) },
    ]);
  const setText = (key: 'objective' | 'scope') => (value: string) =>
    set(['brief', key], value === '' ? undefined : value, brief[key] ?? undefined);
  const setLines = (key: 'hypotheses' | 'documents') => (values: string[]) =>
    set(['brief', key], values.length === 0 ? undefined : values, brief[key]);
  const isReadOnly = !editor.canEdit;
  const addPersona = () => {
    const name = t('newPersona');
    const id = namesOf(open.file, map).freshId(name, 'persona');
    const last = map.personas.at(-1);
    editor.edit([
      {
        kind: 'insert',
        list: ['personas'],
        after: last ? { id: last.id } : null,
        value: { id, name, kind: 'proto' },
      },
    ]);
  };
  return (
    <Panel title={t('title')} onClose={() => panels.show({ panel: undefined })}>
      <section className={styles.stack}>
        <TextField
          label={t('objective')}
          value={brief.objective ?? ''}
          onChange={setText('objective')}
          isLong
          isReadOnly={isReadOnly}
        />
        <TextField
          label={t('scope')}
          value={brief.scope ?? ''}
          onChange={setText('scope')}
          isLong
          isReadOnly={isReadOnly}
        />
        <LinesField
          label={t('hypotheses')}
          placeholder={t('oneALine')}
          values={brief.hypotheses}
          onChange={setLines('hypotheses')}
          isReadOnly={isReadOnly}
        />
        <LinesField
          label={t('documents')}
          placeholder={t('link')}
          values={brief.documents}
          onChange={setLines('documents')}
          isReadOnly={isReadOnly}
        />
        {brief.documents.length > 0 && (
          <ul className={styles.meta}>
            {brief.documents.map((one) => (
              <li key={one}>
                <MapText text={one} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className={styles.stack}>
        <div className={styles.row}>
          <h3 className={styles.grow}>{t('personas')}</h3>
          {map.personas.length > 0 && (
            <button
              type="button"
              className="button"
              data-kind="quiet"
              onClick={() => panels.show({ view: 'personas', panel: undefined })}
            >
              <IconColumns size={15} stroke={1.7} aria-hidden />
              {t('sideBySide')}
            </button>
          )}
        </div>
        {map.personas.map((persona) => (
          <PersonaCard key={persona.id} persona={persona} open={open} />
        ))}
        {editor.canEdit && (
          <button type="button" className="button" onClick={addPersona}>
            <IconPlus size={15} stroke={1.7} aria-hidden />
            {t('addPersona')}
          </button>
        )}
      </section>
    </Panel>
  );
}
