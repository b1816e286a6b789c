import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { DraftAnswer, DraftQuestion } from '../../../shared/maps/discovery/contract.ts';
import { api, client } from '../../platform/api.ts';
import { ErrorState } from '../../ui/states.tsx';
import styles from './open-draft.module.css';

interface OpenDraftProps {
  draft: DraftAnswer;
  question: Omit<DraftQuestion, 'period'>;
  /** the draft shown is not the one asked for yet */
  isOld: boolean;
}

/** Gives the draft a name and opens it as a new map. */
export function OpenDraft({ draft, question, isOld }: OpenDraftProps) {
  const t = useTranslations('discovery');
  const field = useId();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [title, setTitle] = useState<string | null>(null);
  const standard = t('standardTitle', { goal: draft.goal ?? t('noGoal') });
  const store = useMutation({
    mutationFn: async () => {
      const { maps } = await client.maps.list();
      const wanted = title?.trim() || standard;
      const id = freeId(
        wanted,
        maps.map((map) => map.id),
      );
      // the same draft under its own name and id; drawing it again costs a second and keeps one way to write a map
      const named = await client.discovery.draft({ ...question, period: draft.period, id, title: wanted });
      if (named.file !== null) await client.maps.put({ map: id, file: named.file });
      return id;
    },
    onSuccess: async (map) => {
      await queries.invalidateQueries({ queryKey: api.maps.key() });
      await navigate({ to: '/maps/$map', params: { map } });
    },
  });
  return (
    <form
      className={styles.open}
      onSubmit={(event) => {
        event.preventDefault();
        store.mutate();
      }}
    >
      <label htmlFor={field}>{t('name')}</label>
      <div>
        <input
          id={field}
          value={title ?? standard}
          maxLength={200}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <button type="submit" className="button" data-kind="primary" disabled={store.isPending || isOld}>
          {store.isPending ? t('opening') : t('openDraft')}
        </button>
      </div>
      {store.isError && <ErrorState error={store.error} isCompact />}
    </form>
  );
}

function freeId(title: string, taken: readonly string[]): string {
  const base =
    title
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 50) || 'discovered';
  let id = base;
  for (let count = 2; taken.includes(id); count++) id = `${base}-${count}`;
  return id;
}
