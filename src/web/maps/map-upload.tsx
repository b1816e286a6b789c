import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapProblem } from '../../shared/maps/contract.ts';
import { MapDocument } from '../../shared/maps/edit/map-document.ts';
import { MAX_MAP_CHARACTERS } from '../../shared/maps/file-encoding.ts';
import { api, client } from '../platform/api.ts';
import { ErrorState } from '../ui/states.tsx';
import styles from './map-upload.module.css';
import { ReplaceDialog, type TakenAddress } from './replace-dialog.tsx';

/** No character of a map file takes more than four bytes; what is larger is not even read. */
const MOST_BYTES = 4 * MAX_MAP_CHARACTERS;

/** Stores a map file (or a Mermaid journey, or CJML) under the id that it carries, and opens the map. */
export function MapUpload() {
  const t = useTranslations('maps.upload');
  const input = useRef<HTMLInputElement>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [taken, setTaken] = useState<TakenAddress | null>(null);
  const openMap = async (map: string) => {
    setTaken(null);
    await queries.invalidateQueries({ queryKey: api.maps.key() });
    await navigate({ to: '/maps/$map', params: { map } });
  };
  const choose = useMutation({
    mutationFn: async (chosen: File) => {
      if (chosen.size > MOST_BYTES) throw new Error(t('tooLarge', { name: chosen.name }));
      const { map, file, problems } = await client.mapFiles.convert({ text: await chosen.text() });
      if (map === null || file === null) throw new Error(sayProblems(chosen.name, problems));
      const { maps } = await client.maps.list();
      const existing = maps.find((one) => one.id === map);
      if (existing) {
        const ids = maps.map(({ id }) => id);
        return { taken: { name: chosen.name, file, existing, freeId: freeId(map, ids) } };
      }
      await client.maps.put({ map, file });
      return { map };
    },
    onSuccess: async ({ map, taken: found }) => {
      if (map !== undefined) await openMap(map);
      else setTaken(found);
    },
  });
  const replace = useMutation({
    mutationFn: async ({ file, existing }: TakenAddress) => {
      await client.maps.put({ map: existing.id, file, replace: true });
      return existing.id;
    },
    onSuccess: openMap,
  });
  const storeAsNew = useMutation({
    mutationFn: async ({ file, freeId: id }: TakenAddress) => {
      await client.maps.put({ map: id, file: withId(file, id) });
      return id;
    },
    onSuccess: openMap,
  });
  return (
    <div className={styles.upload}>
      <button
        type="button"
        className="button"
        disabled={choose.isPending}
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
          if (chosen) choose.mutate(chosen);
          // the same file can be chosen again after it was mended
          event.currentTarget.value = '';
        }}
      />
      {choose.isError && <ErrorState error={choose.error} />}
      {taken && (
        <ReplaceDialog
          taken={taken}
          isBusy={replace.isPending || storeAsNew.isPending}
          error={replace.error ?? storeAsNew.error}
          onNew={() => storeAsNew.mutate(taken)}
          onReplace={() => replace.mutate(taken)}
          onClose={() => {
            replace.reset();
            storeAsNew.reset();
            setTaken(null);
          }}
        />
      )}
    </div>
  );
}

function freeId(id: string, taken: readonly string[]): string {
  let count = 2;
  while (taken.includes(`${id}-${count.toString()}`)) count++;
  return `${id}-${count.toString()}`;
}

/** The same file, comments included, under another id. */
function withId(file: string, id: string): string {
  const document = MapDocument.open(file);
  document.apply([{ kind: 'set', at: ['id'], value: id }]);
  return document.file;
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
