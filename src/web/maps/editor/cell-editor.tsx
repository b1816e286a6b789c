import { IconDots } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CellContent, CellSection } from './cell-content.ts';
import styles from './cell-editor.module.css';
import { type Draft, type DraftItem, draftOf, editsOfDraft } from './cell-edits.ts';
import { linesOf } from './clipboard.ts';
import type { DetailsKind } from './details-target.ts';
import { useGridActions } from './grid-actions.ts';
import { namesOf, useMapEditor } from './map-editor.ts';

let drafted = 0;
const newItem = (text = ''): DraftItem => ({ key: `new-${(++drafted).toString()}`, item: null, text });

/** Every part has a line to write in. */
function withLines(content: CellContent): Draft {
  const draft = draftOf(content);
  for (const section of content.sections)
    if (draft[section.key]?.length === 0) draft[section.key] = [newItem()];
  return draft;
}

interface CellEditorProps {
  content: CellContent;
  row: string;
  laneName: string;
}

/** A cell while it is edited, in its place: one line for each thing. What others change meanwhile is merged on commit. */
export function CellEditor({ content: latest, row, laneName }: CellEditorProps) {
  const t = useTranslations('editor');
  const editor = useMapEditor();
  const actions = useGridActions();
  // what stood here when editing began: the edits say what was changed from there
  const [content] = useState(latest);
  const [begin] = useState(editor.store.state.editing);
  const [draft, setDraft] = useState(() => startDraft(content, begin?.typed ?? null));
  const root = useRef<HTMLDivElement>(null);
  const [focus, setFocus] = useState<string | null>(() => firstKey(content, draft, begin));
  const isDone = useRef(false);

  useLayoutEffect(() => {
    if (focus === null) return;
    const field = root.current?.querySelector<HTMLTextAreaElement>(`[data-key="${focus}"]`);
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
    setFocus(null);
  }, [focus]);

  const commit = () => {
    if (isDone.current) return;
    isDone.current = true;
    const { file, map } = editor.open();
    editor.edit(editsOfDraft(content, draft, namesOf(file, map)));
  };
  const latestCommit = useRef(commit);
  latestCommit.current = commit;
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
      // a cell that leaves the screen while it is edited keeps what was written; React may also only be trying
      setTimeout(() => {
        if (!isShown.current) latestCommit.current();
      });
    };
  }, []);

  const setItems = (section: CellSection, change: (items: DraftItem[]) => DraftItem[]) =>
    setDraft((old) => ({ ...old, [section.key]: change(old[section.key] ?? []) }));
  const addBehind = (section: CellSection, index: number, texts: string[] = ['']) => {
    const made = texts.map(newItem);
    setItems(section, (items) => items.toSpliced(index + 1, 0, ...made));
    setFocus(made.at(-1)?.key ?? null);
  };
  const leave = () => {
    editor.store.set({ editing: null });
    actions.focusActive();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>, section: CellSection, index: number) => {
    event.stopPropagation();
    const field = event.currentTarget;
    const items = draft[section.key] ?? [];
    const item = items[index];
    if (event.nativeEvent.isComposing || !item) return;
    if (event.key === 'Escape') {
      isDone.current = true;
      event.preventDefault();
      leave();
    } else if (event.key === 'Enter' && event.altKey && item.item && section.form.hasDetails) {
      event.preventDefault();
      commit();
      leave();
      showDetails(section, item);
    } else if (event.key === 'Enter' && (event.shiftKey || event.altKey) && section.form.isList) {
      event.preventDefault();
      addBehind(section, index);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      commit();
      leave();
    } else if (event.key === 'Tab') {
      event.preventDefault();
      commit();
      editor.store.set({ editing: null });
      actions.go({ cells: event.shiftKey ? -1 : 1 });
    } else if (event.key === 'Backspace' && field.value === '' && items.length > 1) {
      event.preventDefault();
      setFocus(items[index === 0 ? 1 : index - 1]?.key ?? null);
      setItems(section, (old) => old.toSpliced(index, 1));
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const isUp = event.key === 'ArrowUp';
      const edge = isUp ? 0 : field.value.length;
      if (field.selectionStart !== edge || field.selectionEnd !== edge) return;
      const fields = [...(root.current?.querySelectorAll<HTMLTextAreaElement>('textarea') ?? [])];
      fields[fields.indexOf(field) + (isUp ? -1 : 1)]?.focus();
      event.preventDefault();
    }
  };
  const showDetails = (section: CellSection, { item }: DraftItem) => {
    if (!item) return;
    const at = section.form.kind === 'kpis' ? ['metrics', String(item.raw)] : item.at;
    // boundary: forms with details are the kinds of details
    editor.showDetails({ kind: section.form.key as DetailsKind, at });
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens for the focus that leaves its fields
    <div
      ref={root}
      className={styles.editor}
      data-row={row}
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        if (event.relatedTarget === null && !document.hasFocus()) return; // another window
        commit();
        editor.store.set({ editing: null });
      }}
    >
      {content.sections.map((section) => (
        <fieldset key={section.key} className={styles.section}>
          <legend className={content.sections.length > 1 ? styles.title : 'only-read'}>
            {sectionTitle(section, row, t)}
          </legend>
          {(draft[section.key] ?? []).map((item, index) => (
            <div key={item.key} className={styles.line}>
              <GrowingField
                name={item.key}
                label={t('thingOf', { lane: laneName, number: index + 1 })}
                placeholder={placeholderOf(section, row, t)}
                value={item.text}
                onChange={(text) =>
                  setItems(section, (items) =>
                    items.map((one) => (one.key === item.key ? { ...one, text } : one)),
                  )
                }
                onKeyDown={(event) => onKeyDown(event, section, index)}
                onLines={(lines) => section.form.isList && addBehind(section, index, lines)}
              />
              {section.form.hasDetails && item.item && (
                <button
                  type="button"
                  tabIndex={-1}
                  className={styles.details}
                  aria-label={t('detailsOf', { thing: item.text })}
                  onClick={() => {
                    commit();
                    editor.store.set({ editing: null });
                    showDetails(section, item);
                  }}
                >
                  <IconDots size={14} stroke={1.8} aria-hidden />
                </button>
              )}
            </div>
          ))}
        </fieldset>
      ))}
    </div>
  );
}

