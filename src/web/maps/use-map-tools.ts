import {
  IconArrowsDiff,
  IconArrowsLeftRight,
  IconBroadcast,
  IconChartDonut4,
  IconCode,
  IconEye,
  IconHistory,
  IconLayoutGrid,
  IconListNumbers,
  IconMessage,
  IconPencil,
  IconPhoto,
  IconPresentation,
  IconRoute,
  IconSitemap,
  IconTable,
  IconTarget,
  IconUsers,
  IconWalk,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Panels } from './panels/use-panels.ts';

/** Something that can be done with the whole map: said in words in the menu and by Ctrl+K. */
export interface MapTool {
  id: string;
  label: string;
  Icon: typeof IconTable;
  isOn: boolean;
  run: () => void;
}

export interface MapTools {
  /** other ways to look at the map */
  looks: MapTool[];
  /** what stands beside it */
  beside: MapTool[];
  comments: MapTool;
  reality: MapTool;
  /** the map itself */
  map: MapTool[];
}

const LOOKS = [
  ['present', IconPresentation],
  ['walk', IconWalk],
  ['personas', IconUsers],
  ['actors', IconArrowsLeftRight],
  ['gaps', IconTable],
  ['family', IconSitemap],
  ['wheel', IconChartDonut4],
  ['compare', IconArrowsDiff],
] as const;

const BESIDE = [
  ['brief', IconTarget],
  ['plan', IconListNumbers],
  ['channels', IconBroadcast],
  ['history', IconHistory],
  ['sketch', IconPhoto],
] as const;

interface Asked {
  panels: Panels;
  isToBe: boolean;
  /** open talks */
  comments: number;
  /** cell that one is at, for a comment on it */
  activeCell: () => string | undefined;
  isEditing: boolean;
  onEditing: (isEditing: boolean) => void;
  isFileShown: boolean;
  onFile: (isShown: boolean) => void;
  isRealityShown: boolean;
  onReality: (isShown: boolean) => void;
}

/** Every tool of a map, told once for its header, its menu and Ctrl+K. */
export function useMapTools(asked: Asked): MapTools {
  const t = useTranslations('panels.tools');
  const tEditor = useTranslations('editor');
  const tReality = useTranslations('discovery.reality');
  const { panels, isToBe, comments, activeCell, isEditing, onEditing } = asked;
  const { isFileShown, onFile, isRealityShown, onReality } = asked;
  return useMemo(() => {
    const { panel, view, show } = panels;
    const isTalking = panel === 'comments';
    return {
      looks: [
        ...LOOKS.map(([id, Icon]) => ({
          id,
          label: t(id === 'compare' && isToBe ? 'compareAsIs' : id),
          Icon,
          isOn: view === id,
          run: () => show({ view: id, panel: undefined, from: undefined, to: undefined }),
        })),
        ...(view === undefined
          ? []
          : [
              {
                id: 'grid',
                label: t('grid'),
                Icon: IconLayoutGrid,
                isOn: false,
                run: () => show({ view: undefined }),
              },
            ]),
      ],
      beside: BESIDE.map(([id, Icon]) => ({
        id,
        label: t(id),
        Icon,
        isOn: panel === id,
        run: () => show({ panel: panel === id ? undefined : id, cell: undefined }),
      })),
      comments: {
        id: 'comments',
        label: comments > 0 ? t('commentsOpen', { count: comments }) : t('comments'),
        Icon: IconMessage,
        isOn: isTalking,
        run: () =>
          show({
            panel: isTalking ? undefined : 'comments',
            cell: isTalking ? undefined : activeCell(),
          }),
      },
      reality: {
        id: 'reality',
        label: tReality('title'),
        Icon: IconRoute,
        isOn: isRealityShown,
        run: () => onReality(true),
      },
      map: [
        {
          id: 'file',
          label: tEditor('fileTitle'),
          Icon: IconCode,
          isOn: isFileShown,
          run: () => onFile(!isFileShown),
        },
        {
          id: 'editing',
          label: tEditor(isEditing ? 'editTitle' : 'readTitle'),
          Icon: isEditing ? IconEye : IconPencil,
          isOn: false,
          run: () => onEditing(!isEditing),
        },
      ],
    };
  }, [
    panels,
    isToBe,
    comments,
    activeCell,
    isEditing,
    onEditing,
    isFileShown,
    onFile,
    isRealityShown,
    onReality,
    t,
    tEditor,
    tReality,
  ]);
}
