import type { Json } from '../../../shared/maps/edit/map-edit.ts';
import { isWrittenRecord } from './written.ts';

/** The rules of a plan, the ones that people ask for most first. */
export const RULE_KINDS = [
  'response',
  'precedence',
  'succession',
  'chain',
  'coexistence',
  'existence',
  'absence',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** Keys of the file for both sides of a rule, as `read-path.ts` reads them. */
const KEYS: Record<RuleKind, { from: string | null; to: string }> = {
  response: { from: 'from', to: 'to' },
  succession: { from: 'from', to: 'to' },
  chain: { from: 'from', to: 'to' },
  coexistence: { from: 'from', to: 'to' },
  precedence: { from: 'first', to: 'then' },
  absence: { from: 'after', to: 'event' },
  existence: { from: null, to: 'event' },
};

/** A rule of `path.rules` by its two sides; `from` is what it begins with, `to` what it asks for. */
export interface WrittenRule {
  kind: RuleKind;
  from: Json | undefined;
  to: Json | undefined;
  within: Json | undefined;
  /** keys that are none of these */
  rest: { [key: string]: Json };
}

/** null = it has no form of a rule. */
export function readRule(raw: Json): WrittenRule | null {
  if (!isWrittenRecord(raw)) return null;
  const kind = RULE_KINDS.find((one) => one === raw.rule);
  if (kind === undefined) return null;
  const { from, to } = KEYS[kind];
  const known = ['rule', 'within', to, ...(from === null ? [] : [from])];
  const rest = Object.fromEntries(Object.entries(raw).filter(([key]) => !known.includes(key)));
  return { kind, from: from === null ? undefined : raw[from], to: raw[to], within: raw.within, rest };
}

export function writeRule({ kind, from, to, within, rest }: WrittenRule): { [key: string]: Json } {
  const keys = KEYS[kind];
  return {
    rule: kind,
    ...(keys.from === null || from === undefined ? {} : { [keys.from]: from }),
    ...(to === undefined ? {} : { [keys.to]: to }),
    ...(within === undefined ? {} : { within }),
    ...rest,
  };
}

export function hasFrom(kind: RuleKind): boolean {
  return KEYS[kind].from !== null;
}

/** Says everything that it must. */
export function isComplete({ kind, from, to }: WrittenRule): boolean {
  return to !== undefined && (from !== undefined || kind === 'absence' || kind === 'existence');
}
