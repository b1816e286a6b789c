import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type ConformanceAnswer, mapCheck } from '../../shared/maps/conformance-contract.ts';
import { type KpiAnswer, type MapProblem, mapProblem } from '../../shared/maps/contract.ts';
import { lintMap } from '../../shared/maps/lint-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { readJourneyText } from '../maps/exports/read-journey-text.ts';
import type { Config } from '../platform/config.ts';
import { systemClock } from '../platform/context.ts';
import { writeAnswer } from './answer-text.ts';
import { type Connection, connect } from './connection.ts';
import { CommandFailed, EXIT } from './exit-codes.ts';

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

/** Reads map files without any store; fails when one has an error. `isLint` adds what is no error but worth mending. */
export function validateMaps(files: string[], { isLint, json }: Output & { isLint: boolean }): void {
  let errors = 0;
  const found: (MapProblem & { file: string })[] = [];
  for (const file of files) {
    const { map, problems } = readMapFile(readFileSync(file, 'utf8'));
    const worth = isLint && map ? lintMap(map, null, systemClock.now()) : [];
    found.push(...[...problems, ...worth].map((problem) => ({ file, ...problem })));
    errors += problems.filter(({ severity }) => severity === 'error').length;
  }
  if (json) process.stdout.write(`${JSON.stringify({ files: files.length, errors, problems: found })}\n`);
  else process.stdout.write(found.map(writeProblem).join('') || 'No problems.\n');
  if (errors > 0) throw new CommandFailed(`${errors} errors.`);
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

/** Stores a map file under the id that it names; a Mermaid journey or CJML becomes a map file first. */
export function putMap(config: Config, path: string, output: Output): Promise<void> {
  return withConnection(config, async ({ ask }) => {
    const { map, file, problems } = readJourneyText(readFileSync(path, 'utf8'));
    if (map === null) {
      throw new CommandFailed(
        problems
          .map((problem) => writeProblem({ file: path, ...problem }))
          .join('')
          .trimEnd(),
      );
    }
    const answer = await ask('PUT', `/api/maps/${encodeURIComponent(map)}`, { file });
    write({ map, ...z.object({ problems: z.array(mapProblem) }).parse(answer) }, output);
  });
}

/**
 * Every key figure of a map against its target, what its numbers say about it, how much of reality the map covers and how
 * well reality follows it; fails with 4 on a missed target. `map` is the id of a stored map, or a file, which is checked as it is and not stored.
 */
export async function checkMap(
  config: Config,
  map: string,
  options: Output & { from?: string; to?: string },
): Promise<void> {
  const missed = await withConnection(config, async (connection) => {
    const file = existsSync(map) ? readFileSync(map, 'utf8') : (await readMap(connection, map)).file;
    const period = await periodOf(connection, file, options);
    const answer = mapCheck.parse(await connection.ask('POST', '/api/map-checks', { file, ...period }));
    if (options.json) write(answer, options);
    else {
      const { conformance, ...figures } = answer;
      write(
        {
          map: figures.map,
          ...figures.period,
          kpis: figures.kpis.map(summariseKpi),
          coverage: figures.coverage,
          problems: figures.problems,
          conformance: summariseConformance(conformance),
        },
        options,
      );
    }
    return answer.kpis.filter(({ state }) => state === 'missed').map(({ metric }) => metric);
  });
  if (missed.length > 0) throw new CommandFailed(`Targets missed: ${missed.join(', ')}.`, EXIT.targetsMissed);
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

function summariseConformance({ touchpoints, deviations, groups, rules, ...rest }: ConformanceAnswer) {
  return {
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

/** As in a difference: - the plan has it and they have not, + they have it and the plan has not. */
const WRITTEN = { both: '', skipped: '-', extra: '+' } as const;
