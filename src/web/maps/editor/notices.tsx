import { IconCopy, IconX } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapNotice } from '../map-session.ts';
import styles from './notices.module.css';

interface Notice {
  key: number;
  text: string;
  /** what was written, so that it can be kept */
  written?: string | undefined;
  undo?: (() => void) | undefined;
}

const SHOWN_MS = 7_000;
const MOST = 4;

/** Short messages beside the grid. Those with a text that could be lost stay until somebody has seen them. */
export function useNotices() {
  const [list, setList] = useState<Notice[]>([]);
  const notices = useMemo(() => {
    let count = 0;
    return {
      add: (notice: Omit<Notice, 'key'>) =>
        setList((old) => [...old.slice(1 - MOST), { ...notice, key: ++count }]),
      drop: (key: number) => setList((old) => old.filter((one) => one.key !== key)),
    };
  }, []);
  return { list, notices };
}
export type Notices = ReturnType<typeof useNotices>['notices'];

/** What was written, of an edit that met another one or was not taken. */
export function writtenIn({ edit }: MapNotice): string | undefined {
  const value =
    edit.kind === 'set' || edit.kind === 'insert' ? edit.value : edit.kind === 'file' ? edit.file : undefined;
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}

interface NoticeListProps {
  list: readonly Notice[];
  onDrop: (key: number) => void;
}

export function NoticeList({ list, onDrop }: NoticeListProps) {
  const t = useTranslations('editor');
  return (
    <section className={styles.list} aria-label={t('notices')} aria-live="polite">
      {list.map((notice) => (
        <NoticeCard key={notice.key} notice={notice} onDrop={() => onDrop(notice.key)} />
      ))}
    </section>
  );
}

function NoticeCard({ notice, onDrop }: { notice: Notice; onDrop: () => void }) {
  const t = useTranslations('editor');
  const stays = notice.written !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted from when it came
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(onDrop, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [stays]);
  return (
    <div className={styles.notice}>
      <p>{notice.text}</p>
      {notice.written && <pre>{notice.written}</pre>}
      <div className={styles.tools}>
        {notice.undo && (
          <button
            type="button"
            className="button"
            data-kind="quiet"
            onClick={() => {
              notice.undo?.();
              onDrop();
            }}
          >
            {t('undo')}
          </button>
        )}
        {notice.written && (
          <button
            type="button"
            className="button"
            data-kind="quiet"
            onClick={() => void navigator.clipboard.writeText(notice.written ?? '')}
          >
            <IconCopy size={14} stroke={1.8} aria-hidden />
            {t('copyText')}
          </button>
        )}
        <button
          type="button"
          className="button"
          data-kind="quiet"
          data-size="icon"
          aria-label={t('dismiss')}
          onClick={onDrop}
        >
          <IconX size={14} stroke={1.8} aria-hidden />
        </button>
      </div>
    </div>
  );
}
