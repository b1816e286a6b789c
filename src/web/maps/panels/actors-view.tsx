import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type JourneyMap, type Touchpoint, touchpointsOf } from '../../../shared/maps/journey-map.ts';
import { ChannelMark } from '../../ui/channel-mark.tsx';
import type { OpenMap } from '../use-map-session.ts';
import styles from './actors-view.module.css';
import panelStyles from './panel.module.css';
import type { Panels } from './use-panels.ts';
import { ViewFrame } from './view-frame.tsx';

/** Names that files use for the two sides where they name nobody in particular. */
const CUSTOMER = ['customer', 'buyer', 'client', 'guest', 'user'];

/** One line between actors, or one thing that an actor does alone. */
export interface Exchange {
  touchpoint: Touchpoint;
  stage: string;
  step: string;
  from: string;
  /** null = it does it alone */
  to: string | null;
  /** of the shop's side, where one column stands for all of it */
  who: string | null;
}

const isCustomer = (actor: string) => CUSTOMER.includes(actor.toLowerCase());

/**
 * Every touchpoint in order as who does what to whom; the customer stands first among the actors. `isTwo`: everybody
 * but the customer is the shop's side.
 */
export function exchangesOf(map: JourneyMap, isTwo: boolean): { actors: string[]; exchanges: Exchange[] } {
  const exchanges = touchpointsOf(map).map(({ stage, step, touchpoint }): Exchange => {
    const isTalk = touchpoint.type === 'communication';
    const from = touchpoint.initiator ?? touchpoint.actor ?? 'customer';
    const other = isCustomer(from) ? 'shop' : 'customer';
    const to = touchpoint.recipient ?? (isTalk ? other : null);
    return { touchpoint, stage: stage.title, step: step.title, from, to: to === from ? null : to, who: null };
  });
  if (isTwo) {
    const sideOf = (actor: string) => (isCustomer(actor) ? 'customer' : 'shop');
    return {
      actors: ['customer', 'shop'],
      exchanges: exchanges.map((one) => {
        const [from, to] = [sideOf(one.from), one.to === null ? null : sideOf(one.to)];
        const who = [one.from, one.to].find(
          (actor) => actor !== null && !isCustomer(actor) && actor !== 'shop',
        );
        return { ...one, from, to: to === from ? null : to, who: who ?? null };
      }),
    };
  }
  const named = exchanges.flatMap(({ from, to }) => (to === null ? [from] : [from, to]));
  const all = [...new Set(['customer', 'shop', ...named])].filter(
    (actor) => named.includes(actor) || actor === 'customer' || actor === 'shop',
  );
  const actors = [...all.filter(isCustomer), ...all.filter((actor) => !isCustomer(actor))];
  // a file that calls its customer otherwise has no third column for nobody
  return { actors: actors.filter((actor) => named.includes(actor) || actors.length <= 2), exchanges };
}

/** Customer and shop as two columns, and each call and message as an arrow between them, from first to last. */
export default function ActorsView({ open, panels }: { open: OpenMap; panels: Panels }) {
  const t = useTranslations('panels.actors');
  const [isTwo, setTwo] = useState(true);
  const { actors, exchanges } = exchangesOf(open.map, isTwo);
  const nameOf = (actor: string) => (actor === 'customer' || actor === 'shop' ? t(actor) : actor);
  const template = { gridTemplateColumns: `128px repeat(${actors.length.toString()}, minmax(170px, 1fr))` };
  return (
    <ViewFrame
      title={t('title')}
      about={t('about')}
      panels={panels}
      tools={
        <label className={panelStyles.check}>
          <input type="checkbox" checked={!isTwo} onChange={() => setTwo(!isTwo)} />
          {t('each')}
        </label>
      }
    >
      <ol className={styles.lines} style={{ maxWidth: 128 + actors.length * 340 }}>
        <li className={styles.actors} style={template} aria-hidden="true">
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
            <li
              key={touchpoint.id}
              className={styles.line}
              style={template}
              data-new={isNewStep || undefined}
            >
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
