import { resolve } from 'node:path';
import type { Config } from '../platform/config.ts';
import { makeDataDirectory } from '../platform/data-directory.ts';
import { openProgram } from '../program.ts';
import { CommandFailed } from './exit-codes.ts';

/** Makes stores, workspace, owner and keys, and prints the secrets; they cannot be shown again. */
export async function initialise(config: Config, options: { json?: boolean }): Promise<void> {
  makeDataDirectory(config.data);
  const program = await openProgram(config);
  await program.close();
  const secrets = program.firstSecrets;
  const data = resolve(config.data);
  if (!secrets) {
    throw new CommandFailed(
      `${data} already holds a workspace. Its write keys are on the Data page of the web app.`,
    );
  }
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ data, ...secrets })}\n`);
    return;
  }
  process.stdout.write(
    [
      `Made the workspace "${config.workspaceName}" in ${data}. This is shown once:`,
      `  sign-in    ${secrets.email}`,
      `  password   ${secrets.password}`,
      `  write key  ${secrets.writeKey}`,
      `  API key    ${secrets.apiKey}`,
      `Start it with: bin/desirepath serve --data ${config.data}`,
      '',
    ].join('\n'),
  );
}
