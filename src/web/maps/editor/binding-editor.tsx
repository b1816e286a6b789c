import { IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { Json } from '../../../shared/maps/edit/map-edit.ts';
import type { Period } from '../../../shared/platform/base-contract.ts';
import { api } from '../../platform/api.ts';
import { EventPicker } from '../../ui/event-picker.tsx';
import type { OpenMap } from '../use-map-session.ts';
import styles from './binding-editor.module.css';
import {
  nameEvent,
  problemOf,
  type Reference,
  readReferences,
  setCondition,
  writeReferences,
} from './binding-references.ts';
import { ConditionEditor } from './condition-editor.tsx';
import { namesOf, useMapEditor } from './map-editor.ts';

interface BindingEditorProps {
  label: string;
  value: Json | undefined;
  /** what the thing asks of all its events besides */
  where: string | null;
  /** one event only */
  isOne: boolean;
  open: OpenMap;
  period: Period;
  onChange: (value: Json | undefined) => void;
}

/** What counts: events picked from those that were really seen, each narrowed by clicking, and how many people match now. */
export function BindingEditor({ label, value, where, isOne, open, period, onChange }: BindingEditorProps) {
  const t = useTranslations('editor.binding');
  const editor = useMapEditor();
  const { file } = open;
  const references = readReferences(value, file.events);
  const write = (names: string[]) => onChange(writeReferences(names));
  const names = references.map((one) => one.written);
  const setAt = (index: number, written: string) => write(names.with(index, written));
  const narrow = (reference: Reference, index: number, next: string | null) => {
    const { file: now, map } = editor.open();
    const done = setCondition(reference, next, { file: now, freshId: namesOf(now, map).freshId });
    editor.edit(done.edits);
    if (done.written !== reference.written) setAt(index, done.written);
  };
  return (
    <fieldset className={styles.binding}>
      <legend>{label}</legend>
      {references.map((reference, index) => (
        <div key={reference.written} className={styles.reference}>
          {index > 0 && <span className="mute">{t('or')}</span>}
          <div className={styles.event}>
            <EventPicker
              value={reference.event}
              label={label}
              placeholder={t('pick')}
              onChange={(event) => setAt(index, nameEvent(event, file.events))}
            />
            {editor.canEdit && (
              <button
                type="button"
                className="button"
                data-kind="quiet"
                data-size="icon"
                aria-label={t('remove', { event: reference.event })}
                onClick={() => write(names.toSpliced(index, 1))}
              >
                <IconX size={14} stroke={1.8} aria-hidden />
              </button>
            )}
          </div>
          <ConditionEditor
            event={reference.event}
            where={reference.where}
            onChange={(next) => narrow(reference, index, next)}
          />
        </div>
      ))}
      {editor.canEdit && !(isOne && references.length > 0) && (
        <EventPicker
          value={null}
          isQuiet={references.length > 0}
          label={references.length > 0 ? t('add') : t('pick')}
          placeholder={references.length > 0 ? t('add') : t('pick')}
          onChange={(event) => write([...names, nameEvent(event, file.events)])}
        />
      )}
      {references.length > 0 && <Matches references={references} where={where} period={period} />}
    </fieldset>
  );
}

/** How many people did any of these in the period. */
function Matches({
  references,
  where,
  period,
}: {
  references: Reference[];
  where: string | null;
  period: Period;
}) {
  const t = useTranslations('editor.binding');
  const anyOf = references.map((one) => {
    const conditions = [one.where, where].filter((part) => part !== null);
    const all = conditions.map((part) => `(${part})`).join(' and ');
    return conditions.length === 0 ? { event: one.event } : { event: one.event, where: all };
  });
  const wrong = anyOf
    .map((one) => (one.where === undefined ? null : problemOf(one.where)))
    .find((one) => one !== null);
  const query = useQuery(
    api.reports.funnel.queryOptions({
      input: { steps: [{ anyOf }], period },
      enabled: wrong === undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const people = query.data?.total.steps[0]?.people;
  if (wrong !== undefined) return <p className={styles.wrong}>{t('wrong', { message: wrong })}</p>;
  return (
    <p className={`${styles.matches} ${query.isPlaceholderData ? 'recounting' : ''}`} role="status">
      {people === undefined ? t('counting') : people === 0 ? t('nobody') : t('people', { people })}
    </p>
  );
}
