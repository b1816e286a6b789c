import { useTranslations } from 'use-intl';
import type { RealityAnswer } from '../../../shared/maps/discovery/contract.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ChannelMark } from '../../ui/channel-mark.tsx';
import { drawArcs } from './arc-geometry.ts';
import styles from './walked-paths.module.css';

const ROW = 30;
const STAGE = 26;
/** Steps drawn: more are a tangle. */
const MOST_ARCS = 60;
const LINE_X = 84;
const REACH = 62;
const WIDTH = 168;

type Touchpoint = RealityAnswer['touchpoints'][number];

/**
 * Touchpoints in the order of the map on the planned line; hollow where more people passed by than came. What was walked
 * curves beside it, as thick as its people: onward to the right, back to the left.
 */
export function WalkedPaths({ answer }: { answer: RealityAnswer }) {
  const t = useTranslations('discovery.reality');
  const formats = useFormats();
  const rows = layOut(answer.touchpoints);
  const height = (rows.at(-1)?.y ?? 0) + ROW;
  const yOf = new Map(rows.map(({ touchpoint, y }) => [touchpoint.touchpoint, y]));
  const arcs = drawArcs(answer.links, { rows: yOf, lineX: LINE_X, reach: REACH, most: MOST_ARCS });
  const onMap = answer.links.filter(({ from, to }) => from.touchpoint !== null && to.touchpoint !== null);
  const first = rows[0]?.y ?? 0;
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.legend}>
        <span>
          <svg width="28" height="8" aria-hidden="true">
            <path d="M0 4H28" stroke="var(--mute)" strokeDasharray="4 4" />
          </svg>
          {t('legendPlanned')}
        </span>
        <span>
          <svg width="28" height="10" aria-hidden="true">
            <path d="M0 7C10 0 18 10 28 3" fill="none" stroke="var(--green)" strokeWidth="4" opacity="0.55" />
          </svg>
          {t('legendWalked')}
        </span>
        <span>
          <svg width="28" height="10" aria-hidden="true">
            <path d="M0 7C10 0 18 10 28 3" fill="none" stroke="var(--amber)" strokeWidth="4" opacity="0.55" />
          </svg>
          {t('legendBack')}
        </span>
        <span>
          <svg width="12" height="12" aria-hidden="true">
            <circle cx="6" cy="6" r="4.5" fill="var(--paper)" stroke="var(--mute)" strokeWidth="1.5" />
          </svg>
          {t('legendHollow')}
        </span>
      </figcaption>
      <div className={styles.picture} style={{ height }}>
        <svg width={WIDTH} height={height} className={styles.lines} role="img" aria-label={t('pathsTitle')}>
          <path d={`M${LINE_X} ${first}V${height - ROW}`} stroke="var(--mute)" strokeDasharray="4 5" />
          {arcs.map(({ link, path, thickness, isReturn }) => (
            <path
              key={`${link.from.touchpoint}/${link.to.touchpoint}`}
              d={path}
              className={styles.arc}
              data-return={isReturn || undefined}
              stroke={isReturn ? 'var(--amber)' : 'var(--green)'}
              strokeWidth={thickness}
            >
              <title>
                {t('link', {
                  from: link.from.title,
                  to: link.to.title,
                  people: formats.count(link.people),
                  passages: formats.count(link.passages),
                  time: link.medianMs === null ? '–' : formats.duration(link.medianMs),
                })}
              </title>
            </path>
          ))}
          {rows.map(({ touchpoint, y }) => (
            <circle
              key={touchpoint.touchpoint}
              cx={LINE_X}
              cy={y}
              r={5}
              fill={isPassedBy(touchpoint) ? 'var(--paper)' : 'var(--green)'}
              stroke={isPassedBy(touchpoint) ? 'var(--mute)' : 'var(--paper)'}
              strokeWidth={1.5}
            />
          ))}
        </svg>
        <ol className={styles.rows}>
          {rows.map(({ touchpoint, y, isFirstOfStage }) => (
            <li key={touchpoint.touchpoint} style={{ top: y - ROW / 2 }}>
              {isFirstOfStage && <span className={styles.stage}>{touchpoint.stageTitle}</span>}
              <ChannelMark
                channel={touchpoint.channel ?? 'unknown'}
                size={18}
                isHollow={isPassedBy(touchpoint)}
              />
              <span className={styles.title} title={touchpoint.title}>
                {touchpoint.title}
              </span>
              <span className={styles.people} title={t('at', { people: formats.count(touchpoint.people) })}>
                {formats.compact(touchpoint.people)}
              </span>
              <span className={styles.skipped}>
                {touchpoint.skipped > 0 && t('skipped', { people: formats.compact(touchpoint.skipped) })}
              </span>
            </li>
          ))}
        </ol>
      </div>
      {onMap.length > arcs.length && (
        <p className="mute">
          {t('drawn', { shown: arcs.length, links: onMap.length + answer.hidden.links })}
        </p>
      )}
    </figure>
  );
}

const isPassedBy = ({ people, skipped }: Touchpoint) => skipped > people || people === 0;

function layOut(touchpoints: readonly Touchpoint[]) {
  let y = 0;
  return touchpoints.map((touchpoint, index) => {
    const isFirstOfStage = touchpoints[index - 1]?.stage !== touchpoint.stage;
    y += isFirstOfStage ? STAGE + (index === 0 ? ROW / 2 : ROW) : ROW;
    return { touchpoint, y, isFirstOfStage };
  });
}
