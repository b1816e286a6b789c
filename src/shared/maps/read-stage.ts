import { isCalendarDay, sayNoDay } from '../platform/calendar-day.ts';
import type {
  Backstage,
  Emotion,
  Opportunity,
  Pain,
  PersonaView,
  Stage,
  Step,
  TargetAction,
  Touchpoint,
} from './journey-map.ts';
import {
  type CtaInFile,
  type EmotionInFile,
  emotionInFile,
  type OpportunityInFile,
  type PainInFile,
  type StageInFile,
  type StepInFile,
  type TouchpointInFile,
} from './map-file.ts';
import type { MapReading } from './map-reading.ts';
import { type OpportunityResult, opportunityResult } from './programme/opportunity-result.ts';
import { readTarget } from './target.ts';
import type { KeyPath } from './yaml-source.ts';

/** Names of a map that its cells may refer to, beside the events. */
export interface MapNames {
  channelIds: readonly string[];
}

export function readStage(written: StageInFile, path: KeyPath, reading: MapReading, names: MapNames): Stage {
  return {
    id: written.id,
    title: reading.text(written.title),
    goal: reading.optionalText(written.goal),
    motivation: written.motivation ?? null,
    enter: reading.events(written.enter, [...path, 'enter']),
    isExit: written.exit ?? false,
    timeoutMs: reading.duration(written.timeout, [...path, 'timeout']),
    kpis: reading.known(written.kpis, reading.metricIds, [...path, 'kpis'], 'metric'),
    color: written.color ?? null,
    owner: reading.owner(written.owner),
    competitors: written.competitors ?? [],
    targetActions: readTargetActions(written.cta, [...path, 'cta'], reading),
    steps: (written.steps ?? []).map((step, index) =>
      readStep(step, [...path, 'steps', index], reading, names),
    ),
    custom: written.custom ?? {},
    place: reading.place(path),
  };
}

function readStep(written: StepInFile, path: KeyPath, reading: MapReading, names: MapNames): Step {
  return {
    id: written.id,
    title: reading.text(written.title),
    goal: reading.optionalText(written.goal),
    motivation: written.motivation ?? null,
    actions: written.actions ?? [],
    thoughts: written.thoughts ?? [],
    emotion:
      written.emotion === undefined ? null : readEmotion(written.emotion, [...path, 'emotion'], reading),
    touchpoints: (written.touchpoints ?? []).map((touchpoint, index) =>
      readTouchpoint(touchpoint, [...path, 'touchpoints', index], reading, names),
    ),
    pains: readPains(written.pains, [...path, 'pains'], reading),
    opportunities: (written.opportunities ?? []).map((opportunity, index) =>
      readOpportunity(opportunity, [...path, 'opportunities', index], reading),
    ),
    kpis: reading.known(written.kpis, reading.metricIds, [...path, 'kpis'], 'metric'),
    content: written.content ?? [],
    targetActions: readTargetActions(written.cta, [...path, 'cta'], reading),
    owner: reading.owner(written.owner),
    backstage:
      written.backstage === undefined
        ? null
        : readBackstage(written.backstage, [...path, 'backstage'], reading),
    images: written.images ?? [],
    files: written.files ?? [],
    quotes: (written.quotes ?? []).map((quote, index) => {
      if (typeof quote === 'string') return { text: quote, by: null, persona: null };
      const [persona] =
        quote.persona === undefined
          ? []
          : reading.known(
              [quote.persona],
              reading.personaIds,
              [...path, 'quotes', index, 'persona'],
              'persona',
            );
      return { text: reading.text(quote.text), by: quote.by ?? null, persona: persona ?? null };
    }),
    perPersona: readPersonaViews(written.perPersona, [...path, 'perPersona'], reading),
    map: written.map ?? null,
    competitors: written.competitors ?? [],
    difference: written.difference ?? [],
    custom: written.custom ?? {},
    place: reading.place(path),
  };
}

