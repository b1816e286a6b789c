import { z } from 'zod';
import { type ConformanceAnswer, mapCheck } from '../../shared/maps/conformance-contract.ts';
import { type KpiAnswer, type MapProblem, mapProblem } from '../../shared/maps/contract.ts';
import { lintMap } from '../../shared/maps/lint-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import type { Config } from '../platform/config.ts';
import { systemClock } from '../platform/context.ts';
import { writeAnswer } from './answer-text.ts';
import { type Connection, connect } from './connection.ts';
import { CommandFailed, EXIT } from './exit-codes.ts';
import { LocalBases } from './local-bases.ts';
import { isFileName, readTextFile } from './text-file.ts';

interface Output {
  json?: boolean;
}

function write(answer: object, { json }: Output): void {
  process.stdout.write(json ? `${JSON.stringify(answer)}\n` : writeAnswer(answer));
}

async function withConnection<T>(config: Config, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(config);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/**
 * Reads map files without any store; fails when one has an error. `isLint` adds what is no error but worth mending. A map
 * that extends another is read over it where both are given; alone, what it inherits is not missed. With `config`, also
 * what was never or not lately collected there.
 */
export async function validateMaps(
  files: string[],
  { isLint, json, config }: Output & { isLint: boolean; config: Config | null },
): Promise<void> {
  const seen = config && (await withConnection(config, readSeen));
  let errors = 0;
  const found: (MapProblem & { file: string })[] = [];
  const texts = files.map((file) => ({ file, text: readTextFile(file) }));
  const bases = new LocalBases(texts.map(({ text }) => text));
  for (const { file, text } of texts) {
    const base = bases.of(text);
    const read = readMapFile(text, base.value === undefined ? {} : { base: base.value });
    const problems = [
      ...base.problems,
      ...(base.isMissing ? withoutInherited(read.problems) : read.problems),
    ];
    const worth = isLint && read.map && !base.isMissing ? lintMap(read.map, seen, systemClock.now()) : [];
    found.push(...[...problems, ...worth].map((problem) => ({ file, ...problem })));
    errors += problems.filter(({ severity }) => severity === 'error').length;
  }
  if (json) process.stdout.write(`${JSON.stringify({ files: files.length, errors, problems: found })}\n`);
  else process.stdout.write(found.map(writeProblem).join('') || 'No problems.\n');
  if (errors > 0) throw new CommandFailed(errors === 1 ? '1 error.' : `${errors} errors.`);
}

const vocabulary = z.object({ events: z.array(z.object({ name: z.string(), lastAt: z.string() })) });

async function readSeen({ ask }: Connection) {
  return vocabulary.parse(await ask('GET', '/api/reports/vocabulary'));
}

/** Without what the file may have from a map whose file is not here. */
function withoutInherited(problems: MapProblem[]): MapProblem[] {
  return problems.filter(({ code }) => code === 'unknown_key' || !/^(missing_key|unknown_.*)$/.test(code));
}

function writeProblem({
  file,
  line,
  column,
  severity,
  message,
  suggestion,
}: MapProblem & { file: string }): string {
  return `${file}:${line}:${column} ${severity}: ${message}${suggestion ? ` (${suggestion})` : ''}\n`;
}

export function listMaps(config: Config, output: Output): Promise<void> {
  return withConnection(config, async ({ ask }) => {
    write(z.looseObject({}).parse(await ask('GET', '/api/maps')), output);
  });
}

const mapAnswer = z.object({
  id: z.string(),
  file: z.string(),
  defaultPeriod: z.object({ from: z.string(), to: z.string() }),
});

async function readMap({ ask }: Connection, id: string) {
  return mapAnswer.parse(await ask('GET', `/api/maps/${encodeURIComponent(id)}`));
}

/** Prints the file of a map as it is stored. */
export function getMap(config: Config, id: string): Promise<void> {
  return withConnection(config, async (connection) => {
    process.stdout.write((await readMap(connection, id)).file);
  });
}

const journeyText = z.object({
  map: z.string().nullable(),
  file: z.string().nullable(),
  problems: z.array(mapProblem),
});

/** Stores a map file under the id that it names; a Mermaid journey or CJML becomes a map file first. A map that is there already is replaced only when that is asked for. */
export function putMap(config: Config, path: string, output: Output & { replace?: boolean }): Promise<void> {
  return withConnection(config, async ({ ask }) => {
    const { map, file, problems } = journeyText.parse(
      await ask('POST', '/api/maps/convert', { text: readTextFile(path) }),
    );
    if (map === null) {
      throw new CommandFailed(
        problems
          .map((problem) => writeProblem({ file: path, ...problem }))
          .join('')
          .trimEnd(),
      );
    }
    const answer = await ask('PUT', `/api/maps/${encodeURIComponent(map)}`, {
      file,
      ...(output.replace && { replace: true }),
    });
    write({ map, ...z.object({ problems: z.array(mapProblem) }).parse(answer) }, output);
  });
}

/**
 * Every key figure of a map against its target, what its numbers say about it, how much of reality the map covers and how
 * well reality follows it; fails with 4 on a missed target, with 1 where something on the map is wrong and could not be checked.
 * A target of a period without any data is not missed but waits, and the answer says so. `map` is the id of a stored map, or a file, which is checked as it is and not stored.
 */
export async function checkMap(
  config: Config,
  map: string,
  options: Output & { from?: string; to?: string },
): Promise<void> {
  const { missed, wrong } = await withConnection(config, async (connection) => {
    const file = isFileName(map) ? readTextFile(map) : (await readMap(connection, map)).file;
    const period = await periodOf(connection, file, options);
    const answer = mapCheck.parse(await connection.ask('POST', '/api/map-checks', { file, ...period }));
    if (options.json) write(answer, options);
    else {
      const { conformance, ...figures } = answer;
      write(
        {
          map: figures.map,
          ...figures.period,
          data: figures.hasData ? 'collected' : NO_DATA,
          kpis: figures.kpis.map(summariseKpi),
          coverage: figures.coverage,
          problems: figures.problems,
          conformance: summariseConformance(conformance),
        },
        options,
      );
    }
    const wrong = answer.problems.filter(({ severity }) => severity === 'error').length;
    return {
      missed: answer.kpis.filter(({ state }) => state === 'missed').map(({ metric }) => metric),
      wrong,
    };
  });
  if (missed.length > 0) throw new CommandFailed(`Targets missed: ${missed.join(', ')}.`, EXIT.targetsMissed);
  if (wrong > 0) throw new CommandFailed(`${wrong} wrong in the map: what they are about was not checked.`);
}

/** The days asked for; where only one is named, the other is the usual one. */
async function periodOf(
  { ask }: Connection,
  file: string,
  { from, to }: { from?: string; to?: string },
): Promise<object> {
  if (from === undefined && to === undefined) return {};
  if (from !== undefined && to !== undefined) return { period: { from, to } };
  const usual = mapCheck.parse(await ask('POST', '/api/map-checks', { file })).period;
  return { period: { from: from ?? usual.from, to: to ?? usual.to } };
}

function summariseKpi({ metric, state, value, unit, target, sample }: KpiAnswer) {
  return { metric, state, value, unit, target: target && `${target.operator} ${target.value}`, sample };
}

function summariseConformance({
  case: journey,
  touchpoints,
  deviations,
  groups,
  rules,
  ...rest
}: ConformanceAnswer) {
  return {
    journeysBy: sayCase(journey),
    ...rest,
    groups: Object.entries(groups).map(([group, counts]) => ({ group, ...counts })),
    touchpoints: touchpoints.map(({ touchpoint, skipped, extra }) => ({
      touchpoint,
      skippedByPeople: skipped.people,
      extraForPeople: extra.people,
    })),
    deviations: deviations.map(({ journeys, moves }) => ({
      journeys,
      way: moves.map(({ kind, touchpoint }) => WRITTEN[kind] + touchpoint).join(' '),
    })),
    rules,
  };
}

const NO_DATA = 'none: no event was collected in these days, so no target is met or missed';

function sayCase({ by, countedBy }: ConformanceAnswer['case']): string {
  return by === countedBy ? by : `${by}, counted by ${countedBy} until accounts come`;
}

/** As in a difference: - the plan has it and they have not, + they have it and the plan has not. */
const WRITTEN = { both: '', skipped: '-', extra: '+' } as const;
