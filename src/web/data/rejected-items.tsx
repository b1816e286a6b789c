import { IconChevronRight, IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { MoreButton } from '../ui/more-button.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';
import { formatPayload } from './payload.ts';
import styles from './rejected-items.module.css';

type Item = Awaited<ReturnType<typeof client.data.rejected>>['items'][number];

/** Nothing is refused silently: every item that was not stored, with its reason and as it came. */
export function RejectedItems() {
  const t = useTranslations('data');
  const formats = useFormats();
  const query = useInfiniteQuery({
    queryKey: ['rejected'],
    queryFn: ({ pageParam }) => client.data.rejected({ cursor: pageParam }),
    initialPageParam: undefined as string | undefined, // boundary: the type of later cursors cannot be told from undefined
    getNextPageParam: (page) => page.cursor ?? undefined,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  return (
    <section>
      <h2>
        {t('refused')}
        {total > 0 && <span className="tag">{formats.count(total)}</span>}
      </h2>
      {query.isPending && <SkeletonRows rows={3} height={28} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />}
      {query.isSuccess && items.length === 0 && (
        <p className={styles.none}>
          <IconCircleCheck size={17} stroke={1.7} aria-hidden />
          {t('noneRefused')}
        </p>
      )}
      <ol className={styles.list}>
        {items.map((item) => (
          <RejectedRow key={item.id} item={item} />
        ))}
      </ol>
      <MoreButton query={query}>{t('moreRefused', { left: formats.count(total - items.length) })}</MoreButton>
    </section>
  );
}

function RejectedRow({ item }: { item: Item }) {
  const t = useTranslations('data');
  const formats = useFormats();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li>
      <button type="button" className={styles.row} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <IconChevronRight size={15} stroke={1.8} className={styles.arrow} aria-hidden />
        <span className={styles.code} data-kind={item.kind}>
          {item.kind === 'conflict' ? t('conflict') : item.code}
        </span>
        <span className={styles.message}>{item.message}</span>
        <span className={styles.when}>
          {item.source} · <time dateTime={item.at}>{formats.moment(item.at)}</time>
        </span>
      </button>
      {isOpen && <pre className={styles.payload}>{formatPayload(item.payload)}</pre>}
    </li>
  );
}
