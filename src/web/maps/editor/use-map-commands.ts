import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useOfferedCommands } from '../../platform/page-commands.ts';
import { type LaneView, otherLanesOf } from '../map-view.ts';
import { useAttachFiles } from '../panels/use-attach-files.ts';
import type { OpenMap } from '../use-map-session.ts';
import type { MapTools } from '../use-map-tools.ts';
import { isShownLane } from './lane-forms.ts';
import type { useMapEditorParts } from './map-editor-frame.tsx';
import { setLanes } from './structure-edits.ts';

interface Asked {
  open: OpenMap;
  parts: ReturnType<typeof useMapEditorParts>;
  lanes: readonly LaneView[];
  setZoom: (zoom: 'stages' | 'steps') => void;
  tools: MapTools;
}

/** What Ctrl+K offers on a map: new stages, steps and lanes, the way to any stage, and every tool. */
export function useMapCommands({ open, parts, lanes, setZoom, tools }: Asked): void {
  const t = useTranslations('editor');
  const tLanes = useTranslations('maps.lanes');
  const { editor, actions, structure } = parts;
  const { map } = open;
  const files = useAttachFiles(editor);
  const commands = useMemo(() => {
    const last = () => editor.layout().spans.at(-1);
    const here = () => actions.here();
    const changes = [
      {
        id: 'add-stage',
        label: t('addStage'),
        run: () => structure.addStageBehind((here()?.span ?? last())?.stage.id ?? null),
      },
      {
        id: 'add-step',
        label: t('addStep'),
        run: () => {
          const span = here()?.span ?? last();
          const column = here()?.column ?? span?.columns.at(-1);
          if (span && column) structure.addStepBehind({ span, column });
        },
      },
      {
        id: 'attach',
        label: t('menu.attach'),
        run: () => files.choose(here()?.column.steps[0]?.id),
      },
      ...otherLanesOf(map, lanes).map(({ id }) => ({
        id: `lane-${id}`,
        label: t('showLane', { lane: isShownLane(id) ? tLanes(id) : id }),
        run: () =>
          editor.edit(setLanes(editor.open().file.lanes, [...lanes, { id, title: null, isFolded: false }])),
      })),
    ];
    return [
      ...(editor.canEdit ? changes.slice(0, 3) : []),
      {
        id: 'settings',
        label: t('details.kinds.map'),
        run: () => editor.showDetails({ kind: 'map', at: [] }),
      },
      { id: 'steps', label: t('showAllSteps'), run: () => setZoom('steps') },
      { id: 'stages', label: t('gatherAllSteps'), run: () => setZoom('stages') },
      ...map.stages.map((stage) => ({
        id: `stage-${stage.id}`,
        label: t('goToStage', { stage: stage.title }),
        run: () => {
          const column = editor.layout().spans.find((span) => span.stage.id === stage.id)?.columns[0];
          if (column) actions.goTo({ row: 'stage', column: column.id });
        },
      })),
      ...[...tools.looks, tools.reality, ...tools.beside, tools.comments, ...tools.map].map(
        ({ id, label, run }) => ({ id: `tool-${id}`, label, run }),
      ),
      ...(editor.canEdit ? changes.slice(3) : []),
    ];
  }, [editor, actions, structure, map, lanes, setZoom, tools, files, t, tLanes]);
  useOfferedCommands(t('commands'), commands);
}
