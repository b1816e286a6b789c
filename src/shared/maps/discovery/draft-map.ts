import { Document, isMap, isSeq, visit } from 'yaml';
import { isChannel } from '../../channels.ts';
import { cutText } from '../../platform/cut-text.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { MapInFile, MetricInFile, StageInFile, TouchpointInFile } from '../map-file.ts';
import { type Condition, NO_RESULTS, type Unit } from './observed.ts';
import type { Proposal, ProposedStage, ProposedTouchpoint } from './propose-stages.ts';
import { PHASES, standardEvent } from './standard-events.ts';

/** What the present says about a key figure of a draft: a ratio, or a number of people; null = nothing yet. */
export type PresentValues = Readonly<Record<string, number | null>>;

export interface DraftHead {
  id: string;
  title: string;
  /** who answers for the map until somebody else does */
  owner: string;
  /** first and last day that it was drawn from */
  period: { from: string; to: string };
}

const DAY_MS = 86_400_000;
/** Windows that people think in. */
const WINDOWS_DAYS = [7, 14, 30, 60, 90, 180];
/** A target that is proposed asks for so much more than the present. */
const BETTER = 1.1;
/** Events that put a journey into a stage, at most. */
const MOST_ENTER = 10;

const CHANNEL_TITLES: Record<string, string> = {
  web: 'Web',
  app: 'App',
  email: 'E-mail',
  sms: 'SMS',
  push: 'Push',
  chat: 'Chat',
  bot: 'Bot',
  social: 'Social media',
  search: 'Search engines',
  ads: 'Advertising',
  marketplace: 'Marketplace',
  review_site: 'Review sites',
  call: 'Phone',
  store: 'Stores',
  kiosk: 'Kiosk',
  direct_mail: 'Letter',
  courier: 'Courier',
  pickup: 'Pick-up',
  other: 'Other',
};

/** Names that are given once each: a second `cart` becomes `cart-2`. */
class Names {
  private readonly taken = new Set<string>();

  take(wanted: string, between = '-'): string {
    const slug = wanted
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, between)
      .replaceAll(/^[-_]+|[-_]+$/g, '');
    const base = slug.slice(0, 48) || 'item';
    let name = base;
    for (let count = 2; this.taken.has(name); count++) name = `${base}${between}${count}`;
    this.taken.add(name);
    return name;
  }
}

/**
 * A proposal as the file of a map that opens: touchpoints bound to their events, stages with what enters them, key figures
 * from each stage to the next with targets a tenth above the present. What only people can say (personas, feelings, pains)
 * is left out. Without `present`, targets are left out too: measure the draft, then draw it with the values.
 */
