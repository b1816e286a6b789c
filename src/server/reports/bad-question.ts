/** A question that cannot be answered as asked; the message names the value and the way out. The API answers BAD_REQUEST. */
export class BadQuestion extends Error {
  readonly code = 'BAD_REQUEST';
}
