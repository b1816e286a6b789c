import { stringify } from 'yaml';
import type { MapProblem } from '../../../shared/maps/contract.ts';

/** A journey as other formats know it. */
export interface Draft {
  title: string;
  description?: string;
  state?: 'as-is' | 'to-be';
  personas: string[];
  channels?: string[];
  stages: DraftStage[];
}
export interface DraftStage {
  title: string;
  steps: DraftStep[];
}
export interface DraftStep {
  title: string;
  /** -2 to +2 */
  emotion?: number;
  touchpoints: DraftTouchpoint[];
}
export interface DraftTouchpoint {
  title: string;
  type: 'action' | 'communication';
  initiator?: string;
  recipient?: string;
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

/** The map file of a draft: ids are made from the titles, once each. */
export function writeDraft(draft: Draft): string {
  const used = new Set<string>();
  const idOf = (title: string, kind: string) => {
    const slug =
      title
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 50) || kind;
    let id = slug;
    for (let number = 2; used.has(id); number++) id = `${slug}-${number}`;
    used.add(id);
    return id;
  };
  const title = draft.title || 'Journey';
  const id = idOf(title, 'journey');
  const channelIds = new Map((draft.channels ?? []).map((name) => [name, idOf(name, 'channel')]));
  return stringify(
    {
      map: '1.0',
      id,
      title,
      ...(draft.description && { description: draft.description }),
      ...(draft.state && { state: draft.state }),
      ...(draft.personas.length > 0 && {
        personas: draft.personas.map((name) => ({ id: idOf(name, 'persona'), name })),
      }),
      ...(channelIds.size > 0 && {
        channels: [...channelIds].map(([name, channel]) => ({ id: channel, name })),
      }),
      stages: draft.stages.map((stage) => ({
        id: idOf(stage.title, 'stage'),
        title: stage.title || '-',
        steps: stage.steps.map((step) => ({
          id: idOf(step.title, 'step'),
          title: step.title,
          ...(step.emotion !== undefined && { emotion: step.emotion }),
          ...(step.touchpoints.length > 0 && {
            touchpoints: step.touchpoints.map(({ channel, ...touchpoint }) => ({
              id: idOf(touchpoint.title, 'touchpoint'),
              ...touchpoint,
              ...(channel !== undefined && { channel: channelIds.get(channel) ?? channel }),
            })),
          }),
        })),
      })),
    },
    { lineWidth: 0 },
  );
}
