import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { api, client } from '../platform/api.ts';
import { ErrorState } from '../ui/states.tsx';
import { readMapId } from './map-id.ts';
import styles from './map-upload.module.css';

/** Stores a map file under the id that it carries, and opens the map. */
export function MapUpload() {
  const t = useTranslations('maps.upload');
  const input = useRef<HTMLInputElement>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const store = useMutation({
    mutationFn: async (chosen: File) => {
      const file = await chosen.text();
      const map = readMapId(file);
      if (map === null) throw new Error(t('noId', { name: chosen.name }));
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
        accept=".yaml,.yml,.json"
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
