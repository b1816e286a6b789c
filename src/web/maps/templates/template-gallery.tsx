import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { TemplateRow } from '../../../shared/maps/templates-contract.ts';
import { api } from '../../platform/api.ts';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { KeepTemplate } from './keep-template.tsx';
import { TemplateCard } from './template-card.tsx';
import styles from './template-gallery.module.css';
import { TemplatePreview } from './template-preview.tsx';
import { searchTemplates } from './template-search.ts';

const route = getRouteApi('/shell/templates');

/** All templates: find one, look into it, open it as a new map; keep a map of one's own as another. */
export function TemplateGallery() {
  const t = useTranslations('mapTemplates');
  const { q = '', template } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(q);
  const write = useDebouncedCallback((text: string) => {
    navigate({ search: (old) => ({ ...old, q: text.trim() || undefined }), replace: true });
  }, 200);
  const query = useQuery(api.mapTemplates.list.queryOptions());
  const find = (text: string) => {
    setTyped(text);
    write(text);
  };
  return (
    <div className={styles.page}>
      <h1>{t('title')}</h1>
      <p className={`mute ${styles.lead}`}>{t('lead')}</p>
      <TextInput
        size="md"
        type="search"
        aria-label={t('search')}
        placeholder={t('searchPlaceholder')}
        leftSection={<IconSearch size={18} stroke={1.6} aria-hidden />}
        value={typed}
        onChange={(event) => find(event.currentTarget.value)}
      />
      {query.isError ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : query.data ? (
        <Shelves templates={searchTemplates(query.data.templates, typed)} q={q} onShowAll={() => find('')} />
      ) : (
        <SkeletonRows rows={4} height={120} />
      )}
      {query.data && <KeepTemplate />}
      <TemplatePreview
        template={template}
        onClose={() => navigate({ search: (old) => ({ ...old, template: undefined }) })}
      />
    </div>
  );
}

function Shelves({
  templates,
  q,
  onShowAll,
}: {
  templates: TemplateRow[];
  q: string;
  onShowAll: () => void;
}) {
  const t = useTranslations('mapTemplates');
  if (templates.length === 0) {
    return (
      <EmptyState
        title={t('nothingTitle')}
        text={t('nothingText')}
        action={
          <Link to="/templates" className="button" onClick={onShowAll}>
            {t('showAll')}
          </Link>
        }
      />
    );
  }
  return (['own', 'built-in'] as const)
    .map((origin) => ({ origin, rows: templates.filter((row) => row.origin === origin) }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ origin, rows }) => (
      <section key={origin} aria-label={origin === 'own' ? t('own') : t('builtIn')}>
        <header className={styles.shelf}>
          <h2>{origin === 'own' ? t('own') : t('builtIn')}</h2>
          <span className="mute">{t('found', { count: rows.length })}</span>
        </header>
        <ul className={styles.cards}>
          {rows.map((row) => (
            <TemplateCard key={row.template} row={row} q={q || undefined} />
          ))}
        </ul>
      </section>
    ));
}
