import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXPORT_FORMATS } from '../shared/maps/files-contract.ts';
import { CommandFailed, EXIT } from './commands/exit-codes.ts';
import type { ImportOptions } from './commands/import.ts';
import type { DiscoverOptions } from './commands/map-discover.ts';
import type { ExportOptions } from './commands/map-files.ts';
import { REPORT_KINDS } from './commands/report-kinds.ts';
import { type Config, ConfigError, describeSettings, readConfig } from './platform/config.ts';
import { readVersion } from './platform/project-folder.ts';

interface Where {
  data?: string;
  host?: string;
  port?: number;
}

/**
 * The command line: settings come from the environment, over them the options given. Commands are loaded when they run,
 * because the stores take half a second and `--help` should not.
 */
export function createCli(): Command {
  const cli = new Command('desirepath')
    .description('The customer journey map that measures itself')
    .version(readVersion())
    .exitOverride()
    .addHelpText('after', `\nSettings by environment:\n${describeSettings()}\n\n${EXIT_HELP}`);

  addServing(cli.command('serve').description('run the server until it is stopped')).action((where: Where) =>
    serve(where),
  );
  addServing(
    cli
      .command('demo')
      .description('run the server with a made-up shop, signed in on this machine')
      .addOption(sizeOption('--people <n>', 'customers of the made-up shop', 20_000, 500_000))
      .addOption(sizeOption('--days <n>', 'days it has been open', 365, 1100))
      .addOption(sizeOption('--seed <n>', 'another seed makes another shop', 7, 0xffff_ffff))
      .option(
        '--scenario <template>',
        "a template's map with its own made-up people instead, such as kitchen",
      ),
  ).action(
    async ({
      people,
      days,
      seed,
      scenario,
      ...where
    }: Where & { people: number; days: number; seed: number; scenario?: string }) => {
      const { runDemo, sizeOfScenario } = await import('./commands/demo.ts');
      const data = scenario === undefined ? './data-demo' : `./data-demo-${scenario}`;
      const size = scenario === undefined ? { people, days, seed } : sizeOfScenario(scenario);
      await runDemo(configOf({ data, ...where }), size);
    },
  );

  addData(cli.command('init'))
    .description('make stores, workspace and owner; print keys and password once')
    .option('--json', 'print JSON')
    .action(async (options: Where & { json?: boolean }) => {
      const { initialise } = await import('./commands/init.ts');
      await initialise(configOf(options), options);
    });

  addData(cli.command('report'))
    .description(`ask a report: ${REPORT_KINDS.join(', ')}`)
    .argument('<kind>', 'which report')
    .option('--query <json>', 'the question as JSON, or @file.json')
    .option('--json', "print the API's JSON")
    .action(async (kind: string, options: Where & { query?: string; json?: boolean }) => {
      const { askReport } = await import('./commands/report.ts');
      await askReport(configOf(options), kind, options);
    });

  addData(cli.command('import'))
    .description('import rows of a CSV, TSV or JSONL file (also .gz) as events; see docs/import.md')
    .argument('<file>', 'the file')
    .requiredOption('--mapping <yaml>', 'how rows become events')
    .option('--dry-run', 'read and map everything, store nothing, show the first events')
    .addOption(new Option('--limit <rows>', 'only so many rows').argParser(readRows))
    .option('--rejects <file>', 'write every rejected row, with line and reason, as CSV')
    .option('--restart', 'begin at the start, even where an earlier run broke off')
    .option('--url <address>', 'import into a server elsewhere')
    .option('--key <key>', 'its API key or write key (DESIREPATH_API_KEY)')
    .option('--json', 'print the report as JSON')
    .action(async (file: string, options: Where & ImportOptions) => {
      const { importRows } = await import('./commands/import.ts');
      await importRows(configOf(options), file, options);
    });
  addMapCommands(cli.command('map').description('read, store and check journey maps'));
  return cli;
}

