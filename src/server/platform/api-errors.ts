import { ORPCError, ValidationError } from '@orpc/server';
import { API_ERRORS, type ApiErrorCode } from '../../shared/platform/base-contract.ts';
import { QuestionStopped } from './question-stopped.ts';

/**
 * An expected failure of a call. The message names the value, the limit and the way out.
 *
 * throw apiError('NOT_FOUND', `There is no map "${id}". GET /api/maps lists them.`)
 */
export function apiError(
  code: ApiErrorCode,
  message: string,
  data?: unknown,
): ORPCError<ApiErrorCode, unknown> {
  return new ORPCError(code, { status: API_ERRORS[code].status, message, data });
}

/** SQLSTATE character_not_in_repertoire. */
const PG_BAD_CHARACTER = '22021';

/** The one table from what the parts throw to what a caller sees. Anything else is a bug: 500, with no details outside. */
export function toApiError(error: unknown): unknown {
  if (error instanceof QuestionStopped) {
    return apiError(error.reason === 'cancelled' ? 'CANCELLED' : 'QUESTION_TOO_EXPENSIVE', error.message);
  }
  if (error instanceof ORPCError) {
    if (error.code !== 'BAD_REQUEST') return error;
    if (error.cause instanceof ValidationError) return describeInvalid(error.cause);
    return error;
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return apiError('CANCELLED', 'The question was cancelled.');
  }
  // Text with U+0000, in whichever field of whichever call: Postgres cannot hold it, so nothing stored can match it.
  if (error instanceof Error && 'code' in error && error.code === PG_BAD_CHARACTER) {
    return apiError('BAD_REQUEST', 'A text of the input holds the character U+0000. Leave it out.');
  }
  // A part's own failure says which it is: class BadQuestion extends Error { readonly code = 'BAD_REQUEST' }
  if (error instanceof Error && 'code' in error && isApiErrorCode(error.code)) {
    return apiError(error.code, error.message);
  }
  return error;
}

function isApiErrorCode(code: unknown): code is ApiErrorCode {
  return typeof code === 'string' && Object.hasOwn(API_ERRORS, code);
}

const MOST_ISSUES = 5;

function describeInvalid(error: ValidationError): unknown {
  const issues = error.issues.slice(0, MOST_ISSUES).map((issue) => {
    const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
    const field = path.length === 0 ? 'input' : path.map(String).join('.');
    const value = field === 'password' ? '(not shown)' : showValue(valueAt(error.data, path));
    return { field, value, problem: issue.message };
  });
  const message = issues.map((issue) => `${issue.field} is ${issue.value}: ${issue.problem}`).join('; ');
  return apiError('BAD_REQUEST', `${message}.`, { issues });
}

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function showValue(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
