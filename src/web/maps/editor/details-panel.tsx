import { IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Json, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import { touchpointsOf } from '../../../shared/maps/journey-map.ts';
import { CloseButton } from '../../ui/close-button.tsx';
import { TouchpointFunnel } from '../../ui/touchpoint-funnel.tsx';
import type { MapQuestion } from '../map-question.ts';
import type { OpenMap } from '../use-map-session.ts';
import type { MapActions } from '../use-people-of-map.tsx';
import { readText } from './cell-content.ts';
import { DetailsFieldEditor } from './details-field-editor.tsx';
import { DETAILS_FORMS, type DetailsField, TEXT_KEYS } from './details-forms.ts';
import { DETAILS_LISTS, DetailsList } from './details-list.tsx';
import styles from './details-panel.module.css';
import type { DetailsTarget } from './details-target.ts';
import { recordOf } from './grid-columns.ts';
import { useMapEditor } from './map-editor.ts';
import { MapRelations } from './map-relations.tsx';
import { MapTasks } from './map-tasks.tsx';
import { removeMetric } from './removed-metric.ts';
import { insideOf, setPart } from './things.ts';

interface DetailsPanelProps {
  open: OpenMap;
  target: DetailsTarget;
  question: MapQuestion;
  actions: MapActions;
  onClose: () => void;
}

/** Everything about one thing of the map, beside the grid; each field counts when it is left. */
export default function DetailsPanel(props: DetailsPanelProps) {
  return <Details key={JSON.stringify(props.target)} {...props} />;
}

function Details({ open, target, question, actions, onClose }: DetailsPanelProps) {
  const t = useTranslations('editor.details');
  const editor = useMapEditor();
  const [at, setAt] = useState<MapPath>(target.at);
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    root.current?.querySelector<HTMLElement>('input, textarea, button[data-field]')?.focus();
  }, []);
  // boundary: values of a map file are JSON
  const raw = (target.kind === 'map' ? open.file : open.session.valueAt(at)) as Json | undefined;
  const textKey = TEXT_KEYS[target.kind] ?? 'text';
  const isLong = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  const thing: Json = isLong ? raw : { [textKey]: raw ?? '' };
  const partOf = (field: DetailsField): Json | undefined => {
    const value = insideOf(thing, field.key);
    // a text in several languages is edited in the one that is shown
    return field.kind === 'text' && typeof value === 'object' && value !== null
      ? readText([], value, '').text
      : value;
  };
  const set = (field: DetailsField, value: Json | undefined) => {
    if (raw === undefined) return;
    const old = insideOf(thing, field.key);
    if (field.kind === 'text' && typeof old === 'object' && old !== null && !Array.isArray(old)) {
      const { textAt } = readText([...at, ...field.key], old, '');
      editor.edit([{ kind: 'set', at: textAt, base: partOf(field) ?? '', value: value ?? '' }]);
      return;
    }
    const done = setPart(at, raw, { key: field.key, value, textKey, isOne: target.kind === 'emotion' });
    editor.edit(done.edits);
    setAt(done.at);
  };
  const kind = typeof recordOf(thing).kind === 'string' ? String(recordOf(thing).kind) : '';
  const fields = DETAILS_FORMS[target.kind].filter((field) => field.of?.includes(kind) ?? true);
  const last = at.at(-1);
  const touchpoint =
    target.kind === 'touchpoints' && typeof last === 'object' && 'id' in last
      ? touchpointsOf(open.map).find((one) => one.touchpoint.id === last.id)?.touchpoint
      : undefined;
  const remove = () => {
    if (target.kind === 'kpis') editor.edit(removeMetric(editor.open().file, String(last)));
    else if (typeof last === 'string') editor.edit([{ kind: 'set', at }]);
    else editor.edit([{ kind: 'remove', item: at }]);
    onClose();
  };
  return (
    <aside
      ref={root}
      className={styles.panel}
      aria-label={t('title')}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header>
        <h2>{t(`kinds.${target.kind}`)}</h2>
        <CloseButton label={t('close')} onClose={onClose} />
      </header>
      {raw === undefined ? (
        <p className="mute">{t('gone')}</p>
      ) : (
        <div className={styles.fields}>
          {fields.map((field) => (
            <DetailsFieldEditor
              key={field.key.join('.')}
              field={field}
              value={partOf(field)}
              where={insideOf(thing, ['where'])}
              open={open}
              period={question.period}
              onChange={(value) => set(field, value)}
            />
          ))}
          {DETAILS_LISTS[target.kind]?.map((list) => (
            <DetailsList key={list} kind={list} at={[...at, list]} written={insideOf(thing, [list])} />
          ))}
          {target.kind === 'map' && <MapRelations open={open} />}
          {target.kind === 'map' && <MapTasks open={open} />}
          {touchpoint && touchpoint.events.length > 0 && (
            <section className={styles.funnel}>
              <h3>{t('funnel')}</h3>
              <TouchpointFunnel
                question={question}
                touchpoint={touchpoint.id}
                onPick={(group) => actions.onTouchpoint(touchpoint, group)}
              />
            </section>
          )}
          {editor.canEdit && target.kind !== 'map' && (
            <button type="button" className="button" data-kind="quiet" onClick={remove}>
              <IconTrash size={15} stroke={1.7} aria-hidden />
              {t('remove')}
            </button>
          )}
        </div>
      )}
    </aside>
  );
}
