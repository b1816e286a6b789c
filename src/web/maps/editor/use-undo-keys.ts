import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import type { MapEditor } from './map-editor.ts';

/** Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y anywhere on the page but in a field, which has its own. */
export function useUndoKeys(editor: MapEditor): void {
  const t = useTranslations('editor');
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== 'z' && key !== 'y')) return;
      if (
        event.target instanceof Element &&
        event.target.closest('input, textarea, select, [contenteditable=true]')
      )
        return;
      if (!editor.canEdit) return;
      event.preventDefault();
      const isBack = key === 'z' && !event.shiftKey;
      const { session } = editor.open();
      if (isBack) session.undo();
      else session.redo();
      editor.say(t(isBack ? 'undone' : 'redone'));
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [editor, t]);
}
