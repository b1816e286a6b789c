import { Autocomplete, Select, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import styles from './binding-editor.module.css';
import { type Clause, problemOf, readClauses, writeClauses } from './binding-references.ts';
import { useMapEditor } from './map-editor.ts';

interface ConditionEditorProps {
  event: string;
  where: string | null;
  onChange: (where: string | null) => void;
}

const OPERATORS: readonly Clause['operator'][] = ['=', '!=', '>', '>=', '<', '<=', 'contains', 'exists'];

/** A condition on an event: clicked together from the properties and values that were seen on it, or written. */
export function ConditionEditor({ event, where, onChange }: ConditionEditorProps) {
  const t = useTranslations('editor.binding');
  const { canEdit } = useMapEditor();
  const [clauses, setClauses] = useState<Clause[] | null>(() => readClauses(where));
  const [isWritten, setIsWritten] = useState(false);
  useEffect(() => {
    // an unfinished part stays while what counts has not changed
    setClauses((old) => (old && writeClauses(old) === where ? old : readClauses(where)));
  }, [where]);
  if (!canEdit) return where === null ? null : <code>{where}</code>;
  if (isWritten || clauses === null)
    return (
      <WrittenCondition
        where={where}
        onChange={(next) => {
          onChange(next);
          setIsWritten(false);
        }}
      />
    );
  const change = (next: Clause[]) => {
    setClauses(next);
    const written = writeClauses(next);
    if (written !== where) onChange(written);
  };
  return (
    <>
      {clauses.length > 0 && (
        <div className={styles.clauses}>
          {clauses.map((clause, index) => (
            <ClauseEditor
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of a condition have no identity but their place
              key={index}
              event={event}
              clause={clause}
              onChange={(next) => change(clauses.with(index, next))}
              onRemove={() => change(clauses.toSpliced(index, 1))}
            />
          ))}
        </div>
      )}
      <div className={styles.row}>
        <button
          type="button"
          className={styles.add}
          onClick={() => setClauses([...clauses, { path: '', operator: '=', value: null }])}
        >
          {t(clauses.length === 0 ? 'where' : 'andMore')}
        </button>
        {clauses.length > 0 && (
          <button type="button" className={styles.add} onClick={() => setIsWritten(true)}>
            {t('typed')}
          </button>
        )}
      </div>
    </>
  );
}

interface ClauseEditorProps {
  event: string;
  clause: Clause;
  onChange: (clause: Clause) => void;
  onRemove: () => void;
}

function ClauseEditor({ event, clause, onChange, onRemove }: ClauseEditorProps) {
  const t = useTranslations('editor.binding');
  const formats = useFormats();
  const query = useQuery(api.mapBindings.properties.queryOptions({ input: { event }, staleTime: 60_000 }));
  const properties = query.data?.properties ?? [];
  const values = properties.find((one) => one.path === clause.path)?.values ?? [];
  const isNumber = values.some((one) => typeof one.value === 'number');
  const paths = properties.map((one) => one.path);
  const [typed, setTyped] = useState(clause.value === null ? '' : String(clause.value));
  useEffect(() => setTyped(clause.value === null ? '' : String(clause.value)), [clause.value]);
  const setValue = (text: string) => {
    const seen = values.find((one) => String(one.value) === text);
    const number = Number(text);
    const value = seen ? seen.value : isNumber && text !== '' && Number.isFinite(number) ? number : text;
    if (value !== clause.value) onChange({ ...clause, value: text === '' ? null : value });
  };
  const select = { size: 'xs', comboboxProps: { shadow: 'none', width: 'max-content' } } as const;
  return (
    <div className={styles.clause}>
      <Select
        {...select}
        searchable
        aria-label={t('property')}
        placeholder={t('property')}
        nothingFoundMessage={t('noProperties')}
        data={(paths.includes(clause.path) || clause.path === '' ? paths : [clause.path, ...paths]).map(
          (path) => ({
            value: path,
            label: path.replace(/^properties\./, ''),
          }),
        )}
        value={clause.path === '' ? null : clause.path}
        onChange={(path) => onChange({ ...clause, path: path ?? '', value: null })}
      />
      <Select
        {...select}
        aria-label={t('operator')}
        allowDeselect={false}
        data={OPERATORS.map((one) => ({ value: one, label: one }))}
        value={clause.operator}
        // boundary: the list holds operators only
        onChange={(operator) => operator && onChange({ ...clause, operator: operator as Clause['operator'] })}
      />
      {clause.operator === 'exists' ? (
        <span />
      ) : (
        <Autocomplete
          {...select}
          aria-label={t('value')}
          placeholder={t('value')}
          data={[...new Set(values.map((one) => String(one.value)))]}
          renderOption={({ option }) => (
            <>
              {option.value}{' '}
              <span className="mute">
                {formats.compact(values.find((one) => String(one.value) === option.value)?.events ?? 0)}
              </span>
            </>
          )}
          value={typed}
          onChange={setTyped}
          onOptionSubmit={setValue}
          onBlur={() => setValue(typed)}
          onKeyDown={(key) => {
            if (key.key === 'Enter') setValue(typed);
          }}
        />
      )}
      <button
        type="button"
        className="button"
        data-kind="quiet"
        data-size="icon"
        aria-label={t('removeCondition')}
        onClick={onRemove}
      >
        <IconX size={13} stroke={1.8} aria-hidden />
      </button>
    </div>
  );
}

function WrittenCondition({
  where,
  onChange,
}: {
  where: string | null;
  onChange: (where: string | null) => void;
}) {
  const t = useTranslations('editor.binding');
  const [typed, setTyped] = useState(where ?? '');
  const problem = typed.trim() === '' ? null : problemOf(typed);
  const commit = () => {
    if (problem === null) onChange(typed.trim() === '' ? null : typed.trim());
  };
  return (
    <TextInput
      size="xs"
      aria-label={t('condition')}
      spellCheck={false}
      value={typed}
      error={problem && t('wrong', { message: problem })}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
}
