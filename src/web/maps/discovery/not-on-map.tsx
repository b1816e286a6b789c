import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RealityAnswer } from '../../../shared/maps/discovery/contract.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ChannelMark } from '../../ui/channel-mark.tsx';
import { useMapEditor } from '../editor/map-editor.ts';
import { useIsRecounting } from '../editor/recounting.ts';
import styles from './not-on-map.module.css';

type Way = RealityAnswer['notOnMap'][number];

const FIRST_SHOWN = 8;

/** Frequent ways that the map does not know, each with a way onto it. */
export function NotOnMap({ answer }: { answer: RealityAnswer }) {
  const t = useTranslations('discovery.reality');
  const [isWhole, setIsWhole] = useState(false);
  const titles = new Map(answer.touchpoints.map(({ touchpoint, title }) => [touchpoint, title]));
  const titleOf = (touchpoint: string | null) =>
    touchpoint === null ? null : (titles.get(touchpoint) ?? null);
  const shown = isWhole ? answer.notOnMap : answer.notOnMap.slice(0, FIRST_SHOWN);
  return (
    <section>
      <h3>{t('notOnMapTitle')}</h3>
      {answer.notOnMap.length === 0 ? (
        <p className="mute">{t('everythingOnMap')}</p>
      ) : (
        <p className="mute">{t('notOnMapText')}</p>
      )}
      <ul className={styles.ways}>
        {shown.map((way) => (
          <WayRow
            key={way.stops.map(({ title, channel }) => `${title}/${channel}`).join('>')}
            way={way}
            before={titleOf(way.before)}
            after={titleOf(way.after)}
          />
        ))}
      </ul>
      {answer.notOnMap.length > shown.length && (
        <button type="button" className="button" data-kind="quiet" onClick={() => setIsWhole(true)}>
          {t('more', { count: answer.notOnMap.length - shown.length })}
        </button>
      )}
    </section>
  );
}

interface WayRowProps {
  way: Way;
  before: string | null;
  after: string | null;
}

/** One way, put on the map as one edit of the open map: seen at once, and taken back like any other. */
function WayRow({ way, before, after }: WayRowProps) {
  const t = useTranslations('discovery.reality');
  const formats = useFormats();
  const editor = useMapEditor();
  // what would be written was worked out for the map as it was: after an edit it has to be asked anew
  const isStale = useIsRecounting('reality');
  const [isAsking, setIsAsking] = useState(false);
  const add = () => {
    editor.edit(way.edits);
    setIsAsking(false);
    editor.tell(t('addedNotice', { stops: way.stops.map((stop) => stop.title).join(', ') }));
  };
  const where =
    before !== null && after !== null && before !== after
      ? t('between', { before, after })
      : before !== null
        ? t('afterIt', { before })
        : after !== null
          ? t('beforeIt', { after })
          : t('alone');
  return (
    <li className={styles.way}>
      <div className={styles.stops}>
        {way.stops.map((stop, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an event may stand twice in one way
          <span key={index}>
            <ChannelMark channel={stop.channel ?? 'unknown'} size={18} />
            {stop.title}
          </span>
        ))}
      </div>
      <p className="mute">
        {where}; {t('reached', { share: formats.percent(way.conversion) })}
      </p>
      <b className={styles.people} title={t('at', { people: formats.count(way.people) })}>
        {t('at', { people: formats.compact(way.people) })}
      </b>
      {editor.canEdit && (
        <div className={styles.action}>
          <button
            type="button"
            className="button"
            aria-expanded={isAsking}
            disabled={way.edits.length === 0 || isStale}
            onClick={() => setIsAsking(!isAsking)}
          >
            {t('add')}
          </button>
        </div>
      )}
      {isAsking && (
        <div className={styles.confirm}>
          <span>{t('confirm', { count: way.stops.length, where })}</span>
          <button type="button" className="button" data-kind="primary" disabled={isStale} onClick={add}>
            {t('sure')}
          </button>
        </div>
      )}
    </li>
  );
}
