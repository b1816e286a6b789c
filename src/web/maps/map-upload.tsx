import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { MapProblem } from '../../shared/maps/contract.ts';
import { api, client } from '../platform/api.ts';
import { ErrorState } from '../ui/states.tsx';
import styles from './map-upload.module.css';

/** Stores a map file (or a Mermaid journey, or CJML) under the id that it carries, and opens the map. */
export function MapUpload() {
  const t = useTranslations('maps.upload');
  const input = useRef<HTMLInputElement>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const store = useMutation({
    mutationFn: async (chosen: File) => {
      const { map, file, problems } = await client.mapFiles.convert({ text: await chosen.text() });
      if (map === null || file === null) throw new Error(sayProblems(chosen.name, problems));
      await client.maps.put({ map, file });
      return map;
    },
    onSuccess: async (map) => {
      await queries.invalidateQueries({ queryKey: api.maps.key() });
      await navigate({ to: '/maps/$map', params: { map } });
    },
  });
  return (
    <div className={styles.upload}>
      <button
        type="button"
        className="button"
        disabled={store.isPending}
        onClick={() => input.current?.click()}
      >
        <IconUpload size={15} stroke={1.9} aria-hidden />
        {t('choose')}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".yaml,.yml,.json,.mmd,.mermaid,.md,.xml,.cjml"
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen) store.mutate(chosen);
          // the same file can be chosen again after it was mended
          event.currentTarget.value = '';
        }}
      />
      {store.isError && <ErrorState error={store.error} />}
    </div>
  );
}

const MOST_PROBLEMS = 5;

/** What is wrong in a file, where, and what would be right. */
function sayProblems(name: string, problems: readonly MapProblem[]): string {
  return problems
    .filter((problem) => problem.severity === 'error')
    .slice(0, MOST_PROBLEMS)
    .map(({ line, column, message, suggestion }) => {
      const place = `${name}:${line.toString()}:${column.toString()}`;
      return `${place} ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`;
    })
    .join('\n');
}
