import { TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { FunnelQuestion } from '../../shared/reports/funnel.ts';
import { EventPicker } from '../ui/event-picker.tsx';
import styles from './funnel-builder.module.css';

type Step = FunnelQuestion['steps'][number];

interface FunnelStepEditorProps {
  number: number;
  step: Step;
  isOnly: boolean;
  onChange: (step: Step) => void;
  onRemove: () => void;
  onMove: (by: -1 | 1) => void;
}

/** One step: an event or any of several, each with a condition if wanted. Alt and arrows move it. */
export function FunnelStepEditor({
  number,
  step,
  isOnly,
  onChange,
  onRemove,
  onMove,
}: FunnelStepEditorProps) {
  const t = useTranslations('reports.funnel');
  const setSelector = (at: number, next: Step['anyOf'][number]) =>
    onChange({ ...step, anyOf: step.anyOf.map((old, index) => (index === at ? next : old)) });
  return (
    <li
      className={styles.step}
      // before the event picker sees the arrow and opens
      onKeyDownCapture={(event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        event.stopPropagation();
        onMove(event.key === 'ArrowUp' ? -1 : 1);
      }}
    >
      <span className={styles.number} aria-hidden="true">
        {number}
      </span>
      <div className={styles.selectors}>
        {step.anyOf.map((selector, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: alternatives have no identity but their place
          <div key={at} className={styles.selector}>
            {at > 0 && <span className={styles.or}>{t('or')}</span>}
            <div className={styles.event}>
              <EventPicker
                value={selector.event}
                label={t('stepEvent', { number })}
                placeholder={t('pickEvent')}
                onChange={(event) => setSelector(at, { ...selector, event })}
              />
              {step.anyOf.length > 1 && (
                <button
                  type="button"
                  className="button"
                  data-kind="quiet"
                  data-size="icon"
                  aria-label={t('removeAlternative', { event: selector.event })}
                  onClick={() => onChange({ ...step, anyOf: step.anyOf.filter((_, index) => index !== at) })}
                >
                  <IconX size={14} stroke={1.8} aria-hidden />
                </button>
              )}
            </div>
            <Condition where={selector.where} onChange={(where) => setSelector(at, { ...selector, where })} />
          </div>
        ))}
        <EventPicker
          isQuiet
          value={null}
          label={t('addAlternative', { number })}
          placeholder={t('orEvent')}
          onChange={(event) => onChange({ ...step, anyOf: [...step.anyOf, { event }] })}
        />
      </div>
      <div className={styles.tools}>
        <button
          type="button"
          aria-label={t('moveUp', { number })}
          title={t('moveUp', { number })}
          data-handle
          onClick={() => onMove(-1)}
        >
          <IconArrowUp size={14} stroke={1.8} aria-hidden />
        </button>
        <button
          type="button"
          aria-label={t('moveDown', { number })}
          title={t('moveDown', { number })}
          onClick={() => onMove(1)}
        >
          <IconArrowDown size={14} stroke={1.8} aria-hidden />
        </button>
        <button
          type="button"
          aria-label={t('removeStep', { number })}
          title={t('removeStep', { number })}
          disabled={isOnly}
          onClick={onRemove}
        >
          <IconX size={14} stroke={1.8} aria-hidden />
        </button>
      </div>
    </li>
  );
}

interface ConditionProps {
  where: string | undefined;
  onChange: (where: string | undefined) => void;
}

/** A condition counts when it is finished: on Enter or when one leaves the field. */
function Condition({ where, onChange }: ConditionProps) {
  const t = useTranslations('reports.funnel');
  const [typed, setTyped] = useState(where ?? '');
  const [isWanted, setIsWanted] = useState(where !== undefined);
  useEffect(() => {
    setTyped(where ?? '');
    setIsWanted(where !== undefined);
  }, [where]);
  const commit = () => {
    const next = typed.trim() || undefined;
    if (next === undefined) setIsWanted(false);
    if (next !== where) onChange(next);
  };
  if (!isWanted)
    return (
      <button type="button" className={styles.where} onClick={() => setIsWanted(true)}>
        {t('addCondition')}
      </button>
    );
  return (
    <TextInput
      size="xs"
      classNames={{ input: styles.condition }}
      aria-label={t('condition')}
      placeholder="properties.total > 50"
      spellCheck={false}
      autoFocus={where === undefined}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') {
          setTyped(where ?? '');
          setIsWanted(where !== undefined);
        }
      }}
    />
  );
}
