import type { Stage } from '../../../shared/maps/journey-map.ts';
import { sayScore } from './lane-texts.ts';

/** The sign of a stage on a small wheel: A to Z, then AA, AB ... */
export function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter;
}

interface WheelListProps {
  stages: readonly Stage[];
  className: string | undefined;
}

/** What the wheel says, in words: stages with their signs, their numbered steps, and how each feels. */
export function WheelList({ stages, className }: WheelListProps) {
  let number = 0;
  return (
    <ol className={className}>
      {stages.map((stage, index) => (
        <li key={stage.id}>
          <h3>
            <b aria-hidden="true">{letterOf(index)}</b> {stage.title}
          </h3>
          <ol>
            {stage.steps.map((step) => (
              <li key={step.id}>
                <b aria-hidden="true">{++number}</b>
                <span>{step.title}</span>
                {step.emotion && <small>{sayScore(step.emotion.score, step.emotion.label)}</small>}
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}
