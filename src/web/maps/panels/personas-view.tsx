import { curveMonotoneX, line } from 'd3-shape';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Json, MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import { type Persona, type Step, stepsOf, valueUnder } from '../../../shared/maps/journey-map.ts';
import { useMapEditor } from '../editor/map-editor.ts';
import { emotionY } from '../emotion-geometry.ts';
import type { OpenMap } from '../use-map-session.ts';
import { sayScore } from './lane-texts.ts';
import { MeasuredShare } from './persona-card.tsx';
import personaStyles from './personas-view.module.css';
import { LinesField } from './text-field.tsx';
import type { Panels } from './use-panels.ts';
import styles from './view.module.css';
import { ViewFrame } from './view-frame.tsx';

const MOST_LINES = 5;
const COLUMN = 176;
const HEIGHT = 150;
const INSET = 16;
const LANES = ['actions', 'thoughts', 'content', 'pains'] as const;
/** Told apart by dash as well as by colour. */
const INKS = [
  { color: 'var(--channel-web)', dash: undefined },
  { color: 'var(--channel-store)', dash: '7 3' },
  { color: 'var(--channel-social)', dash: '2 3' },
  { color: 'var(--channel-call)', dash: '9 3 2 3' },
  { color: 'var(--channel-email)', dash: '4 4' },
] as const;

