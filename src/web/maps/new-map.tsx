import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { api, client } from '../platform/api.ts';
import { ErrorState } from '../ui/states.tsx';

/** The file of a map that has everything to begin with and nothing in it. */
export function blankMapFile(id: string, words: { title: string; stage: string; step: string }): string {
  return `map: "1.0"
id: ${id}
title: ${words.title}
state: as-is
status: draft
stages:
  - id: stage-1
    title: ${words.stage}
    steps:
      - id: step-1
        title: ${words.step}
lanes: [kpis, flow, emotion, touchpoints, actions, thoughts, pains, opportunities, owner]
`;
}

/** Makes a small blank map and opens it where one begins to write. */
export function NewMap({ taken }: { taken: readonly string[] }) {
  const t = useTranslations('editor');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: async () => {
      let id = 'map-1';
      for (let count = 2; taken.includes(id); count++) id = `map-${count.toString()}`;
      const words = { title: t('newMapText'), stage: t('newStage'), step: t('newStep') };
      await client.maps.put({ map: id, file: blankMapFile(id, words) });
      return id;
    },
    onSuccess: async (map) => {
      await queries.invalidateQueries({ queryKey: api.maps.list.key() });
      await navigate({ to: '/maps/$map', params: { map }, search: { begin: true } });
    },
  });
  return (
    <>
      <button
        type="button"
        className="button"
        data-kind="primary"
        disabled={make.isPending}
        onClick={() => make.mutate()}
      >
        <IconPlus size={15} stroke={1.9} aria-hidden />
        {t('newMap')}
      </button>
      {make.isError && <ErrorState error={make.error} isCompact />}
    </>
  );
}