function addMapCommands(map: Command): void {
  type Options = Where & { json?: boolean; from?: string; to?: string };
  const load = () => import('./commands/map.ts');
  map
    .command('validate <files...>')
    .description('say what is wrong in map files; needs no server')
    .option('--json', 'print JSON')
    .action(async (files: string[], options: Options) =>
      (await load()).validateMaps(files, { ...options, isLint: false, config: null }),
    );
  map
    .command('lint <files...>')
    .description('the same, and what is no error but worth mending')
    .option('--data <dir>', 'also events that were never, or not lately, collected in these stores')
    .option('--json', 'print JSON')
    .action(async (files: string[], options: Options) => {
      const config = options.data === undefined ? null : configOf(options);
      await (await load()).validateMaps(files, { ...options, isLint: true, config });
    });
  addData(map.command('list').description('all maps of the workspace'))
    .option('--json', 'print JSON')
    .action(async (options: Options) => (await load()).listMaps(configOf(options), options));
  addData(map.command('get <id>').description('print the file of a map')).action(
    async (id: string, options: Options) => (await load()).getMap(configOf(options), id),
  );
  addData(map.command('put <file>').description('store a map file under the id that it names'))
    .option('--replace', 'replace a map that is there already; it is kept as a version')
    .option('--json', 'print JSON')
    .action(async (file: string, options: Options) =>
      (await load()).putMap(configOf(options), file, options),
    );
  addMapFileCommands(map);
  addData(
    map
      .command('check <map>')
      .description(
        'a stored map (id) or a file against reality: targets, coverage, conformance; 4 = targets missed',
      ),
  )
    .option('--from <day>', 'first day, such as 2026-03-01 (the last 30 days with data)')
    .option('--to <day>', 'last day')
    .option('--json', 'print JSON')
    .action(async (id: string, options: Options) => (await load()).checkMap(configOf(options), id, options));
  addData(map.command('discover').description('draw a map from what was collected and print its file'))
    .option('--goal <event>', 'what journeys are about (the order, else the latest event that many reach)')
    .option('--from <day>', 'first day, such as 2026-03-01 (the last 90 days with data)')
    .option('--to <day>', 'last day')
    .option('--channels <names>', 'only these, such as web,app')
    .addOption(sizeOption('--stages <n>', 'how many stages (as many as the data show)', undefined, 12))
    .option('--id <id>', 'id of the map')
    .option('--title <text>', 'title of the map')
    .option('--out <file>', 'write the map file')
    .option('--json', 'print JSON')
    .action(async (options: Where & DiscoverOptions) => {
      const { discoverMap } = await import('./commands/map-discover.ts');
      await discoverMap(configOf(options), options);
    });
}

function addMapFileCommands(map: Command): void {
  const load = () => import('./commands/map-files.ts');
  addData(map.command('export <id>').description('write a map with its numbers as a file'))
    .addOption(new Option('--format <format>', 'kind of file').choices(EXPORT_FORMATS).makeOptionMandatory())
    .requiredOption('--out <file>', 'where to write it; - = standard output')
    .option('--from <day>', 'first day of its numbers (the last 30 days with data)')
    .option('--to <day>', 'last day')
    .addOption(new Option('--sheet <size>', 'of a PDF').choices(['A3', 'A4']).default('A3'))
    .action(async (id: string, options: Where & ExportOptions) =>
      (await load()).exportMapFile(configOf(options), id, options),
    );
  addData(
    map
      .command('diff <a> <b>')
      .description('say what differs between two maps: files, ids, or id@version; 1 = they differ'),
  )
    .option('--json', 'print the edits that make b of a as JSON')
    .action(async (a: string, b: string, options: Where & { json?: boolean }) =>
      (await load()).diffMaps(configOf(options), [a, b], options),
    );
}

const EXIT_HELP =
  'Exit codes: 0 ok, 1 failed, 2 wrong usage, 3 some rows were rejected, 4 targets of a map are missed';

function addData(command: Command): Command {
  return command.option('--data <dir>', 'directory of the embedded stores (DESIREPATH_DATA, ./data)');
}

function addServing(command: Command): Command {
  return addData(command)
    .option('--host <address>', 'address to listen on (DESIREPATH_HOST, 127.0.0.1)')
    .addOption(
      new Option('--port <port>', 'port, 0 = any free one (DESIREPATH_PORT, 4000)').argParser(readPort),
    );
}

function sizeOption(flags: string, description: string, standard: number | undefined, most: number): Option {
  return new Option(flags, description).default(standard).argParser((raw) => {
    const value = Number(raw);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`"${raw}" is no whole number from 1 to ${most}.`);
  });
}

function readPort(raw: string): number {
  const port = Number(raw);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

function readRows(raw: string): number {
  const rows = Number(raw);
  if (Number.isSafeInteger(rows) && rows > 0) return rows;
  throw new InvalidArgumentError('A whole number of rows from 1.');
}

function configOf({ data, host, port }: Where): Config {
  return readConfig(process.env, {
    ...(data !== undefined && { data }),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
  });
}

async function serve(where: Where): Promise<void> {
  const { serveUntilSignal, startServer } = await import('./main.ts');
  const { findFirstSecrets } = await import('./server-file.ts');
  const config = configOf(where);
  const server = await startServer(config);
  const stopped = serveUntilSignal(server); // before anyone is told that it can be stopped
  process.stdout.write(`Desirepath is at ${server.url}\n`);
  const secrets = findFirstSecrets(config.data);
  if (secrets)
    process.stdout.write(
      `Sign-in, password and keys are in ${secrets}; delete it when you have kept them.\n`,
    );
  await stopped;
}

/** Runs a command line and gives its exit code. */
export async function runCli(args: string[]): Promise<number> {
  // who reads may leave (`serve | head -1`): a server goes on, and a report has nobody to tell
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  try {
    await createCli().parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const message = describeFailure(error);
    if (message !== '') process.stderr.write(`${message}\n`);
    if (error instanceof CommandFailed) return error.exitCode;
    return error instanceof ConfigError ? EXIT.usage : EXIT.failed;
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CommandFailed || error instanceof ConfigError) return error.message;
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Another program listens there; choose another port with --port.`;
  }
  if ('code' in error && typeof error.code === 'string') return error.message;
  return error.stack ?? error.message;
}
