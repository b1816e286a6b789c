import { NumberInput, SegmentedControl, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { FunnelQuestion } from '../../shared/reports/funnel.ts';
import { EventPicker } from '../ui/event-picker.tsx';
import styles from './funnel-builder.module.css';
import { FunnelStepEditor } from './funnel-step-editor.tsx';
import { joinWindow, moveStep, splitWindow, WINDOW_UNITS, type WindowUnit } from './funnel-steps.ts';

interface FunnelBuilderProps {
  question: FunnelQuestion;
  onChange: (question: FunnelQuestion) => void;
}

const MAX_STEPS = 200;

/** Steps in order, the time they may take, and how to split the answer. */
export function FunnelBuilder({ question, onChange }: FunnelBuilderProps) {
  const t = useTranslations('reports.funnel');
  const { steps } = question;
  const setSteps = (next: FunnelQuestion['steps']) => onChange({ ...question, steps: next });
  const window = splitWindow(question.windowMs);
  const list = useRef<HTMLOListElement>(null);
  const moved = useRef<number | null>(null);
  useEffect(() => {
    // the keyboard stays with the step that was moved
    if (moved.current === null) return;
    list.current?.children[moved.current]?.querySelector<HTMLElement>('[data-handle]')?.focus();
    moved.current = null;
  });
  const unitName = (text: string | null): WindowUnit => (text === 'hour' || text === 'minute' ? text : 'day');
  return (
    <div className={styles.builder}>
      <ol className={styles.steps} ref={list}>
        {steps.map((step, index) => (
          <FunnelStepEditor
            // steps have no identity of their own; their place is all there is
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={index}
            number={index + 1}
            step={step}
            isOnly={steps.length === 1}
            onChange={(next) => setSteps(steps.map((old, at) => (at === index ? next : old)))}
            onRemove={() => setSteps(steps.filter((_, at) => at !== index))}
            onMove={(by) => {
              const to = index + by;
              if (to < 0 || to >= steps.length) return;
              moved.current = to;
              setSteps(moveStep(steps, index, to));
            }}
          />
        ))}
      </ol>
      {steps.length < MAX_STEPS && (
        <div className={styles.add}>
          <IconPlus size={15} stroke={1.8} aria-hidden />
          <EventPicker
            value={null}
            label={t('addStep')}
            placeholder={t('addStep')}
            onChange={(event) => setSteps([...steps, { anyOf: [{ event }] }])}
          />
        </div>
      )}
      <div className={styles.window}>
        <NumberInput
          label={t('within')}
          min={1}
          max={Math.floor((366 * WINDOW_UNITS.day) / WINDOW_UNITS[window.unit])}
          allowDecimal={false}
          value={window.amount}
          onChange={(amount) => {
            if (typeof amount === 'number' && amount > 0)
              onChange({ ...question, windowMs: joinWindow(amount, window.unit) });
          }}
        />
        <Select
          aria-label={t('unit')}
          data={[
            { value: 'day', label: t('days') },
            { value: 'hour', label: t('hours') },
            { value: 'minute', label: t('minutes') },
          ]}
          allowDeselect={false}
          value={window.unit}
          onChange={(unit) => onChange({ ...question, windowMs: joinWindow(window.amount, unitName(unit)) })}
        />
      </div>
      <div className={styles.field}>
        <span>{t('breakdown')}</span>
        <SegmentedControl
          size="sm"
          fullWidth
          value={question.breakdown}
          onChange={(value) => onChange({ ...question, breakdown: value === 'channel' ? 'channel' : 'none' })}
          data={[
            { value: 'none', label: t('breakdownNone') },
            { value: 'channel', label: t('breakdownChannel') },
          ]}
        />
      </div>
    </div>
  );
}
