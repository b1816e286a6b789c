import { SegmentedControl } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { NeedReading, NeedsAnswer } from '../../../shared/maps/needs/contract.ts';
import { type Need, NOT_IN_EVENTS, partsOfNeed } from '../../../shared/maps/needs/needs.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ChannelMark, useChannelName } from '../../ui/channel-mark.tsx';
import { SideDrawer } from '../../ui/side-drawer.tsx';
import styles from './needs-drawer.module.css';
import { toneOf } from './needs-lane.tsx';

interface NeedsDrawerProps {
  /** of the stage */
  title: string;
  here: NeedsAnswer['stages'][number];
  all: readonly NeedReading[];
  touchpoints: readonly { needs: Record<string, number> }[];
  /** the need that was pointed at */
  first: Need | null;
  onClose: () => void;
}

/** What each of the eleven scores rests on, by channel, and what to send where there is no data. */
export default function NeedsDrawer({ title, here, all, touchpoints, first, onClose }: NeedsDrawerProps) {
  const t = useTranslations('needs');
  const formats = useFormats();
  const [whose, setWhose] = useState<'stage' | 'all'>('stage');
  const scrollToFirst = useCallback(
    (list: HTMLUListElement | null) => {
      if (first !== null) list?.querySelector(`[data-need="${first}"]`)?.scrollIntoView();
    },
    [first],
  );
  const needs = whose === 'all' ? all : here.needs;
  return (
    <SideDrawer isOpen onClose={onClose} widthPx={480} title={t('title', { stage: title })}>
      <div className={styles.body}>
        <p className="mute">{t('means')}</p>
        <SegmentedControl
          size="xs"
          aria-label={t('whose')}
          value={whose}
          onChange={(value) => setWhose(value === 'all' ? 'all' : 'stage')}
          data={[
            { value: 'stage', label: t('ofStage', { people: formats.count(here.people) }) },
            { value: 'all', label: t('ofAll') },
          ]}
        />
        <ul className={styles.needs} ref={scrollToFirst}>
          {needs.map((reading) => (
            <li key={reading.need} data-need={reading.need}>
              <NeedDetails
                reading={reading}
                assumed={whose === 'stage' ? assumedOf(reading.need, touchpoints) : null}
              />
            </li>
          ))}
        </ul>
      </div>
    </SideDrawer>
  );
}

/** Mean of what the file says of the stage's touchpoints; null = it says nothing. */
function assumedOf(need: Need, touchpoints: NeedsDrawerProps['touchpoints']): number | null {
  const said = touchpoints.flatMap((one) => one.needs[need] ?? []);
  return said.length === 0 ? null : said.reduce((sum, one) => sum + one, 0) / said.length;
}

function NeedDetails({ reading, assumed }: { reading: NeedReading; assumed: number | null }) {
  const t = useTranslations('needs');
  const formats = useFormats();
  const { need, score, parts, channels } = reading;
  const definitions = new Map(partsOfNeed(need).map((part) => [part.id, part]));
  const withData = parts.filter((part) => part.score !== null);
  const without = parts.filter((part) => part.score === null);
  const never = NOT_IN_EVENTS[need];
  return (
    <>
      <div className={styles.head}>
        <h3>{t(`names.${need}`)}</h3>
        {score === null ? <span className="mute">{t('noData')}</span> : <Score score={score} />}
      </div>
      {assumed !== null && <p className="mute">{t('assumed', { score: Math.round(assumed) })}</p>}
      {withData.length > 0 && (
        <ul className={styles.parts}>
          {withData.map((part) => {
            const definition = definitions.get(part.part);
            return (
              <li key={part.part}>
                <span>{part.title}</span>
                <b>{Math.round(part.score ?? 0)}</b>
                <small className="mute">
                  {definition?.definition} ({definition?.unit}: {formats.count(part.sample)})
                </small>
                {part.money !== null && part.money > 0 && (
                  <small>{t('money', { money: formats.money(part.money) })}</small>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {channels.length > 0 && <Channels need={t(`names.${need}`)} channels={channels} />}
      {(without.length > 0 || never !== undefined) && (
        <details className={styles.missing} open={score === null}>
          <summary>{t(score === null ? 'send' : 'more', { parts: without.length })}</summary>
          <ul>
            {without.map((part) => (
              <li key={part.part}>
                <b>{part.title}:</b> {definitions.get(part.part)?.send}
              </li>
            ))}
            {never !== undefined && <li>{never}</li>}
          </ul>
        </details>
      )}
    </>
  );
}

function Score({ score }: { score: number }) {
  const t = useTranslations('needs');
  const tone = toneOf(score);
  return (
    <span className={styles.score} data-tone={tone}>
      <span className={styles.track} aria-hidden="true">
        <i style={{ width: `${score.toString()}%` }} />
      </span>
      <b>{Math.round(score)}</b>
      <span className="only-read">{t(`tones.${tone}`)}</span>
    </span>
  );
}

function Channels({ need, channels }: { need: string; channels: NeedReading['channels'] }) {
  const t = useTranslations('needs');
  const formats = useFormats();
  const nameOf = useChannelName();
  return (
    <ul className={styles.channels} aria-label={t('byChannel', { need })}>
      {channels.map(({ channel, score, sample }) => (
        <li key={channel} title={t('sample', { sample: formats.count(sample) })}>
          <ChannelMark channel={channel} size={18} isDecorative />
          <span>{nameOf(channel)}</span>
          <b>{Math.round(score)}</b>
        </li>
      ))}
    </ul>
  );
}
