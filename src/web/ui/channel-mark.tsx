import { IconQuestionMark } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { isChannel } from '../../shared/channels.ts';
import { CHANNEL_ICONS } from './channel-icons.ts';
import styles from './channel-mark.module.css';

/** The colour of a channel, the same in every chart. */
export function channelColor(channel: string | null): string {
  return channel !== null && isChannel(channel) ? `var(--channel-${channel})` : 'var(--mute)';
}

/** A channel in the reader's words; a name of the shop's own stays as it is. */
export function useChannelName(): (channel: string) => string {
  const t = useTranslations('channels');
  return (channel) => (isChannel(channel) ? t(channel) : channel === 'unknown' ? t('unknown') : channel);
}

interface ChannelMarkProps {
  channel: string;
  size?: number;
  /** a touchpoint that the shop cannot see */
  isHollow?: boolean;
  /** the name stands beside the mark already */
  isDecorative?: boolean;
}

export function ChannelMark({
  channel,
  size = 22,
  isHollow = false,
  isDecorative = false,
}: ChannelMarkProps) {
  const name = useChannelName()(channel);
  const Icon = isChannel(channel) ? CHANNEL_ICONS[channel] : IconQuestionMark;
  return (
    <span
      className={styles.mark}
      data-hollow={isHollow || undefined}
      style={{
        width: size,
        height: size,
        borderRadius: size * 0.29,
        background: isHollow ? 'none' : channelColor(channel),
      }}
      title={name}
      {...(isDecorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
    >
      <Icon size={size * 0.62} stroke={1.9} aria-hidden />
    </span>
  );
}
