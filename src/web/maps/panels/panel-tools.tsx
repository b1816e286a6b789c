import { Menu } from '@mantine/core';
import {
  IconArrowsLeftRight,
  IconChartDonut4,
  IconHistory,
  IconLayoutGrid,
  IconMessage,
  IconPhoto,
  IconPlayerPlay,
  IconPresentation,
  IconSitemap,
  IconTable,
  IconTarget,
  IconUsers,
  IconWalk,
} from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { LaneView } from '../map-view.ts';
import type { OpenMap } from '../use-map-session.ts';
import { LensMenu } from './lens-menu.tsx';
import type { MapViewId, PanelId } from './panel-choice.ts';
import styles from './panel-tools.module.css';
import type { Panels } from './use-panels.ts';

const PANEL_ICONS = {
  history: IconHistory,
  comments: IconMessage,
  brief: IconTarget,
  sketch: IconPhoto,
} satisfies Record<PanelId, unknown>;

const VIEWS: { id: Exclude<MapViewId, 'compare'>; Icon: typeof IconTable }[] = [
  { id: 'present', Icon: IconPresentation },
  { id: 'walk', Icon: IconWalk },
  { id: 'personas', Icon: IconUsers },
  { id: 'actors', Icon: IconArrowsLeftRight },
  { id: 'gaps', Icon: IconTable },
  { id: 'family', Icon: IconSitemap },
  { id: 'wheel', Icon: IconChartDonut4 },
];

interface PanelToolsProps {
  open: OpenMap;
  lanes: readonly LaneView[];
  panels: Panels;
  /** open talks */
  comments: number;
  /** cell that one is at, for a comment on it */
  activeCell: () => string | undefined;
}

/** What else there is of a map: its history, what people say, its brief, other looks at it. */
export function PanelTools({ open, lanes, panels, comments, activeCell }: PanelToolsProps) {
  const t = useTranslations('panels.tools');
  return (
    <div className={styles.tools} role="toolbar" aria-label={t('title')}>
      {(['brief', 'comments', 'history', 'sketch'] as const).map((id) => {
        const Icon = PANEL_ICONS[id];
        const isOpen = panels.panel === id;
        const label = id === 'comments' && comments > 0 ? t('commentsOpen', { count: comments }) : t(id);
        return (
          <button
            key={id}
            type="button"
            className="button"
            data-kind="quiet"
            data-size={id === 'comments' && comments > 0 ? undefined : 'icon'}
            aria-pressed={isOpen}
            aria-label={label}
            title={label}
            onClick={() =>
              panels.show({
                panel: isOpen ? undefined : id,
                cell: id === 'comments' && !isOpen ? activeCell() : undefined,
              })
            }
          >
            <Icon size={16} stroke={1.7} aria-hidden />
            {id === 'comments' && comments > 0 && <span className={styles.count}>{comments}</span>}
          </button>
        );
      })}
      <LensMenu open={open} lanes={lanes} panels={panels} />
      <Menu position="bottom-end" shadow="none" width={230} returnFocus={false}>
        <Menu.Target>
          <button
            type="button"
            className="button"
            data-kind="quiet"
            data-size="icon"
            aria-label={t('looks')}
            title={t('looks')}
          >
            <IconPlayerPlay size={16} stroke={1.7} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {VIEWS.map(({ id, Icon }) => (
            <Menu.Item
              key={id}
              leftSection={<Icon size={15} stroke={1.7} aria-hidden />}
              onClick={() => panels.show({ view: id, panel: undefined })}
            >
              {t(id)}
            </Menu.Item>
          ))}
          {panels.view && (
            <Menu.Item
              leftSection={<IconLayoutGrid size={15} stroke={1.7} aria-hidden />}
              onClick={() => panels.show({ view: undefined })}
            >
              {t('grid')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
