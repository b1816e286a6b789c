import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { OpenMap } from '../use-map-session.ts';
import type { DetailsTarget } from './details-target.ts';
import { createGridActions, GridActionsContext } from './grid-actions.ts';
import type { GridLayout } from './grid-layout.ts';
import { GridStore } from './grid-store.ts';
import { type MapEditor, MapEditorContext } from './map-editor.ts';
import type { Notices } from './notices.tsx';
import { createStructureActions } from './structure-actions.ts';
import { othersOf, VisitorsContext } from './visitors.ts';

export interface EditorParts {
  open: OpenMap;
  layout: GridLayout;
  canEdit: boolean;
  notices: Notices;
  showDetails: (target: DetailsTarget | null) => void;
}

/** Everything that changes an open map, made once; what it reads is always the latest. */
export function useMapEditorParts({ open, layout, canEdit, notices, showDetails }: EditorParts) {
  const t = useTranslations('editor');
  const latest = useRef({ open, layout });
  latest.current = { open, layout };
  const root = useRef<HTMLElement | null>(null);
  const [said, setSaid] = useState('');
  const [store] = useState(() => new GridStore());
  const editor = useMemo<MapEditor>(
    () => ({
      store,
      canEdit,
      open: () => latest.current.open,
      layout: () => latest.current.layout,
      edit(edits) {
        if (canEdit && edits.length > 0) latest.current.open.session.edit(edits);
      },
      // the same words twice are spoken twice
      say: (text) => setSaid((old) => (old === text ? `${text}\u00a0` : text)),
      tell: (text) => notices.add({ text, undo: () => latest.current.open.session.undo() }),
      showDetails,
    }),
    [store, canEdit, notices, showDetails],
  );
  const actions = useMemo(() => createGridActions(editor, () => root.current), [editor]);
  const structure = useMemo(
    () =>
      createStructureActions(editor, actions, {
        newStage: t('newStage'),
        newStep: t('newStep'),
        removed: (thing) => t('removed', { thing }),
        lastStage: t('lastStage'),
      }),
    [editor, actions, t],
  );
  return { editor, actions, structure, said, root };
}

interface FrameProps {
  parts: ReturnType<typeof useMapEditorParts>;
  open: OpenMap;
  children: ReactNode;
}

export function MapEditorFrame({ parts, open, children }: FrameProps) {
  const { visitors } = open.state;
  const others = useMemo(() => othersOf(visitors, open.client), [visitors, open.client]);
  return (
    <MapEditorContext value={parts.editor}>
      <GridActionsContext value={parts.actions}>
        <VisitorsContext value={others}>
          <div className="only-read" role="status" aria-live="assertive" data-said>
            {parts.said}
          </div>
          {children}
        </VisitorsContext>
      </GridActionsContext>
    </MapEditorContext>
  );
}
