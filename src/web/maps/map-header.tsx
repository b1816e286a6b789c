import { Menu, SegmentedControl } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconDots,
  IconMessage,
  IconPencil,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { MapProblem } from '../../shared/maps/contract.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { MapTitle } from './editor/map-title.tsx';
import { ConnectionState, VisitorFaces } from './editor/map-tools.tsx';
import styles from './map-header.module.css';
import { MapTags } from './map-tags.tsx';
import type { OpenMap } from './use-map-session.ts';
import type { MapTool, MapTools } from './use-map-tools.ts';

interface MapHeaderProps {
  open: OpenMap;
  problems: readonly MapProblem[];
  tools: MapTools;
  /** null = there is no choice here */
  zoom: 'stages' | 'steps' | null;
  onZoom: (zoom: 'stages' | 'steps') => void;
  isEditing: boolean;
  onEditing: (isEditing: boolean) => void;
  /** open talks */
  comments: number;
  /** picks a view of lanes */
  lens: ReactNode;
  /** period, reality, share */
  children: ReactNode;
}

const QUIET = { type: 'button', className: 'button', 'data-kind': 'quiet', 'data-size': 'icon' } as const;

/** One calm row: what the map is, what is done all day, and one menu for the rest. */
export function MapHeader(props: MapHeaderProps) {
  const { open, problems, tools, zoom, onZoom, isEditing, onEditing, comments, lens, children } = props;
  const t = useTranslations('editor');
  const { session, state } = open;
  return (
    <div className={styles.place}>
      <PageHeader
        isOneRow
        title={<MapTitle map={open.map} />}
        tags={<MapTags map={open.map} problems={problems} />}
      >
        <div className={styles.tools}>
          <ConnectionState open={open} />
          <VisitorFaces />
          {isEditing ? (
            <>
              <button
                {...QUIET}
                aria-label={t('undo')}
                title={`${t('undo')} (Ctrl Z)`}
                disabled={!state.canUndo}
                onClick={() => session.undo()}
              >
                <IconArrowBackUp size={16} stroke={1.7} aria-hidden />
              </button>
              <button
                {...QUIET}
                aria-label={t('redo')}
                title={`${t('redo')} (Ctrl Shift Z)`}
                disabled={!state.canRedo}
                onClick={() => session.redo()}
              >
                <IconArrowForwardUp size={16} stroke={1.7} aria-hidden />
              </button>
            </>
          ) : (
            <button
              type="button"
              className="button"
              data-kind="quiet"
              title={t('readTitle')}
              onClick={() => onEditing(true)}
            >
              <IconPencil size={16} stroke={1.7} aria-hidden />
              {t('edit')}
            </button>
          )}
          {zoom && (
            <SegmentedControl
              size="xs"
              aria-label={t('zoom')}
              value={zoom}
              onChange={(value) => onZoom(value === 'steps' ? 'steps' : 'stages')}
              data={[
                { value: 'stages', label: t('zoomStages') },
                { value: 'steps', label: t('zoomSteps') },
              ]}
            />
          )}
          {lens}
          <button
            {...QUIET}
            data-size={comments > 0 ? undefined : 'icon'}
            aria-pressed={tools.comments.isOn}
            aria-label={tools.comments.label}
            title={tools.comments.label}
            onClick={tools.comments.run}
          >
            <IconMessage size={16} stroke={1.7} aria-hidden />
            {comments > 0 && <span className={styles.count}>{comments}</span>}
          </button>
          <MoreMenu tools={tools} />
        </div>
        {children}
      </PageHeader>
    </div>
  );
}

/** Everything that is wanted now and then, in words. */
function MoreMenu({ tools }: { tools: MapTools }) {
  const t = useTranslations('panels.tools');
  return (
    <Menu
      position="bottom-end"
      shadow="none"
      width={250}
      returnFocus={false}
      classNames={{ dropdown: styles.menu }}
    >
      <Menu.Target>
        <button {...QUIET} aria-label={t('title')} title={t('title')}>
          <IconDots size={18} stroke={1.7} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('looks')}</Menu.Label>
        <MenuItems tools={tools.looks} />
        <Menu.Divider />
        <Menu.Label>{t('beside')}</Menu.Label>
        <MenuItems tools={tools.beside} />
        <Menu.Divider />
        <MenuItems tools={tools.map} />
      </Menu.Dropdown>
    </Menu>
  );
}

function MenuItems({ tools }: { tools: readonly MapTool[] }) {
  return tools.map(({ id, label, Icon, isOn, run }) => (
    <Menu.Item
      key={id}
      leftSection={<Icon size={15} stroke={1.7} aria-hidden />}
      rightSection={isOn && <IconCheck size={14} stroke={2} aria-hidden />}
      onClick={run}
    >
      {label}
    </Menu.Item>
  ));
}
