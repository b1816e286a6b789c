/**
 * `tsx bench/reports.ts [--people 1000000] [--postgres-people 50000]`: the reports beside the same questions asked of raw
 * events in ClickHouse, DuckDB and Postgres. Every engine answers in a process of its own; answers are compared. The
 * others are asked for links, their walks and people only: not for exits, Other, times and whole walks.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { askClickHouse } from './engine-clickhouse.ts';
import { askDesirepath } from './engine-desirepath.ts';
import { askDuckDb } from './engine-duckdb.ts';
import { askPostgres, findPostgres } from './engine-postgres.ts';
import { exportRaw } from './raw-export.ts';
import { type EngineResult, medianOf } from './raw-questions.ts';

const ENGINES = {
  desirepath: askDesirepath,
  clickhouse: askClickHouse,
  duckdb: async (people: number) => askDuckDb(people, await exportRaw(people, 'Parquet')),
  postgres: async (people: number) => {
    const bin = findPostgres();
    if (bin === null) throw new Error('there is no Postgres in /usr/lib/postgresql');
    return askPostgres(bin, people, await exportRaw(people, 'CSV'));
  },
} satisfies Record<string, (people: number) => Promise<EngineResult>>;
type Engine = keyof typeof ENGINES;
const ANSWER = 'answer: ';

const { values: options } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    'postgres-people': { type: 'string', default: '50000' },
    engine: { type: 'string' },
  },
});

if (options.engine !== undefined) {
  const engine = options.engine as Engine; // written by `ask` below
  console.log(ANSWER + JSON.stringify(await ENGINES[engine](Number(options.people))));
  process.exit(0); // the embedded engines keep threads
}

const people = Number(options.people);
const small = Math.min(people, Number(options['postgres-people']));
compare(ask('desirepath', people), [ask('clickhouse', people), ask('duckdb', people)]);
if (findPostgres() === null) console.log('\nPostgres: skipped, none in /usr/lib/postgresql');
else {
  console.log(`\nPostgres is slower by so much that it gets a shop of ${small.toLocaleString('en')} people:`);
  compare(ask('desirepath', small), [ask('postgres', small)]);
}

function ask(engine: Engine, size: number): EngineResult {
  const args = [
    '--import',
    'tsx',
    fileURLToPath(import.meta.url),
    '--engine',
    engine,
    '--people',
    String(size),
  ];
  const output = execFileSync(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  }).toString();
  const line = output.split('\n').find((text) => text.startsWith(ANSWER));
  if (line === undefined) throw new Error(`${engine} gave no answer: ${output}`);
  return JSON.parse(line.slice(ANSWER.length)) as EngineResult; // our own line
}

function compare(own: EngineResult, others: readonly EngineResult[]): void {
  console.log(
    `\n${own.people.toLocaleString('en')} people, about ${(own.people * 19.5).toLocaleString('en')} events`,
  );
  console.log(line('question', 'engine', 'wall', 'ratio', 'processor', 'ratio'));
  for (const [name, measured] of Object.entries(own.questions)) {
    if (measured === undefined) continue;
    const asked = measured.sameAs ?? name;
    const [ms, cpuMs] = [medianOf(measured.ms), medianOf(measured.cpuMs)];
    console.log(line(name, own.engine, showMs(ms), '', showMs(cpuMs), ''));
    for (const other of others) {
      for (const [variant, theirs] of Object.entries(other.questions)) {
        if (theirs === undefined || variant.split(',')[0] !== asked) continue;
        const [theirMs, theirCpuMs] = [medianOf(theirs.ms), medianOf(theirs.cpuMs)];
        const label = variant === asked ? other.engine : `${other.engine} (${variant.split(', ')[1]})`;
        // a server's processor time is not in our process
        const cpu = other.isServer ? ['', ''] : [showMs(theirCpuMs), showRatio(theirCpuMs / cpuMs)];
        const verdict = describeDifference(measured.numbers, theirs.numbers);
        console.log(`${line('', label, showMs(theirMs), showRatio(theirMs / ms), ...cpu)}  ${verdict}`);
      }
    }
  }
  for (const { engine, memoryBytes } of [own, ...others]) {
    console.log(`memory of ${engine}: ${(memoryBytes / 2 ** 20).toFixed(0)} MB at most`);
  }
}

function showMs(ms: number): string {
  return `${ms.toFixed(0)} ms`;
}

function showRatio(ratio: number): string {
  return `${ratio.toFixed(1)} x`;
}

function line(question: string, engine: string, ...numbers: string[]): string {
  return question.padEnd(36) + engine.padEnd(42) + numbers.map((text) => text.padStart(10)).join('');
}

function describeDifference(own: Record<string, number>, theirs: Record<string, number>): string {
  const different = Object.keys(own).filter((key) => own[key] !== theirs[key]);
  if (different.length === 0) return `same answer (${Object.keys(own).length} numbers)`;
  const [key = ''] = different;
  return `DIFFERENT ANSWER: ${different.length} of ${Object.keys(own).length} numbers, "${key}": ${own[key]} here, ${theirs[key]} there`;
}
