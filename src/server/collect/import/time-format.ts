import { Temporal } from 'temporal-polyfill';

/** A clock change: what a local time means that occurs twice or not at all (names and meaning as in Temporal). */
export type ClockChange = 'compatible' | 'earlier' | 'later' | 'reject';

export interface TimeFormatOptions {
  /** tokens as in TIME_FORMAT_HELP, or `iso`, `unix` (seconds), `unix-ms` */
  format: string;
  /** IANA zone of texts that carry no offset */
  zone: string;
  /** time of day of a date without one, `HH:mm` */
  timeOfDay?: string;
  clockChange: ClockChange;
}

export const TIME_FORMAT_HELP =
  'YYYY YY MM M MMM DD D HH H hh h mm m ss s SSS A Z; text in [brackets]; or iso, unix, unix-ms';

/** Not a time of the format. */
export class TimeError extends Error {
  override readonly name = 'TimeError';
}

/** Milliseconds since 1970 of a text; throws TimeError. */
export type TimeReader = (text: string) => number;

type Part = 'year' | 'shortYear' | 'month' | 'monthName' | 'day' | 'hour' | 'hour12' | 'minute' | 'second';
type Field = Part | 'fraction' | 'halfDay' | 'offset';

const TOKENS: Record<string, { pattern: string; field: Field }> = {
  YYYY: { pattern: '(\\d{4})', field: 'year' },
  YY: { pattern: '(\\d{2})', field: 'shortYear' },
  MMM: { pattern: '([A-Za-z]{3})', field: 'monthName' },
  MM: { pattern: '(\\d{2})', field: 'month' },
  M: { pattern: '(\\d{1,2})', field: 'month' },
  DD: { pattern: '(\\d{2})', field: 'day' },
  D: { pattern: '(\\d{1,2})', field: 'day' },
  HH: { pattern: '(\\d{2})', field: 'hour' },
  H: { pattern: '(\\d{1,2})', field: 'hour' },
  hh: { pattern: '(\\d{2})', field: 'hour12' },
  h: { pattern: '(\\d{1,2})', field: 'hour12' },
  mm: { pattern: '(\\d{2})', field: 'minute' },
  m: { pattern: '(\\d{1,2})', field: 'minute' },
  ss: { pattern: '(\\d{2})', field: 'second' },
  s: { pattern: '(\\d{1,2})', field: 'second' },
  SSS: { pattern: '(\\d{1,9})', field: 'fraction' },
  A: { pattern: '([AaPp])\\.?[Mm]\\.?', field: 'halfDay' },
  Z: { pattern: '(Z|z|[+-]\\d{2}(?::?\\d{2})?)', field: 'offset' },
};
const TOKEN = /\[([^\]]*)\]|YYYY|YY|MMM|MM|M|DD|D|HH|H|hh|h|mm|m|SSS|ss|s|A|Z/g;
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const ISO_FIELDS: Field[] = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction', 'offset'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A reader of times; throws TimeError when format or zone is none. */
export function compileTimeFormat(options: TimeFormatOptions): TimeReader {
  const { format } = options;
  if (format === 'unix' || format === 'unix-ms')
    return (text) => readUnix(text, format === 'unix' ? 1000 : 1);
  const { pattern, fields } =
    format === 'iso' ? { pattern: ISO, fields: ISO_FIELDS } : compilePattern(format);
  const toInstant = compileZone(options.zone, options.clockChange);
  const [defaultHour = 0, defaultMinute = 0] = (options.timeOfDay ?? '00:00').split(':').map(Number);
  return (text) => {
    const match = pattern.exec(text.trim());
    if (match === null) throw new TimeError(`"${text}" is not a time of the form ${format}`);
    const parts: Partial<Record<Field, string>> = {};
    for (const [index, field] of fields.entries()) parts[field] = match[index + 1];
    const localMs = localTime(parts, defaultHour, defaultMinute);
    if (localMs === null) throw new TimeError(`"${text}" is no day or time of the calendar`);
    return parts.offset === undefined ? toInstant(localMs, text) : localMs - offsetMs(parts.offset);
  };
}

function readUnix(text: string, factor: number): number {
  const value = /^-?\d{1,16}(\.\d+)?$/.test(text.trim()) ? Math.round(Number(text) * factor) : Number.NaN;
  if (Math.abs(value) <= 8.64e15) return value;
  throw new TimeError(`"${text}" is not a number of ${factor === 1 ? 'milli' : ''}seconds since 1970`);
}