function readTouchpoint(
  written: TouchpointInFile,
  path: KeyPath,
  reading: MapReading,
  names: MapNames,
): Touchpoint {
  const { channel } = written;
  if (channel !== undefined && !names.channelIds.includes(channel)) {
    reading.dangling(channel, names.channelIds, [...path, 'channel'], 'channel');
  }
  return {
    id: written.id,
    title: reading.text(written.title),
    type: written.type ?? 'action',
    initiator: written.initiator ?? null,
    recipient: written.recipient ?? null,
    channel: channel !== undefined && names.channelIds.includes(channel) ? channel : null,
    devices: written.devices ?? [],
    events: reading.events(written.events, [...path, 'events'], written.where),
    isOptional: written.optional ?? false,
    mayRepeat: written.repeat ?? false,
    moment: written.moment ?? null,
    kpis: [
      ...reading.known(written.kpis, reading.metricIds, [...path, 'kpis'], 'metric'),
      ...reading.known(written.metrics, reading.metricIds, [...path, 'metrics'], 'metric'),
    ],
    orchestration: written.orchestration ?? null,
    schemaOrg: written.schemaOrg ?? null,
    owner: reading.owner(written.owner),
    targetActions: readTargetActions(written.cta, [...path, 'cta'], reading),
    isObservable: written.observable ?? true,
    content: written.content ?? [],
    needs: reading.numbers(written.needs, [...path, 'needs']),
    actor: written.actor ?? null,
    kind: written.kind ?? null,
    isOnline: written.online ?? null,
    pains: readPains(written.pains, [...path, 'pains'], reading),
    custom: written.custom ?? {},
    place: reading.place(path),
  };
}

function readTargetActions(
  written: CtaInFile | undefined,
  path: KeyPath,
  reading: MapReading,
): TargetAction[] {
  const list = written === undefined ? [] : typeof written === 'string' ? [written] : written;
  return list.map((item, index) => {
    const at = typeof written === 'string' ? path : [...path, index];
    const bare = { events: [], value: null, target: null, metric: null, place: reading.place(at) };
    if (typeof item === 'string') return { ...bare, action: item };
    const target = item.target === undefined ? null : readTarget(item.target, 'ratio');
    if (typeof target === 'string')
      reading.report([...at, 'target'], 'bad_target', `The target "${item.target}": ${target}.`);
    const [metric] =
      item.kpi === undefined ? [] : reading.known([item.kpi], reading.metricIds, [...at, 'kpi'], 'metric');
    return {
      ...bare,
      action: item.action,
      events: reading.events(item.event, [...at, 'event'], item.where),
      value: item.value ?? null,
      target: typeof target === 'string' ? null : target,
      metric: metric ?? null,
    };
  });
}

function readPains(written: PainInFile[] | undefined, path: KeyPath, reading: MapReading): Pain[] {
  return (written ?? []).map((pain, index) => {
    const at = [...path, index];
    const bare = {
      id: null,
      severity: null,
      frequency: null,
      evidence: [],
      personas: [],
      events: [],
      place: reading.place(at),
    };
    if (typeof pain === 'string') return { ...bare, text: pain };
    return {
      ...bare,
      id: pain.id ?? null,
      text: reading.text(pain.text),
      severity: pain.severity ?? null,
      frequency: pain.frequency ?? null,
      evidence: pain.evidence ?? [],
      personas: reading.known(pain.personas, reading.personaIds, [...at, 'personas'], 'persona'),
      events: reading.events(pain.events, [...at, 'events'], pain.where),
    };
  });
}

function readOpportunity(written: OpportunityInFile, path: KeyPath, reading: MapReading): Opportunity {
  const long: Exclude<OpportunityInFile, string> = typeof written === 'string' ? { text: written } : written;
  return {
    id: long.id ?? null,
    text: reading.text(long.text),
    scores: reading.numbers(long.scores, [...path, 'scores']),
    moves: reading.known(long.moves, reading.metricIds, [...path, 'moves'], 'metric'),
    issue: long.issue ?? null,
    status: long.status ?? 'idea',
    owner: reading.owner(long.owner),
    due: readDay(long.due, [...path, 'due'], reading),
    shipped: readDay(long.shipped, [...path, 'shipped'], reading),
    result: readResult(long.result, [...path, 'result'], reading),
    place: reading.place(path),
  };
}

