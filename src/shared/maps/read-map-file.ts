import { CHANNEL_NAMES, CHANNELS, isChannel } from '../channels.ts';
import { isCalendarDay, sayNoDay } from '../platform/calendar-day.ts';
import { nearestName } from '../platform/nearest-name.ts';
import { layOver } from './base-map.ts';
import type { MapProblem } from './contract.ts';
import {
  BUILT_IN_LANES,
  type JourneyMap,
  type Lane,
  type MapChannel,
  type Persona,
  type Statement,
  stepsOf,
  touchpointsOf,
  type View,
} from './journey-map.ts';
import { type MapInFile, mapInFile, type PersonaInFile, type StatementInFile } from './map-file.ts';
import { MapReading } from './map-reading.ts';
import { readMetric } from './read-metric.ts';
import { readPathNode, readPathRule } from './read-path.ts';
import { readStage } from './read-stage.ts';
import { describeIssues } from './schema-problems.ts';
import { leaveOutWrongBindings } from './wrong-bindings.ts';
import { YamlSource } from './yaml-source.ts';

export interface ReadMapOptions {
  /** of texts that stand in several languages */
  language?: string;
  /** plain value of the map that this one `extends`, itself laid over what it extends */
  base?: unknown;
}

/** How long a journey lasts where the map does not say. */
export const DEFAULT_CASE_WINDOW_MS = 30 * 86_400_000;
/** A person's session is over after this silence where the map does not say (`case.restart.idle`). */
export const SESSION_IDLE_MS = 30 * 60_000;

/**
 * A map file as a map, with everything that is wrong in it, in the order of the file. `map` is null only where the file
 * has no form of a map (broken YAML, a missing title, a list where a text belongs); a binding that is wrong in itself, or
 * refers to nothing, is a problem beside a map that opens without it.
 *
 * readMapFile('map: "1.0"\nid: m\ntitle: M\nstages: [{ id: a, title: A, kpis: [b] }]')
 * // -> { map: {...}, problems: [{ severity: 'error', code: 'unknown_metric', line: 4, column: 36, ... }] }
 */
export function readMapFile(
  text: string,
  { language = 'en', base }: ReadMapOptions = {},
): { map: JourneyMap | null; problems: MapProblem[] } {
  const { source, problems } = YamlSource.read(text);
  return source
    ? readSource(base === undefined ? source : source.over(base), problems, language)
    : { map: null, problems };
}

/**
 * The same from the plain value of a file that is being edited, much faster; places are all line 1, column 1.
 */
export function readMapValue(
  value: unknown,
  { language = 'en', base }: ReadMapOptions = {},
): { map: JourneyMap | null; problems: MapProblem[] } {
  const whole = base === undefined ? value : layOver(base, value);
  return readSource(YamlSource.ofValue(whole, value), [], language);
}

function readSource(
  source: YamlSource,
  problems: MapProblem[],
  language: string,
): { map: JourneyMap | null; problems: MapProblem[] } {
  const file = mapInFile.safeParse(source.value);
  const wrong = file.success ? [] : describeIssues(file.error.issues, source);
  const opened = file.success
    ? file
    : mapInFile.safeParse(leaveOutWrongBindings(source.value, file.error.issues, source));
  if (!opened.success) return { map: null, problems: inOrder([...problems, ...wrong]) };
  const reading = new MapReading(source, opened.data, language);
  const map = readMap(opened.data, reading);
  return { map, problems: inOrder([...problems, ...wrong, ...reading.problems]) };
}

