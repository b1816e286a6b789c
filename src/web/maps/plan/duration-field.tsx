import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import panelStyles from '../panels/panel.module.css';
import styles from './plan-panel.module.css';

const UNITS = ['m', 'h', 'd', 'w'] as const;
type Unit = (typeof UNITS)[number] | 's';

interface DurationFieldProps {
  label: string;
  /** as the file has it, such as 5d; null = none */
  value: string | null;
  /** what counts where nothing is written */
  none: string;
  isReadOnly: boolean;
  onChange: (value: string | null) => void;
}

/** How long: a number and its unit. It counts when it is left, on Enter, and when the unit is chosen. */
export function DurationField({ label, value, none, isReadOnly, onChange }: DurationFieldProps) {
  const t = useTranslations('mapForms.duration');
  const [number = '', written] = /^([\d.]+)([smhdw])$/.exec(value ?? '')?.slice(1) ?? [];
  const [typed, setTyped] = useState(number);
  const [unit, setUnit] = useState<Unit>('d');
  useEffect(() => setTyped(number), [number]);
  useEffect(() => {
    const known = [...UNITS, 's' as const].find((one) => one === written);
    if (known) setUnit(known);
  }, [written]);
  const amount = Number(typed);
  const isWrong = typed.trim() !== '' && !(amount > 0);
  const commit = (with_: Unit) => {
    if (isWrong) return;
    const next = typed.trim() === '' ? null : `${amount.toString()}${with_}`;
    if (next !== value) onChange(next);
  };
  return (
    <div className={panelStyles.label}>
      <span>{label}</span>
      <div className={styles.duration}>
        <input
          className={panelStyles.field}
          inputMode="decimal"
          aria-label={label}
          aria-invalid={isWrong || undefined}
          placeholder={t('none')}
          value={typed}
          readOnly={isReadOnly}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={() => commit(unit)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit(unit);
          }}
        />
        <select
          className={panelStyles.field}
          aria-label={t('unit')}
          value={unit}
          disabled={isReadOnly}
          onChange={(event) => {
            const next = [...UNITS, 's' as const].find((one) => one === event.currentTarget.value) ?? 'd';
            setUnit(next);
            commit(next);
          }}
        >
          {[...(unit === 's' ? ['s' as const] : []), ...UNITS].map((one) => (
            <option key={one} value={one}>
              {t(`units.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <small className={isWrong ? styles.wrong : undefined}>
        {isWrong ? t('wrong') : typed.trim() === '' && none}
      </small>
    </div>
  );
}
