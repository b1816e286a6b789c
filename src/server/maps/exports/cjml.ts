import { SaxesParser } from 'saxes';
import { escapeXml } from '../../../shared/maps/drawing/scene-svg.ts';
import { type JourneyMap, listsChannels, touchpointsOf } from '../../../shared/maps/journey-map.ts';
import { leftOut, sayLeftOut } from '../../../shared/maps/left-out.ts';
import { createThingLimit, type Draft, type DraftTouchpoint, ImportProblem } from './draft-map.ts';

/** Who meets whom where a touchpoint does not say. */
const CUSTOMER = 'customer';
const SHOP = 'shop';

/**
 * A map in the concepts of CJML 2.0 (customer journey modelling language, SINTEF): a planned journey of touchpoints, each an
 * action of one actor or a communication from initiator to recipient over a channel. Experience belongs to actual journeys,
 * so the planned feeling stands apart, as `assumed`. Steps without touchpoints are actions of the customer.
 */
export function writeCjml(map: JourneyMap): string {
  const named = new Map(map.channels.map((channel) => [channel.id, channel.name]));
  const used = new Set(touchpointsOf(map).map(({ touchpoint }) => touchpoint.channel));
  // of the product's own channels only those that the journey meets
  const channels = map.channels.filter(({ id }) => listsChannels(map) || used.has(id));
  const element = (name: string, text: string, more: Attributes = {}) =>
    `<${name}${writeAttributes(more)}>${escapeXml(text)}</${name}>`;
  /** `implied`: the map does not say who, and CJML must */
  const actor = (name: string, said: string | null, usual: string) =>
    element(name, said ?? usual, said === null ? { implied: 'true' } : {});
  const stages = map.stages.map((stage) => {
    const steps = stage.steps.map((step) => {
      const touchpoints = step.touchpoints.map((touchpoint) =>
        [
          `        <touchpoint${writeAttributes({ id: touchpoint.id, type: touchpoint.type })}>`,
          `          ${element('title', touchpoint.title || '-')}`,
          `          ${actor('initiator', touchpoint.initiator, CUSTOMER)}`,
          ...(touchpoint.type === 'communication' || touchpoint.recipient !== null
            ? [`          ${actor('receiver', touchpoint.recipient, SHOP)}`]
            : []),
          ...(touchpoint.channel === null
            ? []
            : [
                `          ${element('channel', named.get(touchpoint.channel) ?? touchpoint.channel, { ref: touchpoint.channel })}`,
              ]),
          '        </touchpoint>',
        ].join('\n'),
      );
      const assumed = step.emotion?.score.toString();
      return [
        `      <step${writeAttributes({ id: step.id, title: step.title, assumed })}>`,
        ...touchpoints,
        '      </step>',
      ].join('\n');
    });
    return [
      `    <phase${writeAttributes({ id: stage.id, title: stage.title })}>`,
      ...steps,
      '    </phase>',
    ].join('\n');
  });
  const left = sayLeftOut(leftOut('cjml', map));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    ...(left !== '' ? [`<!-- Not in this file: ${left} -->`] : []),
    `<cjml version="2.0">`,
    `  <journey${writeAttributes({ id: map.id, kind: 'planned', title: map.title, state: map.state })}>`,
    ...(map.description ? [`    ${element('description', map.description)}`] : []),
    ...map.personas.map(
      (persona) => `    ${element('actor', persona.name, { id: persona.id, role: 'customer' })}`,
    ),
    ...channels.map(({ id, name, type, isOnline, icon }) => {
      const more = { id, type, online: String(isOnline), icon: icon ?? undefined };
      return `    ${element('channel', name, more)}`;
    }),
    ...stages,
    '  </journey>',
    '</cjml>',
    '',
  ].join('\n');
}

type Attributes = Record<string, string | undefined>;

function writeAttributes(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([key, value]) => {
      if (value === undefined) return '';
      // a reader makes spaces of line breaks in attributes, unless they are written as numbers
      const text = escapeXml(value).replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
      return ` ${key}="${text}"`;
    })
    .join('');
}

const THINGS = ['phase', 'stage', 'step', 'touchpoint', 'actor', 'channel'];
const FIELDS = [
  'title',
  'name',
  'initiator',
  'sender',
  'receiver',
  'recipient',
  'channel',
  'description',
  'actor',
];

/**
 * Reads CJML: `touchpoint` elements in order, within `phase` and `step` where there are some; what stands outside of them
 * becomes a step of its own. Names without regard to case. Throws ImportProblem with line and column.
 */