function readDay(written: unknown, path: KeyPath, reading: MapReading): string | null {
  if (written === undefined || written === null) return null;
  if (typeof written === 'string' && isCalendarDay(written)) return written;
  reading.report(path, 'bad_day', sayNoDay(String(written)), { suggestion: '2026-03-31' });
  return null;
}

function readResult(written: unknown, path: KeyPath, reading: MapReading): OpportunityResult | null {
  if (written === undefined || written === null) return null;
  const result = opportunityResult.safeParse(written);
  if (result.success) return result.data;
  const at = result.error.issues[0]?.path.join('.') ?? '';
  reading.report(path, 'bad_result', `The result is not as "measure now" writes it (${at}).`);
  return null;
}

function readEmotion(written: EmotionInFile, path: KeyPath, reading: MapReading): Emotion {
  const long: Exclude<EmotionInFile, number> = typeof written === 'number' ? { score: written } : written;
  const [metric] =
    long.metric === undefined
      ? []
      : reading.known([long.metric], reading.metricIds, [...path, 'metric'], 'metric');
  return {
    score: long.score,
    label: long.label ?? null,
    source: long.source ?? 'assumed',
    metric: metric ?? null,
    worst: long.worst ?? null,
    best: long.best ?? null,
    evidence: long.evidence ?? [],
    place: reading.place(path),
  };
}

/** The format leaves backstage open; these are the parts that are shown. */
function readBackstage(written: Record<string, unknown>, path: KeyPath, reading: MapReading): Backstage {
  return {
    frontstage: readTexts(written.frontstage, [...path, 'frontstage'], reading),
    backstage: readTexts(written.backstage, [...path, 'backstage'], reading),
    systems: readTexts(written.systems, [...path, 'systems'], reading),
    owner: typeof written.owner === 'string' ? reading.owner(written.owner) : null,
  };
}

function readPersonaViews(
  written: Record<string, unknown> | undefined,
  path: KeyPath,
  reading: MapReading,
): Record<string, PersonaView> {
  const views: Record<string, PersonaView> = {};
  for (const [persona, value] of Object.entries(written ?? {})) {
    const at = [...path, persona];
    if (!reading.personaIds.includes(persona)) {
      reading.dangling(persona, reading.personaIds, at, 'persona');
      continue;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      reading.report(at, 'wrong_type', `What differs for ${persona} must be a mapping (key: value).`);
      continue;
    }
    const view: Record<string, unknown> = { ...value };
    const emotion = view.emotion === undefined ? null : emotionInFile.safeParse(view.emotion);
    if (emotion && !emotion.success)
      reading.report(
        [...at, 'emotion'],
        'wrong_type',
        'An emotion is a number from -2 to 2, or has a score.',
      );
    views[persona] = {
      emotion: emotion?.success ? readEmotion(emotion.data, [...at, 'emotion'], reading) : null,
      actions: readTexts(view.actions, [...at, 'actions'], reading),
      thoughts: readTexts(view.thoughts, [...at, 'thoughts'], reading),
      content: readTexts(view.content, [...at, 'content'], reading),
      pains: readPains(readTexts(view.pains, [...at, 'pains'], reading), [...at, 'pains'], reading),
    };
  }
  return views;
}

/** A list of texts, or one; anything else in it is reported. */
function readTexts(written: unknown, path: KeyPath, reading: MapReading): string[] {
  if (written === undefined || written === null) return [];
  const list: unknown[] = Array.isArray(written) ? written : [written];
  return list.flatMap((item, index) => {
    if (typeof item === 'string') return [item];
    reading.report([...path, index], 'wrong_type', 'A text is expected here.');
    return [];
  });
}
