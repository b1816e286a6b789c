import type { NeedReading } from './contract.ts';
import { NEED_PARTS, NEEDS, type Need, type NeedPart, NOT_IN_EVENTS, partsOfNeed } from './needs.ts';

/** What was counted for one part in one channel; no channel (null) = over all, where channels do not add up to it. */
export interface NeedCount {
  part: string;
  channel: string | null;
  /** of `total`, those that went well; what went wrong may take off more than one */
  good: number;
  total: number;
  /** events that told what the part asks for (`NeedPart.mustBeTold`) */
  told: number;
  /** workspace currency */
  money: number;
}

/** Which parts the data of a shop can say anything about: their events came, and told of failures too. */
export function knownParts(counts: readonly NeedCount[], hasSeen: (event: string) => boolean): Set<string> {
  const told = new Set(counts.filter((one) => one.told > 0).map((one) => one.part));
  const known = NEED_PARTS.filter(
    (part) => part.seen.every(hasSeen) && (!part.mustBeTold || told.has(part.id)),
  );
  return new Set(known.map((part) => part.id));
}

/**
 * The eleven needs from what was counted. A part scores 100 x good / total, within 0 and 100; a need the mean of its parts
 * with data, null without any.
 *
 * readNeeds([{ part: 'delivery.on_time', channel: 'courier', good: 9, total: 10, told: 0, money: 0 }], known)
 * // delivery: 90 from 10 deliveries, the other ten null
 */
export function readNeeds(counts: readonly NeedCount[], known: ReadonlySet<string>): NeedReading[] {
  return NEEDS.map((need) => {
    const own = counts.filter((one) => known.has(one.part) && one.part.startsWith(`${need}.`));
    const whole = readParts(need, wholeOf(own));
    const channels = [...new Set(own.flatMap(({ channel }) => channel ?? []))].sort();
    return {
      need,
      score: meanScore(whole),
      sample: sampleOf(whole),
      parts: whole.map(({ part, ...reading }) => ({ part: part.id, title: part.title, ...reading })),
      channels: channels.flatMap((channel) => {
        const parts = readParts(need, channelOf(own, channel));
        const score = meanScore(parts);
        return score === null ? [] : [{ channel, score, sample: sampleOf(parts) }];
      }),
      evidence: sayEvidence(need, whole),
    };
  });
}

/** Of a part counted over all, that; else the sum of its channels. */
function wholeOf(counts: readonly NeedCount[]): NeedCount[] {
  const apart = new Set(counts.filter(({ channel }) => channel === null).map(({ part }) => part));
  return counts.filter(({ part, channel }) => channel === null || !apart.has(part));
}

function channelOf(counts: readonly NeedCount[], channel: string): NeedCount[] {
  const own = counts.filter((one) => one.channel === channel);
  return own.map((one) => {
    const isOfAll = NEED_PARTS.find(({ id }) => id === one.part)?.isOfAll;
    const all = counts.find(({ part, channel: other }) => part === one.part && other === null);
    return isOfAll && all ? { ...one, total: all.total } : one;
  });
}

interface PartReading {
  part: NeedPart;
  score: number | null;
  sample: number;
  money: number | null;
}

function readParts(need: Need, counts: readonly NeedCount[]): PartReading[] {
  return partsOfNeed(need).map((part) => {
    const own = counts.filter((one) => one.part === part.id);
    const sum = (of: (one: NeedCount) => number) => own.reduce((total, one) => total + of(one), 0);
    const sample = sum((one) => one.total);
    const score = sample > 0 ? Math.min(100, Math.max(0, (100 * sum((one) => one.good)) / sample)) : null;
    return { part, score, sample, money: part.hasMoney && score !== null ? sum((one) => one.money) : null };
  });
}

function meanScore(parts: readonly PartReading[]): number | null {
  const scores = parts.flatMap(({ score }) => score ?? []);
  return scores.length === 0 ? null : scores.reduce((sum, one) => sum + one, 0) / scores.length;
}

function sampleOf(parts: readonly PartReading[]): number {
  return parts.reduce((sum, one) => sum + one.sample, 0);
}

function sayEvidence(need: Need, parts: readonly PartReading[]): string[] {
  const said = parts.map(({ part, score, sample }) =>
    score === null
      ? `${part.title}: no data. It takes ${part.send}.`
      : `${part.title}: ${Math.round(score)} of 100, ${part.definition} (${part.unit}: ${sample}).`,
  );
  const never = NOT_IN_EVENTS[need];
  return never === undefined ? said : [...said, never];
}