export function readCjml(text: string): Draft {
  const draft: Draft = { title: '', personas: [], channels: [], stages: [] };
  const parser = new SaxesParser({ position: true });
  const count = createThingLimit();
  const here = () => ({ line: parser.line, column: parser.column + 1 });
  let field: { tag: string; attribute: (wanted: string) => string | undefined } | null = null;
  let said = '';
  let touchpoint: (Partial<DraftTouchpoint> & { at: { line: number; column: number } }) | null = null;
  let isInStep = false;
  let hasJourney = false;
  const stage = () => {
    if (draft.stages.length === 0) draft.stages.push({ title: draft.title || 'Journey', steps: [] });
    return draft.stages.at(-1);
  };

  parser.on('error', (error) => {
    throw new ImportProblem(here(), `The XML is broken: ${error.message.replace(/^\d+:\d+: /, '')}`);
  });
  parser.on('doctype', () => {
    throw new ImportProblem(here(), 'A document type is not read: take the line <!DOCTYPE ...> out.');
  });
  parser.on('opentag', ({ name, attributes }) => {
    const tag = localName(name);
    const attribute = (wanted: string) =>
      Object.entries(attributes).find(([key]) => localName(key) === wanted)?.[1];
    const title = attribute('title') ?? attribute('name') ?? '';
    const id = idIn(attribute('id'));
    if (THINGS.includes(tag)) count(here());
    if (tag === 'cjml' || tag === 'journey' || tag === 'customerjourney') {
      hasJourney = true;
      if (title !== '') draft.title = title;
      Object.assign(draft, id);
      const state = attribute('state');
      if (state === 'as-is' || state === 'to-be') draft.state = state;
    } else if (tag === 'phase' || tag === 'stage') {
      draft.stages.push({ ...id, title, steps: [] });
    } else if (tag === 'step') {
      const given = attribute('assumed');
      const score = given === undefined ? undefined : Number(given);
      if (score !== undefined && !(score >= -2 && score <= 2))
        throw new ImportProblem(here(), `A feeling is a number from -2 to 2, not "${given}".`, 'assumed="0"');
      isInStep = true;
      stage()?.steps.push({ ...id, title, ...(score !== undefined && { emotion: score }), touchpoints: [] });
    } else if (tag === 'touchpoint') {
      const type = attribute('type') ?? 'action';
      if (type !== 'action' && type !== 'communication')
        throw new ImportProblem(
          here(),
          `A touchpoint is an action or a communication, not "${type}".`,
          'type="communication"',
        );
      touchpoint = { ...id, type, at: here(), ...(title !== '' && { title }) };
    } else if (FIELDS.includes(tag)) {
      field = { tag, attribute };
      said = '';
    }
  });
  parser.on('text', (value) => {
    said += value;
  });
  parser.on('cdata', (value) => {
    said += value;
  });
  parser.on('closetag', ({ name }) => {
    const tag = localName(name);
    const value = said.trim();
    if (field?.tag === tag) {
      const { attribute } = field;
      field = null;
      if (touchpoint) readField(touchpoint, tag, { value, attribute, draft });
      else if (tag === 'actor' && value !== '')
        draft.personas.push({ ...idIn(attribute('id')), name: value });
      else if (tag === 'channel' && value !== '') addChannel(draft, value, attribute);
      else if (tag === 'description') draft.description = value;
      else if ((tag === 'title' || tag === 'name') && draft.title === '') draft.title = value;
    }
    if (tag === 'step') isInStep = false;
    if (tag !== 'touchpoint' || !touchpoint) return;
    const { at, title, type = 'action', ...rest } = touchpoint;
    touchpoint = null;
    if (title === undefined || title === '')
      throw new ImportProblem(at, 'A touchpoint needs a title.', '<title>Opens the mail</title>');
    const read = { title, type, ...rest };
    if (isInStep) stage()?.steps.at(-1)?.touchpoints.push(read);
    else stage()?.steps.push({ title, touchpoints: [read] });
  });
  parser.write(text).close();
  if (!hasJourney)
    throw new ImportProblem(
      { line: 1, column: 1 },
      'The XML holds no journey.',
      '<cjml version="2.0"><journey>',
    );
  if (draft.stages.length === 0)
    throw new ImportProblem(
      { line: 1, column: 1 },
      'The journey has no touchpoints.',
      '<touchpoint type="action">',
    );
  return draft;
}

type Attribute = (wanted: string) => string | undefined;

function readField(
  touchpoint: Partial<DraftTouchpoint>,
  tag: string,
  { value, attribute, draft }: { value: string; attribute: Attribute; draft: Draft },
): void {
  if (tag === 'title' || tag === 'name') touchpoint.title = value;
  else if (tag === 'channel' && value !== '') touchpoint.channel = channelOf(draft, value, attribute('ref'));
  if (attribute('implied') === 'true') return;
  if (tag === 'initiator' || tag === 'sender') touchpoint.initiator = value;
  else if (tag === 'receiver' || tag === 'recipient') touchpoint.recipient = value;
}

/** The key of a touchpoint's channel among those of the draft, to which it is added where it is not there. */
function channelOf(draft: Draft, name: string, ref: string | undefined): string {
  const known =
    draft.channels?.find(({ id }) => ref !== undefined && id === ref) ??
    draft.channels?.find((channel) => ref === undefined && channel.name === name);
  if (known) return known.id ?? known.name;
  draft.channels?.push({ ...idIn(ref), name });
  return ref ?? name;
}

const CHANNEL_TYPES = ['digital', 'physical', 'human', 'media'];

function addChannel(draft: Draft, name: string, attribute: Attribute): void {
  const [type, online, icon] = ['type', 'online', 'icon'].map(attribute);
  draft.channels?.push({
    ...idIn(attribute('id')),
    name,
    ...(type !== undefined && CHANNEL_TYPES.includes(type) && { type }),
    ...(online !== undefined && { online: online === 'true' }),
    ...(icon !== undefined && { icon }),
  });
}

function idIn(id: string | undefined): { id?: string } {
  return id === undefined ? {} : { id };
}

function localName(name: string): string {
  return name.replace(/^.*:/, '').toLowerCase();
}
