import { NumberInput, SegmentedControl, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { PathsQuestion } from '../../shared/reports/paths.ts';
import { EventPicker } from '../ui/event-picker.tsx';
import styles from './paths-builder.module.css';

interface PathsBuilderProps {
  question: PathsQuestion;
  onChange: (question: PathsQuestion) => void;
}

const GAPS_MS = { '30m': 1_800_000, '1d': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 } as const;

/** Where the walk starts or ends, what counts as a step of it, and what is left out. */
export function PathsBuilder({ question, onChange }: PathsBuilderProps) {
  const t = useTranslations('reports.paths');
  const anchorKind = question.to !== undefined ? 'to' : 'from';
  const anchor = question.from ?? question.to ?? null;
  const setAnchor = (kind: 'from' | 'to', event: string | undefined) =>
    onChange({
      ...question,
      from: kind === 'from' ? event : undefined,
      to: kind === 'to' ? event : undefined,
    });
  const gap = Object.entries(GAPS_MS).find(([, ms]) => ms === question.gapMs)?.[0];
  return (
    <div className={styles.builder}>
      <div className={styles.field}>
        <span>{t('anchor')}</span>
        <SegmentedControl
          size="sm"
          fullWidth
          value={anchorKind}
          onChange={(kind) =>
            setAnchor(
              kind === 'to' ? 'to' : 'from',
              anchor ?? (kind === 'to' ? 'Order Completed' : undefined),
            )
          }
          data={[
            { value: 'from', label: t('startsAt') },
            { value: 'to', label: t('endsAt') },
          ]}
        />
        <EventPicker
          value={anchor}
          label={anchorKind === 'from' ? t('startsAt') : t('endsAt')}
          placeholder={t('anyStart')}
          noneLabel={t('anyStart')}
          onNone={() => setAnchor('from', undefined)}
          onChange={(event) => setAnchor(anchorKind, event)}
        />
      </div>
      <div className={styles.field}>
        <span>{t('item')}</span>
        <SegmentedControl
          size="sm"
          fullWidth
          value={question.item}
          onChange={(item) =>
            onChange({ ...question, item: item === 'channel' || item === 'event_channel' ? item : 'event' })
          }
          data={[
            { value: 'event', label: t('itemEvent') },
            { value: 'channel', label: t('itemChannel') },
            { value: 'event_channel', label: t('itemBoth') },
          ]}
        />
      </div>
      <div className={styles.pair}>
        <NumberInput
          label={t('steps')}
          min={2}
          max={12}
          allowDecimal={false}
          clampBehavior="strict"
          value={question.steps}
          onChange={(steps) => typeof steps === 'number' && steps >= 2 && onChange({ ...question, steps })}
        />
        <NumberInput
          label={t('nodes')}
          min={1}
          max={30}
          allowDecimal={false}
          clampBehavior="strict"
          value={question.nodesPerStep}
          onChange={(nodes) =>
            typeof nodes === 'number' && nodes >= 1 && onChange({ ...question, nodesPerStep: nodes })
          }
        />
      </div>
      <Select
        label={t('gap')}
        allowDeselect={false}
        value={question.gapMs === null ? 'never' : (gap ?? 'own')}
        data={[
          ...Object.keys(GAPS_MS).map((key) => ({
            value: key,
            label: t(`gaps.${key as keyof typeof GAPS_MS}`),
          })), // boundary: Object.keys forgets the names
          { value: 'never', label: t('gaps.never') },
          ...(question.gapMs !== null && gap === undefined ? [{ value: 'own', label: t('gaps.own') }] : []),
        ]}
        onChange={(key) => {
          const found = Object.entries(GAPS_MS).find(([name]) => name === key);
          if (found || key === 'never') onChange({ ...question, gapMs: found?.[1] ?? null });
        }}
      />
      <div className={styles.field}>
        <span>{t('exclude')}</span>
        {question.exclude.length > 0 && (
          <ul className={styles.excluded}>
            {question.exclude.map((event) => (
              <li key={event} className="tag">
                {event}
                <button
                  type="button"
                  aria-label={t('include', { event })}
                  onClick={() =>
                    onChange({ ...question, exclude: question.exclude.filter((one) => one !== event) })
                  }
                >
                  <IconX size={13} stroke={1.8} aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        )}
        <EventPicker
          value={null}
          label={t('excludeEvent')}
          placeholder={t('excludeEvent')}
          onChange={(event) => {
            if (!question.exclude.includes(event))
              onChange({ ...question, exclude: [...question.exclude, event] });
          }}
        />
      </div>
    </div>
  );
}
