/** The whole request is refused; nothing of it is stored. */
export class RequestRefused extends Error {
  constructor(
    readonly status: 400 | 401 | 413 | 415 | 429 | 503,
    readonly code: string,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}