/** Problems in the order of the file. */
export function inOrder(problems: MapProblem[]): MapProblem[] {
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** A file of the right form as a map; `readOne` reads a stage, or knows it already. */
export function readMap(file: MapInFile, reading: MapReading, readOne = readStage): JourneyMap {
  const channels = readChannels(file, reading);
  const names = { channelIds: channels.map((channel) => channel.id) };
  const review = file.review && {
    everyMs: reading.duration(file.review.every, ['review', 'every']),
    last: readLast(file.review.last, reading),
    place: reading.place(['review'], 'key'),
  };
  const map: JourneyMap = {
    id: file.id,
    title: reading.text(file.title),
    description: reading.optionalText(file.description),
    state: file.state ?? 'as-is',
    status: file.status ?? 'draft',
    basedOn: file.basedOn ?? null,
    parent: file.parent ?? null,
    extends: file.extends ?? null,
    owner: reading.owner(file.owner),
    tags: file.tags ?? [],
    timeZone: readTimeZone(file.timezone, reading),
    review: review ?? null,
    case: {
      by: file.case?.by ?? 'customer',
      windowMs: reading.duration(file.case?.window, ['case', 'window']) ?? DEFAULT_CASE_WINDOW_MS,
      idleMs: readIdle(file, reading),
      place: reading.place(['case'], 'key'),
    },
    brief: {
      objective: file.brief?.objective ?? null,
      scope: file.brief?.scope ?? null,
      hypotheses: file.brief?.hypotheses ?? [],
      documents: file.brief?.documents ?? [],
    },
    personas: (file.personas ?? []).map((persona, index) => readPersona(persona, index, reading)),
    channels,
    events: reading.allAliases(),
    metrics: Object.fromEntries(
      Object.entries(file.metrics ?? {}).map(([id, metric]) => [id, readMetric(id, metric, reading)]),
    ),
    stages: file.stages.map((stage, index) => readOne(stage, ['stages', index], reading, names)),
    path: null,
    lanes: [],
    views: [],
    owners: [],
    custom: file.custom ?? {},
  };
  if (file.path) {
    const touchpointIds = touchpointsOf(map).map(({ touchpoint }) => touchpoint.id);
    map.path = {
      order: (file.path.order ?? [])
        .map((node, index) => readPathNode(node, ['path', 'order', index], reading, touchpointIds))
        .filter((node) => node !== null),
      rules: (file.path.rules ?? []).map((rule, index) =>
        readPathRule(rule, ['path', 'rules', index], reading),
      ),
    };
  }
  map.lanes = readLanes(file, reading);
  map.views = readViews(file, map, reading);
  map.owners = reading.allOwners();
  checkIds(file, map, reading);
  return map;
}

/** The silence that ends a journey: as written, or that of a session where journeys are sessions; null = none does. */
function readIdle({ case: written }: MapInFile, reading: MapReading): number | null {
  const idle = reading.duration(written?.restart?.idle, ['case', 'restart', 'idle']);
  if (idle !== null) return idle;
  return written?.by === 'session' ? SESSION_IDLE_MS : null;
}

/** The day of the last review; one that is not in the calendar is told and left out. */
function readLast(written: string | undefined, reading: MapReading): string | null {
  if (written === undefined) return null;
  if (isCalendarDay(written.slice(0, 10))) return written;
  reading.report(['review', 'last'], 'bad_day', sayNoDay(written), { suggestion: '2026-03-31' });
  return null;
}

/** The map's own channels, or the product's where it names none. */
function readChannels(file: MapInFile, reading: MapReading): MapChannel[] {
  if (!file.channels) {
    const place = { line: 1, column: 1 };
    return CHANNEL_NAMES.map((id) => ({
      id,
      name: id,
      type: CHANNELS[id].kind,
      isOnline: CHANNELS[id].isOnline,
      icon: null,
      place,
    }));
  }
  return file.channels.map((channel, index) => {
    const known = isChannel(channel.id) ? CHANNELS[channel.id] : null;
    const type = channel.type ?? known?.kind ?? 'digital';
    return {
      id: channel.id,
      name: reading.text(channel.name),
      type,
      isOnline: channel.online ?? known?.isOnline ?? (type === 'digital' || type === 'media'),
      icon: channel.icon ?? null,
      place: reading.place(['channels', index]),
    };
  });
}

function readTimeZone(name: string | undefined, reading: MapReading): string | null {
  if (name === undefined) return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    reading.report(
      ['timezone'],
      'unknown_time_zone',
      `"${name}" is no IANA time zone such as Europe/Berlin.`,
      { suggestion: 'Europe/Berlin' },
    );
    return null;
  }
}