/** How each persona lives the journey: one line of feeling for each, and every cell that differs, to be edited. */
export default function PersonasView({ open, panels }: { open: OpenMap; panels: Panels }) {
  const t = useTranslations('panels.personas');
  const { map } = open;
  const [hidden, setHidden] = useState<readonly string[]>(
    map.personas.slice(MOST_LINES).map((one) => one.id),
  );
  const shown = map.personas.filter((one) => !hidden.includes(one.id)).slice(0, MOST_LINES);
  const steps = stepsOf(map);
  const inkOf = (id: string) => INKS[map.personas.findIndex((one) => one.id === id) % INKS.length] ?? INKS[0];
  return (
    <ViewFrame title={t('title')} about={t('about')} panels={panels}>
      <fieldset className={personaStyles.legend} aria-label={t('shown')}>
        {map.personas.map((persona) => {
          const isShown = shown.includes(persona);
          return (
            <button
              key={persona.id}
              type="button"
              aria-pressed={isShown}
              onClick={() =>
                setHidden(isShown ? [...hidden, persona.id] : hidden.filter((id) => id !== persona.id))
              }
            >
              <svg width="26" height="8" aria-hidden="true">
                <path
                  d="M1 4H25"
                  stroke={inkOf(persona.id).color}
                  strokeDasharray={inkOf(persona.id).dash}
                  strokeWidth="2.5"
                />
              </svg>
              {persona.name} <MeasuredShare segment={persona.segment} />
            </button>
          );
        })}
      </fieldset>
      <div className={styles.scroll}>
        <table className={styles.table} data-fixed>
          <thead>
            <tr>
              <th scope="row">
                <span className="only-read">{t('persona')}</span>
              </th>
              {steps.map(({ stage, step }) => (
                <th key={step.id} scope="col" className={personaStyles.column}>
                  <small>{stage.title}</small>
                  {step.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('feeling')}</th>
              <td colSpan={steps.length} className={personaStyles.curves}>
                <Curves steps={steps.map(({ step }) => step)} personas={shown} inkOf={inkOf} />
              </td>
            </tr>
            {shown.map((persona) => (
              <tr key={persona.id}>
                <th scope="row">
                  <span style={{ color: inkOf(persona.id).color }}>●</span> {persona.name}
                </th>
                {steps.map(({ stage, step }) => (
                  <PersonaCell key={step.id} stage={stage.id} step={step} persona={persona} open={open} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ViewFrame>
  );
}

interface CurvesProps {
  steps: readonly Step[];
  personas: readonly Persona[];
  inkOf: (id: string) => (typeof INKS)[number];
}

/** A step without its own feeling for a persona is felt as by everybody. */
export function feelingOf(step: Step, persona: string | null): number | null {
  return (
    (persona === null ? null : valueUnder(step.perPersona, persona)?.emotion?.score) ??
    step.emotion?.score ??
    null
  );
}

function Curves({ steps, personas, inkOf }: CurvesProps) {
  const t = useTranslations('panels.personas');
  const draw = line<[number, number]>().curve(curveMonotoneX);
  return (
    <svg width={steps.length * COLUMN} height={HEIGHT} role="img" aria-label={t('curves')}>
      <line x1={0} x2={steps.length * COLUMN} y1={HEIGHT / 2} y2={HEIGHT / 2} stroke="var(--line)" />
      {personas.map((persona, order) => {
        const points = steps.flatMap((step, index) => {
          const score = feelingOf(step, persona.id);
          if (score === null) return [];
          // lines that lie on each other are drawn beside each other
          return [
            {
              id: step.id,
              score,
              at: [
                (index + 0.5) * COLUMN,
                emotionY(score, HEIGHT, INSET) + (order - (personas.length - 1) / 2) * 2.4,
              ] as [number, number],
            },
          ];
        });
        const { color, dash } = inkOf(persona.id);
        const last = points.at(-1);
        return (
          <g key={persona.id}>
            <path
              d={draw(points.map(({ at }) => at)) ?? ''}
              fill="none"
              stroke={color}
              strokeWidth="2"
              strokeDasharray={dash}
            />
            {points.map(({ id, at, score }) => (
              <circle
                key={id}
                cx={at[0]}
                cy={at[1]}
                r="3.5"
                fill="var(--paper)"
                stroke={color}
                strokeWidth="2"
              >
                <title>{`${persona.name}: ${sayScore(score)}`}</title>
              </circle>
            ))}
            {last && (
              <text
                x={last.at[0] + 9}
                y={last.at[1] + 4 + (order - (personas.length - 1) / 2) * 9}
                style={{ fill: color }}
              >
                {persona.name}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

interface PersonaCellProps {
  stage: string;
  step: Step;
  persona: Persona;
  open: OpenMap;
}

function PersonaCell({ stage, step, persona }: PersonaCellProps) {
  const t = useTranslations('panels.personas');
  const tLanes = useTranslations('maps.lanes');
  const editor = useMapEditor();
  const view = valueUnder(step.perPersona, persona.id);
  const at = ['stages', { id: stage }, 'steps', { id: step.id }, 'perPersona', persona.id];
  const write = (key: string, value: Json | undefined) => {
    const edit: MapEdit = { kind: 'set', at: [...at, key], ...(value === undefined ? {} : { value }) };
    editor.edit([edit]);
  };
  const own = view?.emotion?.score ?? null;
  return (
    <td data-changed={view !== undefined || undefined} className={personaStyles.cell}>
      <label className={personaStyles.feeling}>
        <span className="only-read">{t('feelingOf', { persona: persona.name, step: step.title })}</span>
        <select
          className={styles.select}
          value={own === null ? '' : String(own)}
          disabled={!editor.canEdit}
          onChange={(event) => {
            const { value } = event.currentTarget;
            write('emotion', value === '' ? undefined : Number(value));
          }}
        >
          <option value="">
            {t('asAll', { score: step.emotion === null ? '–' : sayScore(step.emotion.score) })}
          </option>
          {[2, 1.5, 1, 0.5, 0, -0.5, -1, -1.5, -2].map((score) => (
            <option key={score} value={String(score)}>
              {sayScore(score)}
            </option>
          ))}
        </select>
      </label>
      {LANES.map((lane) => {
        const values = lane === 'pains' ? (view?.pains ?? []).map((one) => one.text) : (view?.[lane] ?? []);
        if (!editor.canEdit && values.length === 0) return null;
        return (
          <LinesField
            key={lane}
            label={`${tLanes(lane)}: ${persona.name}, ${step.title}`}
            isHidden
            placeholder={tLanes(lane)}
            values={values}
            isReadOnly={!editor.canEdit}
            onChange={(next) => write(lane, next.length === 0 ? undefined : next)}
          />
        );
      })}
    </td>
  );
}
