/** What the command line ends with. */
export const EXIT = { ok: 0, failed: 1, usage: 2, someRejected: 3, targetsMissed: 4 } as const;

/** Ends a command with a message on standard error and an exit code. */
export class CommandFailed extends Error {
  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
  ) {
    super(message);
  }
}
