import { useDebouncedValue } from '@mantine/hooks';
import {
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
  spotlight,
} from '@mantine/spotlight';
import {
  IconChartBar,
  IconColumns3,
  IconCommand,
  IconDatabase,
  IconRoute,
  IconSearch,
  IconTargetArrow,
  IconTemplate,
  IconUser,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../platform/api.ts';
import { usePageCommands } from '../platform/page-commands.ts';
import styles from './command-palette.module.css';

/** Milliseconds until the closed palette is gone. */
const CLOSING_MS = 150;
/** Commands of the page that are shown before anything is typed. */
const MOST_COMMANDS = 6;

/** Ctrl+K: pages, maps, and people by anything that names them. `opened` counts the wishes to open it. */
export default function CommandPalette({ opened }: { opened: number }) {
  const t = useTranslations('shell');
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim(), 180);
  const page = usePageCommands();
  const maps = useQuery(api.maps.list.queryOptions());
  const people = useQuery(
    api.people.search.queryOptions({
      input: { q: asked },
      enabled: asked.length > 1,
      placeholderData: keepPreviousData,
    }),
  );
  useEffect(() => {
    if (opened > 0) spotlight.open();
  }, [opened]);

  const matches = (label: string) => label.toLowerCase().includes(query.trim().toLowerCase());
  const pages: SpotlightActionData[] = [
    {
      id: 'maps',
      label: t('maps'),
      leftSection: <IconColumns3 size={18} stroke={1.6} />,
      onClick: () => navigate({ to: '/maps' }),
    },
    {
      id: 'templates',
      label: t('templates'),
      leftSection: <IconTemplate size={18} stroke={1.6} />,
      onClick: () => navigate({ to: '/templates' }),
    },
    {
      id: 'discover',
      label: t('discover'),
      leftSection: <IconRoute size={18} stroke={1.6} />,
      onClick: () => navigate({ to: '/discover' }),
    },
    {
      id: 'programme',
      label: t('programme'),
      leftSection: <IconTargetArrow size={18} stroke={1.6} />,
      onClick: () => navigate({ to: '/programme' }),
    },
    {
      id: 'people',
      label: t('people'),
      leftSection: <IconUser size={18} stroke={1.6} />,
      onClick: () => navigate({ to: '/people' }),
    },
    {
      id: 'funnel',
      label: t('funnel'),
      leftSection: <IconChartBar size={18} stroke={1.6} />,
      onClick: () => navigate({ to: '/reports/funnel' }),
    },
    {
      id: 'paths',
      label: t('paths'),
      leftSection: <IconRoute size={18} stroke={1.6} />,
      onClick: () => navigate({ to: '/reports/paths' }),
    },
    {
      id: 'channels',
      label: t('channels'),
      leftSection: <IconChartBar size={18} stroke={1.6} />,
      onClick: () => navigate({ to: '/reports/channels' }),
    },
    {
      id: 'data',
      label: t('data'),
      leftSection: <IconDatabase size={18} stroke={1.6} />,
      onClick: () => navigate({ to: '/data' }),
    },
  ];
  const groups: SpotlightActionGroupData[] = [
    {
      group: page?.title ?? '',
      actions: (page?.commands ?? [])
        .filter((command) => matches(command.label))
        .slice(0, query.trim() === '' ? MOST_COMMANDS : undefined)
        .map((command) => ({
          id: `command-${command.id}`,
          label: command.label,
          leftSection: <IconCommand size={18} stroke={1.6} />,
          // the palette gives the focus back first
          onClick: () => setTimeout(command.run, CLOSING_MS),
        })),
    },
    { group: t('palette.pages'), actions: pages.filter((page) => matches(page.label ?? '')) },
    {
      group: t('palette.maps'),
      actions: (maps.data?.maps ?? [])
        .filter((map) => matches(map.title))
        .map((map) => ({
          id: `map-${map.id}`,
          label: map.title,
          leftSection: <IconColumns3 size={18} stroke={1.6} />,
          onClick: () => navigate({ to: '/maps/$map', params: { map: map.id } }),
        })),
    },
    {
      group: t('palette.people'),
      actions:
        asked.length > 1
          ? (people.data?.people ?? []).slice(0, 8).map((person) => ({
              id: `person-${person.person}`,
              label: person.label ?? t('palette.unidentified'),
              description: t('palette.events', { events: person.events }),
              leftSection: <IconUser size={18} stroke={1.6} />,
              onClick: () => navigate({ to: '/people/$person', params: { person: person.person } }),
            }))
          : [],
    },
  ];
  return (
    <Spotlight
      actions={groups.filter((group) => group.actions.length > 0)}
      query={query}
      onQueryChange={setQuery}
      // people were found by the server, by identifiers that their label does not show
      filter={(_, actions) => actions}
      shortcut={null}
      nothingFound={people.isFetching ? t('palette.searching') : t('palette.nothing')}
      highlightQuery
      transitionProps={{ duration: CLOSING_MS - 30 }}
      overlayProps={{ backgroundOpacity: 0.2 }}
      classNames={{
        content: styles.content,
        action: styles.action,
        actionsList: styles.list,
        search: styles.search,
      }}
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.6} />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
      }}
    />
  );
}