function compilePattern(format: string): { pattern: RegExp; fields: Field[] } {
  const fields: Field[] = [];
  let source = '';
  let at = 0;
  for (const match of format.matchAll(TOKEN)) {
    source += escapePattern(format.slice(at, match.index)) + escapePattern(match[1] ?? '');
    at = match.index + match[0].length;
    const token = TOKENS[match[0]];
    if (token === undefined) continue;
    if (fields.includes(token.field))
      throw new TimeError(`${match[0]} stands twice in the time format "${format}"`);
    fields.push(token.field);
    source += token.pattern;
  }
  const has = (...wanted: Field[]) => wanted.some((field) => fields.includes(field));
  if (!has('year', 'shortYear') || !has('month', 'monthName') || !has('day'))
    throw new TimeError(`the time format "${format}" needs year, month and day. Tokens: ${TIME_FORMAT_HELP}`);
  if (has('hour12') !== has('halfDay'))
    throw new TimeError(`the time format "${format}" needs both h and A, or H. Tokens: ${TIME_FORMAT_HELP}`);
  return { pattern: new RegExp(`^${source}${escapePattern(format.slice(at))}$`), fields };
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** The clock on the wall as if it were UTC, or null when the calendar has no such day or the day no such time. */
function localTime(
  parts: Partial<Record<Field, string>>,
  defaultHour: number,
  defaultMinute: number,
): number | null {
  // Two digits: 69 to 99 are of the last century, as POSIX strptime reads %y.
  const short = Number(parts.shortYear ?? 0);
  const year = parts.year === undefined ? short + (short >= 69 ? 1900 : 2000) : Number(parts.year);
  const month =
    parts.monthName === undefined ? Number(parts.month) : MONTHS.indexOf(parts.monthName.toLowerCase()) + 1;
  const day = Number(parts.day);
  const hour = hourOf(parts, defaultHour);
  const minute = parts.minute === undefined ? (hasHour(parts) ? 0 : defaultMinute) : Number(parts.minute);
  const second = Number(parts.second ?? 0);
  const ms = Math.floor(Number(`0.${parts.fraction ?? '0'}`) * 1000 + 1e-6);
  if (hour === null || hour > 23 || minute > 59 || second > 59 || month < 1 || month > 12 || day < 1)
    return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) return null;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
}

function hasHour(parts: Partial<Record<Field, string>>): boolean {
  return parts.hour !== undefined || parts.hour12 !== undefined;
}

function hourOf(parts: Partial<Record<Field, string>>, fallback: number): number | null {
  if (parts.hour12 === undefined) return parts.hour === undefined ? fallback : Number(parts.hour);
  const hour = Number(parts.hour12);
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (parts.halfDay?.toLowerCase() === 'p' ? 12 : 0);
}

function offsetMs(text: string): number {
  if (text === 'Z' || text === 'z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(':', '') || 0);
  return (text.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Offsets change on quarters of an hour since 1970, so one answer of Temporal serves a whole quarter. */
const QUARTER_MS = 15 * 60_000;
const MAX_CACHED_QUARTERS = 100_000;

function compileZone(zone: string, clockChange: ClockChange): (localMs: number, text: string) => number {
  if (zone === 'UTC') return (localMs) => localMs;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  } catch {
    throw new TimeError(`"${zone}" is no time zone; write one such as Europe/London`);
  }
  const offsets = new Map<number, number>();
  return (localMs, text) => {
    const quarter = Math.floor(localMs / QUARTER_MS);
    const known = offsets.get(quarter);
    if (known !== undefined) return localMs - known;
    const local = Temporal.Instant.fromEpochMilliseconds(localMs).toZonedDateTimeISO('UTC').toPlainDateTime();
    let instantMs: number;
    try {
      instantMs = local.toZonedDateTime(zone, { disambiguation: clockChange }).epochMilliseconds;
    } catch {
      throw new TimeError(`"${text}" happens twice or not at all in ${zone}, where the clock changes`);
    }
    if (offsets.size >= MAX_CACHED_QUARTERS) offsets.clear();
    // Before 1970 zones had offsets of odd seconds; those are asked one by one.
    if (localMs > 86_400_000) offsets.set(quarter, localMs - instantMs);
    return instantMs;
  };
}
