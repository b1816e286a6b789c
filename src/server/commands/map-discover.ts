import { draftAnswer } from '../../shared/maps/discovery/contract.ts';
import type { Config } from '../platform/config.ts';
import { connect } from './connection.ts';
import { CommandFailed, EXIT } from './exit-codes.ts';
import { writeOutFile } from './text-file.ts';

export interface DiscoverOptions {
  goal?: string;
  from?: string;
  to?: string;
  stages?: number;
  channels?: string;
  id?: string;
  title?: string;
  out?: string;
  json?: boolean;
}

/** Draws a map from what was collected and prints its file (or writes it, or prints all that is known of it as JSON). */
export async function discoverMap(config: Config, options: DiscoverOptions): Promise<void> {
  const { goal, stages, from, to, id, title, channels } = options;
  if ((from === undefined) !== (to === undefined)) {
    throw new CommandFailed('A period needs both days: --from and --to.', EXIT.usage);
  }
  const connection = await connect(config);
  try {
    const answer = draftAnswer.parse(
      await connection.ask('POST', '/api/discovery/draft', {
        ...{ goal, stages, id, title },
        ...(channels === undefined ? {} : { channels: channels.split(',') }),
        ...(from === undefined || to === undefined ? {} : { period: { from, to } }),
      }),
    );
    const { file } = answer;
    if (file === null) throw new CommandFailed('There are no journeys in this period to draw a map from.');
    if (options.out !== undefined) writeOutFile(options.out, file);
    if (options.json) process.stdout.write(`${JSON.stringify(answer)}\n`);
    else if (options.out === undefined) process.stdout.write(file);
    else {
      const touchpoints = answer.stages.flatMap(({ steps }) => steps.flatMap((step) => step.touchpoints));
      process.stdout.write(
        `${options.out}: ${answer.stages.length} stages, ${touchpoints.length} touchpoints, from ${answer.journeys} journeys of ${answer.peopleLookedAt} people\n`,
      );
    }
  } finally {
    await connection.close();
  }
}
