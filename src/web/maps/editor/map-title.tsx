import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { readText } from './cell-content.ts';
import { useMapEditor } from './map-editor.ts';
import styles from './map-title.module.css';

/** The title of the map; where one may edit, a click changes it. */
export function MapTitle({ map }: { map: JourneyMap }) {
  const t = useTranslations('editor');
  const editor = useMapEditor();
  const [isNaming, setIsNaming] = useState(false);
  if (!editor.canEdit) return map.title;
  const rename = (title: string) => {
    setIsNaming(false);
    const wanted = title.trim();
    if (wanted === '' || wanted === map.title) return;
    const { textAt } = readText(['title'], editor.open().file.title ?? '', 'title');
    editor.edit([{ kind: 'set', at: textAt, base: map.title, value: wanted }]);
  };
  if (isNaming)
    return (
      <input
        className={styles.field}
        aria-label={t('mapTitle')}
        defaultValue={map.title}
        ref={(field) => field?.focus()}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={(event) => rename(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') setIsNaming(false);
        }}
      />
    );
  return (
    <button type="button" className={styles.title} title={t('renameMap')} onClick={() => setIsNaming(true)}>
      {map.title}
    </button>
  );
}