export function drawDraft(proposal: Proposal, head: DraftHead, present: PresentValues | null): string {
  const draft = layOut(proposal);
  const windowDays = WINDOWS_DAYS.find((days) => days * DAY_MS >= proposal.lengthMs) ?? 365;
  const metrics = metricsOf(draft, windowDays * DAY_MS, present);
  const value: MapInFile = {
    map: '1.0',
    id: head.id,
    title: head.title,
    description: `Drawn from the journeys of ${head.period.from} to ${head.period.to}. Rename, move and remove freely.`,
    state: 'as-is',
    status: 'draft',
    owner: head.owner,
    tags: ['discovered'],
    case: { by: 'customer', window: formatDuration(windowDays * DAY_MS) },
    channels: draft.channels.map((channel) => ({ id: channel, name: CHANNEL_TITLES[channel] ?? channel })),
    events: draft.aliases,
    metrics,
    stages: draft.stages.map(({ enter, steps, title, id, goal, team }, index): StageInFile => {
      const own = draft.kpis.filter((kpi) => kpi.stage === index);
      const next = draft.stages[index + 1];
      const action = next ? `Goes on: ${next.title}` : `Comes to the end: ${title}`;
      return {
        id,
        title,
        ...(goal === null ? {} : { goal }),
        enter,
        ...(index === draft.goalStage || next === undefined ? { exit: true } : {}),
        kpis: own.map((kpi) => kpi.id),
        owner: team,
        cta: own.slice(0, 1).map((kpi) => ({ action, kpi: kpi.id })),
        steps,
      };
    }),
  };
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Map(_, node, path) {
      const isLeaf = node.items.every(({ value }) => !isMap(value) && !isSeq(value));
      if (path.length > 2 && isLeaf) node.flow = true;
    },
    Seq(_, node) {
      if (node.items.every((item) => !isMap(item))) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

interface LaidOut {
  channels: string[];
  aliases: Record<string, string | { name: string; where: string }>;
  stages: {
    id: string;
    title: string;
    goal: string | null;
    team: string;
    enter: string[];
    steps: NonNullable<StageInFile['steps']>;
  }[];
  /** stage of the goal, -1 = none */
  goalStage: number;
  kpis: { id: string; stage: number; to: number | null; alias: string }[];
}

function layOut(proposal: Proposal): LaidOut {
  const ids = new Names();
  const aliasNames = new Names();
  const metricNames = new Names();
  const aliases: LaidOut['aliases'] = {};
  const aliasOf = new Map<Unit, string>();
  const all = proposal.stages.flatMap(({ steps }) => steps.flatMap(({ touchpoints }) => touchpoints));
  for (const { unit } of all) {
    if (aliasOf.has(unit)) continue;
    const alias = aliasNames.take(`${unit.event}${kindOf(unit)}`, '_');
    aliasOf.set(unit, alias);
    const where = whereOf(unit.conditions);
    aliases[alias] = where === null ? unit.event : { name: unit.event, where };
  }
  const wholeAliasOf = new Map<string, string>();
  for (const one of proposal.stages.flatMap((stage) => enterOf(stage, proposal.stages))) {
    if (typeof one !== 'string' || wholeAliasOf.has(one)) continue;
    const alias = aliasNames.take(`${one} any`, '_');
    wholeAliasOf.set(one, alias);
    aliases[alias] = one;
  }
  const titles = nameStages(proposal.stages);
  const stages = proposal.stages.map((stage, index) => {
    const phase = stage.phase === null ? null : PHASES[stage.phase];
    return {
      id: ids.take(titles[index] ?? 'stage'),
      title: titles[index] ?? '',
      goal: phase?.goal ?? null,
      team: phase?.team ?? 'marketing',
      enter: enterOf(stage, proposal.stages).flatMap((one) =>
        typeof one === 'string' ? (wholeAliasOf.get(one) ?? []) : (aliasOf.get(one) ?? []),
      ),
      steps: stage.steps.map(({ key, touchpoints }) => {
        const standard = standardEvent(touchpoints[0]?.unit.event ?? '');
        const title = standard?.step === key ? standard.stepTitle : key;
        return {
          id: ids.take(title),
          title,
          touchpoints: touchpoints.map((one) => writeTouchpoint(one, { ids, all, aliasOf })),
        };
      }),
    };
  });
  const goalStage = proposal.stages.findIndex(({ steps }) =>
    steps.some(({ touchpoints }) => touchpoints.some(({ unit }) => unit.event === proposal.goal)),
  );
  const kpis = stages.map(({ id, enter }, stage) => {
    const next = stages[stage + 1];
    const [first = ''] = enter;
    return {
      id: metricNames.take(next ? `${id}_onward` : `${id}_people`, '_'),
      stage,
      to: next ? stage + 1 : null,
      alias: first,
    };
  });
  const channels = [...new Set(all.map(({ channel }) => channel))].filter(isChannel);
  return { channels, aliases, stages, goalStage, kpis };
}

/**
 * What puts a journey into a stage: what most people do there. An event of which every kind is in the stage counts as a
 * whole (its name), so that the database need not look at properties.
 */
function enterOf(stage: ProposedStage, all: readonly ProposedStage[]): (Unit | string)[] {
  const people = new Map<Unit | string, number>();
  const unitsOf = (stages: readonly ProposedStage[], event: string) =>
    new Set(
      stages.flatMap(({ steps }) =>
        steps.flatMap(({ touchpoints }) =>
          touchpoints.map(({ unit }) => unit).filter((unit) => unit.event === event),
        ),
      ),
    ).size;
  for (const { touchpoints } of stage.steps) {
    for (const { unit, people: count } of touchpoints) {
      const here = unitsOf([stage], unit.event);
      const key = here > 1 && here === unitsOf(all, unit.event) ? unit.event : unit;
      people.set(key, (people.get(key) ?? 0) + count);
    }
  }
  const order = [...people.keys()];
  const chosen = order.toSorted((a, b) => (people.get(b) ?? 0) - (people.get(a) ?? 0)).slice(0, MOST_ENTER);
  return order.filter((one) => chosen.includes(one));
}

function writeTouchpoint(
  touchpoint: ProposedTouchpoint,
  given: { ids: Names; all: readonly ProposedTouchpoint[]; aliasOf: ReadonlyMap<Unit, string> },
): TouchpointInFile {
  const { unit, channel, share, mayRepeat } = touchpoint;
  const standard = standardEvent(unit.event);
  const name = nameOf(unit);
  const isAlone = given.all.filter((one) => nameOf(one.unit) === name).length === 1;
  const title = isAlone ? name : `${name} (${CHANNEL_TITLES[channel] ?? channel})`;
  const isOneOfSeveral = given.all.filter((one) => one.unit === unit).length > 1;
  return {
    id: given.ids.take(isAlone ? name : `${name}-${channel}`),
    title,
    ...(isChannel(channel) ? { channel } : {}),
    type: standard?.isAction === false ? 'communication' : 'action',
    events: given.aliasOf.get(unit) ?? unit.event,
    ...(isOneOfSeveral
      ? { where: isChannel(channel) ? `channel = '${channel}'` : 'not exists channel' }
      : {}),
    ...(share < 0.5 ? { optional: true } : {}),
    ...(mayRepeat ? { repeat: true } : {}),
  };
}

const nameOf = (unit: Unit) => `${standardEvent(unit.event)?.title ?? unit.event}${kindOf(unit)}`;

/** `: delivery, invoice` or `: other` of a unit that is one kind of its event; nothing where the channel says it. */
function kindOf({ conditions }: Unit): string {
  const kinds = conditions
    .filter(({ key }) => key !== 'channel')
    .map(({ key, values, isNot }) => {
      if (key === 'results') return values.includes(NO_RESULTS) === isNot ? 'with results' : 'no results';
      return isNot ? 'other' : values.slice(0, 2).map(shorten).join(', ');
    });
  return kinds.length === 0 ? '' : `: ${kinds.join(', ')}`;
}

const shorten = (text: string) => (text.length > 24 ? `${cutText(text, 23)}…` : text);

const WORD = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The conditions in the grammar of shared/expression; null = none. */
export function whereOf(conditions: readonly Condition[]): string | null {
  const parts = conditions.map(({ key, values, isNot }) => {
    if (key === 'results')
      return `properties.results ${values.includes(NO_RESULTS) === isNot ? '!=' : '='} 0`;
    const field = key === 'channel' ? 'channel' : `properties.${WORD.test(key) ? key : quote(key)}`;
    const [only] = values;
    if (values.length === 1 && only !== undefined) return `${field} ${isNot ? '!=' : '='} ${quote(only)}`;
    return `${field} ${isNot ? 'not in' : 'in'} (${values.map(quote).join(', ')})`;
  });
  return parts.length === 0 ? null : parts.join(' and ');
}

const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/**
 * The phase of each stage; with what most people do there where several stages share it, and the busiest event alone where
 * nothing there is in the vocabulary. No two stages are called the same.
 */
function nameStages(stages: readonly ProposedStage[]): string[] {
  const taken: string[] = [];
  for (const { phase, steps } of stages) {
    const own = steps
      .flatMap(({ touchpoints }) => touchpoints)
      .filter(({ unit }) => (standardEvent(unit.event)?.phase ?? null) === phase)
      .toSorted((a, b) => b.people - a.people);
    const titles = own.map(({ unit }) => standardEvent(unit.event)?.title ?? unit.event);
    const isShared = stages.filter((other) => other.phase === phase).length > 1;
    const names =
      phase === null
        ? titles
        : isShared
          ? titles.map((title) => `${PHASES[phase].title}: ${title.charAt(0).toLowerCase()}${title.slice(1)}`)
          : [PHASES[phase].title];
    const [first = 'Stage'] = names;
    taken.push(names.find((name) => !taken.includes(name)) ?? `${first} ${taken.length + 1}`);
  }
  return taken;
}

function metricsOf(
  draft: LaidOut,
  windowMs: number,
  present: PresentValues | null,
): Record<string, MetricInFile> {
  return Object.fromEntries(
    draft.kpis.map(({ id, stage, to }) => {
      const own = draft.stages[stage];
      const next = to === null ? undefined : draft.stages[to];
      const value = present?.[id] ?? null;
      const common = { owner: own?.team ?? 'marketing' };
      if (next) {
        const title = `${own?.title} → ${next.title}`;
        const within = formatDuration(windowMs);
        const goals = present === null ? {} : ratioTarget(value);
        return [
          id,
          { kind: 'conversion', title, from: own?.enter ?? [], to: next.enter, within, ...goals, ...common },
        ];
      }
      const goals = present === null ? {} : countTarget(value);
      return [
        id,
        { kind: 'uniques', title: `People: ${own?.title}`, event: own?.enter ?? [], ...goals, ...common },
      ];
    }),
  );
}

/** A tenth more than now, at most half of what is missing to everybody; in whole percent, or tenths below 10 %. */
function ratioTarget(value: number | null): Pick<MetricInFile, 'target' | 'warn' | 'baseline'> {
  if (value === null || value <= 0) return { target: '>= 10%' };
  const wanted = Math.min(value * BETTER, (1 + value) / 2) * 100;
  const step = wanted < 10 ? 10 : 1;
  const percent = Math.min(
    100,
    Math.max(Math.ceil(wanted * step), Math.floor(value * 100 * step) + 1) / step,
  );
  const now = Math.floor(value * 1000) / 10;
  // nobody can be asked for more than everybody
  if (now >= percent) return { target: '>= 100%', warn: '99%' };
  return { target: `>= ${percent}%`, warn: `${Math.min(now, percent)}%`, baseline: `${now}%` };
}

function countTarget(value: number | null): Pick<MetricInFile, 'target' | 'warn' | 'baseline'> {
  if (value === null || value <= 0) return { target: '>= 10' };
  return { target: `>= ${Math.ceil(value * BETTER)}`, warn: value, baseline: value };
}
