import type { JourneyMap, Step } from '../../../shared/maps/journey-map.ts';
import { leftOut, sayLeftOut } from '../../../shared/maps/left-out.ts';
import { cutText } from '../../../shared/platform/cut-text.ts';
import { createThingLimit, type Draft, ImportProblem } from './draft-map.ts';

/** Whose journey it is where a map has no personas. */
const EVERYBODY = 'Customer';

/**
 * A map as a Mermaid `journey`: sections are stages, tasks are steps, 1 to 5 is the feeling from -2 to +2 (3 where none is
 * said), actors are the personas. What Mermaid cannot hold is left out.
 *
 * journey
 *     title First order
 *     section Buy
 *       Pays: 2: Busy parent
 */
export function writeMermaid(map: JourneyMap): string {
  const actors = map.personas.map((persona) => clean(persona.name, ',')).join(', ') || EVERYBODY;
  const lines = map.stages.flatMap((stage) => [
    `    section ${clean(stage.title)}`,
    ...stage.steps.map((step) => `      ${clean(step.title)}: ${scoreOf(step)}: ${actors}`),
  ]);
  const left = sayLeftOut(leftOut('mermaid', map));
  const note = left === '' ? [] : [`    %% Not in this file: ${left}`];
  return ['journey', ...note, `    title ${clean(map.title)}`, ...lines, ''].join('\n');
}

/** Mermaid takes whole scores only. */
function scoreOf({ emotion }: Step): number {
  return Math.round((emotion?.score ?? 0) + 3);
}

/** Signs that Mermaid gives a meaning of their own, and their likes. */
const LIKES = [
  [':', '∶'],
  ['#', '＃'],
  [';', '⁏'],
  ['%', '％'],
] as const;
/** Stands before a title that begins like a line of another kind; nobody sees it. */
const JOINER = '\u2060';

function clean(text: string, more = ''): string {
  let plain = text.replace(/\s+/g, ' ').trim() || '-';
  for (const [sign, like] of LIKES) plain = plain.replaceAll(sign, like);
  if (more !== '') plain = plain.replaceAll(more, '‚');
  return /^(title|section|acc_?(title|descr)|journey|---)/i.test(plain) ? JOINER + plain : plain;
}

function restore(text: string): string {
  let plain = text.replaceAll(JOINER, '').replaceAll('‚', ',');
  for (const [sign, like] of LIKES) plain = plain.replaceAll(like, sign);
  return plain.trim();
}

/** Reads a Mermaid `journey`; throws ImportProblem with line, column and what to write instead. */
export function readMermaid(text: string): Draft {
  const draft: Draft = { title: '', personas: [], stages: [] };
  const count = createThingLimit();
  let isBegun = false;
  let isFrontMatter = false;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/%%.*$/, '').trim();
    const at = { line: index + 1, column: raw.length - raw.trimStart().length + 1 };
    if (line === '---' && !isBegun) isFrontMatter = !isFrontMatter;
    if (isFrontMatter || line === '' || line === '---') continue;
    if (!isBegun) {
      if (line !== 'journey')
        throw new ImportProblem(
          at,
          `A Mermaid journey begins with the line "journey", not "${short(line)}".`,
          'journey',
        );
      isBegun = true;
      continue;
    }
    const [, keyword = '', rest = ''] = /^(title|section|accTitle|accDescr)\b:?\s*(.*)$/.exec(line) ?? [];
    if (keyword === 'title') draft.title = restore(rest);
    else if (keyword === 'section') {
      count(at);
      draft.stages.push({ title: restore(rest), steps: [] });
    } else if (keyword === '') readTask(draft, line, { at, count: () => count(at) });
  }
  if (!isBegun) throw new ImportProblem({ line: 1, column: 1 }, 'The text has no line "journey".', 'journey');
  if (draft.stages.length === 0)
    throw new ImportProblem(
      { line: 1, column: 1 },
      'The journey has no tasks.',
      'section Buy\n  Pays: 4: Customer',
    );
  return draft;
}

interface TaskPlace {
  at: { line: number; column: number };
  /** of one more step or persona */
  count: () => void;
}

function readTask(draft: Draft, line: string, { at, count }: TaskPlace): void {
  const [title = '', score = '', actors = ''] = line.split(':').map((part) => part.trim());
  const value = Number(score);
  if (!line.includes(':') || title === '')
    throw new ImportProblem(
      at,
      `A task is "name: score: actors", not "${short(line)}".`,
      `${short(line)}: 3: Customer`,
    );
  if (!Number.isInteger(value) || value < 1 || value > 5)
    throw new ImportProblem(
      { ...at, column: at.column + line.indexOf(':') + 1 },
      `The score of a task is a whole number from 1 to 5, not "${short(score)}".`,
      `${title}: 3${actors ? `: ${actors}` : ''}`,
    );
  const names = actors
    .split(',')
    .map(restore)
    .filter((name) => name !== '');
  for (const name of names)
    if (!draft.personas.some((persona) => persona.name === name)) {
      count();
      draft.personas.push({ name });
    }
  count();
  // tasks before the first section are a stage of their own
  if (draft.stages.length === 0) draft.stages.push({ title: draft.title || 'Journey', steps: [] });
  draft.stages.at(-1)?.steps.push({ title: restore(title), emotion: value - 3, touchpoints: [] });
}

function short(text: string): string {
  return text.length > 60 ? `${cutText(text, 60)}…` : text;
}
