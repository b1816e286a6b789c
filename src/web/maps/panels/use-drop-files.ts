import { type DragEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { messageOf } from '../../platform/api.ts';
import type { MapEditor } from '../editor/map-editor.ts';
import { attachTo, sendFile } from './attachments.ts';

/** Files dropped onto a cell of the grid go to its step. Spread over an element around the grid. */
export function useDropFiles(editor: MapEditor) {
  const t = useTranslations('panels.files');
  const [isOver, setOver] = useState(false);
  const hasFiles = (event: DragEvent) => editor.canEdit && event.dataTransfer.types.includes('Files');
  const stepAt = (event: DragEvent): string | null => {
    const cell = event.target instanceof Element ? event.target.closest('[data-cell]') : null;
    const id = cell?.getAttribute('data-cell')?.split('|')[1];
    const column = editor.layout().columns.find((one) => one.id === id);
    return column?.steps[0]?.id ?? null;
  };
  return {
    'data-dropping': isOver || undefined,
    onDragOver: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const step = stepAt(event);
      if (step === null) return editor.say(t('nowhere'));
      const files = [...event.dataTransfer.files];
      void (async () => {
        for (const file of files) {
          try {
            const { url, name } = await sendFile(editor.open().map.id, file);
            editor.edit(attachTo(editor.open(), step, file, url));
            editor.tell(t('added', { name }));
          } catch (error) {
            editor.tell(t('refused', { name: file.name, why: messageOf(error) }));
          }
        }
      })();
    },
  };
}