type Words = ReturnType<typeof useTranslations<'editor'>>;

function sectionTitle(section: CellSection, row: string, t: Words): string {
  if (row === 'stage') return t(section.form.kind === 'title' ? 'stageTitle' : 'stageGoal');
  if (row === 'backstage') return t(`backstageParts.${section.title as 'systems'}`);
  return section.title;
}

function placeholderOf(section: CellSection, row: string, t: Words): string {
  if (row === 'stage') return sectionTitle(section, row, t);
  if (section.form.kind === 'emotion') return t('emotionScale');
  return t('writeHere');
}

/** What is typed on a cell of many things begins a new one; in a cell of one text it takes its place. */
function startDraft(content: CellContent, typed: string | null): Draft {
  const draft = withLines(content);
  const [first] = content.sections;
  if (typed === null || !first) return draft;
  const items = draft[first.key] ?? [];
  const [only] = items;
  if (!first.form.isList && only) draft[first.key] = [{ ...only, text: typed }];
  else if (items.length === 1 && only?.item === null) draft[first.key] = [{ ...only, text: typed }];
  else if (first.form.kind === 'steps' && only && items.length === 1)
    draft[first.key] = [{ ...only, text: typed }];
  else draft[first.key] = [...items, newItem(typed)];
  return draft;
}

function firstKey(
  content: CellContent,
  draft: Draft,
  begin: { typed: string | null; item: number | null } | null,
): string | null {
  const [first] = content.sections;
  const items = (first && draft[first.key]) ?? [];
  if (begin?.typed != null) return items.at(-1)?.key ?? null;
  if (begin?.item === -1) return items.at(-1)?.key ?? null;
  const all = content.sections
    .flatMap((section) => draft[section.key] ?? [])
    .filter((one) => one.item !== null);
  return all[begin?.item ?? 0]?.key ?? items[0]?.key ?? null;
}

interface GrowingFieldProps {
  name: string;
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  /** several lines were pasted: the ones behind the first */
  onLines: (lines: string[]) => void;
}

/** One line that grows with its text. */
function GrowingField({ name, label, placeholder, value, onChange, onKeyDown, onLines }: GrowingFieldProps) {
  const ref = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const field = ref.current;
    if (!field) return;
    field.style.height = '0';
    field.style.height = `${field.scrollHeight.toString()}px`;
  }, [value]);
  return (
    <textarea
      ref={ref}
      rows={1}
      data-key={name}
      className={styles.field}
      aria-label={label}
      placeholder={placeholder}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replaceAll('\n', ' '))}
      onKeyDown={onKeyDown}
      onPaste={(event) => {
        event.stopPropagation();
        const [first, ...rest] = linesOf(event.clipboardData.getData('text/plain'));
        if (first === undefined || rest.length === 0) return;
        event.preventDefault();
        const { selectionStart: from, selectionEnd: to } = event.currentTarget;
        onChange(value.slice(0, from) + first + value.slice(to));
        onLines(rest);
      }}
      onCopy={(event) => event.stopPropagation()}
      onCut={(event) => event.stopPropagation()}
    />
  );
}
