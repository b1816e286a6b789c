import {
  Checkbox,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Json } from '../../../shared/maps/edit/map-edit.ts';
import type { Period } from '../../../shared/platform/base-contract.ts';
import type { OpenMap } from '../use-map-session.ts';
import { BindingEditor } from './binding-editor.tsx';
import type { DetailsField } from './details-forms.ts';
import { listOf, recordOf } from './grid-columns.ts';
import { MapChoice } from './map-choice.tsx';
import { useMapEditor } from './map-editor.ts';

interface FieldProps {
  field: DetailsField;
  value: Json | undefined;
  /** the condition that the thing puts on all its events */
  where: Json | undefined;
  open: OpenMap;
  period: Period;
  onChange: (value: Json | undefined) => void;
}

/** One part of a thing, by its kind. */
export function DetailsFieldEditor({ field, value, where, open, period, onChange }: FieldProps) {
  const t = useTranslations('editor.details');
  const tValues = useTranslations('editor');
  const { canEdit } = useMapEditor();
  // boundary: the forms name labels of the catalogue only
  const label = t(`fields.${field.label as 'title'}`);
  const hint = field.hint ? t(`hints.${field.hint as 'target'}`) : undefined;
  const { map } = open;
  const choice = (data: { value: string; label: string }[]) => (
    <Select
      label={label}
      data={data}
      value={typeof value === 'string' ? value : null}
      placeholder={t('none')}
      clearable={field.label !== 'kind'}
      readOnly={!canEdit}
      comboboxProps={{ shadow: 'none' }}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
  const choices = (data: { value: string; label: string }[]) => (
    <MultiSelect
      label={label}
      data={data}
      value={listOf(value).map(String)}
      readOnly={!canEdit}
      comboboxProps={{ shadow: 'none' }}
      onChange={(next) => onChange(next.length === 0 ? undefined : next)}
    />
  );
  switch (field.kind) {
    case 'text':
    case 'owner':
      return (
        <WrittenField
          label={label}
          written={value === undefined || value === null ? '' : String(value)}
          placeholder={hint}
          pattern={field.pattern}
          options={field.kind === 'owner' ? map.owners : undefined}
          isReadOnly={!canEdit}
          onWrite={(text) => onChange(text === '' ? undefined : numeric(field, text))}
        />
      );
    case 'date':
      return (
        <WrittenField
          label={label}
          written={typeof value === 'string' ? value : ''}
          type="date"
          isReadOnly={!canEdit}
          onWrite={(text) => onChange(text === '' ? undefined : text)}
        />
      );
    case 'texts':
      return (
        <WrittenField
          label={label}
          written={listOf(value).map(String).join('\n')}
          isLong
          isReadOnly={!canEdit}
          onWrite={(text) => {
            const lines = text
              .split('\n')
              .map((line) => line.trim())
              .filter((line) => line !== '');
            onChange(lines.length === 0 ? undefined : lines);
          }}
        />
      );
    case 'figures':
      return (
        <WrittenField
          label={label}
          written={Object.entries(recordOf(value))
            .map(([day, figure]) => `${day}: ${String(figure)}`)
            .join('\n')}
          placeholder={hint}
          pattern={field.pattern}
          isLong
          isReadOnly={!canEdit}
          onWrite={(text) => onChange(figuresIn(text))}
        />
      );
    case 'number':
      return field.min === 1 && field.max !== undefined ? (
        <div>
          <div
            className="mantine-InputWrapper-label"
            style={{ fontSize: 13, fontWeight: 500, paddingBottom: 2 }}
          >
            {label}
          </div>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={label}
            readOnly={!canEdit}
            value={typeof value === 'number' ? String(value) : ''}
            data={['', ...Array.from({ length: field.max }, (_, index) => String(index + 1))].map((one) => ({
              value: one,
              label: one === '' ? t('none') : one,
            }))}
            onChange={(next) => onChange(next === '' ? undefined : Number(next))}
          />
        </div>
      ) : (
        <NumberField field={field} label={label} value={value} onChange={onChange} />
      );
    case 'flag':
      return (
        <Checkbox
          label={label}
          checked={value === undefined ? (field.isOnByDefault ?? false) : value === true}
          disabled={!canEdit}
          onChange={(event) => {
            const { checked } = event.currentTarget;
            onChange(checked === (field.isOnByDefault ?? false) ? undefined : checked);
          }}
        />
      );
    case 'choice':
      return choice(
        (field.choices ?? []).map((one) => ({
          value: one,
          label:
            field.label === 'kind'
              ? tValues(`kinds.${one as 'count'}`)
              : tValues(`values.${one as 'action'}`),
        })),
      );
    case 'either': {
      const [yes, no] = (field.choices ?? []).map((one) => tValues(`values.${one as 'online'}`));
      return (
        <Select
          label={label}
          data={[
            { value: 'true', label: yes ?? '' },
            { value: 'false', label: no ?? '' },
          ]}
          value={typeof value === 'boolean' ? String(value) : null}
          placeholder={t('none')}
          clearable
          readOnly={!canEdit}
          comboboxProps={{ shadow: 'none' }}
          onChange={(next) => onChange(next === null ? undefined : next === 'true')}
        />
      );
    }
    case 'channel':
      return choice(map.channels.map((channel) => ({ value: channel.id, label: channel.name })));
    case 'persona':
      return choice(map.personas.map((persona) => ({ value: persona.id, label: persona.name })));
    case 'metric':
      return choice(Object.values(map.metrics).map((metric) => ({ value: metric.id, label: metric.title })));
    case 'metrics':
      return choices(Object.values(map.metrics).map((metric) => ({ value: metric.id, label: metric.title })));
    case 'personas':
      return choices(map.personas.map((persona) => ({ value: persona.id, label: persona.name })));
    case 'map':
      return <MapChoice label={label} written={value} own={map.id} onChange={onChange} />;
    case 'events':
    case 'event':
      return (
        <BindingEditor
          label={label}
          value={value}
          where={typeof where === 'string' ? where : null}
          isOne={field.kind === 'event'}
          open={open}
          period={period}
          onChange={onChange}
        />
      );
  }
}

/** Lines such as `2026-03-31: 72`, as the file has them; none = no figures. */
function figuresIn(text: string): Json | undefined {
  const lines = text.split('\n').filter((line) => line.includes(':'));
  if (lines.length === 0) return undefined;
  return Object.fromEntries(
    lines.map((line) => {
      const [day = '', figure = ''] = line.split(':').map((part) => part.trim());
      return [day, Number.isNaN(Number(figure)) ? figure : Number(figure)];
    }),
  );
}

/** Figures that the file may have as a number or with a unit (`0.45`, `45%`). */
function numeric(field: DetailsField, text: string): Json {
  const isAmount = field.label === 'warn' || field.label === 'baseline';
  return isAmount && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

interface WrittenFieldProps {
  label: string;
  written: string;
  placeholder?: string | undefined;
  pattern?: RegExp | undefined;
  options?: readonly string[] | undefined;
  isLong?: boolean;
  type?: 'date';
  isReadOnly: boolean;
  onWrite: (text: string) => void;
}

/** Counts when it is left or on Enter; Escape takes back what was typed. */
function WrittenField(props: WrittenFieldProps) {
  const { label, written, placeholder, pattern, options, isLong = false, type, isReadOnly, onWrite } = props;
  const t = useTranslations('editor.details');
  const [typed, setTyped] = useState(written);
  const [isAt, setIsAt] = useState(false);
  // what somebody else writes shows unless one is writing here
  useEffect(() => {
    if (!isAt) setTyped(written);
  }, [written, isAt]);
  const isWrong = pattern !== undefined && typed.trim() !== '' && !pattern.test(typed.trim());
  const commit = () => {
    setIsAt(false);
    if (!isWrong && typed.trim() !== written) onWrite(typed.trim());
  };
  const shared = {
    label,
    value: typed,
    placeholder,
    readOnly: isReadOnly,
    error: isWrong && placeholder ? t('likeThis', { example: placeholder }) : undefined,
    onFocus: () => setIsAt(true),
    onBlur: commit,
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Enter' && (!isLong || event.ctrlKey)) commit();
    if (event.key === 'Escape' && typed !== written) {
      event.preventDefault();
      setTyped(written);
    }
  };
  if (isLong)
    return (
      <Textarea
        {...shared}
        autosize
        minRows={1}
        maxRows={8}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    );
  const list = options && `of-${label}`;
  return (
    <>
      <TextInput
        {...shared}
        list={list}
        type={type}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {options && (
        <datalist id={list}>
          {options.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </>
  );
}

interface NumberFieldProps {
  field: DetailsField;
  label: string;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
}

function NumberField({ field, label, value, onChange }: NumberFieldProps) {
  const { canEdit } = useMapEditor();
  const [typed, setTyped] = useState<string | number>(typeof value === 'number' ? value : '');
  useEffect(() => setTyped(typeof value === 'number' ? value : ''), [value]);
  return (
    <NumberInput
      label={label}
      value={typed}
      {...(field.min === undefined ? {} : { min: field.min })}
      {...(field.max === undefined ? {} : { max: field.max })}
      clampBehavior="strict"
      readOnly={!canEdit}
      onChange={setTyped}
      onBlur={() => {
        const next = typed === '' ? undefined : Number(typed);
        if (next !== value) onChange(next);
      }}
    />
  );
}
