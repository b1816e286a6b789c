import { useLocalStorage } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { stepsOf } from '../../../shared/maps/journey-map.ts';
import { api, client, messageOf } from '../../platform/api.ts';
import type { OpenMap } from '../use-map-session.ts';
import styles from './full-screen.module.css';
import { FullScreen } from './full-screen.tsx';
import panelStyles from './panel.module.css';
import { StepPage } from './step-page.tsx';
import viewStyles from './view.module.css';

interface WalkThroughProps {
  open: OpenMap;
  onClose: () => void;
}

interface Note {
  /** of its comment */
  id: string;
  /** whose shoes it was written in */
  persona: string | null;
  text: string;
}

/** Leads through the map step by step in the shoes of a persona; what one writes becomes a comment on the step. */
export default function WalkThrough({ open, onClose }: WalkThroughProps) {
  const t = useTranslations('panels.walk');
  const queries = useQueryClient();
  const { map } = open;
  const steps = stepsOf(map);
  const [at, setAt] = useState(0);
  const [personaId, setPersona] = useState(map.personas[0]?.id ?? '');
  // what was written stays until it is a comment, whatever closes the page; each note keeps the id of its comment, so
  // that sending again after a failure says it once
  const [kept, setKept] = useLocalStorage<Record<string, Note>>({
    key: `desirepath-walk-${map.id}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const [state, setState] = useState<'writing' | 'sending' | 'sent'>('writing');
  const [failure, setFailure] = useState<string | null>(null);
  const persona = map.personas.find((one) => one.id === personaId) ?? null;
  const isEnd = at === steps.length;
  const go = (by: number) => setAt((old) => Math.min(steps.length, Math.max(0, old + by)));
  const here = steps[at];
  const written = steps.flatMap(({ step }) => {
    const note = kept[step.id];
    const text = note?.text.trim() ?? '';
    return note === undefined || text === '' ? [] : [{ step, text, note }];
  });
  const send = async () => {
    setState('sending');
    try {
      for (const { step, text, note } of written) {
        const said = note.persona === null ? text : t('asPersona', { persona: note.persona, text });
        await client.mapComments.say({ map: map.id, id: note.id, cell: `${step.id}/steps`, text: said });
        setKept(({ [step.id]: _sent, ...others }) => others);
      }
      setState('sent');
      setFailure(null);
    } catch (error) {
      setState('writing');
      setFailure(messageOf(error));
    }
    void queries.invalidateQueries({ queryKey: api.mapComments.key() });
  };
  return (
    <FullScreen
      label={t('title', { map: map.title })}
      progress={steps.length === 0 ? 1 : at / steps.length}
      onClose={onClose}
      onStep={go}
      tools={
        map.personas.length > 0 && (
          <select
            className={viewStyles.select}
            aria-label={t('persona')}
            value={personaId}
            onChange={(event) => setPersona(event.currentTarget.value)}
          >
            <option value="">{t('everybody')}</option>
            {map.personas.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        )
      }
    >
      <div className={styles.page} aria-live="polite">
        {here ? (
          <>
            <div>
              <p className={styles.lead}>
                {persona === null
                  ? here.stage.title
                  : t('youAre', { persona: persona.name, stage: here.stage.title })}
              </p>
              <h1 className={styles.title}>{here.step.title}</h1>
            </div>
            <div className={styles.step} style={{ fontSize: 16, border: 0, padding: 0 }}>
              <StepPage step={here.step} persona={persona} />
            </div>
            <label className={styles.note}>
              {t('note')}
              <textarea
                className={panelStyles.field}
                rows={3}
                placeholder={t('noteHint')}
                value={kept[here.step.id]?.text ?? ''}
                onChange={(event) => {
                  const text = event.currentTarget.value;
                  setKept((old) => ({
                    ...old,
                    [here.step.id]: {
                      id: old[here.step.id]?.id ?? crypto.randomUUID(),
                      persona: persona?.name ?? null,
                      text,
                    },
                  }));
                  setState('writing');
                }}
              />
            </label>
          </>
        ) : (
          <>
            <h1 className={styles.title}>{t('end')}</h1>
            {written.length === 0 && (
              <p className={styles.lead}>{t(state === 'sent' ? 'sent' : 'noNotes')}</p>
            )}
            <ul className={panelStyles.list}>
              {written.map(({ step, text }) => (
                <li key={step.id}>
                  <span className={panelStyles.strong}>{step.title}</span>
                  <p>{text}</p>
                </li>
              ))}
            </ul>
            {failure !== null && <p role="alert">{failure}</p>}
            {written.length > 0 && (
              <div>
                <button
                  type="button"
                  className="button"
                  data-kind="primary"
                  disabled={state === 'sending'}
                  onClick={() => void send()}
                >
                  {t('keep', { count: written.length })}
                </button>
              </div>
            )}
          </>
        )}
      </div>
      <footer className={styles.foot}>
        <button type="button" className="button" disabled={at === 0} onClick={() => go(-1)}>
          <IconChevronLeft size={15} stroke={1.8} aria-hidden />
          {t('back')}
        </button>
        <span className="mute">{isEnd ? '' : t('step', { step: at + 1, of: steps.length })}</span>
        {isEnd ? (
          <button type="button" className="button" onClick={onClose}>
            {t('leave')}
          </button>
        ) : (
          <button type="button" className="button" data-kind="primary" onClick={() => go(1)}>
            {t('next')}
            <IconChevronRight size={15} stroke={1.8} aria-hidden />
          </button>
        )}
      </footer>
    </FullScreen>
  );
}
