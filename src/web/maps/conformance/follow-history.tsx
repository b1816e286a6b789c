import { useQuery } from '@tanstack/react-query';
import { curveMonotoneX, area as makeArea, line as makeLine } from 'd3-shape';
import { useTranslations } from 'use-intl';
import { api } from '../../platform/api.ts';
import { useElementSize } from '../../platform/element-size.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { Skeleton } from '../../ui/states.tsx';
import styles from './follow-history.module.css';

const HEIGHT = 76;
const INSET = 4;

/** The share that follows day by day, over the band of what was usual. */
export function FollowHistory({ map }: { map: string }) {
  const t = useTranslations('conformance');
  const formats = useFormats();
  const [ref, { width }] = useElementSize<HTMLDivElement>();
  const query = useQuery(api.conformance.history.queryOptions({ input: { map } }));
  const days = (query.data?.days ?? []).filter((one) => one.followShare !== null);
  const last = days.at(-1);
  const x = (index: number) => INSET + (index * (width - 2 * INSET)) / Math.max(1, days.length - 1);
  const y = (share: number) => INSET + (1 - share) * (HEIGHT - 2 * INSET);
  const band = makeArea<(typeof days)[number]>()
    .defined(({ usual }) => usual !== null)
    .x((_, index) => x(index))
    .y0(({ usual }) => y(usual?.low ?? 0))
    .y1(({ usual }) => y(usual?.high ?? 0))
    .curve(curveMonotoneX);
  const walked = makeLine<(typeof days)[number]>()
    .x((_, index) => x(index))
    .y(({ followShare }) => y(followShare ?? 0))
    .curve(curveMonotoneX);
  return (
    <section>
      <h3>{t('history')}</h3>
      {query.isPending && <Skeleton height={HEIGHT} />}
      {query.data && !last && <p className="mute">{t('historyNone')}</p>}
      <div ref={ref}>
        {last && width > 0 && (
          <>
            <svg
              width={width}
              height={HEIGHT}
              role="img"
              aria-label={t('historyLabel', {
                days: days.length,
                share: formats.percent(last.followShare ?? 0),
              })}
              className={styles.chart}
            >
              <path d={`M0 ${HEIGHT - 0.5}H${width}`} className={styles.zero} />
              <path d={band(days) ?? ''} className={styles.band} />
              <path d={walked(days) ?? ''} className={styles.walked} />
              {days.map((one, index) => {
                const share = one.followShare ?? 0;
                const isOutside = one.usual !== null && (share < one.usual.low || share > one.usual.high);
                return (
                  <circle
                    key={one.day}
                    cx={x(index)}
                    cy={y(share)}
                    r={isOutside ? 4 : 2}
                    data-outside={isOutside || undefined}
                  >
                    <title>
                      {`${formats.day(one.day)}: ${formats.percent(share)}${
                        one.usual
                          ? `, ${t('historyUsual', { day: formats.shortDay(one.day), low: formats.percent(one.usual.low), high: formats.percent(one.usual.high) })}`
                          : ''
                      }`}
                    </title>
                  </circle>
                );
              })}
            </svg>
            <p className={styles.ends}>
              <span>{formats.shortDay(days[0]?.day ?? last.day)}</span>
              {last.usual && (
                <span>
                  {t('historyUsual', {
                    day: formats.shortDay(last.day),
                    low: formats.percent(last.usual.low),
                    high: formats.percent(last.usual.high),
                  })}
                </span>
              )}
              <span>
                {formats.shortDay(last.day)}: <b>{formats.percent(last.followShare ?? 0)}</b>
              </span>
            </p>
          </>
        )}
      </div>
    </section>
  );
}
