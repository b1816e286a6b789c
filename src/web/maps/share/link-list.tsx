import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNow, useTranslations } from 'use-intl';
import type { MapLink } from '../../../shared/maps/files-contract.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ErrorState } from '../../ui/states.tsx';
import styles from './link-list.module.css';

/** The links of a map that still open, each with a button that ends it. */
export function LinkList({ map }: { map: string }) {
  const t = useTranslations('share');
  const queries = useQueryClient();
  const query = useQuery(api.mapFiles.links.queryOptions({ input: { map } }));
  const end = useMutation(
    api.mapFiles.endLink.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: api.mapFiles.links.key() }),
    }),
  );
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />;
  const links = query.data?.links ?? [];
  if (links.length === 0) return null;
  return (
    <div className={styles.links}>
      <h4>{t('links')}</h4>
      {end.isError && <ErrorState error={end.error} isCompact />}
      <ul>
        {links.map((link) => (
          <LinkRow key={link.id} link={link} onEnd={() => end.mutate({ map, link: link.id })} />
        ))}
      </ul>
    </div>
  );
}

function LinkRow({ link, onEnd }: { link: MapLink; onEnd: () => void }) {
  const t = useTranslations('share');
  const formats = useFormats();
  const now = useNow();
  const made = { author: link.author, ago: formats.ago(link.createdAt, now.getTime()) };
  const facts = [
    link.isLive ? t('live') : t('frozen'),
    link.period ? formats.range(link.period.from, link.period.to) : t('lastDays'),
    link.expiresAt === null ? '' : t('endsAt', { when: formats.moment(link.expiresAt) }),
    link.hasPassword ? t('hasPassword') : '',
    link.mayEmbed ? t('mayEmbed') : '',
  ];
  return (
    <li>
      <div>
        <div>{t('madeBy', made)}</div>
        <div className="mute">{facts.filter(Boolean).join(' · ')}</div>
      </div>
      <button type="button" className="button" aria-label={t('endLabel', made)} onClick={onEnd}>
        {t('end')}
      </button>
    </li>
  );
}
