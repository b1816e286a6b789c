import { IconAt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import notices from '../conformance/map-notices.module.css';

const MOST = 3;

/** Open talks of any map that mention the person signed in: who is spoken to hears of it without looking for it. */
export function MentionNotices() {
  const t = useTranslations('panels.comments');
  const formats = useFormats();
  const query = useQuery(api.mapComments.mentions.queryOptions());
  const threads = query.data?.threads ?? [];
  if (threads.length === 0) return null;
  return (
    <section className={notices.notices} aria-label={t('me')}>
      {threads.slice(0, MOST).map((thread) => {
        const said = thread.comments.at(-1);
        return (
          <p key={`${thread.map}/${thread.id}`} className={notices.notice}>
            <IconAt size={16} stroke={1.8} aria-hidden />
            <span>
              {t('mentioned', { map: thread.title, text: said?.text ?? '' })}{' '}
              <span className="mute">
                {said?.author} · {said && formats.ago(said.at, Date.now())}
              </span>
            </span>
            <Link
              to="/maps/$map"
              params={{ map: thread.map }}
              search={{ panel: 'comments', cell: thread.cell || undefined }}
              className="button"
            >
              {t('reply')}
            </Link>
          </p>
        );
      })}
      {threads.length > MOST && (
        <p className={notices.notice}>
          <IconAt size={16} stroke={1.8} aria-hidden />
          {t('more', { count: threads.length - MOST })}
        </p>
      )}
    </section>
  );
}
