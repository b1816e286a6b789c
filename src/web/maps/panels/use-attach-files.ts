import { type ClipboardEvent, type DragEvent, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { listsLanes } from '../../../shared/maps/journey-map.ts';
import { messageOf } from '../../platform/api.ts';
import type { MapEditor } from '../editor/map-editor.ts';
import { setLanes } from '../editor/structure-edits.ts';
import { attachTo, sendFile } from './attachments.ts';

/** Puts files into a step: dropped, pasted, or chosen. */
export function useAttachFiles(editor: MapEditor) {
  const t = useTranslations('panels.files');
  return useMemo(() => {
    async function attach(step: string | undefined, files: readonly File[]): Promise<void> {
      if (step === undefined) return editor.say(t('nowhere'));
      for (const file of files) {
        try {
          const { url, name } = await sendFile(editor.open().map.id, file);
          const { edits, lane } = attachTo(editor.open(), step, file, url);
          const { map, file: written } = editor.open();
          // what was added is to be seen
          const isHidden = listsLanes(map) && !map.lanes.some(({ id }) => id === lane);
          const lanes = [...map.lanes, { id: lane, title: null }].map((one) => ({ ...one, isFolded: false }));
          editor.edit([...edits, ...(isHidden ? setLanes(written.lanes, lanes) : [])]);
          editor.tell(t('added', { name }));
        } catch (error) {
          editor.tell(t('refused', { name: file.name, why: messageOf(error) }));
        }
      }
    }
    return {
      attach,
      /** Asks for files first. */
      choose(step: string | undefined): void {
        const input = document.createElement('input');
        input.type = 'file';
        input.multiple = true;
        input.addEventListener('change', () => void attach(step, [...(input.files ?? [])]));
        input.click();
      },
    };
  }, [editor, t]);
}

/** Files dropped or pasted onto a cell of the grid go to its step. Spread over an element around the grid. */
export function useDropFiles(editor: MapEditor) {
  const { attach } = useAttachFiles(editor);
  const [isOver, setOver] = useState(false);
  const hasFiles = (event: DragEvent) => editor.canEdit && event.dataTransfer.types.includes('Files');
  const stepAt = (target: EventTarget): string | undefined => {
    const cell = target instanceof Element ? target.closest('[data-cell]') : null;
    const id = cell?.getAttribute('data-cell')?.split('|')[1];
    return editor.layout().columns.find((one) => one.id === id)?.steps[0]?.id;
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
      void attach(stepAt(event.target), [...event.dataTransfer.files]);
    },
    onPasteCapture: (event: ClipboardEvent) => {
      const files = [...event.clipboardData.files];
      // a spreadsheet adds a picture of the cells to their texts; a field has its own paste
      const isText = event.clipboardData.types.includes('text/plain');
      const isField = event.target instanceof Element && event.target.closest('input, textarea') !== null;
      const step = stepAt(event.target);
      if (!editor.canEdit || files.length === 0 || isText || isField || step === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      void attach(step, files);
    },
  };
}
