import { readFileSync } from 'node:fs';
import { contract } from '../../shared/contract.ts';
import type { Config } from '../platform/config.ts';
import { writeAnswer } from './answer-text.ts';
import { connect } from './connection.ts';
import { CommandFailed, EXIT } from './exit-codes.ts';
import { REPORT_KINDS } from './report-kinds.ts';

/** Asks one report; `query` is JSON, or @file.json. */
export async function askReport(
  config: Config,
  kind: string,
  options: { query?: string; json?: boolean },
): Promise<void> {
  const call = Object.entries(contract.reports).find(([name]) => name === kind)?.[1];
  if (!call) {
    throw new CommandFailed(
      `There is no report "${kind}". There are: ${REPORT_KINDS.join(', ')}.`,
      EXIT.usage,
    );
  }
  const { method = 'POST', path } = call['~orpc'].route;
  const query = options.query === undefined ? undefined : readQuery(options.query);
  const connection = await connect(config);
  try {
    const answer = await connection.ask(method, `/api${path}`, method === 'GET' ? undefined : (query ?? {}));
    process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : writeAnswer(answer));
  } finally {
    await connection.close();
  }
}

function readQuery(query: string): unknown {
  const text = query.startsWith('@') ? readFileSync(query.slice(1), 'utf8') : query;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandFailed(
      `--query is not valid JSON: ${error instanceof Error ? error.message : String(error)}`,
      EXIT.usage,
    );
  }
}
