import { resolve } from 'node:path';
import type { Config } from './platform/config.ts';
import { makeDataDirectory } from './platform/data-directory.ts';
import { type Listening, listen } from './platform/http.ts';
import { openProgram, type Program } from './program.ts';
import { removeServerFile, writeFirstSecrets, writeServerFile } from './server-file.ts';

/** A program that listens. */
export interface Server {
  program: Program;
  /** address for a browser on this machine */
  url: string;
  /** Stops listening, finishes what is under way, closes the stores. */
  stop(): Promise<void>;
}

/** Opens the stores, listens, and says in `DIR/server.json` where. */
export async function startServer(config: Config, { isDemo = false } = {}): Promise<Server> {
  makeDataDirectory(config.data);
  const program = await openProgram(config, { isDemo });
  const { log } = program.context;
  let listening: Listening;
  try {
    listening = await listen(program.app, config);
  } catch (error) {
    await program.close();
    throw error;
  }
  const url = listening.url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//127.0.0.1:');
  writeServerFile(config.data, { url, token: program.localToken, pid: process.pid });
  if (program.firstSecrets) {
    const file = writeFirstSecrets(config.data, program.firstSecrets);
    log.info(
      { file },
      'first start: sign-in, password and keys were made; read them there, then delete the file',
    );
  }
  log.info({ url, data: resolve(config.data) }, 'listening');
  return {
    program,
    url,
    async stop() {
      removeServerFile(config.data, program.localToken);
      program.context.facts.publish('stopping', {});
      await listening.stop();
      await program.close();
      log.info('stopped');
    },
  };
}

/** Runs until SIGINT or SIGTERM; a second signal ends at once. */
export async function serveUntilSignal(server: Server): Promise<void> {
  // What fails when its asker has left is told; it is not the end of everybody's server.
  process.on('unhandledRejection', (error) => {
    server.program.context.log.error({ err: error }, 'something failed that nobody waited for');
  });
  await new Promise<void>((done, failed) => {
    const stop = () => {
      process.once('SIGINT', () => process.exit(1));
      process.once('SIGTERM', () => process.exit(1));
      server.stop().then(done, failed);
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}