function readPersona(written: PersonaInFile, index: number, reading: MapReading): Persona {
  const path = ['personas', index];
  const hasSegment =
    written.segment !== undefined && reading.expression(written.segment, [...path, 'segment']);
  return {
    id: written.id,
    name: reading.text(written.name),
    kind: written.kind ?? 'proto',
    evidence: written.evidence ?? [],
    goals: written.goals ?? [],
    needs: written.needs ?? [],
    frustrations: written.frustrations ?? [],
    quote: written.quote ?? null,
    image: written.image ?? null,
    demographics: written.demographics ?? {},
    share: written.share ?? null,
    segment: hasSegment ? (written.segment ?? null) : null,
    habits: readStatements(written.habits, reading),
    interests: readStatements(written.interests, reading),
    motives: readStatements(written.motives, reading),
    pains: readStatements(written.pains, reading),
    age: readStatement(written.age, reading),
    sex: readStatement(written.sex, reading),
    livesIn: readStatement(written.place, reading),
    custom: written.custom ?? {},
    place: reading.place(path),
  };
}

function readStatements(written: StatementInFile[] | undefined, reading: MapReading): Statement[] {
  return (written ?? []).flatMap((statement) => readStatement(statement, reading) ?? []);
}

function readStatement(written: StatementInFile | undefined, reading: MapReading): Statement | null {
  if (written === undefined) return null;
  const long: Exclude<StatementInFile, string> = typeof written === 'string' ? { text: written } : written;
  return {
    text: reading.text(long.text),
    source: long.source ?? 'assumption',
    evidence: long.evidence ?? [],
  };
}

/** Lanes as listed; without a list, all that the product has. */
function readLanes(file: MapInFile, reading: MapReading): Lane[] {
  if (!file.lanes) return BUILT_IN_LANES.map((id) => ({ id, title: null }));
  return file.lanes.map((lane, index) => {
    if (typeof lane !== 'string') return { id: String(lane.id), title: String(lane.title) };
    if (!(BUILT_IN_LANES as readonly string[]).includes(lane)) {
      reading.report(
        ['lanes', index],
        'unknown_lane',
        `There is no lane "${lane}"; a lane of your own has an id and a title.`,
        {
          suggestion: nearestName(lane, BUILT_IN_LANES),
        },
      );
    }
    return { id: lane, title: null };
  });
}

function readViews(file: MapInFile, map: JourneyMap, reading: MapReading): View[] {
  const laneIds = [...new Set<string>([...BUILT_IN_LANES, ...map.lanes.map((lane) => lane.id)])];
  const columnIds = [...map.stages.map((stage) => stage.id), ...stepsOf(map).map(({ step }) => step.id)];
  return (file.views ?? []).map((view, index) => ({
    id: view.id,
    title: reading.optionalText(view.title),
    lanes: reading.known(view.lanes, laneIds, ['views', index, 'lanes'], 'lane'),
    personas: reading.known(view.personas, reading.personaIds, ['views', index, 'personas'], 'persona'),
    collapse: reading.known(view.collapse, columnIds, ['views', index, 'collapse'], 'step'),
  }));
}

/** Ids are one space per kind: stages, steps, touchpoints, personas, channels and views are each addressed by theirs alone. */
function checkIds(file: MapInFile, map: JourneyMap, reading: MapReading): void {
  const check = (noun: string, things: { id: string; path: (string | number)[] }[]) => {
    const seen = new Set<string>();
    for (const { id, path } of things) {
      if (seen.has(id))
        reading.report([...path, 'id'], 'duplicate_id', `The ${noun} id "${id}" is used twice.`);
      seen.add(id);
    }
  };
  const listed = (key: 'stages' | 'personas' | 'channels' | 'views') =>
    (file[key] ?? []).map((thing, index) => ({ id: thing.id, path: [key, index] }));
  check('stage', listed('stages'));
  check('persona', listed('personas'));
  check('channel', listed('channels'));
  check('view', listed('views'));
  const steps = map.stages.flatMap((stage, at) =>
    stage.steps.map((step, index) => ({ id: step.id, step, path: ['stages', at, 'steps', index] })),
  );
  check('step', steps);
  check(
    'touchpoint',
    steps.flatMap(({ step, path }) =>
      step.touchpoints.map((touchpoint, index) => ({
        id: touchpoint.id,
        path: [...path, 'touchpoints', index],
      })),
    ),
  );
}
