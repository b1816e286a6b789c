/** A question that was stopped: too long, too much memory, or the asker went away. */
export class QuestionStopped extends Error {
  constructor(
    readonly reason: 'time' | 'memory' | 'cancelled',
    message: string,
  ) {
    super(message);
  }
}
