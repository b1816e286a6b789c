import { Combobox, useCombobox } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useVocabulary } from '../platform/vocabulary.ts';
import { useFormats } from '../platform/workspace.tsx';
import styles from './event-picker.module.css';

interface EventPickerProps {
  value: string | null;
  placeholder: string;
  label: string;
  onChange: (event: string) => void;
  /** offered first: no event at all */
  noneLabel?: string;
  onNone?: () => void;
  /** looks like a small button, for adding */
  isQuiet?: boolean;
}

const MOST_SHOWN = 80;

/** Pick an event from the shop's vocabulary: type, arrows, Enter. */
export function EventPicker(props: EventPickerProps) {
  const t = useTranslations('reports');
  const formats = useFormats();
  const { vocabulary } = useVocabulary();
  const [typed, setTyped] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setTyped('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const wanted = typed.trim().toLowerCase();
  const found = (vocabulary?.events ?? []).filter((event) => event.name.toLowerCase().includes(wanted));
  return (
    <Combobox
      store={combobox}
      position="bottom-start"
      width={300}
      shadow="none"
      classNames={{ dropdown: styles.dropdown, option: styles.option, search: styles.search }}
      onOptionSubmit={(value) => {
        if (value === '') props.onNone?.();
        else props.onChange(value);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target targetType="button">
        <button
          type="button"
          className={props.isQuiet ? styles.quiet : styles.target}
          aria-label={props.value ? `${props.label}: ${props.value}` : props.label}
          onClick={() => combobox.toggleDropdown()}
        >
          <span data-none={props.value === null || undefined}>{props.value ?? props.placeholder}</span>
          {!props.isQuiet && <IconChevronDown size={14} stroke={1.7} aria-hidden />}
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={typed}
          placeholder={t('findEvent')}
          aria-label={t('findEvent')}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.selectFirstOption();
          }}
        />
        <Combobox.Options mah={300} style={{ overflowY: 'auto' }}>
          {props.onNone && wanted === '' && <Combobox.Option value="">{props.noneLabel}</Combobox.Option>}
          {found.slice(0, MOST_SHOWN).map((event) => (
            <Combobox.Option key={event.name} value={event.name} active={event.name === props.value}>
              <span>{event.name}</span>
              <span className="mute" title={formats.count(event.events)}>
                {formats.compact(event.events)}
              </span>
            </Combobox.Option>
          ))}
          {found.length === 0 && <Combobox.Empty>{t('noSuchEvent')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
