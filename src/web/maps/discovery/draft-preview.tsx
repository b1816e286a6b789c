import type { DraftAnswer } from '../../../shared/maps/discovery/contract.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ChannelMark } from '../../ui/channel-mark.tsx';
import styles from './draft-preview.module.css';

/** The draft as it will open: stages in order on the planned line, steps and touchpoints with the people there. */
export function DraftPreview({ stages }: { stages: DraftAnswer['stages'] }) {
  const formats = useFormats();
  const everybody = stages.flatMap(({ steps }) =>
    steps.flatMap(({ touchpoints }) => touchpoints.map(({ people }) => people)),
  );
  const most = Math.max(...everybody, 1);
  return (
    <ol className={styles.stages}>
      {stages.map((stage, index) => {
        const people = Math.max(
          ...stage.steps.flatMap(({ touchpoints }) => touchpoints.map((one) => one.people)),
          0,
        );
        return (
          <li key={stage.title} className={styles.stage}>
            <StageLine people={people / most} place={index} isLast={index === stages.length - 1} />
            <h2>{stage.title}</h2>
            {stage.steps.map((step) => (
              <section key={step.title} className={styles.step}>
                <h3>{step.title}</h3>
                <ul>
                  {step.touchpoints.map((touchpoint) => (
                    <li key={`${touchpoint.title}/${touchpoint.channel}`}>
                      <ChannelMark channel={touchpoint.channel ?? 'unknown'} size={18} />
                      <span className={styles.title} title={touchpoint.title}>
                        {touchpoint.title}
                      </span>
                      <span className={styles.people} title={formats.count(touchpoint.people)}>
                        {formats.compact(touchpoint.people)}
                      </span>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </li>
        );
      })}
    </ol>
  );
}

const HEIGHT = 44;
const MIDDLE = HEIGHT / 2;
/** how far the walked line strays from the plan, as on the ribbon */
const STRAY = 6;

/** The planned line, straight and dashed, and the walked one to the next stage, as thick as its people. */
function StageLine({ people, place, isLast }: { people: number; place: number; isLast: boolean }) {
  const yOf = (at: number) => MIDDLE + Math.sin(at * 1.7) * STRAY;
  const width = 240;
  return (
    <svg
      className={styles.line}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={`M0 ${MIDDLE}H${width}`} stroke="var(--mute)" strokeDasharray="4 6" />
      {!isLast && (
        <path
          d={`M10 ${yOf(place)}C${width / 2} ${yOf(place)} ${width / 2} ${yOf(place + 1)} ${width + 10} ${yOf(place + 1)}`}
          fill="none"
          stroke="var(--green)"
          strokeWidth={2 + 10 * Math.sqrt(people)}
          opacity={0.55}
        />
      )}
      <circle cx={12} cy={yOf(place)} r={5 + 6 * Math.sqrt(people)} fill="var(--green)" />
    </svg>
  );
}
