import { type CSSProperties, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ChannelMark } from '../../ui/channel-mark.tsx';
import type { OpenMap } from '../use-map-session.ts';
import styles from './actors-view.module.css';
import { exchangesOf, sideOf } from './exchanges.ts';
import panelStyles from './panel.module.css';
import type { Panels } from './use-panels.ts';
import { ViewFrame } from './view-frame.tsx';

/** Customer and shop as two columns, others who matter in a third, and each call and message as an arrow between them, from first to last. */
export default function ActorsView({ open, panels }: { open: OpenMap; panels: Panels }) {
  const t = useTranslations('panels.actors');
  const [areSides, setAreSides] = useState(true);
  const { actors, exchanges } = exchangesOf(open.map, areSides);
  const nameOf = (actor: string) =>
    actor === 'customer' || actor === 'shop' || (areSides && actor === 'others') ? t(actor) : actor;
  // boundary: React's styles know no variables of one's own
  const template = { '--actors': actors.length } as CSSProperties;
  return (
    <ViewFrame
      title={t('title')}
      about={t('about')}
      panels={panels}
      tools={
        <label className={panelStyles.check}>
          <input type="checkbox" checked={!areSides} onChange={() => setAreSides(!areSides)} />
          {t('each')}
        </label>
      }
    >
      <ol className={styles.lines} style={{ ...template, maxWidth: 128 + actors.length * 340 }}>
        <li className={styles.actors} aria-hidden="true">
          <span />
          {actors.map((actor) => (
            <b key={actor}>{nameOf(actor)}</b>
          ))}
        </li>
        {exchanges.map((one, index) => {
          const { touchpoint, from, to } = one;
          const [start, end] = [
            actors.indexOf(from),
            to === null ? actors.indexOf(from) : actors.indexOf(to),
          ];
          const isNewStep = exchanges[index - 1]?.step !== one.step;
          const [first, last] = [Math.min(start, end), Math.max(start, end)];
          return (
            <li key={touchpoint.id} className={styles.line} data-new={isNewStep || undefined}>
              <span className={styles.step}>{isNewStep && one.step}</span>
              {actors.map((actor, column) => (
                <i
                  key={actor}
                  className={styles.life}
                  style={{ gridColumn: column + 2 }}
                  aria-hidden="true"
                />
              ))}
              <div
                className={to === null ? styles.act : styles.arrow}
                data-direction={end < start ? 'back' : 'on'}
                data-others={sideOf(from, open.map) !== 'customer' || undefined}
                data-planned={!touchpoint.isObservable || undefined}
                style={
                  to === null
                    ? { gridColumn: start + 2 }
                    : {
                        gridColumn: `${(first + 2).toString()} / ${(last + 3).toString()}`,
                        marginInline: `${(50 / (last - first + 1)).toString()}%`,
                      }
                }
              >
                <span className={styles.words}>
                  <ChannelMark
                    channel={touchpoint.channel ?? 'other'}
                    size={18}
                    isHollow={!touchpoint.isObservable}
                  />
                  <span className="only-read">
                    {to === null
                      ? t('does', { who: nameOf(from) })
                      : t('sends', { from: nameOf(from), to: nameOf(to) })}
                    :{' '}
                  </span>
                  <span>
                    {touchpoint.title}
                    {one.who !== null && <small className={styles.who}>{one.who}</small>}
                  </span>
                </span>
              </div>
            </li>
          );
        })}
      </ol>
    </ViewFrame>
  );
}
