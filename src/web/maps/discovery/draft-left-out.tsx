import { useTranslations } from 'use-intl';
import type { DraftAnswer } from '../../../shared/maps/discovery/contract.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ChannelMark } from '../../ui/channel-mark.tsx';
import styles from './draft-left-out.module.css';

/** What the draft does not show, and why. */
export function DraftLeftOut({ draft }: { draft: DraftAnswer }) {
  const t = useTranslations('discovery');
  const formats = useFormats();
  if (draft.leftOut.length === 0) return null;
  return (
    <details className={styles.details}>
      <summary>{t('leftOut', { count: draft.leftOut.length })}</summary>
      <ul>
        {draft.leftOut.map(({ event, channel, people, reason }) => (
          <li key={`${event}/${channel}/${reason}`}>
            {channel !== null && <ChannelMark channel={channel} size={16} />}
            <span>{event}</span>
            <span className="mute">
              {t(`reason.${reason}`)}, {t('people', { people: formats.count(people) })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
