import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import {
  type JourneyMap,
  type Pain,
  type Persona,
  type PlacedPain,
  painsOfStep,
  type Step,
  valueUnder,
} from '../../../shared/maps/journey-map.ts';
import { ChannelMark } from '../../ui/channel-mark.tsx';
import { MapText } from '../map-text.tsx';
import styles from './full-screen.module.css';
import { sayScore } from './lane-texts.ts';

const SEVERE = 4;

interface StepPageProps {
  step: Step;
  persona: Persona | null;
  /** what was measured of a pain */
  renderHeat?: (placed: PlacedPain) => ReactNode;
}

/** A step as one persona lives it (null = as everybody), large enough for a room. */
export function StepPage({ step, persona, renderHeat }: StepPageProps) {
  const t = useTranslations('panels.walk');
  const own = persona === null ? undefined : valueUnder(step.perPersona, persona.id);
  const emotion = own?.emotion ?? step.emotion;
  const either = (mine: readonly string[] | undefined, all: readonly string[]) =>
    mine !== undefined && mine.length > 0 ? mine : all;
  const pains = painsOfStep(step).filter(
    ({ pain }) => persona === null || pain.personas.length === 0 || pain.personas.includes(persona.id),
  );
  return (
    <>
      {emotion && (
        <span className={styles.feeling}>
          <i
            aria-hidden="true"
            style={{ '--at': `${(((emotion.score + 2) / 4) * 100).toString()}%` } as React.CSSProperties}
          />
          {t('feels', { score: sayScore(emotion.score, emotion.label) })}
        </span>
      )}
      {either(own?.actions, step.actions).map((text) => (
        <p key={text}>
          <MapText text={text} />
        </p>
      ))}
      {either(own?.thoughts, step.thoughts).map((text) => (
        <p key={text} className={styles.thought}>
          {text}
        </p>
      ))}
      {step.touchpoints.map((one) => (
        <p key={one.id} className={styles.touch}>
          <ChannelMark channel={one.channel ?? 'other'} isHollow={!one.isObservable} />
          {one.title}
        </p>
      ))}
      {pains.map((placed) => (
        <PainText key={placed.key} pain={placed.pain}>
          {renderHeat?.(placed)}
        </PainText>
      ))}
      {own?.pains.map((pain) => (
        <PainText key={pain.text} pain={pain} />
      ))}
      {step.opportunities.map((one) => (
        <p key={one.id ?? one.text} className={styles.idea}>
          <MapText text={one.text} />
        </p>
      ))}
      {step.images
        .filter((address) => /^\/files\/|^https:\/\//.test(address))
        .map((address) => (
          <img key={address} src={address} alt="" className={styles.picture} />
        ))}
    </>
  );
}

function PainText({ pain, children }: { pain: Pain; children?: ReactNode }) {
  return (
    <div className={styles.pain} data-severe={(pain.severity ?? 0) >= SEVERE || undefined}>
      <MapText text={pain.text} />
      {children}
    </div>
  );
}

/** Ids of key figures named anywhere in a stage, each once. */
export function kpisOf(stage: JourneyMap['stages'][number]): string[] {
  const named = stage.steps.flatMap((step) => [...step.kpis, ...step.touchpoints.flatMap((one) => one.kpis)]);
  return [...new Set([...stage.kpis, ...named])];
}
