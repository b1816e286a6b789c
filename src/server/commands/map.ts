import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  coverageAnswer,
  type KpiAnswer,
  kpiAnswer,
  type MapProblem,
  mapProblem,
} from '../../shared/maps/contract.ts';
import { lintMap } from '../../shared/maps/lint-map.ts';
import { lintMeasured } from '../../shared/maps/lint-measured.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
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

/** Stores a map file under the id that it names. */
export function putMap(config: Config, path: string, output: Output): Promise<void> {
  return withConnection(config, async ({ ask }) => {
    const file = readFileSync(path, 'utf8');
    const { map, problems } = readMapFile(file);
    if (!map) {
      throw new CommandFailed(
        problems
          .map((problem) => writeProblem({ file: path, ...problem }))
          .join('')
          .trimEnd(),
      );
    }
    const answer = await ask('PUT', `/api/maps/${encodeURIComponent(map.id)}`, { file });
    write({ map: map.id, ...z.object({ problems: z.array(mapProblem) }).parse(answer) }, output);
  });
}

/** Every key figure of a map against its target, what its numbers say about it, and how much of reality it covers; fails with 4 on a missed target. */
export async function checkMap(
  config: Config,
  id: string,
  options: Output & { from?: string; to?: string },
): Promise<void> {
  const missed = await withConnection(config, async (connection) => {
    const { file, defaultPeriod } = await readMap(connection, id);
    const period = { from: options.from ?? defaultPeriod.from, to: options.to ?? defaultPeriod.to };
    const { map } = readMapFile(file);
    const path = `/api/maps/${encodeURIComponent(id)}`;
    const kpis: KpiAnswer[] = [];
    for (const metric of Object.keys(map?.metrics ?? {})) {
      const query = new URLSearchParams(period);
      kpis.push(kpiAnswer.parse(await connection.ask('GET', `${path}/kpis/${metric}?${query}`)));
    }
    const coverage = coverageAnswer.parse(await connection.ask('POST', `${path}/coverage`, { period }));
    const problems = map ? lintMeasured(map, kpis) : [];
    if (options.json) write({ map: id, period, kpis, coverage, problems }, options);
    else write({ map: id, ...period, kpis: kpis.map(summariseKpi), coverage, problems }, options);
    return kpis.filter(({ state }) => state === 'missed').map(({ metric }) => metric);
  });
  if (missed.length > 0) throw new CommandFailed(`Targets missed: ${missed.join(', ')}.`, EXIT.targetsMissed);
}

function summariseKpi({ metric, state, value, unit, target, sample }: KpiAnswer) {
  return { metric, state, value, unit, target: target && `${target.operator} ${target.value}`, sample };
}
