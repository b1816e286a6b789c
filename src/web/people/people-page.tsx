import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { api, client } from '../platform/api.ts';
import { useVocabulary } from '../platform/vocabulary.ts';
import { PeopleList } from '../ui/people-list.tsx';
import { EmptyState, Skeleton } from '../ui/states.tsx';
import styles from './people-page.module.css';

const route = getRouteApi('/shell/people');

const REFRESH_MS = 60_000;

/** Find someone by anything that names them; without a question, the newest people first. */
export function PeoplePage() {
  const t = useTranslations('people');
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(q);
  const { isEmpty } = useVocabulary();
  const ask = useDebouncedCallback((text: string) => {
    navigate({ search: { q: text.trim() || undefined }, replace: true });
  }, 200);
  return (
    <div className={styles.page}>
      <h1>{t('title')}</h1>
      <TextInput
        size="md"
        type="search"
        aria-label={t('searchLabel')}
        placeholder={t('searchPlaceholder')}
        leftSection={<IconSearch size={18} stroke={1.6} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          ask(event.currentTarget.value);
        }}
      />
      {isEmpty ? (
        <EmptyState
          title={t('noneTitle')}
          text={t('noneText')}
          action={
            <Link to="/data" className="button" data-kind="primary">
              {t('connect')}
            </Link>
          }
        />
      ) : (
        <section aria-label={q ? t('found') : t('latest')}>
          <h2>{q ? t('found') : t('latest')}</h2>
          <PeopleList
            key={q}
            listKey={`search/${q}`}
            load={(cursor) => client.people.search({ q: q || undefined, cursor })}
            about={q ? undefined : <KnownPeople />}
            empty={t('notFound', { q })}
          />
        </section>
      )}
    </div>
  );
}

/** How many of the people are customers one could name, and how many only a browser that nobody signed in with. */
function KnownPeople() {
  const t = useTranslations('people');
  const { data } = useQuery(api.people.counts.queryOptions({ refetchInterval: REFRESH_MS }));
  if (!data) return <Skeleton width={280} isInline />;
  return t('known', { known: data.known, devices: data.people - data.known });
}
