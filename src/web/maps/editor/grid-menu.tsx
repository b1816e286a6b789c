import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useContext } from 'react';
import { useTranslations } from 'use-intl';
import { funnelOfStage } from '../../../shared/maps/programme/stage-funnel.ts';
import { CommentMarksContext, commentCell } from '../panels/comments.ts';
import { useAttachFiles } from '../panels/use-attach-files.ts';
import type { createCellClipboard } from './cell-clipboard.ts';
import { contentOf } from './cell-content.ts';
import { useGridActions } from './grid-actions.ts';
import { useMapEditor } from './map-editor.ts';
import type { StructureActions } from './structure-actions.ts';

interface GridMenuProps {
  at: { x: number; y: number };
  structure: StructureActions;
  clipboard: ReturnType<typeof createCellClipboard>;
  onClose: () => void;
}

const DETAILED: readonly string[] = [
  'stage',
  'steps',
  'touchpoints',
  'pains',
  'opportunities',
  'cta',
  'quotes',
  'kpis',
  'emotion',
];

/** What can be done at a cell (Shift+F10, or the right mouse button). */
export function GridMenu({ at, structure, clipboard, onClose }: GridMenuProps) {
  const t = useTranslations('editor');
  const tProgramme = useTranslations('programme');
  const editor = useMapEditor();
  const actions = useGridActions();
  const files = useAttachFiles(editor);
  const marks = useContext(CommentMarksContext);
  const cell = actions.here();
  if (!cell) return null;
  const { items } = contentOf(cell.column, cell.row.id, editor.open().map);
  const hasDetails = cell.row.id === 'stage' || (DETAILED.includes(cell.row.id) && items.length > 0);
  const stage = cell.span.stage;
  const { map } = editor.open();
  const whole = cell.row.id === 'stage' && map.stages.find(({ id }) => id === stage.id);
  const funnel = whole ? funnelOfStage(map, whole) : null;
  const step = cell.row.id === 'stage' ? undefined : cell.column.steps[editor.store.state.item ?? 0];
  const close = () => {
    onClose();
    if (editor.store.state.editing === null) actions.focusActive();
  };
  const run = (action: () => void) => () => {
    onClose();
    actions.focusActive();
    action();
  };
  const toClipboard = (cut: boolean) => () => {
    const data = new DataTransfer();
    clipboard.copy(data);
    const kinds = ['text/plain', 'text/html'];
    const blobs = kinds.map((kind) => [kind, new Blob([data.getData(kind)], { type: kind })]);
    void navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    if (cut) actions.clear();
  };
  const fromClipboard = async () => {
    const text = await navigator.clipboard.readText();
    const data = new DataTransfer();
    data.setData('text/plain', text);
    clipboard.paste(data, structure.whenDrawn);
  };
  return (
    <Menu
      opened
      onClose={close}
      position="bottom-start"
      shadow="none"
      width={240}
      returnFocus={false}
      trapFocus
      withinPortal
      hideDetached={false}
    >
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown>
        {editor.canEdit && (
          <>
            <Menu.Item rightSection={<kbd>Enter</kbd>} onClick={run(() => structure.edit())}>
              {t('menu.edit')}
            </Menu.Item>
            {hasDetails && (
              <Menu.Item rightSection={<kbd>Alt Enter</kbd>} onClick={run(() => structure.showDetailsHere())}>
                {t('menu.details')}
              </Menu.Item>
            )}
          </>
        )}
        {marks && (
          <Menu.Item
            onClick={() => {
              onClose();
              marks.show(commentCell(cell.row.id, cell.column));
            }}
          >
            {t('menu.comment')}
          </Menu.Item>
        )}
        <Menu.Item rightSection={<kbd>Ctrl C</kbd>} onClick={run(toClipboard(false))}>
          {t('menu.copy')}
        </Menu.Item>
        {funnel && (
          <Menu.Item renderRoot={(props) => <Link to="/reports/funnel" search={{ q: funnel }} {...props} />}>
            {tProgramme('openAsFunnel')}
          </Menu.Item>
        )}
        {editor.canEdit && (
          <>
            <Menu.Item rightSection={<kbd>Ctrl X</kbd>} onClick={run(toClipboard(true))}>
              {t('menu.cut')}
            </Menu.Item>
            <Menu.Item rightSection={<kbd>Ctrl V</kbd>} onClick={run(() => void fromClipboard())}>
              {t('menu.paste')}
            </Menu.Item>
            <Menu.Item rightSection={<kbd>Del</kbd>} onClick={run(() => structure.clear())}>
              {t('menu.clear')}
            </Menu.Item>
            {step && <Menu.Item onClick={run(() => files.choose(step.id))}>{t('menu.attach')}</Menu.Item>}
            <Menu.Divider />
            <Menu.Item onClick={run(() => structure.addStepBehind(cell))}>{t('addStep')}</Menu.Item>
            <Menu.Item onClick={run(() => structure.addStageBehind(stage.id))}>{t('addStage')}</Menu.Item>
            {step && (
              <Menu.Item onClick={run(() => structure.removeStep(cell, editor.store.state.item ?? 0))}>
                {t('menu.removeStep', { step: step.title })}
              </Menu.Item>
            )}
            <Menu.Item onClick={run(() => structure.removeStage(cell))}>
              {t('menu.removeStage', { stage: stage.title })}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
