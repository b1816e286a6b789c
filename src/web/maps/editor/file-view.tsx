import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter, lintGutter } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapProblem } from '../../../shared/maps/contract.ts';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import type { MapSession } from '../map-session.ts';
import { MapProblems } from '../map-tags.tsx';
import { editsOfFile } from './file-edits.ts';
import styles from './file-view.module.css';

/** In our paper and ink, light and dark. */
const highlighting = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--green)' },
  { tag: tags.comment, color: 'var(--mute)', fontStyle: 'italic' },
  { tag: [tags.string, tags.number, tags.bool], color: 'var(--amber)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--mute)' },
]);

interface FileViewProps {
  session: MapSession;
  /** what the server found in the stored file */
  problems: readonly MapProblem[];
  canEdit: boolean;
  /** says that the text is the map now, and what it changed */
  onApplied: (edits: number) => void;
  /** the file is no map: there is nothing else to look at */
  isBroken?: boolean;
  /** stands before the problems: another way out */
  offer?: ReactNode;
  onClose?: () => void;
  children?: ReactNode;
}

/** The map as text, with what is wrong in it at its lines. Applying it makes the edits that lead there, one thing to undo. */
export default function FileView(props: FileViewProps) {
  const { session, problems: stored, canEdit, onApplied, isBroken = false, offer, onClose, children } = props;
  const t = useTranslations('editor');
  const holder = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const [opened, setOpened] = useState(() => session.text);
  const [text, setText] = useState(opened);
  const under = session.inherited === null ? {} : { base: session.inherited };
  const latest = useRef({ opened, stored, under });
  latest.current = { opened, stored, under };
  const isChanged = text !== opened;
  const read = isChanged ? readMapFile(text, under) : null;
  const problems = read?.problems ?? stored;
  const errors = problems.filter((one) => one.severity === 'error').length;
  const canRead = read === null ? !isBroken : read.map !== null;

  useEffect(() => {
    if (!holder.current) return;
    const made = new EditorView({
      parent: holder.current,
      doc: latest.current.opened,
      extensions: [
        basicSetup,
        yaml(),
        syntaxHighlighting(highlighting),
        lintGutter(),
        linter((shown) => diagnosticsOf(shown.state, latest.current)),
        EditorState.readOnly.of(!canEdit),
        EditorView.contentAttributes.of({ 'aria-label': t('fileLabel') }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) setText(update.state.doc.toString());
        }),
      ],
    });
    view.current = made;
    made.focus();
    return () => made.destroy();
  }, [canEdit, t]);

  const show = (next: string) => {
    setOpened(next);
    setText(next);
    const shown = view.current;
    shown?.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: next } });
  };
  // what others write shows while nothing was changed here
  useEffect(() => {
    if (!isChanged && session.text !== opened) show(session.text);
  });
  const apply = () => {
    const edits = editsOfFile(opened, text);
    if (edits.length > 0) session.edit(edits);
    onApplied(edits.length);
    show(session.text);
  };
  const goTo = ({ line, column }: MapProblem) => {
    const shown = view.current;
    if (!shown) return;
    const { from, to } = rangeOf(shown.state, { line, column });
    shown.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    });
    shown.focus();
  };
  return (
    <section className={styles.file} aria-label={t('fileTitle')}>
      <div className={styles.code} ref={holder} />
      <aside className={styles.side}>
        {canEdit && (
          <div className={styles.tools}>
            <button
              type="button"
              className="button"
              data-kind="primary"
              disabled={!isChanged || !canRead}
              onClick={apply}
            >
              {t(isBroken ? 'saveAndOpen' : 'apply')}
            </button>
            <button type="button" className="button" disabled={!isChanged} onClick={() => show(session.text)}>
              {t('discard')}
            </button>
            {onClose && (
              <button type="button" className="button" data-kind="quiet" onClick={onClose}>
                {t('closeFile')}
              </button>
            )}
          </div>
        )}
        {isChanged && session.text !== opened && <p className="mute">{t('overwritten')}</p>}
        {!canRead && (
          <p className={styles.errors}>
            {t(isBroken ? 'fileErrorsToSave' : 'fileErrors', { count: errors })}
          </p>
        )}
        {offer}
        {problems.length === 0 ? (
          <p className="mute">{t('noProblems')}</p>
        ) : (
          <MapProblems problems={problems} onGo={goTo} />
        )}
        {children}
      </aside>
    </section>
  );
}

/** Of the text as it is now; of the stored one, also what only the server knows (events never seen). */
function diagnosticsOf(
  state: EditorState,
  { opened, stored, under }: { opened: string; stored: readonly MapProblem[]; under: { base?: unknown } },
): Diagnostic[] {
  const text = state.doc.toString();
  const problems = text === opened ? stored : readMapFile(text, under).problems;
  return problems.map(({ line, column, severity, message, suggestion }) => {
    const range = rangeOf(state, { line, column });
    return { ...range, severity, message: suggestion ? `${message} (${suggestion})` : message };
  });
}

/** From a place to the end of its line. */
function rangeOf(state: EditorState, { line, column }: { line: number; column: number }) {
  const at = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  return { from: Math.min(at.from + Math.max(column - 1, 0), at.to), to: at.to };
}
