import { IconChevronRight } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { refOf } from '../../../shared/maps/edit/map-document.ts';
import type { Json, MapEdit, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import { TextField } from '../panels/text-field.tsx';
import { readText } from './cell-content.ts';
import styles from './details-list.module.css';
import type { DetailsKind } from './details-target.ts';
import { listOf } from './grid-columns.ts';
import { laneFormOf } from './lane-forms.ts';
import { useMapEditor } from './map-editor.ts';

type ListKind = 'cta' | 'pains';
/** What a thing has of its own besides its fields; the grid adds these to steps. */
export const DETAILS_LISTS: Partial<Record<DetailsKind, readonly ListKind[]>> = {
  stage: ['cta'],
  touchpoints: ['cta', 'pains'],
};

interface DetailsListProps {
  kind: ListKind;
  /** where the list stands in the file */
  at: MapPath;
  /** a list, or one text in its place */
  written: Json | undefined;
}

/** Things that belong to the one beside the grid: each opens with its own parts, new ones are written below them. */
export function DetailsList({ kind, at, written }: DetailsListProps) {
  const t = useTranslations('editor.details');
  const tLanes = useTranslations('maps.lanes');
  const editor = useMapEditor();
  const { textKey } = laneFormOf(kind);
  const isOne = typeof written === 'string';
  const list = isOne ? [written] : listOf(written);
  const items = list.map((raw, index) => ({
    at: isOne ? at : [...at, refOf(raw, index)],
    text: readText(at, raw, textKey).text,
  }));
  const add = (text: string) => {
    const last = list.at(-1);
    const after = last === undefined ? null : refOf(last, list.length - 1);
    const edit: MapEdit = isOne
      ? { kind: 'set', at, base: written, value: [written, text] }
      : { kind: 'insert', list: at, after, value: text };
    editor.edit([edit]);
  };
  if (items.length === 0 && !editor.canEdit) return null;
  return (
    <section className={styles.list} aria-label={tLanes(kind)}>
      <h3>{tLanes(kind)}</h3>
      {items.length > 0 && (
        <ul>
          {items.map((item) => (
            <li key={JSON.stringify(item.at)}>
              <button type="button" onClick={() => editor.showDetails({ kind, at: item.at })}>
                {item.text}
                <IconChevronRight size={14} stroke={1.8} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      {editor.canEdit && (
        <TextField
          key={items.length}
          label={t(`add.${kind}`)}
          placeholder={t(`add.${kind}`)}
          isHidden
          value=""
          onChange={(text) => text !== '' && add(text)}
        />
      )}
    </section>
  );
}
