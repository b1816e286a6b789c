import { IconQuestionMark } from '@tabler/icons-react';
import { createContext, useContext } from 'react';
import { useTranslations } from 'use-intl';
import { isChannel } from '../../shared/channels.ts';
import { CHANNEL_ICONS } from './channel-icons.ts';
import styles from './channel-mark.module.css';

/** The colour of a channel, the same in every chart. */
export function channelColor(channel: string | null): string {
  return channel !== null && isChannel(channel) ? `var(--channel-${channel})` : 'var(--mute)';
}

/** What a map calls its channels, by id, and whose icon they borrow: the id of a channel of the product. */
export type OwnChannels = ReadonlyMap<string, { name: string; icon: string | null }>;
export const OwnChannelsContext = createContext<OwnChannels>(new Map());

/** A channel in the reader's words; a name of the shop's own stays as it is. */
export function useChannelName(): (channel: string) => string {
  const t = useTranslations('channels');
  const own = useContext(OwnChannelsContext);
  return (channel) =>
    own.get(channel)?.name ??
    (isChannel(channel) ? t(channel) : channel === 'unknown' ? t('unknown') : channel);
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
  const borrowed = useContext(OwnChannelsContext).get(channel)?.icon ?? null;
  const look = isChannel(channel) ? channel : borrowed;
  const Icon = look !== null && isChannel(look) ? CHANNEL_ICONS[look] : null;
  const isOwn = Icon === null && name !== channel;
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
      {Icon ? (
        <Icon size={size * 0.62} stroke={1.9} aria-hidden />
      ) : isOwn && channel !== 'unknown' ? (
        <span aria-hidden="true" style={{ fontSize: size * 0.55, fontWeight: 600, lineHeight: 1 }}>
          {name.slice(0, 1)}
        </span>
      ) : (
        <IconQuestionMark size={size * 0.62} stroke={1.9} aria-hidden />
      )}
    </span>
  );
}
