import { stringify } from 'yaml';
import type { MapProblem } from '../../../shared/maps/contract.ts';

/** A journey as other formats know it. Ids are kept where they can be ids of a map, and else made from the titles. */
export interface Draft {
  id?: string;
  title: string;
  description?: string;
  state?: 'as-is' | 'to-be';
  personas: DraftPersona[];
  channels?: DraftChannel[];
  stages: DraftStage[];
}
export interface DraftPersona {
  id?: string;
  name: string;
}
export interface DraftChannel {
  id?: string;
  name: string;
  type?: string;
  online?: boolean;
  icon?: string;
}
export interface DraftStage {
  id?: string;
  title: string;
  steps: DraftStep[];
}
export interface DraftStep {
  id?: string;
  title: string;
  /** -2 to +2 */
  emotion?: number;
  touchpoints: DraftTouchpoint[];
}
export interface DraftTouchpoint {
  id?: string;
  title: string;
  type: 'action' | 'communication';
  initiator?: string;
  recipient?: string;
  /** one of the channels, by its id where it has one, else by its name */
  channel?: string;
}

/** What is wrong in a text that was to become a map, and where (1-based). */
export class ImportProblem extends Error {
  constructor(
    readonly at: { line: number; column: number },
    message: string,
    readonly suggestion?: string,
  ) {
    super(message);
  }

  /** As the problems of a map file are told. */
  get problem(): MapProblem {
    const { line, column } = this.at;
    const suggestion = this.suggestion === undefined ? {} : { suggestion: this.suggestion };
    return { severity: 'error', code: 'no_journey', message: this.message, line, column, ...suggestion };
  }
}

/** Most stages, steps, touchpoints, personas and channels together: many times what a map can show. */
const MOST_THINGS = 3_000;

/** Counts what a reader adds to a draft; throws ImportProblem where it becomes too much. */
export function createThingLimit(): (at: { line: number; column: number }) => void {
  let things = 0;
  return (at) => {
    if (++things > MOST_THINGS)
      throw new ImportProblem(
        at,
        `The journey has more than ${MOST_THINGS} stages, steps, touchpoints, actors and channels. Cut it into several.`,
      );
  };
}

const ID = /^[a-z0-9][a-z0-9_-]*$/;

/** The map file of a draft: every id once among its kind. */
export function writeDraft(draft: Draft): string {
  const steps = draft.stages.flatMap((stage) => stage.steps);
  const channels = draft.channels ?? [];
  const channelIdOf = makeIds('channel', channels);
  const personaIdOf = makeIds('persona', draft.personas);
  const stageIdOf = makeIds('stage', draft.stages);
  const stepIdOf = makeIds('step', steps);
  const touchpointIdOf = makeIds(
    'touchpoint',
    steps.flatMap((step) => step.touchpoints),
  );
  const written = channels.map((channel) => ({ ...channel, id: channelIdOf(channel) }));
  const channelOf = new Map(channels.map((one, index) => [one.id ?? one.name, written[index]?.id]));
  const title = draft.title || 'Journey';
  return stringify(
    {
      map: '1.0',
      id: makeIds('journey', [draft])(draft),
      title,
      ...(draft.description && { description: draft.description }),
      ...(draft.state && { state: draft.state }),
      ...(draft.personas.length > 0 && {
        personas: draft.personas.map((persona) => ({ id: personaIdOf(persona), name: persona.name })),
      }),
      ...(written.length > 0 && { channels: written }),
      stages: draft.stages.map((stage) => ({
        id: stageIdOf(stage),
        title: stage.title || '-',
        steps: stage.steps.map((step) => ({
          id: stepIdOf(step),
          title: step.title,
          ...(step.emotion !== undefined && { emotion: step.emotion }),
          ...(step.touchpoints.length > 0 && {
            touchpoints: step.touchpoints.map((touchpoint) => ({
              ...touchpoint,
              id: touchpointIdOf(touchpoint),
              ...(touchpoint.channel !== undefined && {
                channel: channelOf.get(touchpoint.channel) ?? touchpoint.channel,
              }),
            })),
          }),
        })),
      })),
    },
    { lineWidth: 0 },
  );
}

type Named = { id?: string } & ({ title: string } | { name: string });

/** Ids of things of one kind: their own where it is an id and comes first, else one made of the title. */
function makeIds<Thing extends Named>(kind: string, things: readonly Thing[]): (thing: Thing) => string {
  const ids = new Map<Thing, string>();
  const used = new Set<string>();
  /** highest number behind each slug so far */
  const numbers = new Map<string, number>();
  for (const thing of things) {
    if (thing.id === undefined || !ID.test(thing.id) || used.has(thing.id)) continue;
    used.add(thing.id);
    ids.set(thing, thing.id);
  }
  for (const thing of things) {
    if (ids.has(thing)) continue;
    const slug = slugOf('title' in thing ? thing.title : thing.name) || kind;
    let number = numbers.get(slug) ?? 1;
    let id = slug;
    while (used.has(id)) id = `${slug}-${++number}`;
    numbers.set(slug, number);
    used.add(id);
    ids.set(thing, id);
  }
  return (thing) => ids.get(thing) ?? kind;
}

function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
}
