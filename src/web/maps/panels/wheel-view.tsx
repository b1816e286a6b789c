import { useMediaQuery } from '@mantine/hooks';
import { arc, curveCatmullRom, lineRadial } from 'd3-shape';
import { useTranslations } from 'use-intl';
import { stepsOf } from '../../../shared/maps/journey-map.ts';
import type { OpenMap } from '../use-map-session.ts';
import { sayScore } from './lane-texts.ts';
import type { Panels } from './use-panels.ts';
import { ViewFrame } from './view-frame.tsx';
import { letterOf, WheelList } from './wheel-list.tsx';
import styles from './wheel-view.module.css';

const BOX = '-450 -322 900 644';
/** On a phone only signs stand around the wheel; the list below says what they are. */
const PHONE_BOX = '-322 -322 644 644';
const STAGE_RING = [86, 174] as const;
const FEELING_RING = [184, 280] as const;
const LABEL = 292;
const SIGN = 300;
/** Letters of a label on one line, of a line where it has two, and its lines. */
const MOST_LETTERS = 24;
const LINE_LETTERS = 18;
const MOST_LINES = 2;
const LINE_HEIGHT = 15;

/** The journey as a circle, for one that begins anew where it ends: stages inside, feeling around, steps outside. */
export default function WheelView({ open, panels }: { open: OpenMap; panels: Panels }) {
  const t = useTranslations('panels.wheel');
  const { map } = open;
  const isPhone = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
  const steps = stepsOf(map);
  const count = Math.max(steps.length, 1);
  const angleAt = (index: number) => (index / count) * 2 * Math.PI;
  const middleOf = (index: number) => angleAt(index + 0.5);
  const radiusOf = (score: number) =>
    FEELING_RING[0] + ((score + 2) / 4) * (FEELING_RING[1] - FEELING_RING[0]);
  const ring = arc<[number, number]>()
    .innerRadius(STAGE_RING[0])
    .outerRadius(STAGE_RING[1])
    .startAngle(([from]) => from)
    .endAngle(([, to]) => to)
    .padAngle(0.012)
    .cornerRadius(5);
  const felt = steps.flatMap(({ step }, index) =>
    step.emotion === null ? [] : [{ step, angle: middleOf(index), radius: radiusOf(step.emotion.score) }],
  );
  const curve = lineRadial<{ angle: number; radius: number }>()
    .angle((point) => point.angle)
    .radius((point) => point.radius)
    .curve(curveCatmullRom.alpha(0.5));
  const isAssumed = felt.every(({ step }) => step.emotion?.source !== 'measured');
  let begun = 0;
  const stages = map.stages.map((stage, index) => {
    const from = begun;
    begun += stage.steps.length;
    return { stage, sign: letterOf(index), from: angleAt(from), to: angleAt(begun) };
  });
  return (
    <ViewFrame title={t('title')} about={t('about')} panels={panels}>
      <div>
        <svg
          viewBox={isPhone ? PHONE_BOX : BOX}
          className={styles.wheel}
          data-signs={isPhone || undefined}
          role="img"
          aria-label={t('label', { map: map.title, steps: steps.length })}
        >
          {[-2, 0, 2].map((score) => (
            <circle
              key={score}
              r={radiusOf(score)}
              className={styles.guide}
              data-middle={score === 0 || undefined}
            />
          ))}
          {stages.map(({ stage, sign, from, to }) => {
            if (to <= from) return null;
            const middle = (from + to) / 2;
            const radius = (STAGE_RING[0] + STAGE_RING[1]) / 2;
            return (
              <g key={stage.id}>
                <path d={ring([from, to]) ?? ''} className={styles.stage} />
                <line
                  x1={Math.sin(from) * STAGE_RING[1]}
                  y1={-Math.cos(from) * STAGE_RING[1]}
                  x2={Math.sin(from) * LABEL}
                  y2={-Math.cos(from) * LABEL}
                  className={styles.border}
                />
                <text
                  x={Math.sin(middle) * radius}
                  y={-Math.cos(middle) * radius}
                  className={styles.stageName}
                >
                  {isPhone ? sign : cut(stage.title, Math.max(8, Math.round((to - from) * 16)))}
                </text>
              </g>
            );
          })}
          <path
            d={
              curve([
                ...felt,
                ...felt.slice(0, 1).map((one) => ({ ...one, angle: one.angle + 2 * Math.PI })),
              ]) ?? ''
            }
            className={styles.curve}
            data-assumed={isAssumed || undefined}
          />
          {felt.map(({ step, angle, radius }) => (
            <circle
              key={step.id}
              cx={Math.sin(angle) * radius}
              cy={-Math.cos(angle) * radius}
              r="4.5"
              className={styles.point}
            >
              <title>{`${step.title}: ${sayScore(step.emotion?.score ?? 0, step.emotion?.label ?? null)}`}</title>
            </circle>
          ))}
          {steps.map(({ step }, index) => {
            const angle = middleOf(index);
            const isRight = Math.sin(angle) >= 0;
            if (isPhone)
              return (
                <text
                  key={step.id}
                  x={Math.sin(angle) * SIGN}
                  y={-Math.cos(angle) * SIGN}
                  className={styles.sign}
                >
                  {index + 1}
                </text>
              );
            return (
              <Label
                key={step.id}
                text={step.title}
                x={Math.sin(angle) * LABEL}
                y={-Math.cos(angle) * LABEL + 4}
                anchor={Math.abs(Math.sin(angle)) < 0.2 ? 'middle' : isRight ? 'start' : 'end'}
              />
            );
          })}
          {!isPhone && <Label text={map.title} x={0} y={-10} anchor="middle" className={styles.name} />}
          {!isPhone && (
            <text y="22" className={styles.count}>
              {t('count', { stages: map.stages.length, steps: steps.length })}
            </text>
          )}
        </svg>
      </div>
      <WheelList stages={map.stages} className={isPhone ? styles.list : 'only-read'} />
    </ViewFrame>
  );
}

interface LabelProps {
  text: string;
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  className?: string | undefined;
}

/** Words on two lines where one is too short for them, around the height `y`. */
function Label({ text, x, y, anchor, className }: LabelProps) {
  const lines = breakWords(text);
  return (
    <text textAnchor={anchor} className={className}>
      {lines.map((line, index) => (
        <tspan key={line} x={x} y={y + (index - (lines.length - 1) / 2) * LINE_HEIGHT}>
          {line}
        </tspan>
      ))}
      <title>{text}</title>
    </text>
  );
}

function breakWords(text: string): string[] {
  if (text.length <= MOST_LETTERS) return [text];
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && (longer.length <= LINE_LETTERS || lines.length === MOST_LINES))
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => cut(line, MOST_LETTERS));
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
