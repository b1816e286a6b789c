import { Popover, Switch } from '@mantine/core';
import { IconCalendar, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Period } from '../../shared/platform/base-contract.ts';
import { isPreset, type PeriodChoice, PRESETS, resolvePeriod } from '../platform/period.ts';
import { useFormats } from '../platform/workspace.tsx';
import styles from './period-picker.module.css';

interface PeriodPickerProps {
  /** undefined = the page's own default */
  choice: PeriodChoice | undefined;
  /** the days meant; undefined = all time */
  period: Period | undefined;
  /** the last day that data can be of */
  lastDay: string;
  hasAllTime?: boolean;
  onChoose: (choice: PeriodChoice) => void;
  /** absent = the page has no comparison */
  compare?: { isOn: boolean; onChange: (isOn: boolean) => void };
}

/** Presets, two days of one's own, and the comparison with as many days before. */
export function PeriodPicker({
  choice,
  period,
  lastDay,
  hasAllTime = true,
  onChoose,
  compare,
}: PeriodPickerProps) {
  const t = useTranslations('period');
  const formats = useFormats();
  const [isOpen, setIsOpen] = useState(false);
  const choose = (next: PeriodChoice) => {
    onChoose(next);
    setIsOpen(false);
  };
  // days that were not chosen here are called by the preset that they are, as "Last 30 days"
  const preset = choice ?? (period && PRESETS.find((one) => isSame(resolvePeriod(one, lastDay), period)));
  const name =
    preset && isPreset(preset) ? t(preset) : period ? formats.range(period.from, period.to) : t('all');
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-end" shadow="none" trapFocus>
      <Popover.Target>
        <button
          type="button"
          className="button"
          onClick={() => setIsOpen(!isOpen)}
          aria-expanded={isOpen}
          title={period ? formats.range(period.from, period.to) : undefined}
        >
          <IconCalendar size={15} stroke={1.7} aria-hidden />
          <span>{name}</span>
          {compare?.isOn && period && <span className={styles.against}>{t('againstPrevious')}</span>}
          <IconChevronDown size={14} stroke={1.7} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.dropdown}>
        <div className={styles.presets}>
          {PRESETS.filter((one) => hasAllTime || one !== 'all').map((one) => (
            <button key={one} type="button" aria-pressed={one === preset} onClick={() => choose(one)}>
              {t(one)}
            </button>
          ))}
        </div>
        <OwnDays period={period} lastDay={lastDay} onChoose={choose} />
        {compare && (
          <Switch
            className={styles.compare}
            label={t('compare')}
            checked={compare.isOn}
            onChange={(event) => compare.onChange(event.currentTarget.checked)}
          />
        )}
        <p className={styles.until}>{t('until', { day: formats.day(lastDay) })}</p>
      </Popover.Dropdown>
    </Popover>
  );
}

function isSame(one: Period | undefined, other: Period): boolean {
  return one?.from === other.from && one.to === other.to;
}

interface OwnDaysProps {
  period: Period | undefined;
  lastDay: string;
  onChoose: (choice: PeriodChoice) => void;
}

function OwnDays({ period, lastDay, onChoose }: OwnDaysProps) {
  const t = useTranslations('period');
  const [from, setFrom] = useState(period?.from ?? lastDay);
  const [to, setTo] = useState(period?.to ?? lastDay);
  const isWrong = !from || !to || from > to;
  return (
    <form
      className={styles.own}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong) onChoose(`${from}..${to}`);
      }}
    >
      <label>
        {t('from')}
        <input type="date" value={from} max={to} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        {t('to')}
        <input type="date" value={to} min={from} onChange={(event) => setTo(event.target.value)} />
      </label>
      <button type="submit" className="button" disabled={isWrong}>
        {t('apply')}
      </button>
    </form>
  );
}
