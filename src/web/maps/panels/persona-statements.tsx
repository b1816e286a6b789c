import { IconX } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Json, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import type { Persona, Statement } from '../../../shared/maps/journey-map.ts';
import { useMapEditor } from '../editor/map-editor.ts';
import panelStyles from './panel.module.css';
import styles from './persona-card.module.css';
import { TextField } from './text-field.tsx';

export const STATEMENT_PARTS = ['habits', 'interests', 'motives', 'pains'] as const;
type Part = (typeof STATEMENT_PARTS)[number];
const SOURCES = ['assumption', 'interview', 'survey', 'observation', 'analytics'] as const;

/** What is said of a persona, each with where that comes from. */
export function Statements({ part, persona, path }: { part: Part; persona: Persona; path: MapPath }) {
  const t = useTranslations('panels.persona');
  const editor = useMapEditor();
  const list = persona[part];
  const write = (next: readonly Statement[]) => {
    const value = next.map(inFile);
    editor.edit([
      { kind: 'set', at: [...path, part], base: list.map(inFile), ...(value.length === 0 ? {} : { value }) },
    ]);
  };
  const change = (index: number, next: Partial<Statement>) =>
    write(list.map((one, at) => (at === index ? { ...one, ...next } : one)));
  return (
    <fieldset className={styles.statements}>
      <legend>{t(part)}</legend>
      <ul>
        {list.map((one, index) => (
          <li key={`${one.text}/${index.toString()}`}>
            <div className={panelStyles.row}>
              <div className={panelStyles.grow}>
                <TextField
                  label={t(part)}
                  isHidden
                  value={one.text}
                  isReadOnly={!editor.canEdit}
                  onChange={(text) =>
                    text === '' ? write(list.filter((_, at) => at !== index)) : change(index, { text })
                  }
                />
              </div>
              <SourceChoice value={one.source} onChange={(source) => change(index, { source })} />
              {editor.canEdit && (
                <button
                  type="button"
                  className={styles.drop}
                  aria-label={t('dropStatement', { text: one.text })}
                  onClick={() => write(list.filter((_, at) => at !== index))}
                >
                  <IconX size={13} stroke={1.8} aria-hidden />
                </button>
              )}
            </div>
            {(one.evidence.length > 0 || one.source !== 'assumption') && (
              <TextField
                label={t('evidence')}
                isHidden
                placeholder={t('evidence')}
                value={one.evidence.join('; ')}
                isReadOnly={!editor.canEdit}
                onChange={(text) =>
                  change(index, { evidence: text === '' ? [] : text.split(/;\s*/).filter(Boolean) })
                }
              />
            )}
          </li>
        ))}
      </ul>
      {editor.canEdit && (
        <AddStatement
          key={list.length}
          label={t('addStatement', { part: t(part).toLowerCase() })}
          onAdd={(text) => write([...list, { text, source: 'assumption', evidence: [] }])}
        />
      )}
    </fieldset>
  );
}

/** Where a statement comes from. */
function SourceChoice({
  value,
  onChange,
}: {
  value: Statement['source'];
  onChange: (source: Statement['source']) => void;
}) {
  const t = useTranslations('panels.persona');
  const editor = useMapEditor();
  return (
    <select
      aria-label={t('source')}
      className={styles.source}
      data-source={value}
      value={value}
      disabled={!editor.canEdit}
      onChange={(event) =>
        onChange(SOURCES.find((source) => source === event.currentTarget.value) ?? 'assumption')
      }
    >
      {SOURCES.map((source) => (
        <option key={source} value={source}>
          {t(`sources.${source}`)}
        </option>
      ))}
    </select>
  );
}

interface SingleStatementProps {
  part: 'sex' | 'age' | 'place';
  value: Statement | null;
  path: MapPath;
}

/** What a persona has once, with where it comes from. */
export function SingleStatement({ part, value, path }: SingleStatementProps) {
  const t = useTranslations('panels.persona');
  const editor = useMapEditor();
  const write = (next: Statement | null) =>
    editor.edit([
      {
        kind: 'set',
        at: [...path, part],
        ...(value === null ? {} : { base: inFile(value) }),
        ...(next === null ? {} : { value: inFile(next) }),
      },
    ]);
  return (
    <div>
      <TextField
        label={t(part)}
        value={value?.text ?? ''}
        isReadOnly={!editor.canEdit}
        onChange={(text) =>
          write(text === '' ? null : { source: 'assumption', evidence: [], ...value, text })
        }
      />
      {value && (
        <>
          <SourceChoice value={value.source} onChange={(source) => write({ ...value, source })} />
          {value.evidence.length > 0 && (
            <small className={panelStyles.meta}>{value.evidence.join('; ')}</small>
          )}
        </>
      )}
    </div>
  );
}

function AddStatement({ label, onAdd }: { label: string; onAdd: (text: string) => void }) {
  return (
    <TextField
      label={label}
      placeholder={label}
      isHidden
      value=""
      onChange={(text) => text !== '' && onAdd(text)}
    />
  );
}

/** As the file writes it: a bare text where nothing else is said. */
export function inFile({ text, source, evidence }: Statement): Json {
  if (source === 'assumption' && evidence.length === 0) return text;
  return { text, source, ...(evidence.length === 0 ? {} : { evidence }) };
}
