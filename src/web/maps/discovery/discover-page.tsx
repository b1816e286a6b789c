import { Select } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { DraftAnswer, DraftQuestion } from '../../../shared/maps/discovery/contract.ts';
import { api } from '../../platform/api.ts';
import { type PeriodChoice, resolvePeriod } from '../../platform/period.ts';
import { useVocabulary } from '../../platform/vocabulary.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ChannelMark, useChannelName } from '../../ui/channel-mark.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PeriodPicker } from '../../ui/period-picker.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import styles from './discover-page.module.css';
import { DraftLeftOut } from './draft-left-out.tsx';
import { DraftPreview } from './draft-preview.tsx';
import { OpenDraft } from './open-draft.tsx';
import { Slider } from './slider.tsx';

const MOST_STAGES = 12;

/** A map drawn from data: what it is about, from when, how fine; then it opens as a draft. */
export function DiscoverPage() {
  const t = useTranslations('discovery');
  const { lastDay, isEmpty } = useVocabulary();
  const [choice, setChoice] = useState<PeriodChoice>('90d');
  const [asked, setAsked] = useState<Omit<DraftQuestion, 'period'>>({});
  const period = resolvePeriod(choice, lastDay);
  const query = useQuery(
    api.discovery.draft.queryOptions({
      input: { ...asked, ...(period === undefined ? {} : { period }) },
      placeholderData: keepPreviousData,
      staleTime: 60_000,
    }),
  );
  const draft = query.data;
  if (isEmpty)
    return (
      <EmptyState
        title={t('emptyTitle')}
        text={t('emptyText')}
        action={
          <Link to="/data" className="button" data-kind="primary">
            {t('connect')}
          </Link>
        }
      />
    );
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')}>
        <PeriodPicker
          choice={choice}
          period={period}
          lastDay={lastDay}
          hasAllTime={false}
          onChoose={setChoice}
        />
      </PageHeader>
      <div className={styles.body}>
        <p className={styles.intro}>{t('intro')}</p>
        {draft && <DraftControls draft={draft} asked={asked} onAsk={setAsked} />}
        {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
        {query.isPending && <SkeletonRows rows={9} height={26} />}
        {draft && !query.isError && (
          <div className={query.isPlaceholderData ? 'recounting' : undefined}>
            {draft.people > 0 && <DraftSummary draft={draft} />}
            {draft.file === null ? (
              <p className="mute">{t('nothing')}</p>
            ) : (
              <>
                <DraftPreview stages={draft.stages} />
                <DraftLeftOut draft={draft} />
                <OpenDraft draft={draft} question={asked} isOld={query.isPlaceholderData} />
              </>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

interface DraftControlsProps {
  draft: DraftAnswer;
  asked: Omit<DraftQuestion, 'period'>;
  onAsk: (asked: Omit<DraftQuestion, 'period'>) => void;
}

function DraftControls({ draft, asked, onAsk }: DraftControlsProps) {
  const t = useTranslations('discovery');
  const channelName = useChannelName();
  const isOn = (channel: string) => asked.channels?.includes(channel) ?? true;
  const toggle = (channel: string) => {
    const next = draft.channels.filter((one) => (one === channel ? !isOn(one) : isOn(one)));
    const { channels: _, ...rest } = asked;
    // all of them is the same as no choice; none would be no map
    if (next.length > 0) onAsk(next.length === draft.channels.length ? rest : { ...rest, channels: next });
  };
  return (
    <div className={styles.controls}>
      <div className={styles.control}>
        <Select
          label={t('goal')}
          size="xs"
          w={230}
          searchable
          allowDeselect={false}
          value={asked.goal ?? draft.goal}
          data={[...new Set([...draft.goals.map(({ event }) => event), ...(draft.goal ? [draft.goal] : [])])]}
          onChange={(goal) => {
            if (goal !== null) onAsk({ ...asked, goal });
          }}
        />
      </div>
      <Slider
        label={t('stages')}
        value={asked.stages ?? draft.stages.length}
        text={
          asked.stages === undefined ? t('stagesAuto', { stages: draft.stages.length }) : `${asked.stages}`
        }
        min={2}
        max={MOST_STAGES}
        onChange={(stages) => onAsk({ ...asked, stages })}
      />
      <fieldset className={styles.channels}>
        <legend>{t('channels')}</legend>
        <div>
          {draft.channels.map((channel) => (
            <button
              key={channel}
              type="button"
              className={styles.channel}
              aria-pressed={isOn(channel)}
              onClick={() => toggle(channel)}
            >
              <ChannelMark channel={channel} size={18} isHollow={!isOn(channel)} isDecorative />
              {channelName(channel)}
            </button>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

function DraftSummary({ draft }: { draft: DraftAnswer }) {
  const t = useTranslations('discovery');
  const formats = useFormats();
  const touchpoints = draft.stages.flatMap(({ steps }) => steps.flatMap((step) => step.touchpoints)).length;
  const bold = (chunks: React.ReactNode) => <b>{chunks}</b>;
  return (
    <p className={styles.summary} aria-live="polite">
      {t.rich('summary', {
        stages: draft.stages.length,
        touchpoints,
        journeys: formats.count(draft.journeys),
        people: formats.count(draft.peopleLookedAt),
        b: bold,
      })}
      {draft.isSample && (
        <span className="mute"> {t('sampled', { people: formats.count(draft.people) })}</span>
      )}
    </p>
  );
}
