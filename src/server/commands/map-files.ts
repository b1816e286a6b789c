import { z } from 'zod';
import { describeEdits } from '../../shared/maps/edit/describe-edits.ts';
import { diffMapFiles } from '../../shared/maps/edit/diff-map.ts';
import type { ExportFormat } from '../../shared/maps/files-contract.ts';
import { YamlSource } from '../../shared/maps/yaml-source.ts';
import { readJourneyText } from '../maps/exports/read-journey-text.ts';
import type { Config } from '../platform/config.ts';
import { sayChange } from './change-words.ts';
import { type Connection, connect } from './connection.ts';
import { CommandFailed, EXIT } from './exit-codes.ts';
import { isFileName, readTextFile, writeOutFile } from './text-file.ts';

export interface ExportOptions {
  format: ExportFormat;
  out: string;
  from?: string;
  to?: string;
  sheet: 'A3' | 'A4';
}

/** Longest beginning of a file in which its note stands, in bytes. */
const MOST_OF_HEAD = 2_000;

const failure = z.object({ message: z.string() });

/** Writes a map with the numbers of a period as a file of the wanted kind. */
export async function exportMapFile(config: Config, id: string, options: ExportOptions): Promise<void> {
  const { format, out, from, to, sheet } = options;
  const query = new URLSearchParams({ format, sheet, ...(from && { from }), ...(to && { to }) });
  const connection = await connect(config);
  try {
    const answer = await connection.send(`/api/maps/${encodeURIComponent(id)}/export?${query}`, {
      method: 'GET',
    });
    if (!answer.ok) {
      const said = failure.safeParse(await answer.json().catch(() => null));
      throw new CommandFailed(
        said.success ? said.data.message : `The server answered ${answer.status}.`,
        answer.status === 400 ? EXIT.usage : EXIT.failed,
      );
    }
    const bytes = Buffer.from(await answer.arrayBuffer());
    // a plain journey says itself what of the map it does not hold
    const left = /Not in this file: (.*?)(?: -->)?$/m.exec(bytes.subarray(0, MOST_OF_HEAD).toString())?.[1];
    if (left !== undefined && (format === 'mermaid' || format === 'cjml'))
      process.stderr.write(`Not in this file: ${left}\n`);
    if (out === '-') process.stdout.write(bytes);
    else writeOutFile(out, bytes);
  } finally {
    await connection.close();
  }
}

/** Says in words, or as edits, what makes the second map of the first; fails with 1 where they differ. */
export async function diffMaps(
  config: Config,
  names: [string, string],
  { json }: { json?: boolean },
): Promise<void> {
  const [from, to] = await readBoth(config, names);
  const edits = diffMapFiles(from, to);
  const words = () => describeEdits(edits, from).map((change) => `${sayChange(change)}\n`);
  process.stdout.write(json ? `${JSON.stringify({ edits })}\n` : words().join('') || 'No difference.\n');
  if (edits.length > 0)
    throw new CommandFailed(
      json ? '' : edits.length === 1 ? '1 difference.' : `${edits.length} differences.`,
    );
}

/** Stores are opened only where a name is no file. */
async function readBoth(config: Config, [a, b]: [string, string]): Promise<[string, string]> {
  if (isFileName(a) && isFileName(b)) return [readLocal(a), readLocal(b)];
  const connection = await connect(config);
  try {
    return [await readNamed(connection, a), await readNamed(connection, b)];
  } finally {
    await connection.close();
  }
}

function readLocal(path: string): string {
  const text = readTextFile(path);
  // a map that extends another needs not be one alone
  if (typeof YamlSource.read(text).source?.valueAt(['extends']) === 'string') return text;
  const { file, problems } = readJourneyText(text);
  if (file !== null) return file;
  const [first] = problems;
  const hint = first?.suggestion === undefined ? '' : ` (${first.suggestion})`;
  throw new CommandFailed(`${path}:${first?.line}:${first?.column} ${first?.message}${hint}`);
}

/** A file, `id` or `id@version`. */
async function readNamed(connection: Connection, name: string): Promise<string> {
  if (isFileName(name)) return readLocal(name);
  const [id = '', version = 'current'] = name.split('@');
  const answer = await connection.ask(
    'GET',
    `/api/maps/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`,
  );
  return z.object({ file: z.string() }).parse(answer).file;
}
