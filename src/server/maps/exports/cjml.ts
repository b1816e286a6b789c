import { SaxesParser } from 'saxes';
import { escapeXml } from '../../../shared/maps/drawing/scene-svg.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { type Draft, type DraftTouchpoint, ImportProblem } from './draft-map.ts';

/** Who meets whom where a touchpoint does not say. */
const CUSTOMER = 'customer';
const SHOP = 'shop';

/**
 * A map in the concepts of CJML 2.0 (customer journey modelling language, SINTEF): a planned journey of touchpoints, each an
 * action of one actor or a communication from initiator to recipient over a channel. Experience belongs to actual journeys,
 * so the planned feeling stands apart, as `assumed`. Steps without touchpoints are actions of the customer.
 */
export function writeCjml(map: JourneyMap): string {
  const channelName = (id: string) => map.channels.find((channel) => channel.id === id)?.name ?? id;
  const element = (name: string, text: string) => `<${name}>${escapeXml(text)}</${name}>`;
  const stages = map.stages.map((stage) => {
    const steps = stage.steps.map((step) => {
      const score = step.emotion === null ? '' : ` assumed="${step.emotion.score}"`;
      const touchpoints = step.touchpoints.map((touchpoint) =>
        [
          `        <touchpoint type="${touchpoint.type}">`,
          `          ${element('title', touchpoint.title)}`,
          `          ${element('initiator', touchpoint.initiator ?? CUSTOMER)}`,
          ...(touchpoint.type === 'communication' || touchpoint.recipient !== null
            ? [`          ${element('receiver', touchpoint.recipient ?? SHOP)}`]
            : []),
          ...(touchpoint.channel === null
            ? []
            : [`          ${element('channel', channelName(touchpoint.channel))}`]),
          '        </touchpoint>',
        ].join('\n'),
      );
      return [`      <step title="${escapeXml(step.title)}"${score}>`, ...touchpoints, '      </step>'].join(
        '\n',
      );
    });
    return [`    <phase title="${escapeXml(stage.title)}">`, ...steps, '    </phase>'].join('\n');
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<cjml version="2.0">`,
    `  <journey kind="planned" title="${escapeXml(map.title)}" state="${map.state}">`,
    ...(map.description ? [`    ${element('description', map.description)}`] : []),
    ...map.personas.map((persona) => `    <actor role="customer">${escapeXml(persona.name)}</actor>`),
    ...stages,
    '  </journey>',
    '</cjml>',
    '',
  ].join('\n');
}

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
  const here = () => ({ line: parser.line, column: parser.column + 1 });
  let field: string | null = null;
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
    if (tag === 'cjml' || tag === 'journey' || tag === 'customerjourney') {
      hasJourney = true;
      if (title !== '') draft.title = title;
      const state = attribute('state');
      if (state === 'as-is' || state === 'to-be') draft.state = state;
    } else if (tag === 'phase' || tag === 'stage') {
      draft.stages.push({ title, steps: [] });
    } else if (tag === 'step') {
      const given = attribute('assumed');
      const score = given === undefined ? undefined : Number(given);
      if (score !== undefined && !(score >= -2 && score <= 2))
        throw new ImportProblem(here(), `A feeling is a number from -2 to 2, not "${given}".`, 'assumed="0"');
      isInStep = true;
      stage()?.steps.push({ title, ...(score !== undefined && { emotion: score }), touchpoints: [] });
    } else if (tag === 'touchpoint') {
      const type = attribute('type') ?? 'action';
      if (type !== 'action' && type !== 'communication')
        throw new ImportProblem(
          here(),
          `A touchpoint is an action or a communication, not "${type}".`,
          'type="communication"',
        );
      touchpoint = { type, at: here(), ...(title !== '' && { title }) };
    } else if (FIELDS.includes(tag)) {
      field = tag;
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
    if (field === tag) {
      field = null;
      if (touchpoint) readField(touchpoint, tag, value);
      else if (tag === 'actor' && value !== '') draft.personas.push(value);
      else if (tag === 'description') draft.description = value;
      else if ((tag === 'title' || tag === 'name') && draft.title === '') draft.title = value;
    }
    if (tag === 'step') isInStep = false;
    if (tag !== 'touchpoint' || !touchpoint) return;
    const { at, title, type = 'action', ...rest } = touchpoint;
    touchpoint = null;
    if (title === undefined || title === '')
      throw new ImportProblem(at, 'A touchpoint needs a title.', '<title>Opens the mail</title>');
    if (rest.channel !== undefined && !draft.channels?.includes(rest.channel))
      draft.channels?.push(rest.channel);
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

function readField(touchpoint: Partial<DraftTouchpoint>, tag: string, value: string): void {
  if (tag === 'title' || tag === 'name') touchpoint.title = value;
  else if (tag === 'initiator' || tag === 'sender') touchpoint.initiator = value;
  else if (tag === 'receiver' || tag === 'recipient') touchpoint.recipient = value;
  else if (tag === 'channel' && value !== '') touchpoint.channel = value;
}

function localName(name: string): string {
  return name.replace(/^.*:/, '').toLowerCase();
}
